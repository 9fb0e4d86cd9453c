"""Paradata: how the answers came about. When letters left for whom, what came back without a workbook, and who wrote."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, select

from domain.letter import EVIDENCE, DeliveryState, LetterKind, Outcome
from domain.message import WRITTEN
from store.database.mapping import chunked
from store.intake.impacts import ImpactRow
from store.intake.messages import MessageRow
from store.outbox import AttemptRow, LetterRow

_letter, _attempt = LetterRow.__table__, AttemptRow.__table__  # type: ignore[attr-defined]
_message, _impact = MessageRow.__table__, ImpactRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftWhen:
    """That a mailing left for an organisation: the first of its letters, and when it was first handed over (taken or refused).

    `arrived` says that not all of its letters were refused.
    """

    organisation: str
    mailing: str
    letter_id: int
    at: datetime
    arrived: bool


def left(tx: Connection, study: str, only: Collection[str]) -> tuple[LeftWhen, ...]:
    """Return which mailings of a study left for these organisations, in the order of time; what a server put off had not left."""
    at = func.min(_attempt.c.at).label("at")
    arrived = func.max(case((_attempt.c.outcome == Outcome.REJECTED.value, 0), else_=1)).label("arrived")
    chosen = (
        _gone(_letter.c.study, _letter.c.organisation, _letter.c.mailing, func.min(_letter.c.id).label("letter_id"), at, arrived)
        .group_by(_letter.c.study, _letter.c.organisation, _letter.c.mailing)
        .order_by(at, _letter.c.organisation)
    )
    # They are asked for by the organisations alone (see `store.figures.deliveries.mailings_sent`).
    rows = (row for part in _parts(only) for row in tx.execute(chosen.where(part)) if row.study == study)
    found = (
        LeftWhen(organisation=row.organisation, mailing=row.mailing, letter_id=row.letter_id, at=row.at, arrived=bool(row.arrived))
        for row in rows
    )
    return tuple(sorted(found, key=lambda one: (one.at, one.organisation)))


def left_for(tx: Connection, study: str, only: Collection[str] | None = None) -> dict[str, int]:
    """Return for how many organisations each mailing of a study left and was not refused, the one that left first before the others.

    `only` names the organisations that are wanted; else those are counted as well that are on the list no more.
    """
    many, at = func.count(_letter.c.organisation.distinct()).label("many"), func.min(_attempt.c.at).label("at")
    chosen = _gone(_letter.c.study, _letter.c.mailing, many, at).where(_attempt.c.outcome != Outcome.REJECTED.value)
    chosen = chosen.group_by(_letter.c.study, _letter.c.mailing)
    asked = [chosen.where(_letter.c.study == study)] if only is None else [chosen.where(part) for part in _parts(only)]
    found: dict[str, tuple[datetime, int]] = {}
    for row in (row for one in asked for row in tx.execute(one) if row.study == study):
        first, so_far = found.get(row.mailing, (row.at, 0))
        found[row.mailing] = (min(first, row.at), so_far + row.many)
    return {name: number for name, (_, number) in sorted(found.items(), key=lambda one: (one[1][0], one[0]))}


def _gone(*columns: Any) -> Select[Any]:
    """Select from the attempts by which letters of mailings to organisations left: they were taken or refused."""
    outcomes = [one.value for one in Outcome if one is not Outcome.DEFERRED]
    return (
        select(*columns)
        .join_from(_letter, _attempt, _attempt.c.letter_id == _letter.c.id)
        .where(_letter.c.kind == LetterKind.MAILING.value, _letter.c.organisation.is_not(None))
        .where(_letter.c.mailing.is_not(None), _attempt.c.outcome.in_(outcomes), _attempt.c.stage != EVIDENCE)
    )


def _parts(organisations: Iterable[str]) -> Iterator[ColumnElement[bool]]:
    return (_letter.c.organisation.in_(some) for some in chunked(organisations))


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldWhen:
    """A letter in which an organisation was told of something that it had sent; `context` is that of `domain.letter.Letter`."""

    letter_id: int
    organisation: str
    template: str
    at: datetime
    context: Mapping[str, Any]


def told(tx: Connection, study: str, kinds: tuple[LetterKind, ...]) -> tuple[ToldWhen, ...]:
    """Return the letters of these kinds about organisations of a study, in the order of planning."""
    chosen = select(_letter.c.id, _letter.c.organisation, _letter.c.template, _letter.c.planned_at, _letter.c.context)
    of_study = (_letter.c.study == study, _letter.c.kind.in_([one.value for one in kinds]), _letter.c.organisation.is_not(None))
    rows = tx.execute(chosen.where(*of_study, _letter.c.state != DeliveryState.DROPPED.value).order_by(_letter.c.id))
    return tuple(
        ToldWhen(letter_id=row.id, organisation=row.organisation, template=row.template, at=row.planned_at, context=row.context)
        for row in rows
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrote:
    """A message that a person wrote on behalf of an organisation; `proven` says that a secret of ours shows it."""

    message_id: int
    invitation_id: int
    sender: str
    at: datetime
    proven: bool


def wrote(tx: Connection, study: str, invitation_ids: Collection[int]) -> tuple[Wrote, ...]:
    """Return the messages that persons wrote on behalf of these organisations of a study, oldest first."""
    acted = and_(_impact.c.message_id == _message.c.id, _impact.c.invitation_id == _message.c.invitation_id)
    chosen = (
        select(_message.c.id, _message.c.study, _message.c.invitation_id, _message.c.sender, _message.c.received_at, _impact.c.proven)
        .outerjoin(_impact, acted)
        .where(_message.c.kind.in_([one.value for one in WRITTEN]))
    )
    asked = (chosen.where(_message.c.invitation_id.in_(some)) for some in chunked(invitation_ids))
    found = (
        Wrote(message_id=row.id, invitation_id=row.invitation_id, sender=row.sender or "", at=row.received_at, proven=bool(row.proven))
        for one in asked
        for row in tx.execute(one)
        if row.study == study
    )
    return tuple(sorted(found, key=lambda one: (one.at, one.message_id)))
