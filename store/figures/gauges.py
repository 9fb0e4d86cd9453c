"""The store in figures, for those who watch the service: counts and times, and never whose they are. It reads, and waits for no writer."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import Connection, case, func, or_, select, text

from domain.case import CaseKind
from domain.letter import EVIDENCE, LOGIN, DeliveryState
from domain.process.gauges import AGES, MESSAGE_STATES, OLDER, StoreGauges
from domain.rules.budget import HOUR, hourly
from domain.rules.ready import LastAttempt
from domain.study import DEFAULT
from store import outbox
from store.answers import studies
from store.cases.holds import HoldRow
from store.database import leases
from store.database.mapping import Instant
from store.intake.messages import MessageRow
from store.letters import replies
from store.outbox import AttemptRow, LetterRow
from store.outbox.rows import WAITS
from store.people import invitations

_NEWEST = 500  # Attempts among which the last one of each transport is looked for.
_PATIENCE = 5_000  # Milliseconds for one statement, where the database counts them.

_letter, _attempt = LetterRow.__table__, AttemptRow.__table__  # type: ignore[attr-defined]
_hold, _message = HoldRow.__table__, MessageRow.__table__  # type: ignore[attr-defined]


def only_read(tx: Connection) -> None:
    """Let what is asked in this transaction change nothing, and take seconds at most; a transaction of SQLite that reads is so already."""
    if tx.dialect.name == "postgresql":
        tx.execute(text("SET TRANSACTION READ ONLY"))
        tx.execute(text(f"SET LOCAL statement_timeout = {_PATIENCE}"))


def gauges(tx: Connection, now: datetime) -> StoreGauges:
    """Return the store in figures at `now`."""
    counted, oldest = _cases(tx, now)
    return StoreGauges(
        letters=_letters(tx),
        due=outbox.count_due(tx, now),
        oldest_waiting=oldest_waiting(tx, now),
        messages=_messages(tx),
        cases=counted,
        oldest_case=oldest,
        budget_spent={asked: _spent(tx, now, asked=asked) for asked in (True, False)},
        leases=Counter(one.name.partition(" ")[0] for one in leases.in_force(tx)),
    )


def _letters(tx: Connection) -> dict[DeliveryState, int]:
    found = {row.state: row.letters for row in tx.execute(select(_letter.c.state, func.count().label("letters")).group_by(_letter.c.state))}
    return {state: found.get(state.value, 0) for state in DeliveryState}


def _messages(tx: Connection) -> dict[str, int]:
    asked = select(_message.c.state, func.count().label("messages")).group_by(_message.c.state)
    found = {row.state: row.messages for row in tx.execute(asked)}
    return {state: found.get(state, 0) for state in MESSAGE_STATES}


def oldest_waiting(tx: Connection, now: datetime) -> datetime | None:
    """Return when the first letter was planned of those that are due, or were and were put off; None where none is."""
    was_due = or_(_letter.c.due_at <= now, _letter.c.state == DeliveryState.DEFERRED.value)
    return tx.scalar(select(_letter.c.planned_at).where(WAITS, was_due).order_by(_letter.c.id).limit(1))


def _cases(tx: Connection, now: datetime) -> tuple[dict[tuple[CaseKind, str], int], dict[CaseKind, datetime]]:
    age = case(*((_hold.c.at > now - span, name) for name, span in AGES), else_=OLDER).label("age")
    asked = select(_hold.c.kind, age, func.count().label("cases"), func.min(_hold.c.at, type_=Instant).label("first"))
    rows = tx.execute(asked.where(_hold.c.decision.is_(None)).group_by(_hold.c.kind, age)).all()
    counted = {(kind, name): 0 for kind in CaseKind for name in (*(name for name, _ in AGES), OLDER)}
    oldest: dict[CaseKind, datetime] = {}
    for row in rows:
        kind = CaseKind(row.kind)
        counted[kind, row.age] = row.cases
        oldest[kind] = min(row.first, oldest.get(kind, row.first))
    return counted, oldest


def _spent(tx: Connection, now: datetime, *, asked: bool) -> float:
    """Return the part of its budget that the study has spent which has spent most of it."""
    spent = {study: replies.of_study(tx, study, now - HOUR, believed=asked) for study in studies.applied_ids(tx)}
    # How many organisations there are is only looked up where something was spent.
    return max((many / hourly(invitations.count(tx, study), asked=asked) for study, many in spent.items() if many), default=0.0)


def last_attempts(tx: Connection) -> tuple[LastAttempt, ...]:
    """Return the last attempt of each transport that was used lately."""
    its = func.coalesce(_attempt.c.transport, DEFAULT).label("transport")
    asked = select(its, _attempt.c.at, _attempt.c.stage).where(_attempt.c.stage != EVIDENCE).order_by(_attempt.c.id.desc()).limit(_NEWEST)
    found: dict[str, LastAttempt] = {}
    for row in tx.execute(asked):
        found.setdefault(row.transport, LastAttempt(row.transport, row.at, row.stage not in {LOGIN, "connect"}))
    return tuple(found[name] for name in sorted(found))


def database_bytes(tx: Connection) -> int:
    """Return how large the database is, in bytes, without its write-ahead log."""
    if tx.dialect.name == "postgresql":
        return int(tx.scalar(text("select pg_database_size(current_database())")) or 0)
    return int(tx.exec_driver_sql("PRAGMA page_count").scalar_one()) * int(tx.exec_driver_sql("PRAGMA page_size").scalar_one())
