"""Deciding about a letter in doubt: it did arrive, or it is sent again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.case import OPTIONS, CaseKind, Decision
from domain.errors import ConfigurationError
from domain.letter import DeliveryState
from languages.telling import phrased
from service.cases.entries import how_entered
from service.cases.waiting import LETTER
from service.letters.cancelled import cancelled_by, letter_mailing
from service.rulings.decided import Decided, Deciding
from service.rulings.settling import settling
from service.studies.find import numbered
from service.wiring import Service
from store import decisions, journal, outbox

SAID: Mapping[Decision, tuple[DeliveryState, str, str]] = {
    Decision.ARRIVED: (DeliveryState.SENT, "A person says that it arrived.", "counts as sent."),
    Decision.RESEND: (DeliveryState.QUEUED, "A person decided to send it again.", "will be sent again, byte for byte."),
}


def settle(service: Service, said: Deciding, now: datetime) -> Decided:
    """Decide about a letter in doubt. ConfigurationError where it is in none, or what is said of it is not offered."""
    number = numbered(said.case.removeprefix(LETTER))
    with service.store.transaction() as tx:
        journal.alone(tx)
        found = outbox.with_ids(tx, [number]) if number is not None else ()
        if not found or found[0].state is not DeliveryState.UNCERTAIN:
            remedy = "`counterfoil held` lists the letters in doubt."
            raise ConfigurationError(f"{said.case} is not in doubt.", where="held", remedy=remedy, key="not_in_doubt")
        if said.what not in OPTIONS[CaseKind.LETTER]:
            remedy = f"Choose one of: {', '.join(OPTIONS[CaseKind.LETTER])}."
            raise ConfigurationError(f"{said.what!r} cannot be decided here.", where=said.case, remedy=remedy, key="not_offered")
        state, why, told = SAID[Decision(said.what)]
        letter = found[0]
        if state is DeliveryState.QUEUED and (whose := letter_mailing(letter)) and (entry := cancelled_by(tx, *whose)):
            remedy = phrased("faults.letter_cancelled_do", entry=str(entry.number))
            raise ConfigurationError(phrased("faults.letter_cancelled", how=how_entered(tx, entry)), where=said.case, remedy=remedy)
        ruling = settling(tx, letter, state, said.note or why)
        (entry,) = decisions.decide(tx, decisions.person(tx, said.by), now, [ruling])
    return Decided(entry=entry.number, told=f"Letter {number} {told}")
