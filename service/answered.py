"""The letter that a message answers, as far as it can be told: by its thread, or else by the token in what it brings.

Both stand in the original. Where that is gone, the newest letter that its sender had before is told, as what it most likely answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.errors import OriginalError
from domain.letter import DeliveryState, Letter
from domain.message import By, Clue
from domain.submission import Invitation
from service.accepting import examined_again
from service.at_work import AtWork, at_work
from service.wiring import Service
from store import Transaction, messages, outbox
from store.messages import Message

_LEFT = frozenset({DeliveryState.SENT, DeliveryState.UNCERTAIN, DeliveryState.BOUNCED})
_TOKENS = {By.WORKBOOK_TOKEN: "the token in the workbook", By.PLUS_ADDRESS: "the address that it was sent to"}


@dataclass(frozen=True, slots=True)
class Answered:
    """Where the original of a message lies, why it cannot be had (`fault`), and which letter it answers, by what.

    Where the original cannot be had, `by` is "" and the letter is the one that it most likely answers.
    """

    path: str
    fault: str
    letter: Letter | None
    by: str


def answered(service: Service, tx: Transaction, invitation: Invitation, message_ids: Iterable[int]) -> Mapping[int, Answered]:
    """Return the letters that these messages of one organisation answer, by message; each original is looked at anew."""
    studies = at_work(service, tx)
    return {one.id: _answered(service, tx, studies, invitation, one) for one in messages.with_ids(tx, message_ids)}


def _answered(service: Service, tx: Transaction, studies: AtWork, invitation: Invitation, message: Message) -> Answered:
    path = str(service.store.archive.path(message.sha256))
    sent = [one for one in outbox.of_organisations(tx, [invitation.organisation]) if one.study == invitation.study and one.state in _LEFT]
    try:
        clues = examined_again(service, studies, message).clues
    except OriginalError as error:
        return Answered(path, str(error), _newest_before(sent, message), "")
    letter, by = _meant(clues, sent, invitation, message)
    return Answered(path, "", letter, by)


def _meant(clues: Iterable[Clue], sent: Iterable[Letter], invitation: Invitation, message: Message) -> tuple[Letter | None, str]:
    """Return the letter that is named; a token is in every letter with a workbook, so there the newest before the message is meant."""
    found, by_tag = tuple(clues), {one.tag: one for one in sent}
    threaded = next((clue for clue in found if clue.by is By.THREADING and clue.value in by_tag), None)
    if threaded:
        return by_tag[threaded.value], threaded.where
    token = next((clue for clue in found if clue.by in _TOKENS and clue.value == invitation.token), None)
    meant = _newest_before(sent, message)
    return (meant, _TOKENS[token.by]) if token and meant else (None, "")


def _newest_before(sent: Iterable[Letter], message: Message) -> Letter | None:
    """Return the newest letter of a mailing before a message: to its sender, or else to another contact."""
    before = [one for one in sent if one.mailing and one.planned_at <= message.received_at]
    own = [one for one in before if one.address.lower() == (message.sender or "").lower()]
    return next(reversed(own or before), None)
