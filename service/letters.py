"""Letters as they are told to people: to whom, of which mailing, in which state, and what was last said of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.letter import DeliveryState
from store import Transaction, outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One letter; `at` is when its state last changed or it is due, `why` what a server or a person said last."""

    id: int
    study: str
    organisation: str | None
    address: str
    kind: str
    mailing: str | None
    state: str
    attempts: int
    at: datetime
    why: str


def listed(tx: Transaction, state: DeliveryState | None = None, study: str | None = None) -> tuple[Delivery, ...]:
    """Return the letters of a study or of all, those in one state or all, in the order of planning."""
    letters = [letter for one in ([state] if state else DeliveryState) for letter in outbox.in_state(tx, one, study)]
    said = {one.letter_id: one.text for one in outbox.attempts(tx, [letter.id for letter in letters])}
    return tuple(
        Delivery(
            id=letter.id,
            study=letter.study,
            organisation=letter.organisation,
            address=letter.address,
            kind=letter.kind.value,
            mailing=letter.mailing,
            state=letter.state.value,
            attempts=letter.attempts,
            at=letter.due_at,
            why=said.get(letter.id, ""),
        )
        for letter in sorted(letters, key=lambda letter: letter.id)
    )
