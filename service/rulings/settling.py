"""The decision by which a letter gets another state than the server gave it."""

from __future__ import annotations

from domain.journal import About, Subject, What
from domain.letter import DeliveryState, Letter
from domain.mail.departure import Departure
from store import Transaction, invitations
from store.cases.decisions import Ruling


def settling(
    tx: Transaction, letter: Letter, state: DeliveryState, note: str, follows: int | None = None, departure: Departure | None = None
) -> Ruling:
    """Return the decision that a letter is in this state from now on; it stands in the history of its organisation.

    `departure` is what the evidence says of how the letter left.
    """
    invitation = invitations.of(tx, letter.study, letter.organisation) if letter.organisation else None
    return Ruling(
        what=What.SETTLE,
        about=About(Subject.LETTER, str(letter.id)),
        value=state.value,
        was=letter.state.value,
        study=letter.study,
        invitation_id=invitation.id if invitation else None,
        follows=follows,
        note=note,
        departure=departure,
    )
