"""Why letters wait that nobody holds up, and until when: hours, limits, servers that ask to be slower, and refusals for now."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from domain.letter import DeliveryState
from languages.telling import phrased
from service.chosen_transports import by_transport
from service.pace import NotYet, paces
from service.wiring import Service
from store import Transaction, buckets, halts


@dataclass(frozen=True, slots=True)
class Delay:
    """So many letters wait; the first of them leave at `until`."""

    letters: int
    why: str
    until: datetime

    def __str__(self) -> str:
        """Say it as a sentence."""
        return phrased("doctor.delay", n=self.letters, why=self.why, until=self.until)


def delays(service: Service, tx: Transaction, now: datetime, study: str | None = None) -> list[Delay]:
    """Return what waits of a study, or of all, and why; the largest number first.

    All that a halted sender sends waits for that (see `service.halts.sentences`), what was tried as well as what was not.
    """
    halted = {(one.study, one.sender) for one in halts.in_force(tx)}
    senders = buckets.waiting_senders(tx, study) - halted
    if not senders:
        return []
    ways = by_transport(service, tx, senders)
    transport = {scope: name for name, scopes in ways.items() for scope in scopes}
    known = paces(tx, list(ways), service.installation.limits, now)
    number: Counter[str] = Counter()
    first: dict[str, datetime] = {}
    for one in buckets.waits(tx, study):
        if (one.study, one.sender) not in senders:
            continue
        wait = (
            not_due(one.study, one.state, one.due_at)
            if one.due_at > now
            else known[transport[one.study, one.sender]].wait(one.address, now)
        )
        if wait:
            number[wait.why] += 1
            first[wait.why] = min(wait.until, first.get(wait.why, wait.until))
    return [Delay(letters, why, first[why]) for why, letters in number.most_common()]


def not_due(study: str, state: DeliveryState, due_at: datetime) -> NotYet:
    """Return why a letter waits that is due later, and until when."""
    why = phrased("doctor.waits.hours", study=study) if state is DeliveryState.QUEUED else phrased("doctor.waits.retry")
    return NotYet(due_at, why)
