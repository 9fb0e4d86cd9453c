"""What an attempt to hand a letter over makes of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from domain.letter import LOGIN, DeliveryState, Outcome
from domain.rules.attempt import BACKOFF, LIFETIME, after, enhanced, no_such_mailbox_status, put_off
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
    assert after(outcome, [WHEN] * attempts, WHEN) == (state, WHEN)


def test_a_letter_that_is_refused_for_now_is_tried_again_after_a_wait() -> None:
    """After five minutes at first, then after fifteen, and after an hour, or up to a fifth sooner: not all come back together."""
    for number, minutes in enumerate([5, 15, 60]):
        found = [after(Outcome.DEFERRED, [WHEN] * number, WHEN, str(letter)) for letter in range(200)]
        assert {state for state, _ in found} == {DeliveryState.DEFERRED}
        shares = [(due - WHEN) / timedelta(minutes=minutes) for _, due in found]
        assert 0.8 <= min(shares) < 0.82
        assert 0.98 < max(shares) <= 1
        assert len({*shares}) == 200


def test_a_letter_is_tried_again_when_the_server_says_and_later_where_that_did_not_help() -> None:
    """Never sooner than it asked, and twice as late each time, up to a day."""
    for number, minutes in enumerate([7, 14, 28]):
        _, due = after(Outcome.DEFERRED, [WHEN] * number, WHEN, "1", timedelta(minutes=7))
        assert timedelta(minutes=minutes) <= due - WHEN <= timedelta(minutes=minutes) * 1.2
    _, due = after(Outcome.DEFERRED, [WHEN] * 20, WHEN, "1", timedelta(minutes=7))
    assert timedelta(days=1) <= due - WHEN <= timedelta(days=1) * 1.2


def test_the_waits_never_shrink_and_a_letter_lives_for_some_days() -> None:
    """RFC 5321 asks for four to five days at least."""
    assert all(one <= other for one, other in pairwise(BACKOFF))
    assert timedelta(days=4) < LIFETIME < timedelta(days=6)


def test_a_letter_is_tried_a_last_time_when_it_expires_and_then_given_up() -> None:
    """However often it was put off: what counts is the time since it first was."""
    times: list[datetime] = []
    now = WHEN
    while (found := after(Outcome.DEFERRED, times, now, "1"))[0] is DeliveryState.DEFERRED:
        times.append(now)
        now = found[1]
    assert now == WHEN + LIFETIME
    assert found == (DeliveryState.FAILED, now)
    assert 8 < len(times) < 14
    assert after(Outcome.DEFERRED, [WHEN] * 500, WHEN + timedelta(hours=1), "1")[0] is DeliveryState.DEFERRED


def test_only_what_may_be_a_letters_own_uses_up_its_time() -> None:
    """A server that is away or refuses the sender does not; whatever was before somebody settled the letter is over."""
    later = WHEN + timedelta(hours=1)
    own, again, away, refused, settled = (
        ("deferred", "rcpt", 451, WHEN),
        ("deferred", "rcpt", 451, later),
        ("deferred", "connect", None, WHEN),
        ("deferred", "mail", 554, WHEN),
        ("queued", "evidence", None, WHEN),
    )
    assert put_off([own, away, refused, again, ("uncertain", "data", None, WHEN)]) == [WHEN, later]
    assert put_off([own, own, settled, again]) == [later]
    assert put_off([]) == []


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
    assert put_off([(Outcome.DEFERRED, LOGIN, None, WHEN)] * 20 + [(Outcome.DEFERRED, "rcpt", 451, WHEN)]) == [WHEN]
