"""Holds: the cases that wait for a person, and what was decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Connection, bindparam, func, select, text, update
from sqlmodel import Field

from domain.case import HOLDS_UP_NOTHING, CaseKind, CaseReasons
from domain.journal import Entry
from domain.telling import plain, text_of
from languages.telling import heard
from store.database.declarations import StoredRow, index_of_some
from store.database.mapping import Instant, chunked, to_row, to_value
from store.database.remembered import Recall
from store.database.upserting import upsert

_WAITS = text("decision IS NULL")


class HoldRow(StoredRow, table=True):
    """A case with its reasons. `cause` is its unique key, so that a replay holds nothing twice.

    `reasons`, `server_said` and `at_desk` are those of `domain.case.CaseReasons`, each reason as its text or as the values of JSON that
    `domain.telling` reads; `words` are a person's own words, `address` is that
    of the person whom they name, `fault` is the traceback where the program failed.
    The decision, who made it and when is what the journal's decisions in force come to.
    """

    __tablename__ = "hold"
    # Few cases wait, and they are asked for all the time.
    __table_args__ = (index_of_some("ix_hold_waiting", "study", "invitation_id", where=_WAITS),)
    id: int | None = Field(default=None, primary_key=True)
    cause: str = Field(unique=True)
    kind: str = Field(index=True)
    study: str | None = Field(index=True)
    message_id: int | None = Field(index=True)
    invitation_id: int | None = Field(index=True)
    submission_id: int | None
    mailing: str | None = Field(index=True)
    file_name: str | None
    fingerprint: str | None
    reasons: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    server_said: str | None = None
    at_desk: str | None = None
    words: str | None
    address: str | None
    fault: str | None
    at: datetime = Field(sa_type=Instant)
    decision: str | None
    by: str | None
    decided_at: datetime | None = Field(default=None, sa_type=Instant)


_hold = HoldRow.__table__  # type: ignore[attr-defined]
_WAITING_ABOUT = select(_hold).where(_hold.c.decision.is_(None), _hold.c.invitation_id.in_(bindparam("ids", expanding=True)))

_IS_CASE = _hold.c.kind != CaseKind.QUESTION.value  # A question is answered, and not decided about.
_WITH_CAUSE = select(_hold).where(_hold.c.cause == bindparam("cause"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A case; `decision`, `by` (as the journal writes it) and `decided_at` are None while it waits."""

    id: int = 0
    cause: str
    kind: CaseKind
    study: str | None
    message_id: int | None = None
    invitation_id: int | None = None
    submission_id: int | None = None
    mailing: str | None = None
    file_name: str | None = None
    fingerprint: str | None = None
    reasons: tuple[str, ...]
    server_said: str | None = None
    at_desk: str | None = None
    words: str | None = None
    address: str | None = None
    fault: str | None = None
    at: datetime
    decision: str | None = None
    by: str | None = None
    decided_at: datetime | None = None

    @property
    def why(self) -> CaseReasons:
        """Return why it waits."""
        at_desk = heard("reasons.desk", self.at_desk) if self.at_desk else None
        return CaseReasons(reasons=self.reasons, server_said=self.server_said, at_desk=at_desk)


def hold(tx: Connection, held: Held) -> int | None:
    """Keep a case and return its number, or None where its cause made one before: a case that was decided is not opened again."""
    if not upsert(tx, _hold, [_row(held)], update=False):
        return None
    return int(tx.scalar(select(_hold.c.id).where(_hold.c.cause == held.cause)) or 0)


def _row(held: Held) -> dict[str, Any]:
    row = to_row(held, without=frozenset({"id", "reasons"}))
    return row | {"reasons": [plain(one) for one in held.reasons]}


def _held(row: Mapping[Any, Any]) -> Held:
    known = to_value(Held, {**row, "reasons": ()})
    return replace(known, reasons=tuple(map(text_of, row["reasons"])))


def settle(tx: Connection, hold_id: int, concluded: Entry | None) -> None:
    """Keep what was decided about a case, or that it waits (None)."""
    values = {
        "decision": concluded.value if concluded else None,
        "by": concluded.by if concluded else None,
        "decided_at": concluded.at if concluded else None,
    }
    tx.execute(update(_hold).where(_hold.c.id == hold_id).values(**values))


def with_ids(tx: Connection, ids: Iterable[int]) -> tuple[Held, ...]:
    """Return the cases with these numbers, oldest first."""
    return _find(tx, _hold.c.id, ids)


def with_cause(tx: Connection, cause: str) -> Held | None:
    """Return the case that this cause made, or None where it made none."""
    row = tx.execute(_WITH_CAUSE, {"cause": cause}).mappings().first()
    return _held(row) if row else None


def tell_again(tx: Connection, hold_id: int, reasons: Sequence[str]) -> None:
    """Let a case that waits say its reasons as they are now."""
    tx.execute(update(_hold).where(_hold.c.id == hold_id).values(reasons=list(map(plain, reasons))))


def of_invitations(tx: Connection, invitation_ids: Iterable[int]) -> tuple[Held, ...]:
    """Return the cases about these organisations, oldest first."""
    return _find(tx, _hold.c.invitation_id, invitation_ids)


def of_messages(tx: Connection, message_ids: Iterable[int]) -> tuple[Held, ...]:
    """Return the cases about these messages, oldest first."""
    return _find(tx, _hold.c.message_id, message_ids)


def of_mailings(tx: Connection, names: Iterable[str]) -> tuple[Held, ...]:
    """Return the cases about mailings of these names, of all studies, oldest first."""
    return _find(tx, _hold.c.mailing, names)


def of_kind(tx: Connection, study: str, kind: CaseKind) -> tuple[Held, ...]:
    """Return the cases of a kind that a study has, oldest first."""
    return tuple(one for one in everywhere(tx, kind) if one.study == study)


def everywhere(tx: Connection, kind: CaseKind) -> tuple[Held, ...]:
    """Return the cases of a kind, of every study and of none, oldest first."""
    return _find(tx, _hold.c.kind, [kind.value])


def _find(tx: Connection, column: ColumnElement[Any], values: Iterable[object]) -> tuple[Held, ...]:
    found = [row for some in chunked(values) for row in tx.execute(select(_hold).where(column.in_(some))).mappings()]
    return tuple(_held(row) for row in sorted(found, key=lambda row: row["id"]))


def waiting(tx: Connection, study: str | None = None, limit: int | None = None) -> tuple[Held, ...]:
    """Return the cases that wait, oldest first; with `study`, those of it and those that name none."""
    chosen = select(_hold).where(_waits_in(study), _IS_CASE).order_by(_hold.c.id).limit(limit)
    return tuple(_held(row) for row in tx.execute(chosen).mappings())


def waiting_about(tx: Connection, invitation_ids: Iterable[int]) -> tuple[Held, ...]:
    """Return the cases that wait about these organisations, oldest first."""
    return tuple(sorted(_WAITING(tx, invitation_ids), key=lambda one: one.id))


def _waiting_about(tx: Connection, ids: list[int]) -> Iterator[tuple[int, Held]]:
    for some in chunked(ids):
        for row in tx.execute(_WAITING_ABOUT, {"ids": some}).mappings():
            yield row["invitation_id"], _held(row)


_WAITING = Recall[int, Held](_waiting_about, {"hold": "invitation_id"})


def organisations_waiting(tx: Connection, study: str, only: Collection[int] | None = None) -> frozenset[int | None]:
    """Return the invitations of a study whose organisations wait for a case to be decided; `only` names those that are asked for."""
    if only is not None:
        return frozenset(one.invitation_id for one in waiting_about(tx, only) if one.kind not in HOLDS_UP_NOTHING)
    waits = (_hold.c.decision.is_(None), _hold.c.kind.not_in([kind.value for kind in HOLDS_UP_NOTHING]))
    chosen = select(_hold.c.invitation_id).where(*waits, _hold.c.study == study, _hold.c.invitation_id.is_not(None))
    return frozenset(tx.scalars(chosen))


def claims(tx: Connection, study: str, only: Collection[int] | None = None) -> dict[int, tuple[Held, ...]]:
    """Return the cases of a study that ask whether a workbook is an organisation's own, by its invitation, oldest first.

    `only` names the invitations that are asked for.
    """
    asked = (_hold.c.decision.is_(None), _hold.c.kind == CaseKind.CLAIM.value, _hold.c.study == study)
    some_or_all = [asked] if only is None else [(*asked, _hold.c.invitation_id.in_(some)) for some in chunked(only)]
    rows = [row for where in some_or_all for row in tx.execute(select(_hold).where(*where).order_by(_hold.c.id)).mappings()]
    found: dict[int, tuple[Held, ...]] = {}
    for row in rows:
        if row["invitation_id"] is not None:
            found[row["invitation_id"]] = (*found.get(row["invitation_id"], ()), _held(row))
    return found


def count_waiting(tx: Connection, study: str | None = None) -> int:
    """Return how many cases wait; with `study`, those of it and those that name none."""
    return tx.scalar(select(func.count()).select_from(_hold).where(_waits_in(study), _IS_CASE)) or 0


def count_questions(tx: Connection, study: str | None = None) -> int:
    """Return how many questions wait for an answer; with `study`, those of it."""
    of_study = () if study is None else (_hold.c.study == study,)
    asked = select(func.count()).select_from(_hold).where(_hold.c.decision.is_(None), ~_IS_CASE, *of_study)
    return tx.scalar(asked) or 0


def everything(tx: Connection) -> tuple[Held, ...]:
    """Return every case, oldest first, those that were decided too."""
    return tuple(_held(row) for row in tx.execute(select(_hold).where(_IS_CASE).order_by(_hold.c.id)).mappings())


def questions(tx: Connection, study: str | None = None, *, answered: bool = False) -> tuple[Held, ...]:
    """Return the questions that wait for an answer, oldest first, or with `answered` all; with `study`, those of it."""
    chosen = select(_hold).where(_hold.c.kind == CaseKind.QUESTION.value).order_by(_hold.c.id)
    if study is not None:
        chosen = chosen.where(_hold.c.study == study)
    if not answered:
        chosen = chosen.where(_hold.c.decision.is_(None))
    return tuple(_held(row) for row in tx.execute(chosen).mappings())


def _waits_in(study: str | None) -> ColumnElement[bool]:
    waits: ColumnElement[bool] = _hold.c.decision.is_(None)
    return waits if study is None else waits & ((_hold.c.study == study) | _hold.c.study.is_(None))
