"""Letters that left, or may have, before the store was put back: they count as what is known of them, and are not sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.case import CaseKind, Decision
from domain.letter import DeliveryState, Letter
from domain.mail.departure import Departure, Witness
from domain.mail.dispatch import Dispatched
from domain.rules.older import PUT_BACK, settled_as
from service.keeping.may_have_left import doubtful
from service.keeping.older_reasons import RULE
from service.rulings.settling import settling
from service.studies.running import Running
from service.wiring import Service
from store import Transaction, decisions, dispatched, holds, journal, outbox


@dataclass(frozen=True, slots=True)
class LeftBefore:
    """A letter that left, or may have, before the store was put back: as what it counts, why, and when it left where that is known."""

    letter: Letter
    state: DeliveryState
    why: str
    departure: Departure | None = None


def left(tx: Transaction, letters: Sequence[Letter], running: Mapping[str, Running]) -> dict[int, LeftBefore]:
    """Return which of these letters, whose turn has come, left before or may have, by their numbers."""
    known = dispatched.of_letters(tx, letters)
    found = {
        one.id: _left_before(one, state, known[one.tag])
        for one in letters
        if one.tag in known and (state := settled_as(one, known[one.tag]))
    }
    doubted = [one.at for one in holds.everywhere(tx, CaseKind.RESTORED) if one.decision == Decision.DOUBT]
    if doubted:
        rest = [one for one in letters if one.id not in found]
        found |= {one.id: LeftBefore(one, DeliveryState.UNCERTAIN, _DOUBTED) for one in doubtful(tx, rest, running, max(doubted))}
    return found


_DOUBTED = f"{PUT_BACK[0].upper()}{PUT_BACK[1:]}, and it may have left before."


def _left_before(letter: Letter, state: DeliveryState, known: Dispatched) -> LeftBefore:
    says = "as a copy in the folder of sent mail shows" if known.witness is Witness.COPY else "says the dispatch book"
    if state is not DeliveryState.SENT:
        return LeftBefore(letter, state, f"It was begun before {PUT_BACK}, {says}.")
    return LeftBefore(letter, state, f"It left before {PUT_BACK}, {says}.", Departure(witness=known.witness, at=known.at))


def settle(service: Service, found: Collection[LeftBefore], now: datetime, fence: int) -> tuple[LeftBefore, ...]:
    """Let letters that still are this sender's count as what is known of them from outside, instead of being sent; return these."""
    with service.store.transaction() as tx:
        journal.alone(tx)
        ours = outbox.still_ours(tx, [one.letter.id for one in found], fence)
        settled = tuple(one for one in found if one.letter.id in ours)
        settle_within(tx, settled, now)
    return settled


def settle_within(tx: Transaction, found: Iterable[LeftBefore], now: datetime) -> None:
    """Do the same in a transaction that has the journal to itself."""
    some = tuple(found)
    decisions.decide(tx, decisions.rule(RULE), now, [settling(tx, one.letter, one.state, one.why, departure=one.departure) for one in some])
    for one in some:
        dispatched.forget(tx, one.letter.tag)
