"""Letters that cannot be sent: who is told of them, and what is closed when one is taken after all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from domain.case import Moot
from domain.letter import DeliveryState, Letter, LetterKind
from domain.rules.bounced import refuses_mailbox
from languages.telling import phrased
from service.rulings.opening import UNSENT, close_cases, open_unsent
from service.sending import retries
from store import Transaction, decisions, holds, outbox
from store.outbox import Change


def given_up(change: Change, waiting: Collection[int]) -> bool:
    """Say whether a letter is not tried again; those are that wait since the server refuses their sender."""
    return change.state in {DeliveryState.REJECTED, DeliveryState.FAILED} and change.verdict.letter_id not in waiting


def tell(tx: Transaction, changes: Sequence[Change], now: datetime) -> None:
    """Let a person know of each letter that expired, and of each that answers somebody and was refused for good.

    An address that does not exist awaits nothing.
    """
    refused = (one.verdict for one in changes if one.state is DeliveryState.REJECTED and not refuses_mailbox(one.verdict))
    why = {one.letter_id: one.text for one in refused}
    for letter in outbox.with_ids(tx, why):
        if letter.kind is not LetterKind.MAILING:
            open_unsent(tx, letter, phrased("reasons.refused_for_good"), now, why[letter.id])
    expired = {one.verdict.letter_id: one.verdict.text for one in changes if one.state is DeliveryState.FAILED}
    retries.tell_expired(tx, ((one, expired[one.id]) for one in outbox.with_ids(tx, expired)), now)


def tried_again(letter: Letter) -> bool:
    """Say whether a letter was put off, or settled, since it was planned."""
    return letter.attempts > 0 or letter.due_at > letter.planned_at


def close(tx: Transaction, changes: Sequence[Change], now: datetime) -> None:
    """Close the cases about letters that were refused once and were taken now."""
    for change in changes:
        if change.state is DeliveryState.SENT:
            case = holds.with_cause(tx, f"{UNSENT}{change.verdict.letter_id}")
            close_cases(tx, [case] if case and case.decision is None else [], Moot.SENT, decisions.rule("sender"), now)
