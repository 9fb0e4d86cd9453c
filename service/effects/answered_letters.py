"""Which of our letters a message answers: by its thread, or else by the token in what it brings. It is kept with what it brings."""

from __future__ import annotations

from collections.abc import Iterable

from domain.letter import DeliveryState, Letter
from domain.message import By, Clue
from domain.submission import Invitation
from store import Transaction, outbox
from store.intake.messages import Message

_LEFT = frozenset({DeliveryState.SENT, DeliveryState.UNCERTAIN, DeliveryState.BOUNCED})
_TOKENS = {By.WORKBOOK_TOKEN: "the token in the workbook", By.PLUS_ADDRESS: "the address that it was sent to"}


def meant(tx: Transaction, clues: Iterable[Clue], invitation: Invitation, message: Message) -> tuple[Letter | None, str]:
    """Return the letter that is named, and by what; a token is in every letter with a workbook, so there the newest before it is meant."""
    found = tuple(clues)
    threads = {clue.value: clue.where for clue in reversed(found) if clue.by is By.THREADING}
    named = {one.tag: one for one in outbox.with_tags(tx, threads) if _is_theirs(one, invitation)} if threads else {}
    threaded = next((clue for clue in found if clue.by is By.THREADING and clue.value in named), None)
    if threaded:
        return named[threaded.value], threaded.where
    token = next((clue for clue in found if clue.by in _TOKENS and clue.value == invitation.token), None)
    newest = newest_before(tx, invitation, message) if token else None
    return (newest, _TOKENS[token.by]) if token and newest else (None, "")


def newest_before(tx: Transaction, invitation: Invitation, message: Message) -> Letter | None:
    """Return the newest letter of a mailing before a message: to its sender, or else to another contact."""
    sent = (one for one in outbox.of_organisations(tx, [invitation.organisation]) if _is_theirs(one, invitation))
    before = [one for one in sent if one.mailing and one.planned_at <= message.received_at]
    own = [one for one in before if one.address.lower() == (message.sender or "").lower()]
    return next(reversed(own or before), None)


def _is_theirs(letter: Letter, invitation: Invitation) -> bool:
    return letter.organisation == invitation.organisation and letter.study == invitation.study and letter.state in _LEFT
