"""The versions of a study's questionnaire that were applied, and their union: what was collected is shown and exported in its words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.changes import introduced, together
from domain.errors import ConfigurationError, CounterfoilError, StoreError
from intake.deciding.form import Form
from languages.telling import of_error, phrased
from questionnaire.definition import Questionnaire
from questionnaire.layout import Layout
from questionnaire.versions.history import Version
from questionnaire.versions.union import Union
from questionnaire.versions.words import UnreadableVersionError, VersionWords
from service.studies.folder import ArchivedFiles, Folder
from store import Transaction, studies

if TYPE_CHECKING:
    from service.studies.running import Running
    from service.wiring import Service


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of a study that can be read, in the `words` of which its answers are told, with their files by number."""

    words: VersionWords
    folders: dict[int, Folder]

    @property
    def union(self) -> Union:
        """Return the union of all versions."""
        return self.words.union

    def require(self, number: int) -> Version:
        """Return a version; ConfigurationError where there is none of this number, or it cannot be read."""
        self.words.refuse_unreadable([number])
        found = next((one for one in self.words.versions if one.number == number), None)
        if found is None:
            known = tuple(str(one.number) for one in self.words.versions)
            why = phrased("faults.no_version", number=str(number))
            raise ConfigurationError(why, where="version", remedy=phrased("faults.versions_do", known=known))
        return found


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
            unreadable[one.version] = of_error(error)
            continue
        folders[one.version] = before = folder
    if not found:
        number, why = next(iter(unreadable.items()))
        raise UnreadableVersionError(phrased("faults.unreadable_version", number=str(number), why=why), where="versions")
    return Versions(VersionWords(tuple(found), unreadable), folders)


def _folder(service: Service, study: str, applied: studies.AppliedFiles) -> Folder:
    """Return the files of a version; those in force were read already (see `service.studies.running`)."""
    hashes, folder = service.applied.get(study, ({}, None))
    if folder is not None and hashes == applied.files:
        return folder
    files = ArchivedFiles(service.store.archive, applied.files)
    return Folder(files, f"study.toml of {study}, version {applied.version}:", applied=True)


def words_of(service: Service, tx: Transaction, study: str) -> VersionWords | None:
    """Return in which words the versions of a study speak; None where all have the same questionnaire, or none was applied."""
    known = spoken(service, tx, study)
    return None if known is None or known.are_one else known


def spoken(service: Service, tx: Transaction, study: str) -> VersionWords | None:
    """Return the versions of a study with their words, also where all have the same questionnaire; None where none was applied."""
    known = versions(service, tx, study)
    return known.words if known else None


def forms_of(service: Service, tx: Transaction, running: Running) -> Callable[[int], Questionnaire | None]:
    """Return what gives the questionnaire of a version; None where its files are gone, or cannot be read any more."""
    known = versions(service, tx, running.study.id)
    return {one.number: one.questionnaire for one in known.union.versions}.get if known else {running.version: running.questionnaire}.get


def form_of(service: Service, tx: Transaction, running: Running) -> Form:
    """Return the form by which the workbooks of a study are read: of the version that runs, with the words of all."""
    layouts = tuple(Layout.from_json(data) for data in studies.layouts(tx, running.study.id))
    return Form(running.questionnaire, layouts, running.version, words_of(service, tx, running.study.id))
