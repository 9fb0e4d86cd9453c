"""What the verdicts of a pass make of their letters: when each is tried again, and which have expired."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from domain.letter import LOGIN, DeliveryState, Letter, Outcome, Verdict
from domain.process.events import Event, tell
from domain.rules.attempt import after, put_off
from domain.rules.refusal import is_permanent
from service.rulings.opening import open_unsent
from service.sending import halts
from service.sending.halts import Gate
from service.sending.pace import Pace
from service.wiring import Service
from store import Transaction, journal, outbox

_LATE = "It could not be handed over before it expired."
_EXPIRED = "It could not be handed over before it expired, and the last reply was: {said}"


def changes(tx: Transaction, gate: Gate, verdicts: Sequence[Verdict], asked: Mapping[int, timedelta], now: datetime) -> list[outbox.Change]:
    """Return what the verdicts make of their letters; what was put off waits by how often it was before, or as the server `asked`."""
    before = halts.history(tx, [one.letter_id for one in verdicts if one.outcome is Outcome.DEFERRED])
    found = []
    for verdict in verdicts:
        attempts = before.get(verdict.letter_id, [])
        if verdict.outcome is Outcome.DEFERRED and (verdict.stage == LOGIN or is_permanent(verdict.code)):
            # It is refused for its sender's sake, and waits for nothing but that.
            found.append(outbox.Change(verdict, DeliveryState.DEFERRED, now))
            continue
        if verdict.outcome is Outcome.DEFERRED and verdict.stage == "connect":
            gate.out_of_reach(tx, verdict, halts.unreached_since(attempts, now), now)
        times = put_off((one.outcome, one.stage, one.code, one.at) for one in attempts)
        asked_for = asked.get(verdict.letter_id)
        found.append(outbox.Change(verdict, *after(verdict.outcome, times, now, str(verdict.letter_id), asked_for)))
    return found


def tell_expired(tx: Transaction, letters: Iterable[tuple[Letter, str]], now: datetime) -> None:
    """Let a person know of letters that were tried until they expired; of a mailing, one case stands for all while it waits."""
    for letter, said in letters:
        open_unsent(tx, letter, _LATE, now, said)


def expired(pace: Pace, letters: Iterable[Letter], now: datetime) -> list[tuple[Letter, str]]:
    """Return the letters to whose domain none was taken for as long as one lives, each with the server's words."""
    return [(one, said) for one in letters if (said := pace.expired(one.address, one.due_at, now))]


def give_up(service: Service, found: Sequence[tuple[Letter, str]], now: datetime, fence: int = 0) -> int:
    """Fail letters that are not tried any more and still are this sender's, each with the server's words; return how many."""
    if not found:
        return 0
    with service.store.transaction() as tx:
        journal.alone(tx)
        ours = outbox.still_ours(tx, [letter.id for letter, _ in found], fence)
        failed = [(letter, said) for letter, said in found if letter.id in ours]
        for letter, said in failed:
            outbox.settle(tx, letter.id, DeliveryState.FAILED, _EXPIRED.format(said=said), now)
        tell_expired(tx, failed, now)
    for letter, _ in failed:
        tell(Event.OUTCOME, logging.WARNING, letter=letter.id, outcome=DeliveryState.FAILED, stage="waiting")
    return len(failed)
