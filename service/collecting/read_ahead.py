"""One round of questions to the store for all messages that are concluded together, so that none asks for a row or two by itself."""

from __future__ import annotations

from collections.abc import Sequence

from domain.message import By
from intake.deciding.policy import TOKENS
from intake.understanding.examine import Examined
from store import Transaction, annexes, contacts, edits, holds, invitations, outbox, rosters, submissions, suppressions


def read_ahead(tx: Transaction, messages: Sequence[Examined]) -> None:
    """Ask for what `service.effects.knowledge` and filing will ask about these messages; `store.database.remembered` keeps it."""
    clues = {(clue.by, clue.value) for one in messages for clue in one.clues}

    def said(*by: By) -> list[str]:
        return sorted(value for kind, value in clues if kind in by)

    letters = outbox.with_tags(tx, said(By.THREADING))
    by_token = invitations.with_tokens(tx, said(*TOKENS))
    others = set(said(By.REFERENCE)) - {one.reference for one in by_token}
    named = (*by_token, *invitations.with_references(tx, sorted(others)))
    senders = sorted({*said(By.SENDER), *(one.mail.author for one in messages)} - {""})
    codes = contacts.organisations_of(tx, senders) | {one.organisation for one in letters if one.organisation}
    invited = (*named, *invitations.of_organisations(tx, sorted(codes)))
    everyone = contacts.of_organisations(tx, codes | {one.organisation for one in invited})
    rosters.places_of(tx, codes | {one.organisation for one in invited})
    suppressions.suppressed(tx, sorted({one.address for one in everyone}))
    ids = sorted({one.id for one in invited})
    for ask in (submissions.of_invitations, edits.of_invitations, holds.waiting_about, annexes.of_invitations):
        ask(tx, ids)
