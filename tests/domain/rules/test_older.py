"""Whether a store is older than what stands outside of it, and what is then known of a letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.contact import Role
from domain.letter import DeliveryState, Letter, LetterKind, Outcome
from domain.mail.dispatch import Dispatched, Generation, Outside
from domain.rules.older import Again, Older, looked_again, may_have_left, older, settled_as

NOW = datetime(2012, 2, 10, 10, tzinfo=UTC)
LETTER = Letter(
    id=1,
    cause="mailing:s:circular:A:a@a.example",
    kind=LetterKind.MAILING,
    study="s",
    template="circular",
    sender="d",
    address="a@a.example",
    language="en",
    role=Role.TO,
    tag="t",
    organisation="A",
    mailing="circular",
    context={},
    state=DeliveryState.QUEUED,
    attempts=0,
    planned_at=NOW,
    due_at=NOW,
)


@pytest.mark.parametrize(
    ("own", "book", "unknown", "said"),
    [
        (0, None, 0, None),  # It is new.
        (1, None, 0, Older.GONE),
        (3, ("here", 3), 0, None),
        (4, ("here", 3), 0, None),  # A pass is written down inside first.
        (2, ("here", 3), 0, Older.BEHIND),
        (3, ("here", 3), 1, Older.UNAWARE),
        (9, ("there", 3), 0, Older.ANOTHER),
        (0, ("there", 0), 0, Older.ANOTHER),
    ],
)
def test_a_store_is_older(own: int, book: tuple[str, int] | None, unknown: int, said: Older | None) -> None:
    """Than a book that goes further, or is another's, or is gone though something was sent."""
    seen = Outside(Generation(book[0], book[1], NOW), (), complete=True) if book else None
    assert older(Generation("here", own, NOW), seen, unknown) is said


@pytest.mark.parametrize(
    ("book", "unknown", "said"),
    [
        (None, 0, None),
        (("here", 5), 0, None),  # The store itself began it when it stopped.
        (("here", 5), 2, None),
        (("here", 4), 0, Again.KNOWN),
        (("here", 7), 0, Again.KNOWN),
        (("here", 3), 0, Again.SHORT),
        (("here", 3), 1, Again.UNAWARE),
        (("here", 7), 1, Again.UNAWARE),
        (("there", 5), 0, Again.ANOTHER),
        (("there", 5), 1, Again.ANOTHER),
    ],
)
def test_a_book_that_was_put_there_since_is_told(book: tuple[str, int] | None, unknown: int, said: Again | None) -> None:
    """A store that stopped with pass 4 began pass 5 in a new book; any other that is there was put there by somebody."""
    seen = Outside(Generation(book[0], book[1], NOW), (), complete=True) if book else None
    assert looked_again(Generation("here", 5, NOW), seen, unknown) is said


def test_a_pass_of_the_same_number_that_began_at_another_time_is_another_pass() -> None:
    """An older copy of the store counts on from where it was, and so did the store that it is a copy of."""
    seen = Outside(Generation("here", 5, NOW - timedelta(hours=1)), (), complete=True)
    assert looked_again(Generation("here", 5, NOW), seen, 1) is Again.UNAWARE
    assert looked_again(Generation("here", 5, NOW), seen, 0) is Again.KNOWN


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.SENT, DeliveryState.SENT),
        (Outcome.UNCERTAIN, DeliveryState.UNCERTAIN),
        (None, DeliveryState.UNCERTAIN),
        (Outcome.DEFERRED, None),
        (Outcome.REJECTED, None),
    ],
)
def test_what_a_letter_counts_as(outcome: Outcome | None, state: DeliveryState | None) -> None:
    """What the server did not take is tried again; what was begun and not heard of is in doubt."""
    assert settled_as(LETTER, Dispatched(tag="t", attempts=0, outcome=outcome)) is state


def test_an_attempt_that_is_known_is_no_news() -> None:
    """It was judged when it was made; a later one is news."""
    tried = replace(LETTER, attempts=1)
    assert settled_as(tried, Dispatched(tag="t", attempts=0, outcome=Outcome.SENT)) is None
    assert settled_as(tried, Dispatched(tag="t", attempts=1, outcome=Outcome.SENT)) is DeliveryState.SENT


def test_what_may_have_left() -> None:
    """What waited then, and what was called for by then; not what nobody had planned or called for."""
    before, after = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
    receipt = replace(LETTER, kind=LetterKind.RECEIPT)
    assert may_have_left(receipt, NOW, None, study_was_there=True)
    assert not may_have_left(receipt, before, None, study_was_there=True)
    assert not may_have_left(receipt, before, after, study_was_there=True)
    assert may_have_left(receipt, before, before, study_was_there=True)


def test_a_mailing_may_have_been_sent_by_hand_before_its_date() -> None:
    """Any of a study that was there, and one of a study that is new to the store unless it is dated a quarter later."""
    before = NOW - timedelta(hours=1)
    assert may_have_left(LETTER, before, NOW + timedelta(days=300), study_was_there=True)
    assert may_have_left(LETTER, before, before + timedelta(days=92), study_was_there=False)
    assert not may_have_left(LETTER, before, NOW + timedelta(days=92), study_was_there=False)
    asked_for = replace(LETTER, believed=True)
    assert not may_have_left(asked_for, before, NOW + timedelta(days=1), study_was_there=True)
