"""A study's folder: `study.toml`, letters and questionnaire, read into values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from domain.errors import ConfigurationError, UnreadFileError
from domain.finding import Severity
from domain.study import Study
from languages.telling import phrased
from questionnaire.definition import Question, Questionnaire
from questionnaire.xlsform import inspect, lists_beside
from questionnaire.xlsform import load as load_form
from service.studies.earlier_units import refuse_changed_units
from service.studies.previous import KeepRows, Previous, in_memory, is_of_last_round, last_round
from service.studies.previous_export import BOOK, FILE, FOLDER, questions_of
from service.studies.tables import StudyTable
from settings.reading import parse, read, unknown_key
from store.archive.originals import Archive
from store.database.values_on_disk import LookedUp

_FILE = "study.toml"


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """What another study asked: its questions by their names, in whose units its values are, and the codes of the rows of its matrices."""

    questions: Mapping[str, Question] = field(default_factory=dict)
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Folder:
    """The files of a study by their path in its folder, with `/`. What stands in them is parsed when it is first asked for, and once.

    `where` is how a fault in study.toml names that file. `applied` says that a study ran by them already, so that they stay readable.
    `before` is what the study asked that last round's values come from, where no codebook says it.
    """

    files: Mapping[str, bytes]
    where: str = _FILE
    applied: bool = False
    before: AskedBefore = field(default_factory=AskedBefore)

    @property
    def sha256(self) -> str:
        """Return a hash of all files and their names, so that whoever acts on what they saw can say what that was."""
        return sha256("".join(f"{name}\0{self.hash_of(name)}\n" for name in sorted(self.files)).encode()).hexdigest()

    def hash_of(self, name: str) -> str:
        """Return the SHA-256 of a file; one that was applied is not read for that."""
        return self.files.hashes[name] if isinstance(self.files, ArchivedFiles) else sha256(self.files[name]).hexdigest()

    @cached_property
    def study(self) -> Study:
        """Return the study that study.toml describes (see `load_study`)."""
        return load_study(self, self.where)

    @cached_property
    def form(self) -> Mapping[str, bytes]:
        """Return the files that say what is asked, by name: the form, and what belongs to it beside it."""
        name = self.study.questionnaire
        named = lists_beside(self.files[name], name) if name in self.files else ()
        return {one: self.files[one] for one in (name, *named) if one in self.files}

    @cached_property
    def questionnaire(self) -> Questionnaire:
        """Return the study's questionnaire (FormErrors where it is faulty)."""
        name = self.study.questionnaire
        if name not in self.files:
            why = phrased("faults.no_form", file=name)
            raise ConfigurationError(why, where="study.toml questionnaire", remedy=phrased("faults.no_form_do", file=name))
        return load_form(self.files[name], name, self.files, applied=self.applied)

    @cached_property
    def warned(self) -> str:
        """Say how many things of the questionnaire are asked otherwise than its form says, and the first of them; "" where none is."""
        name = self.study.questionnaire
        found = inspect(self.files[name], name, self.files, applied=self.applied)
        # What is not asked at all comes before what is asked otherwise.
        told = sorted((one for one in found.problems if one.severity is Severity.WARNING), key=lambda one: not one.left_out)
        if not told:
            return ""
        left = f"Left out of it: {', '.join(found.left_out)}. " if found.left_out else ""
        # As it is called from the installation's folder, where commands are given.
        path = f"studies/{self.study.id}/{name}"
        return phrased("check.warned", file=name, path=path, n=len(told), left=left, first=str(told[0]))

    @cached_property
    def previous(self) -> Previous:
        """Return last round's values, where the study shows them: on disk, for they would grow in memory with each round."""
        return self.last_round(LookedUp)

    def last_round(self, keep: KeepRows = in_memory) -> Previous:
        """Return last round's values; ConfigurationError where they cannot be read, or are in other units and nobody said which."""
        form, changes = self.questionnaire, self.study.last_round
        if not self.applied:
            # What runs goes on with what its workbooks show.
            refuse_changed_units(self.before.questions or questions_of(self.files, form, changes.renamed), form, changes)
        return last_round(self.files, form, keep, changes)

    def letter(self, stem: str, language: str) -> tuple[str, str]:
        """Return the name and source of a letter in `language`, or in English where it is not written in it."""
        for name in (f"letters/{stem}.{language}.md", f"letters/{stem}.en.md"):
            if name in self.files:
                return name, _text(name, self.files[name])
        why = phrased("faults.no_letter_file", letter=repr(stem), language=language)
        raise ConfigurationError(why, where="letters", remedy=phrased("faults.write_file_do", file=f"letters/{stem}.{language}.md"))


class ArchivedFiles(Mapping[str, bytes]):
    """The files of a study that was applied, by the `hashes` of their names. Errors are those of `store.archive.originals.Archive.get`.

    All are read at once, so that one that is missing is told. Those of last round's values are not kept, and read again by whoever asks.
    """

    def __init__(self, archive: Archive, hashes: Mapping[str, str]) -> None:
        self.hashes = hashes
        self._archive = archive
        read = ((name, archive.get(one)) for name, one in hashes.items())
        self._kept = {name: data for name, data in read if not is_of_last_round(name)}

    def __getitem__(self, name: str) -> bytes:
        """Return a file."""
        return self._kept[name] if name in self._kept else self._archive.get(self.hashes[name])

    def __contains__(self, name: object) -> bool:
        """Say whether there is a file of this name, without reading it."""
        return name in self.hashes

    def __iter__(self) -> Iterator[str]:
        """Yield the names."""
        return iter(self.hashes)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.hashes)


def _text(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(phrased("faults.no_utf8"), where=f"{name}, line {line}", remedy=phrased("faults.no_utf8_do")) from error


def read_folder(root: Path) -> Folder:
    """Read the files of a study that count: study.toml, the letters, the questionnaire with its lists, and last round's values."""
    if not (root / "study.toml").is_file():
        raise ConfigurationError(phrased("faults.no_study_file"), where=str(root), remedy=phrased("faults.init_do"))
    chosen = [root / "study.toml", *sorted(root.glob("letters/*.md")), *sorted(root.glob("*.xlsx")), *(root / one for one in (FILE, BOOK))]
    # What an export has for people to look at says nothing more.
    chosen += [path for path in sorted(root.glob(f"{FOLDER}*.csv")) if not path.stem.endswith("-labels")]
    there = (path for path in chosen if path.is_file() and not path.name.startswith("~$"))
    files = {path.relative_to(root).as_posix(): _content(path, root) for path in there}
    # Not every CSV of the folder: a list of contacts may lie there too.
    lists = {name for file, data in files.items() if file.endswith(".xlsx") for name in lists_beside(data, file)}
    return Folder(files | {name: _content(root / name, root) for name in sorted(lists) if (root / name).is_file()})


def _content(path: Path, root: Path) -> bytes:
    """Return what stands in a file of a study. UnreadFileError where the system does not let the program read it."""
    try:
        return path.read_bytes()
    except OSError as error:
        name = path.relative_to(root).as_posix()
        why = phrased("faults.not_read", value=name)
        raise UnreadFileError(why, where=f"{root.name} {name}", remedy=phrased("faults.unread_file_do")) from error


def load_study(files: Folder, where: str = _FILE) -> Study:
    """Return the study that the folder's study.toml describes; a fault is told with its place, where `where` names the file."""
    study = read(StudyTable, parse(files.files[_FILE], where), where).value()
    _agree(study, where)
    return study


def _agree(study: Study, where: str) -> None:
    """Raise ConfigurationError where two parts of a study do not fit together."""
    senders = tuple(sender.key for sender in study.senders)
    for number, mailing in enumerate(study.mailings, 1):
        if mailing.sender not in senders:
            raise unknown_key(mailing.sender, senders, f"{where} [[mailings]] {number} ({mailing.name}) sender")
    digests = tuple(one.name for one in study.digests)
    for number, coordinator in enumerate(study.coordinators, 1):
        for wanted in coordinator.wishes.digests:
            if wanted not in digests:
                raise unknown_key(wanted, digests, f"{where} [[coordinators]] {number} ({coordinator.name}) digests")
    for what, named in (("mailings", study.mailings), ("digests", study.digests), ("answers", study.answers)):
        names = [one.name for one in named]
        for name in names:
            if names.count(name) > 1:
                why = phrased("faults.two_called", what=what, name=repr(name))
                raise ConfigurationError(why, where=f"{where} [[{what}]] name", remedy=phrased("faults.other_names_do"))
