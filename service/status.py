"""Where a study stands: who was written to, who answered, what is next."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from domain.submission import Standing
from service.census import Case, census
from service.plan import invite, mailing_letters
from service.running import Running
from store import holds, messages, outbox, studies, submissions


@dataclass(frozen=True, slots=True)
class Next:
    """A mailing that is still to come, and how many letters it would have today."""

    mailing: str
    due_at: datetime
    letters: int


def upcoming(tx: Connection, running: Running, cases: dict[str, Case], now: datetime) -> tuple[Next, ...]:
    """Return the mailings that were not dealt with yet."""
    open_mailings = [one for one in running.study.mailings if studies.due(tx, running.study.id, f"mailing:{one.name}") is None]
    return tuple(Next(one.name, one.at, sum(1 for _ in mailing_letters(running, one, cases, now))) for one in open_mailings)


def status(tx: Connection, running: Running, now: datetime) -> dict[str, Any]:
    """Return the figures of a study under the names of the command line's contract."""
    invite(tx, running)
    cases = census(tx, running)
    ids = [case.invitation.id for case in cases.values()]
    standings = Counter(case.standing for case in cases.values())
    history = submissions.states(tx, ids)
    return {
        "study": running.study.id,
        "organisations": {"total": len(cases)} | {standing.value: standings[standing] for standing in Standing},
        "deliveries": outbox.counts(tx, running.study.id),
        "messages": messages.counts(tx, running.study.id),
        "submissions": dict(sorted(Counter(state for line in history.values() for state, _ in line).items())),
        "answers": submissions.answers_count(tx, ids),
        "held": len(holds.waiting(tx, running.study.id)),
        "next": [asdict(one) | {"due_at": one.due_at.isoformat()} for one in upcoming(tx, running, cases, now)],
    }
