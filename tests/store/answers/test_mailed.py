"""What an export tells of the letters to an organisation: those that left for it, and when it was handed the first and the last."""

from __future__ import annotations

from datetime import timedelta

from domain.letter import DeliveryState, LetterKind, Outcome
from store import Store, outbox, records
from store.answers.records import Mailed
from tests.store.values import LATER, NOW, envelope, letter, verdict

MUCH_LATER = LATER + timedelta(days=1)


def mailed(store: Store) -> Mailed:
    """Return what the export tells of the one organisation."""
    with store.reading() as tx:
        return records.mailed(tx, "study", ["ALPNET"])["ALPNET"]


def left(store: Store, cause: str, kind: LetterKind = LetterKind.MAILING, deferred: bool = False) -> int:
    """Let a letter leave LATER, where it was deferred after the server put it off NOW; return its number."""
    with store.transaction() as tx:
        outbox.plan(tx, [letter(cause, kind=kind)])
        number = max(one.id for one in outbox.waiting(tx, NOW, 0, 100))
        if deferred:
            outbox.record_sending(tx, store.archive, [envelope(number)])
            outbox.record_verdicts(tx, [outbox.Change(verdict(number, Outcome.DEFERRED), DeliveryState.DEFERRED, NOW, 1)], NOW)
        outbox.record_sending(tx, store.archive, [envelope(number)])
        outbox.record_verdicts(tx, [outbox.Change(verdict(number, Outcome.SENT), DeliveryState.SENT, LATER, 0)], LATER)
    return number


def test_a_letter_that_came_back_was_handed_over_when_it_left_and_not_when_that_was_told(store: Store) -> None:
    """What settles a letter later is no attempt to hand it over."""
    number = left(store, "a")
    with store.transaction() as tx:
        outbox.settle(tx, number, DeliveryState.BOUNCED, "no such mailbox", MUCH_LATER)
    assert mailed(store) == Mailed(sent=1, bounced=1, first=LATER, last=LATER)


def test_what_a_server_put_off_was_not_handed_over_then(store: Store) -> None:
    """The first letter left when a server took it."""
    left(store, "a", deferred=True)
    assert mailed(store) == Mailed(sent=1, bounced=0, first=LATER, last=LATER)


def test_a_letter_to_staff_about_an_organisation_is_no_letter_to_it(store: Store) -> None:
    """A question that was passed on left for the study's contact."""
    left(store, "a")
    left(store, "b", kind=LetterKind.PASSED_ON)
    assert mailed(store).sent == 1
