"""The versions of a study's questionnaire that were applied, and their union: what was collected is shown and exported in its words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.answer import AnswerValue
from domain.changes import introduced, together
from domain.errors import ConfigurationError, CounterfoilError, StoreError
from domain.submission import Submission
from intake.deciding.form import Form
from questionnaire.definition import Questionnaire
from questionnaire.items import parts
from questionnaire.layout import Layout
from questionnaire.versions.history import Version
from questionnaire.versions.union import Union, union
from service.folder import Folder
from service.wiring import Service
from store import Transaction, studies
from store.counting import CountedAnswers

if TYPE_CHECKING:
    from service.running import Running


class UnreadableVersionError(ConfigurationError):
    """An earlier version of a study cannot be read any more, so that nobody knows what the answers to it mean."""


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of a study that can be read, oldest first, with their files by number; `unreadable` says why others cannot."""

    union: Union
    folders: dict[int, Folder]
    unreadable: dict[int, str]

    def require(self, number: int) -> Version:
        """Return a version; ConfigurationError where there is none of this number, or it cannot be read."""
        self.refuse_unreadable([number])
        found = next((one for one in self.union.versions if one.number == number), None)
        if found is None:
            known = ", ".join(str(one.number) for one in self.union.versions)
            raise ConfigurationError(f"There is no version {number}.", where="version", remedy=f"Versions that were applied: {known}.")
        return found

    def refuse_unreadable(self, numbers: Sequence[int]) -> None:
        """Raise UnreadableVersionError where one of these versions cannot be read."""
        for number in numbers:
            if number in self.unreadable:
                remedy = "Restore the archive, where files are missing; or use the version of the program that applied it."
                raise UnreadableVersionError(
                    f"Version {number} of the questionnaire cannot be read: {self.unreadable[number]}", where="versions", remedy=remedy
                )

    def answers(self, submission: Submission) -> dict[str, AnswerValue]:
        """Return the answers of a submission in the words of the union."""
        self.refuse_unreadable([submission.version])
        return self.union.translations[self.newest_before(submission.version)].answers(submission.answers)

    def counted(self, counts: CountedAnswers) -> dict[str, AnswerValue]:
        """Return the answers of an organisation that count in the words of the union, each in those of the workbook that it came in.

        What was put right at the desk, or worked out of several workbooks, is in those of the newest.
        """
        newest, made = counts.submission, dict[str, AnswerValue]()
        for part in counts.parts:
            self.refuse_unreadable([part.version])
            own = {key: value for key, value in newest.answers.items() if counts.sources.get(key, newest.id) == part.id}
            for key, value in self.union.translations[self.newest_before(part.version)].answers(own).items():
                if made.get(key) is None:
                    made[key] = value
        return made

    def in_force(self, counts: CountedAnswers, superseded: Iterable[Submission]) -> dict[str, AnswerValue]:
        """Return what an organisation answered, in the words of the union: what it was asked no more, it has not taken back.

        `superseded` are what it sent before, oldest first. The rows of a table are those of one workbook, and are never put together.
        """
        made, union, counting = self.counted(counts), self.union, counts.submission
        tables = {one.name for one in union.questionnaire.repeats if not one.instances}
        kept = {name for name in tables if any(key.startswith(f"{name}[") for key in union.asked[self.newest_before(counting.version)])}
        for one in reversed([*superseded]):
            taken = kept | ({parts(key)[0] for key, value in made.items() if value is not None} & tables)
            for key, value in self.answers(one).items():
                if made.get(key) is None and not union.asks(self.newest_before(counting.version), key) and parts(key)[0] not in taken:
                    made[key] = value
        return made

    def newest_before(self, number: int) -> int:
        """Return the version that a number names, or else the oldest: what was filed before versions were counted has none."""
        return number if number in self.union.translations else self.union.versions[0].number


def versions(service: Service, tx: Transaction, study: str) -> Versions | None:
    """Return every version of a study that was applied; None before the first. They are put together once for as long as none is added."""
    applied = studies.every(tx, study)
    if not applied:
        return None
    key = tuple((one.version, *sorted(one.files.items())) for one in applied)
    known = service.versions.get(study)
    if known is None or known[0] != key:
        service.versions[study] = known = (key, _read(service, study, applied))
    return known[1]


def _read(service: Service, study: str, applied: Sequence[studies.AppliedFiles]) -> Versions:
    found: list[Version] = []
    folders: dict[int, Folder] = {}
    unreadable: dict[int, str] = {}
    forms: dict[str, Folder] = {}
    before: Folder | None = None
    for one in applied:
        try:
            folder = _folder(service, study, one)
            # The form of most versions is that of the one before, and is parsed once.
            same = forms.setdefault(one.files.get(folder.study.questionnaire, ""), folder)
            changes = introduced(before.study.changes if before else (), folder.study.changes)
            found.append(Version(number=one.version, questionnaire=same.questionnaire, changes=together(changes)))
        except StoreError:
            raise
        except CounterfoilError as error:
            unreadable[one.version] = str(error)
            continue
        folders[one.version] = before = folder
    if not found:
        number, why = next(iter(unreadable.items()))
        raise UnreadableVersionError(f"Version {number} of the questionnaire cannot be read: {why}", where="versions")
    return Versions(union(found), folders, unreadable)


def _folder(service: Service, study: str, applied: studies.AppliedFiles) -> Folder:
    """Return the files of a version; those in force were read already (see `service.running`)."""
    hashes, folder = service.applied.get(study, ({}, None))
    if folder is not None and hashes == applied.files:
        return folder
    files = {name: service.store.archive.get(sha256) for name, sha256 in applied.files.items()}
    return Folder(files, f"study.toml of {study}, version {applied.version}:")


def refuse_other_words(service: Service, tx: Transaction, running: Running, numbers: Iterable[int], where: str) -> None:
    """Raise ConfigurationError where answers to one of these versions are in other names, units or codes than those of today.

    What a person types today is in the words of today, and is not put beside or over such answers.
    """
    known = versions(service, tx, running.study.id)
    for number in sorted({*numbers}) if known else ():
        if known and not known.union.covers(known.newest_before(number)):
            raise ConfigurationError(
                f"The answers came to version {number} of the questionnaire, which asks by other names, units or codes than version "
                f"{running.version}, which runs.",
                where=where,
                remedy="Send the organisation today's workbook once more, and let it say there what is right.",
            )


def forms_of(service: Service, tx: Transaction, running: Running) -> Callable[[int], Questionnaire | None]:
    """Return what gives the questionnaire of a version; None where its files are gone, or cannot be read any more."""
    known = versions(service, tx, running.study.id)
    return {one.number: one.questionnaire for one in known.union.versions}.get if known else {running.version: running.questionnaire}.get


def form_of(service: Service, tx: Transaction, running: Running) -> Form:
    """Return the form by which the workbooks of a study are read: of the version that runs, with the union where there are several."""
    layouts = tuple(Layout.from_json(data) for data in studies.layouts(tx, running.study.id))
    known = versions(service, tx, running.study.id)
    several = known is not None and len({one.questionnaire.fingerprint for one in known.union.versions}) > 1
    return Form(running.questionnaire, layouts, running.version, known.union if known and several else None)
