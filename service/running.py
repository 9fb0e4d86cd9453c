"""A study as it runs: what was applied, not what stands in its folder today."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import unified_diff

from sqlalchemy import Connection

from domain.errors import ConfigurationError
from domain.study import Study
from questionnaire.definition import Questionnaire
from questionnaire.pages import lay_out
from service.folder import Folder, read_folder
from service.previous import Previous, last_round
from service.wiring import Service
from store import studies


@dataclass(frozen=True)
class Running:
    """A study and its files. `version` is 0 for a draft that was never applied."""

    study: Study
    folder: Folder
    version: int
    paused: bool

    @property
    def questionnaire(self) -> Questionnaire:
        """Return the study's questionnaire (FormErrors where it is faulty)."""
        return self.folder.questionnaire

    @property
    def previous(self) -> Previous:
        """Return last round's values, where the study shows them."""
        return self.folder.previous


def choose(service: Service, study_id: str | None) -> str:
    """Return the id of the study that is meant; it need not be named where there is one."""
    there = sorted(path.parent.name for path in service.installation.studies.glob("*/study.toml"))
    if study_id in there:
        return str(study_id)
    known = f"Known here: {', '.join(there)}." if there else "There is none yet; `counterfoil init DIR` makes the sample study."
    if study_id is not None:
        raise ConfigurationError(f"There is no study {study_id!r}.", where=str(service.installation.studies), remedy=known)
    if len(there) != 1:
        raise ConfigurationError("Which study?", where="--study", remedy=f"Name it with --study ID. {known}")
    return there[0]


def draft(service: Service, study_id: str) -> Running:
    """Return the study as it stands in its folder."""
    folder = read_folder(service.installation.studies / study_id)
    study = folder.study
    if study.id != study_id:
        remedy = "Give both the same name."
        raise ConfigurationError(f"The study calls itself {study.id!r}, and its folder {study_id!r}.", where="study.toml id", remedy=remedy)
    return Running(study, folder, 0, paused=False)


def running(service: Service, tx: Connection, study_id: str, *, extended: bool = True) -> Running | None:
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
        folder = Folder({name: service.store.archive.get(sha256) for name, sha256 in applied.files.items()})
        service.applied[applied.study] = (applied.files, folder)
    return folder


def require_running(service: Service, tx: Connection, study_id: str) -> Running:
    """Return the study as it was applied; a study that never was is an error with its remedy."""
    found = running(service, tx, study_id)
    if found is None:
        remedy = "Look it over with `counterfoil check`, then `counterfoil study apply`."
        raise ConfigurationError("The study was not applied yet.", where=study_id, remedy=remedy)
    return found


def apply(service: Service, study_id: str, now: datetime) -> int:
    """Record the folder's files as the version that runs from now on, with the layouts of its workbooks; return its number."""
    ready = draft(service, study_id)
    # A fault in last round's values is told now, and not when the first workbook is made.
    last_round(ready.folder.files, ready.questionnaire)
    layouts = [lay_out(ready.questionnaire, language) for language in ready.study.languages]
    hashes = service.store.archive.put(ready.folder.files.values())
    with service.store.transaction() as tx:
        before = running(service, tx, study_id, extended=False)
        if before and before.study.deadline != ready.study.deadline:
            studies.extend(tx, study_id, None)  # The file names another day now, and that is the later word.
        for layout in layouts:
            studies.keep_layout(tx, study_id, layout.version, layout.to_json())
        return studies.apply(tx, study_id, dict(zip(ready.folder.files, hashes, strict=True)), now)


def difference(service: Service, study_id: str) -> tuple[str, ...]:
    """Return how the folder differs from what was applied, as lines of a unified diff; binary files are only named."""
    with service.store.reading() as tx:
        applied = running(service, tx, study_id)
    old = applied.folder.files if applied else {}
    new = draft(service, study_id).folder.files
    lines: list[str] = []
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            lines += _file_difference(name, old.get(name, b""), new.get(name, b""))
    return tuple(lines)


def _file_difference(name: str, old: bytes, new: bytes) -> list[str]:
    if name.endswith(".xlsx"):
        return [f"{name}: changed ({len(old)} bytes before, {len(new)} bytes now)"]
    before, after = (data.decode("utf-8-sig").splitlines() for data in (old, new))
    return list(unified_diff(before, after, f"applied/{name}", f"folder/{name}", lineterm=""))


def pause(service: Service, study_id: str, paused: bool) -> None:
    """Stop everything that goes out, or go on."""
    with service.store.transaction() as tx:
        require_running(service, tx, study_id)
        studies.set_paused(tx, study_id, paused)


def extend(service: Service, study_id: str, deadline: date) -> None:
    """Move the deadline."""
    with service.store.transaction() as tx:
        require_running(service, tx, study_id)
        studies.extend(tx, study_id, deadline)
