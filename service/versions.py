"""The versions of a study's questionnaire that were applied, and their union: what was collected is shown and exported in its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.answer import AnswerValue
from domain.changes import introduced, together
from domain.errors import ConfigurationError, CounterfoilError, StoreError
from domain.submission import Submission
from questionnaire.versions.history import Version
from questionnaire.versions.union import Union, union
from service.folder import Folder
from service.wiring import Service
from store import Transaction, studies


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
        service.versions[study] = known = (key, _read(service, applied))
    return known[1]


def _read(service: Service, applied: Sequence[studies.AppliedFiles]) -> Versions:
    found: list[Version] = []
    folders: dict[int, Folder] = {}
    unreadable: dict[int, str] = {}
    forms: dict[str, Folder] = {}
    before: Folder | None = None
    for one in applied:
        try:
            folder = Folder(
                {name: service.store.archive.get(sha256) for name, sha256 in one.files.items()}, f"study.toml, version {one.version}:"
            )
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
