"""Why letters wait that nobody holds up, and until when: hours, limits, servers that ask to be slower, and refusals for now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.letter import DeliveryState
from languages.telling import phrased
from service.sending.pace import NotYet, Pace, paces
from service.studies.chosen_transports import by_transport
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

    All that a halted sender sends waits for that (see `service.sending.halts.sentences`), what was tried as well as what was not.
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
    for group in buckets.waits(tx, now, study):
        if (group.study, group.sender) in senders:
            for wait, letters in _waits(tx, group, known[transport[group.study, group.sender]], now):
                number[wait.why] += letters
                first[wait.why] = min(wait.until, first.get(wait.why, wait.until))
    return [Delay(letters, why, first[why]) for why, letters in number.most_common()]


def _waits(tx: Transaction, group: buckets.Waits, pace: Pace, now: datetime) -> Iterator[tuple[NotYet, int]]:
    """Yield why letters of a group wait, and how many: one by one are looked at only where it depends on whom they go to."""
    if group.later:
        yield not_due(group.study, group.state, group.due_at), group.letters
    elif account := pace.account_wait(now):
        yield account, group.letters
    elif pace.by_domain or pace.slow:
        yield from ((wait, 1) for address in buckets.due_to(tx, group, now) if (wait := pace.wait(address, now)))


def not_due(study: str, state: DeliveryState, due_at: datetime) -> NotYet:
    """Return why a letter waits that is due later, and until when."""
    why = phrased("doctor.waits.hours", study=study) if state is DeliveryState.QUEUED else phrased("doctor.waits.retry")
    return NotYet(due_at, why)
