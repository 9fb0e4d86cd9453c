"""Whom a temporary refusal asks to be slower, in the words of real servers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.letter import Outcome, Verdict
from domain.rules.throttle import ACCOUNT, LONGEST, SHORTEST, asked_wait, domain_of, slowed, was_away

ADDRESS, DOMAIN = "carla@ATLSTEL.example", "atlstel.example"


def verdict(stage: str, code: int | None, text: str, outcome: Outcome = Outcome.DEFERRED) -> Verdict:
    """Return a verdict on one letter."""
    return Verdict(letter_id=1, outcome=outcome, stage=stage, code=code, text=text)


def whom(stage: str, code: int | None, text: str) -> str | None:
    """Return whom a refusal asks to be slower."""
    found = slowed(verdict(stage, code, text), ADDRESS)
    return found.domain if found else None


@pytest.mark.parametrize(
    ("stage", "code", "text"),
    [
        ("rcpt", 421, "4.7.0 Try again later, closing connection"),
        ("rcpt", 450, "Service temporarily unavailable"),
        ("rcpt", 451, "4.7.500 Server busy. Please try again later from [203.0.113.7]"),
        ("rcpt", 451, "4.4.2 Timeout while asking the recipient's server"),
        ("rcpt", 452, "4.3.1 Insufficient system storage"),
        ("rcpt", 454, "4.7.1 Relay access temporarily denied"),
        ("data", 421, "4.7.28 Gmail has detected an unusual rate of mail"),
        ("data", 451, "4.3.0 Come back"),
    ],
)
def test_a_refusal_once_the_recipient_is_named_is_about_their_domain(stage: str, code: int, text: str) -> None:
    """Unless its words say otherwise."""
    assert whom(stage, code, text) == DOMAIN


@pytest.mark.parametrize(
    ("stage", "code", "text"),
    [
        ("mail", 421, "4.3.2 Closing"),
        ("mail", 451, "Requested action aborted"),
        ("connect", 421, "No connection to mail.example:587 (tls): 4.7.0 Too many connections, try again later"),
        ("connect", 454, "No connection to mail.example:587 (tls): Temporary authentication failure"),
        ("connect", 454, "No connection to mail.example:587 (tls): 4.7.0 Too many login attempts, please try again later"),
        ("rcpt", 450, "4.7.1 Error: too many connections"),
        ("rcpt", 451, "4.7.1 Your account has reached its limit"),
        ("rcpt", 452, "4.5.3 You have exceeded your daily sending quota for this account"),
        ("rcpt", 450, "4.2.1 Peak SMTP relay limit exceeded; customer relay rate exceeded"),
        ("data", 432, "4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded"),
        ("data", 451, "4.7.1 Too many messages from this client"),
    ],
)
def test_a_refusal_before_or_about_the_sender_is_about_the_account(stage: str, code: int, text: str) -> None:
    """By its stage, or by its words."""
    assert whom(stage, code, text) == ACCOUNT


@pytest.mark.parametrize(
    ("stage", "code", "text"),
    [
        ("rcpt", 450, "4.2.0 <carla@atlstel.example>: Recipient address rejected: Greylisted, see the help page"),
        ("rcpt", 451, "4.7.1 Greylisting in action, please come back in 00:04:59"),
        ("rcpt", 450, "graylist: try again in 300 seconds"),
        ("rcpt", 452, "4.2.2 Mailbox full"),
        ("rcpt", 450, "4.2.1 The user you are trying to contact is receiving mail too quickly"),
        ("rcpt", 450, "4.1.1 <carla@atlstel.example>: unverified address"),
        ("data", 451, "4.6.0 The content could not be looked at"),
        ("connect", 421, "No connection to mail.example:587 (tls): 4.3.2 Shutting down"),
        ("connect", None, "No connection to mail.example:587 (tls): refused"),
        ("rcpt", 550, "5.7.1 Too many messages"),
        ("rcpt", None, "Connection lost"),
    ],
)
def test_what_is_about_one_letter_or_no_matter_of_speed_slows_nobody(stage: str, code: int | None, text: str) -> None:
    """Greylisting asks each sender of each recipient to come twice: who comes one by one would never be done."""
    assert whom(stage, code, text) is None


def test_only_what_was_put_off_asks_for_anything() -> None:
    """A letter that was taken, or refused for good, does not, whatever its words are."""
    for outcome in set(Outcome) - {Outcome.DEFERRED}:
        assert slowed(verdict("rcpt", 451, "4.7.1 rate", outcome), ADDRESS) is None


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("4.7.1 try again in 5 minutes", timedelta(minutes=5)),
        ("Please try again in 90 seconds.", timedelta(seconds=90)),
        ("Retry after 1 hour", timedelta(hours=1)),
        ("rate exceeded, retry in 30s", timedelta(seconds=30)),
        ("Greylisted, come back in 00:04:59", timedelta(minutes=4, seconds=59)),
        ("please wait 10 min", timedelta(minutes=10)),
        ("try again later, in 2 hours", timedelta(hours=2)),
        ("try again in 0 seconds", SHORTEST),
        ("try again in 99999 hours", LONGEST),
        ("try again later", None),
        ("more than 5 messages in 10 minutes", None),
        ("again in 4.7.1", None),
    ],
)
def test_how_long_a_server_asks_to_wait_is_read_from_its_words(text: str, wait: timedelta | None) -> None:
    """In seconds, minutes and hours, or as a clock shows it; never more than a day."""
    assert asked_wait(text) == wait


def test_a_domain_is_the_same_however_it_is_written() -> None:
    """The case of letters says nothing, and an @ in quotes is none."""
    assert domain_of('"a@b"@Atlstel.EXAMPLE') == DOMAIN


@pytest.mark.parametrize(
    ("stage", "code", "text", "away"),
    [
        ("connect", None, "No connection to relay.example:25 (none): Connection refused", True),
        ("connect", 421, "4.3.2 Shutting down", True),
        ("connect", 421, "4.7.0 Too many connections from your host", False),
        ("connect", 554, "5.7.1 No SMTP service here", False),
        ("rcpt", 450, "4.2.1 Mailbox busy", False),
        ("mail", None, "The connection was lost", False),
        ("login", None, "Nobody is signed in", False),
    ],
)
def test_a_server_was_away_where_it_said_nothing_to_anybody(stage: str, code: int | None, text: str, away: bool) -> None:
    """A server that asks for fewer connections, or refuses everybody, is there."""
    assert was_away(stage, code, text) is away
