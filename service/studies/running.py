"""A study as it runs: what was applied, not what stands in its folder today."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.case import CaseKind, Moot
from domain.errors import ConfigurationError, CounterfoilError, OriginalError, StoreError
from domain.journal import About, Subject, What
from domain.study import Study
from languages.telling import of_error, phrased
from questionnaire.definition import Questionnaire
from service.rulings.opening import close_cases
from service.studies.folder import ArchivedFiles, Folder
from service.studies.previous import Previous
from service.wiring import Service
from store import Transaction, holds, journal, studies
from store.cases.decisions import Ruling, decide, person


class UnreadableStudyError(ConfigurationError):
    """A study's files, valid when they were applied, are refused by this version of the program, or are missing from the archive."""


@dataclass(frozen=True)
class Running:
    """A study and its files. `version` is 0 for a draft that was never applied."""

    study: Study
    folder: Folder
    version: int
    paused: bool

    def today(self, now: datetime) -> date:
        """Return the day that it is where the study is at home."""
        return self.local(now).date()

    def local(self, at: datetime) -> datetime:
        """Return a moment as the study's home writes it: its day is the one that letters tell."""
        return at.astimezone(ZoneInfo(self.study.zone))

    @property
    def questionnaire(self) -> Questionnaire:
        """Return the study's questionnaire (FormErrors where it is faulty)."""
        return self.folder.questionnaire

    @property
    def previous(self) -> Previous:
        """Return last round's values, where the study shows them."""
        return self.folder.previous


def running(service: Service, tx: Transaction, study_id: str, *, extended: bool = True) -> Running | None:
    """Return the study as it was applied, with the deadline as it was last extended; None before it is applied."""
    applied = studies.applied(tx, study_id)
    if applied is None:
        return None
    folder = _files(service, applied)
    deadline = (applied.deadline if extended else None) or folder.study.deadline
    return Running(replace(folder.study, deadline=deadline), folder, applied.version, applied.paused)


def _files(service: Service, applied: studies.Applied) -> Folder:
    """Return the files that were applied. While the service is open, those of each study are read and parsed once a version."""
    hashes, folder = service.applied.get(applied.study, ({}, None))
    # Hashes name the content, so that what is kept never has to be given up for another reason than that these are others.
    if folder is None or hashes != applied.files:
        where = f"study.toml of {applied.study}, as it was applied:"
        folder = Folder(ArchivedFiles(service.store.archive, applied.files), where, applied=True)
        service.applied[applied.study] = (applied.files, folder)
    return folder


def kept_files(service: Service, applied: studies.Applied) -> Mapping[str, bytes]:
    """Return the files that were applied, without those that are gone from the archive: applying the folder puts them back."""
    kept: dict[str, bytes] = {}
    for name, sha256 in applied.files.items():
        with suppress(OriginalError):
            kept[name] = service.store.archive.get(sha256)
    return kept


def applied_before(service: Service, tx: Transaction, study_id: str) -> Study | None:
    """Return a study as it was applied; None where it never was, or its files are gone or refused by the program of today."""
    try:
        found = running(service, tx, study_id, extended=False)
    except StoreError:
        raise
    except ConfigurationError:
        return None
    return found.study if found else None


def readable(service: Service, tx: Transaction, study_id: str) -> Running | None:
    """Return the study as it runs, with a questionnaire that can be read; None before it is applied.

    UnreadableStudyError where it cannot be read: what is sent to it, and what it sends, waits then, and no other study does.
    """
    try:
        found = running(service, tx, study_id)
        if found:
            _ = found.questionnaire
    except StoreError:
        raise
    except CounterfoilError as error:
        raise UnreadableStudyError(phrased("faults.unreadable_study", study=study_id, why=of_error(error))) from error
    return found


def if_readable(service: Service, tx: Transaction, study_id: str) -> Running | None:
    """Return the same; None also for a study that cannot be read, for whoever does without: `doctor` tells of it."""
    with suppress(UnreadableStudyError):
        return readable(service, tx, study_id)
    return None


def is_applied(tx: Transaction, study_id: str) -> bool:
    """Say whether there is a study of this name that was applied."""
    return studies.applied(tx, study_id) is not None


def require_running(service: Service, tx: Transaction, study_id: str) -> Running:
    """Return the study as it was applied; a study that never was is an error with its remedy."""
    found = running(service, tx, study_id)
    if found is None:
        raise ConfigurationError(phrased("faults.not_applied"), where=study_id, remedy=phrased("faults.apply_do"))
    return found


def require_any(service: Service) -> None:
    """Raise ConfigurationError where no study was applied yet, so that nothing would ever be due."""
    with service.store.reading() as tx:
        if not studies.applied_ids(tx):
            remedy = "Run `counterfoil check`, then `counterfoil study apply`."
            raise ConfigurationError("No study has been applied yet, so nothing would happen.", where="run", remedy=remedy)


def refuse_paused(found: Running) -> None:
    """Raise ConfigurationError where the study is paused: nothing is sent then."""
    if found.paused:
        raise ConfigurationError(
            "The study is paused, so nothing is sent.",
            where=found.study.id,
            remedy="`counterfoil study resume` starts it again.",
            key="study_paused",
        )


def pause(service: Service, study_id: str, paused: bool, now: datetime, *, by: str, note: str = "") -> int:
    """Stop everything that goes out, or go on; return the journal's entry, or 0 where it is so already and nothing was changed.

    Going on closes the case in which the study had paused itself.
    """
    with service.store.transaction() as tx:
        journal.alone(tx)
        if require_running(service, tx, study_id).paused == paused:
            return 0
        what, about = What.PAUSE if paused else What.RESUME, About(Subject.STUDY, study_id)
        (entry,) = decide(tx, person(tx, by), now, [Ruling(what=what, about=about, study=study_id, note=note)])
        if not paused:
            stalled = [one for one in holds.of_kind(tx, study_id, CaseKind.STALLED) if one.decision is None]
            close_cases(tx, stalled, Moot.RESUMED, person(tx, by), now, entry.number)
    return entry.number


def extend(service: Service, study_id: str, deadline: date, now: datetime, *, by: str, note: str = "") -> int:
    """Move the deadline, and return the journal's entry, or 0 where that day holds already and nothing was changed.

    A day that is over is refused, since nobody could still answer in time.
    """
    with service.store.transaction() as tx:
        journal.alone(tx)
        found = require_running(service, tx, study_id)
        if deadline < found.today(now):
            remedy = f"Give {found.today(now)} or a later day. The current deadline is {found.study.deadline}."
            raise ConfigurationError(f"{deadline} is in the past.", where="study extend", remedy=remedy)
        if deadline == found.study.deadline:
            return 0
        about = About(Subject.STUDY, study_id)
        (entry,) = decide(
            tx, person(tx, by), now, [Ruling(what=What.EXTEND, about=about, value=deadline.isoformat(), study=study_id, note=note)]
        )
    return entry.number
