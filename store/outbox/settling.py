"""Letters to which evidence, or a person's word, gives another state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from domain.letter import EVIDENCE, WAITING, DeliveryState, Outcome
from store.database.mapping import chunked
from store.outbox.rows import ATTEMPT, BYTES, LETTER, is_in


def settle(
    tx: Connection, letter_id: int, state: DeliveryState, evidence: str, at: datetime, *, only: Iterable[DeliveryState] = DeliveryState
) -> None:
    """Give a letter that is in one of the states `only` the state that evidence shows, and append the evidence to its attempts."""
    eligible = (LETTER.c.id == letter_id, LETTER.c.state != state, LETTER.c.state.in_(list(only)))
    changed = tx.execute(update(LETTER).where(*eligible).values(state=state.value, due_at=at))
    if changed.rowcount:
        row = {"letter_id": letter_id, "at": at, "outcome": state.value, "stage": EVIDENCE, "code": None, "text": evidence}
        tx.execute(insert(ATTEMPT), [row])


def cancel(tx: Connection, study: str, mailing: str, evidence: str, at: datetime) -> int:
    """Let no letter of a mailing leave that waits; those that somebody asked for go all the same. Return how many were cancelled."""
    return _together(tx, study, mailing, (*WAITING,), DeliveryState.CANCELLED, evidence, at)


def take_up(tx: Connection, study: str, mailing: str, evidence: str, at: datetime) -> int:
    """Let the letters of a mailing wait for their turn again that were cancelled; return how many do.

    They are made anew, as the letter is by then; one that may have arrived stays as it was recorded, so that nobody has two of one name.
    """
    its = (LETTER.c.study == study, LETTER.c.mailing == mailing, LETTER.c.believed.is_(None), is_in(DeliveryState.CANCELLED))
    came = (Outcome.UNCERTAIN.value, Outcome.SENT.value)
    may_have_arrived = select(ATTEMPT.c.id).where(ATTEMPT.c.letter_id == LETTER.c.id, ATTEMPT.c.outcome.in_(came))
    tx.execute(update(LETTER).where(*its, ~may_have_arrived.exists()).values(dict.fromkeys(BYTES)))
    return _together(tx, study, mailing, (DeliveryState.CANCELLED,), DeliveryState.QUEUED, evidence, at)


def _together(
    tx: Connection, study: str, mailing: str, only: Sequence[DeliveryState], state: DeliveryState, evidence: str, at: datetime
) -> int:
    """Give the letters of a mailing that are in one of the states `only` another one, with what shows it among their attempts."""
    eligible = (LETTER.c.study == study, LETTER.c.mailing == mailing, LETTER.c.believed.is_(None), is_in(*only))
    # The rows are this transaction's own from here on, so that nobody begins one of them between the two statements.
    found = tuple(tx.scalars(select(LETTER.c.id).where(*eligible).order_by(LETTER.c.id).with_for_update()))
    for some in chunked(found):
        tx.execute(update(LETTER).where(LETTER.c.id.in_(some)).values(state=state.value, due_at=at))
    if found:
        shown = {"at": at, "outcome": state.value, "stage": EVIDENCE, "code": None, "text": evidence}
        tx.execute(insert(ATTEMPT), [{"letter_id": number} | shown for number in found])
    return len(found)
