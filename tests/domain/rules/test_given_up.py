"""What a refusal weighs, how many are enough, and what is done about the last address of an organisation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.letter import DeliveryState
from domain.rules.given_up import ENOUGH, LAPSES, RETURNS, NextStep, Undelivered, arrived, first_of_each, points, step, under_way, weight

NOW = datetime(2012, 3, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def refusal(status: str | None, text: str = "", days: int = 0, *, at_content: bool = False) -> Undelivered:
    """Return a refusal of so many days ago."""
    return Undelivered(at=NOW - days * DAY, status=status, text=text, at_content=at_content)


@pytest.mark.parametrize(
    ("status", "text", "weighs"),
    [
        ("5.1.1", "", ENOUGH),
        ("5.1.10", "", ENOUGH),
        ("5.1.8", "bad sender", 0),
        ("5.2.1", "disabled", 3),
        ("5.2.2", "full", 2),
        ("4.2.2", "full for five days", 2),
        ("5.2.3", "too large", 0),
        ("5.3.4", "too large", 0),
        ("5.5.4", "", 0),
        ("5.6.1", "", 0),
        ("5.7.1", "blocked", 0),
        ("5.7.26", "blocked", 0),
        ("4.4.7", "expired", 2),
        ("5.4.4", "", 2),
        (None, "refused", 2),
        ("5.0.0", "nothing said", 2),
        ("5.0.0", "550 5.7.1 by policy", 0),
        (None, "550-5.1.1 no such user", ENOUGH),
        (None, "552 too much", 0),
        ("5.0.0", "smtp; 552-too much", 0),
        (None, "552-5.2.2 full", 2),
        (None, "550 552 letters are too many", 2),
        (None, "from 192.5.1.1 at last", 2),
    ],
)
def test_a_status_weighs_by_its_row(status: str | None, text: str, weighs: int) -> None:
    """A status that says nothing gives way to one in the words; an address of a machine is none."""
    assert weight(refusal(status, text)).points == weighs


def test_content_that_was_refused_without_a_status_says_nothing_of_the_mailbox() -> None:
    """The server had taken the recipient by then."""
    assert weight(refusal(None, "no", at_content=True)).points == 0
    assert weight(refusal("5.2.2", "full", at_content=True)).points == 2


def test_what_the_program_itself_did_not_send_and_a_plain_552_weigh_nothing() -> None:
    """A letter that is too large for the server, or an address that it cannot take, says nothing of the mailbox."""
    assert weight(Undelivered(at=NOW, status=None, text="The letter has 12 MB", unasked=True)).points == 0
    assert weight(Undelivered(at=NOW, status=None, text="too much", code=552)).points == 0
    assert weight(Undelivered(at=NOW, status="5.2.2", text="5.2.2 full", code=552)).points == 2
    assert weight(Undelivered(at=NOW, status=None, text="no", code=550)).points == 2


def test_a_day_counts_once_by_its_heaviest() -> None:
    """Ten letters on a day when the mailbox was full say no more than one."""
    assert points([refusal("5.2.2")] * 10, NOW) == 2
    assert points([refusal("5.2.2"), refusal("5.2.1"), refusal("5.7.1")], NOW) == 3
    assert points([refusal("5.2.2", days=day) for day in range(3)], NOW) == ENOUGH
    assert points([refusal("5.7.1", days=day) for day in range(100)], NOW) == 0


def test_a_letter_counts_once_however_often_it_is_reported() -> None:
    """Three reports about one letter on three days are one, the first; those about three letters are three."""
    reports = [refusal("5.2.2", days=day) for day in (3, 2, 1)]
    assert first_of_each([(1, one) for one in reports]) == ((1, reports[0]),)
    assert points((one for _, one in first_of_each(enumerate(reports))), NOW) == ENOUGH


def test_what_is_old_or_came_before_a_sign_of_life_counts_no_more() -> None:
    """At the very end of the time it still does."""
    assert points([Undelivered(at=NOW - LAPSES, status="5.2.2")], NOW) == 2
    assert points([Undelivered(at=NOW - LAPSES - timedelta(seconds=1), status="5.2.2")], NOW) == 0
    assert points([refusal("5.2.2", days=2), refusal("5.2.2", days=1)], NOW, since=NOW - 2 * DAY) == 2


@pytest.mark.parametrize(
    ("score", "last", "refused_probe", "probing", "expected"),
    [
        (ENOUGH - 1, False, False, False, NextStep.NOTHING),
        (ENOUGH, False, False, False, NextStep.GIVE_UP),
        (ENOUGH, True, False, False, NextStep.PROBE),
        (ENOUGH, True, False, True, NextStep.NOTHING),
        (0, True, True, True, NextStep.GIVE_UP),
    ],
)
def test_the_last_address_is_given_up_after_its_probe_alone(
    score: int, last: bool, refused_probe: bool, probing: bool, expected: NextStep
) -> None:
    """Any other with enough points."""
    assert step(score, last=last, refused_probe=refused_probe, probing=probing) is expected


def test_a_probe_arrives_when_it_has_not_come_back_in_time() -> None:
    """Until then, and as long as it was not taken, it is under way; one that was refused is neither."""
    sent = NOW - RETURNS
    assert under_way(DeliveryState.SENT, sent, NOW)
    assert not arrived(DeliveryState.SENT, sent, NOW)
    assert arrived(DeliveryState.SENT, sent - timedelta(seconds=1), NOW)
    assert not under_way(DeliveryState.SENT, sent - timedelta(seconds=1), NOW)
    assert under_way(DeliveryState.QUEUED, None, NOW)
    assert not under_way(DeliveryState.BOUNCED, sent, NOW)
    assert not arrived(DeliveryState.BOUNCED, sent, NOW)
