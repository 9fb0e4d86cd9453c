"""What an attempt to hand a letter over makes of it."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from domain.letter import LOGIN, DeliveryState, Outcome
from domain.rules.attempt import BACKOFF, after, deferrals, enhanced, no_such_mailbox_status
from tests.domain.entries import WHEN


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.SENT, DeliveryState.SENT),
        (Outcome.REJECTED, DeliveryState.REJECTED),
        (Outcome.UNCERTAIN, DeliveryState.UNCERTAIN),
    ],
)
@pytest.mark.parametrize("attempts", [0, 3, 99])
def test_what_was_taken_refused_or_left_in_doubt_is_not_tried_again(outcome: Outcome, state: DeliveryState, attempts: int) -> None:
    """However often it was tried before, that is the end of it, and it is due no later."""
    assert after(outcome, attempts, WHEN) == (state, WHEN)


def test_a_letter_that_is_refused_for_now_is_tried_again_after_a_wait() -> None:
    """After five minutes at first, then after fifteen, and after an hour."""
    waits = [timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1)]
    assert [after(Outcome.DEFERRED, attempts, WHEN) for attempts in range(3)] == [(DeliveryState.DEFERRED, WHEN + wait) for wait in waits]


def test_the_waits_never_shrink_and_last_some_five_days() -> None:
    """RFC 5321 asks for four to five days at least."""
    assert all(one <= other for one, other in pairwise(BACKOFF))
    assert timedelta(days=4) < sum(BACKOFF, timedelta()) < timedelta(days=6)


def test_after_the_last_wait_a_letter_is_given_up() -> None:
    """The last attempt but one still waits."""
    assert after(Outcome.DEFERRED, len(BACKOFF) - 1, WHEN) == (DeliveryState.DEFERRED, WHEN + BACKOFF[-1])
    assert after(Outcome.DEFERRED, len(BACKOFF), WHEN) == (DeliveryState.FAILED, WHEN)


def test_only_what_may_be_a_letters_own_uses_up_its_time() -> None:
    """A server that is away or refuses the sender does not; whatever was before somebody settled the letter is over."""
    own, away, refused, settled = (
        ("deferred", "rcpt", 451),
        ("deferred", "connect", None),
        ("deferred", "mail", 554),
        ("queued", "evidence", None),
    )
    assert deferrals([own, away, refused, own, ("uncertain", "data", None)]) == 2
    assert deferrals([own, own, settled, own]) == 1
    assert deferrals([]) == 0


@pytest.mark.parametrize("status", ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"])
def test_a_server_says_by_the_status_that_an_address_does_not_exist(status: str) -> None:
    """RFC 3463 section 3.2, and RFC 7505 for a domain that takes no mail."""
    assert no_such_mailbox_status(f"550 {status} <carla@atlstel.example>: unknown")


@pytest.mark.parametrize("status", ["5.1.7", "5.1.8", "5.1.0", "5.2.2", "4.1.1", "5.7.1", "15.1.1", "5.1.16", "5.1.101"])
def test_no_other_status_says_so(status: str) -> None:
    """What is wrong with the sender, with the size or with the policy says nothing of the address."""
    assert not no_such_mailbox_status(f"550 {status} no")


@pytest.mark.parametrize(
    ("code", "text", "says"),
    [
        (250, "2.0.0 Ok: queued as 4F", "2.0.0"),
        (550, "5.7.54 SMTP; Unable to relay", "5.7.54"),
        (451, "4.7.1", "4.7.1"),
        (250, "OK", None),
        (250, "Ok: 2.0.0", None),
        (550, "4.7.1 is not the class of this reply", None),
        (250, "2.0.0.1 is no code but a version", None),
        (None, "2.0.0 Ok", None),
    ],
)
def test_the_enhanced_code_is_what_a_reply_begins_with(code: int | None, text: str, says: str | None) -> None:
    """And it is of the class of the reply, or it is none."""
    assert enhanced(code, text) == says


def test_while_nobody_is_signed_in_a_letter_uses_up_nothing_of_its_time() -> None:
    """However often it was tried meanwhile."""
    assert deferrals([(Outcome.DEFERRED, LOGIN, None)] * 20 + [(Outcome.DEFERRED, "rcpt", 451)]) == 1
