"""Studies as they were applied, the layouts of their workbooks, and the due dates that were met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import JSON, Column, Connection, delete, insert, select, update
from sqlmodel import Field

from store.database.declarations import StoredRow
from store.database.mapping import Instant
from store.database.upserting import upsert


class StudyRow(StoredRow, table=True):
    """What was decided about a study while it runs."""

    __tablename__ = "study"
    id: str = Field(primary_key=True)
    paused: bool
    deadline: date | None


class VersionRow(StoredRow, table=True):
    """One applied version: the files of the study's folder by their hashes in the archive."""

    __tablename__ = "study_version"
    study: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    applied_at: datetime = Field(sa_type=Instant)
    files: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))


class LayoutRow(StoredRow, table=True):
    """The layout that wrote a workbook, kept for as long as that workbook may come back."""

    __tablename__ = "layout"
    version: str = Field(primary_key=True)
    study: str = Field(primary_key=True)
    data: str


class DueRow(StoredRow, table=True):
    """A due date that was dealt with: a mailing planned, a digest made, a collect finished."""

    __tablename__ = "due"
    study: str = Field(primary_key=True)
    what: str = Field(primary_key=True)
    due_at: datetime = Field(sa_type=Instant)
    done_at: datetime = Field(sa_type=Instant)
    outcome: str


_study, _version = StudyRow.__table__, VersionRow.__table__  # type: ignore[attr-defined]
_layout, _due = LayoutRow.__table__, DueRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """The version of a study that is in force. `files` are hashes in the archive by path in the study's folder."""

    study: str
    version: int
    applied_at: datetime
    files: Mapping[str, str]
    paused: bool
    deadline: date | None


DONE = "done"  # The outcome of what was dealt with.
EARLY = "early"  # The outcome of a reminder that a person sent before its date, on which it goes to whoever is left.
WENT = (DONE, EARLY)  # Of a mailing that left; any other outcome says why it was held.


@dataclass(frozen=True, slots=True)
class Due:
    """A due date that was dealt with; `outcome` is done, or why it was held, or `EARLY`."""

    what: str
    due_at: datetime
    done_at: datetime
    outcome: str


def apply(tx: Connection, study: str, files: Mapping[str, str], at: datetime) -> int:
    """Record a version of a study and return its number; the same files as the newest make no new version."""
    newest = applied(tx, study)
    if newest and newest.files == files:
        return newest.version
    version = newest.version + 1 if newest else 1
    upsert(tx, _study, [{"id": study, "paused": False, "deadline": None}], update=False)
    tx.execute(insert(_version).values(study=study, version=version, applied_at=at, files=dict(files)))
    return version


def applied(tx: Connection, study: str) -> Applied | None:
    """Return the version of `study` that is in force, or None before the first."""
    chosen = (
        select(_version, _study.c.paused, _study.c.deadline)
        .join_from(_version, _study, _study.c.id == _version.c.study)
        .where(_version.c.study == study)
        .order_by(_version.c.version.desc())
        .limit(1)
    )
    row = tx.execute(chosen).mappings().first()
    return Applied(**row) if row else None


@dataclass(frozen=True, slots=True)
class AppliedFiles:
    """One version of a study that was applied: its number, and the hashes of its files by their path in the study's folder."""

    version: int
    files: Mapping[str, str]


def every(tx: Connection, study: str) -> tuple[AppliedFiles, ...]:
    """Return every version of a study that was applied, oldest first."""
    chosen = select(_version.c.version, _version.c.files).where(_version.c.study == study).order_by(_version.c.version)
    return tuple(AppliedFiles(row.version, row.files) for row in tx.execute(chosen))


def first_applied_at(tx: Connection) -> datetime | None:
    """Return when a study was applied for the first time, whichever it was; None where none was."""
    return tx.execute(select(_version.c.applied_at).order_by(_version.c.applied_at).limit(1)).scalar_one_or_none()


def applied_ids(tx: Connection) -> tuple[str, ...]:
    """Return the studies that were ever applied."""
    return tuple(tx.scalars(select(_study.c.id).order_by(_study.c.id)))


def set_paused(tx: Connection, study: str, paused: bool) -> None:
    """Stop or go on with everything that goes out."""
    tx.execute(update(_study).where(_study.c.id == study).values(paused=paused))


def extend(tx: Connection, study: str, deadline: date | None) -> None:
    """Move the deadline; None takes back what was extended."""
    tx.execute(update(_study).where(_study.c.id == study).values(deadline=deadline))


def files_ever(tx: Connection) -> frozenset[str]:
    """Return the hashes of all files of all versions."""
    return frozenset(sha256 for files in tx.scalars(select(_version.c.files)) for sha256 in files.values())


def keep_layout(tx: Connection, study: str, version: str, data: str) -> None:
    """Keep the layout of a workbook."""
    upsert(tx, _layout, [{"version": version, "study": study, "data": data}], update=False)


def layouts(tx: Connection, study: str) -> tuple[str, ...]:
    """Return every layout that a workbook of this study may have, as JSON text."""
    return tuple(tx.scalars(select(_layout.c.data).where(_layout.c.study == study).order_by(_layout.c.version)))


def record_due(tx: Connection, study: str, due: Due) -> None:
    """Record that a due date was dealt with; a later record of the same thing replaces the earlier."""
    row = {"study": study, "what": due.what, "due_at": due.due_at, "done_at": due.done_at, "outcome": due.outcome}
    upsert(tx, _due, [row])


def forget_due(tx: Connection, study: str, what: str) -> None:
    """Forget that a due date was dealt with."""
    tx.execute(delete(_due).where(_due.c.study == study, _due.c.what == what))


def due(tx: Connection, study: str, what: str) -> Due | None:
    """Return the record of a due date, or None where it was not dealt with."""
    row = tx.execute(select(_due).where(_due.c.study == study, _due.c.what == what)).mappings().first()
    return Due(row["what"], row["due_at"], row["done_at"], row["outcome"]) if row else None


def dealt_with(tx: Connection, study: str) -> dict[str, Due]:
    """Return every due date of a study that was dealt with, by what it is."""
    rows = tx.execute(select(_due).where(_due.c.study == study)).mappings()
    return {row["what"]: Due(row["what"], row["due_at"], row["done_at"], row["outcome"]) for row in rows}
