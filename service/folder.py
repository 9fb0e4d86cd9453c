"""A study's folder: `study.toml`, letters and questionnaire, read into values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from domain.errors import ConfigurationError
from domain.study import Study
from questionnaire.definition import Questionnaire
from questionnaire.xlsform import load as load_form
from service.previous import Previous, last_round
from service.tables import StudyTable
from settings.reading import parse, read, unknown_key

_FILE = "study.toml"


@dataclass(frozen=True)
class Folder:
    """The files of a study by their path in its folder, with `/`. What stands in them is parsed when it is first asked for, and once.

    `where` is how a fault in study.toml names that file.
    """

    files: Mapping[str, bytes]
    where: str = _FILE

    @cached_property
    def study(self) -> Study:
        """Return the study that study.toml describes (see `load_study`)."""
        return load_study(self, self.where)

    @cached_property
    def questionnaire(self) -> Questionnaire:
        """Return the study's questionnaire (FormErrors where it is faulty)."""
        name = self.study.questionnaire
        if name not in self.files:
            remedy = f"Save the XLSForm in the study's folder as {name}."
            raise ConfigurationError(f"There is no {name}.", where="study.toml questionnaire", remedy=remedy)
        return load_form(self.files[name], name)

    @cached_property
    def previous(self) -> Previous:
        """Return last round's values, where the study shows them."""
        return last_round(self.files, self.questionnaire)

    def letter(self, stem: str, language: str) -> tuple[str, str]:
        """Return the name and source of a letter in `language`, or in English where it is not written in it."""
        for name in (f"letters/{stem}.{language}.md", f"letters/{stem}.en.md"):
            if name in self.files:
                return name, self.files[name].decode("utf-8-sig")
        raise ConfigurationError(
            f"There is no letter {stem!r} in {language} or in English.", where="letters", remedy=f"Write letters/{stem}.{language}.md."
        )


def read_folder(root: Path) -> Folder:
    """Read the files of a study that count: study.toml, the letters, the questionnaire and last round's values."""
    if not (root / "study.toml").is_file():
        raise ConfigurationError(
            "There is no study.toml in the study's folder.", where=str(root), remedy="`counterfoil init DIR` creates an example."
        )
    chosen = [root / "study.toml", *sorted(root.glob("letters/*.md")), *sorted(root.glob("*.xlsx")), *root.glob("previous.csv")]
    return Folder({path.relative_to(root).as_posix(): path.read_bytes() for path in chosen if not path.name.startswith("~$")})


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
    for what, named in (("mailings", study.mailings), ("digests", study.digests)):
        names = [one.name for one in named]
        for name in names:
            if names.count(name) > 1:
                remedy = "Give each one a different name."
                raise ConfigurationError(f"Two {what} are called {name!r}.", where=f"{where} [[{what}]] name", remedy=remedy)
