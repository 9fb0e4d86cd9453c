"""Paradata: how the answers came about. When letters left for whom, what came back without a workbook, and who wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, select

from domain.letter import EVIDENCE, DeliveryState, LetterKind, Outcome
from domain.message import Kind
from store.impacts import ImpactRow
from store.messages import MessageRow
from store.outbox import AttemptRow, LetterRow

_letter, _attempt = LetterRow.__table__, AttemptRow.__table__  # type: ignore[attr-defined]
_message, _impact = MessageRow.__table__, ImpactRow.__table__  # type: ignore[attr-defined]
_WRITTEN = (Kind.QUESTION, Kind.RETURN, Kind.UNSUBSCRIBE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """That a mailing left for an organisation: the first of its letters, and when it was first handed over (taken or refused)."""

    organisation: str
    mailing: str
    letter_id: int
    at: datetime


def left(tx: Connection, study: str) -> tuple[Left, ...]:
    """Return which mailings of a study left for which organisations, in the order of time; what a server put off had not left."""
    outcomes = [one.value for one in Outcome if one is not Outcome.DEFERRED]
    at = func.min(_attempt.c.at).label("at")
    chosen = (
        select(_letter.c.organisation, _letter.c.mailing, func.min(_letter.c.id).label("letter_id"), at)
        .join(_attempt, _attempt.c.letter_id == _letter.c.id)
        .where(_letter.c.study == study, _letter.c.kind == LetterKind.MAILING.value, _letter.c.organisation.is_not(None))
        .where(_letter.c.mailing.is_not(None), _attempt.c.outcome.in_(outcomes), _attempt.c.stage != EVIDENCE)
        .group_by(_letter.c.organisation, _letter.c.mailing)
        .order_by(at, _letter.c.organisation)
    )
    return tuple(Left(organisation=row.organisation, mailing=row.mailing, letter_id=row.letter_id, at=row.at) for row in tx.execute(chosen))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A letter in which an organisation was told of something that it had sent; `context` is that of `domain.letter.Letter`."""

    letter_id: int
    organisation: str
    template: str
    at: datetime
    context: Mapping[str, Any]


def told(tx: Connection, study: str, kinds: tuple[LetterKind, ...]) -> tuple[Told, ...]:
    """Return the letters of these kinds about organisations of a study, in the order of planning."""
    chosen = select(_letter.c.id, _letter.c.organisation, _letter.c.template, _letter.c.planned_at, _letter.c.context)
    of_study = (_letter.c.study == study, _letter.c.kind.in_([one.value for one in kinds]), _letter.c.organisation.is_not(None))
    rows = tx.execute(chosen.where(*of_study, _letter.c.state != DeliveryState.DROPPED.value).order_by(_letter.c.id))
    return tuple(
        Told(letter_id=row.id, organisation=row.organisation, template=row.template, at=row.planned_at, context=row.context) for row in rows
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrote:
    """A message that a person wrote on behalf of an organisation; `proven` says that a secret of ours shows it."""

    message_id: int
    invitation_id: int
    sender: str
    at: datetime
    proven: bool


def wrote(tx: Connection, study: str) -> tuple[Wrote, ...]:
    """Return the messages that persons wrote on behalf of organisations of a study, oldest first."""
    acted = and_(_impact.c.message_id == _message.c.id, _impact.c.invitation_id == _message.c.invitation_id)
    chosen = (
        select(_message.c.id, _message.c.invitation_id, _message.c.sender, _message.c.received_at, _impact.c.proven)
        .outerjoin(_impact, acted)
        .where(_message.c.study == study, _message.c.invitation_id.is_not(None), _message.c.kind.in_([one.value for one in _WRITTEN]))
        .order_by(_message.c.received_at, _message.c.id)
    )
    return tuple(
        Wrote(message_id=row.id, invitation_id=row.invitation_id, sender=row.sender or "", at=row.received_at, proven=bool(row.proven))
        for row in tx.execute(chosen)
    )
