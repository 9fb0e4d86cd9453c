"""Whom a permanent refusal is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.letter import LOGIN, Outcome, Verdict
from domain.rules.refusal import TriedRecipient, blames_sender, likeness, mends, next_try, of_many, status
from tests.domain.entries import WHEN

RELAY = "rcpt 554 5.7.1"


def verdict(stage: str, code: int | None, text: str, outcome: Outcome = Outcome.REJECTED) -> Verdict:
    """Return what became of an attempt."""
    return Verdict(letter_id=1, outcome=outcome, stage=stage, code=code, text=text)


@pytest.mark.parametrize(
    ("text", "code"),
    [("5.7.1 no", "5.7.1"), ("#5.7.1 no", "5.7.1"), (" (5.1.90) no", "5.1.90"), ("no 5.7.1", ""), ("5.7 no", ""), ("15.7.1 no", "")],
)
def test_the_status_stands_at_the_beginning(text: str, code: str) -> None:
    """Further on it may be a version, an address of a machine or a quotation."""
    assert status(text) == code


@pytest.mark.parametrize(
    ("stage", "code", "text"),
    [
        ("connect", 554, "5.7.1 No SMTP service here"),
        ("connect", 535, "5.7.8 Error: authentication failed"),
        ("mail", 554, "5.7.1 Sender not allowed"),
        ("mail", 550, "5.1.0 Sender denied"),
        ("mail", 550, "no"),
        ("rcpt", 550, "5.1.8 Sender address rejected: Domain not found"),
        ("rcpt", 550, "5.1.7 Bad sender"),
        ("rcpt", 530, "5.7.0 Authentication required"),
        ("data", 550, "5.1.90 You have reached your daily limit for message recipients"),
    ],
)
def test_before_a_recipient_is_named_or_by_its_code_a_refusal_is_about_the_sender(stage: str, code: int, text: str) -> None:
    """One is enough."""
    assert blames_sender(verdict(stage, code, text))


@pytest.mark.parametrize(
    ("stage", "code", "text"),
    [
        ("rcpt", 550, "5.1.1 no such user"),
        ("rcpt", 554, "5.7.1 Relay access denied"),
        ("data", 552, "5.3.4 too large"),
        ("mail", 550, "5.6.7 Non-ASCII addresses are not permitted"),
        ("mail", 451, "4.3.0 later"),
        ("connect", 421, "4.7.0 too many connections"),
        ("connect", None, "Connection refused"),
        ("mail", None, "'a b' is not an address that mail can be sent to."),
    ],
)
def test_any_other_may_be_about_its_letter(stage: str, code: int | None, text: str) -> None:
    """A recipient, a size, a moment, or an address that no server could be given."""
    assert not blames_sender(verdict(stage, code, text))


@pytest.mark.parametrize("known", ["5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10", "5.6.7"])
def test_what_is_about_an_address_is_like_nothing(known: str) -> None:
    """However many addresses do not exist, the sender is well."""
    assert likeness("rcpt", 550, f"{known} no") is None


def test_refusals_are_alike_by_their_code_or_else_by_their_words() -> None:
    """What differs in the words from one reply to the next does not count."""
    assert likeness("rcpt", 554, "5.7.1 <a@b.example>: Relay access denied") == RELAY
    assert likeness("rcpt", 554, "5.7.1 <c@d.example>: Relay access denied (x7)") == RELAY
    assert likeness("rcpt", 550, "relaying to a@b.example denied [id 17-ab]") == likeness(
        "rcpt", 550, "Relaying to c@d.example denied [id 18-cd]"
    )
    assert likeness("rcpt", 550, "relaying denied") != likeness("rcpt", 550, "quota exceeded")
    assert likeness("data", 554, "5.7.1 no") != RELAY
    assert likeness("rcpt", 451, "4.7.1 later") is None


def tried(pattern: str, *, domains: int = 99) -> list[TriedRecipient]:
    """Return attempts: r for a refusal, x for another one, a dot for a letter that was taken; each to another address."""
    of = {"r": RELAY, "x": "data 552 5.3.4", ".": None}
    return [TriedRecipient(number, f"p{number}@d{number % domains}.example", of[sign]) for number, sign in enumerate(pattern)]


@pytest.mark.parametrize("pattern", ["rrr", "rrr......", "r.rr.r", "xrxrxr", "rrr" + "." * 500, ".rrrr"])
def test_what_more_domains_are_refused_than_are_taken_is_about_the_sender(pattern: str) -> None:
    """The newest first: what was taken before counts no more."""
    assert of_many(tried(pattern), RELAY)


@pytest.mark.parametrize("pattern", ["", "rr", "r..r..r", "rr.....r", "...rrr", "xxxrr"])
def test_a_few_among_many_that_are_taken_are_about_their_recipients(pattern: str) -> None:
    """So are two, and what is refused in another way."""
    assert not of_many(tried(pattern), RELAY)


def test_one_domain_refuses_for_itself_until_it_is_ten_of_its_addresses() -> None:
    """An organisation with some contacts is one recipient as far as its server is concerned."""
    assert not of_many(tried("r" * 9, domains=1), RELAY)
    assert of_many(tried("r" * 10, domains=1), RELAY)


def test_the_same_address_again_is_one_recipient() -> None:
    """Whatever its case is."""
    again = [TriedRecipient(number, address, RELAY) for number, address in enumerate(["A@a.example", "a@A.example", "a@a.example"] * 9)]
    assert not of_many(again, RELAY)


@pytest.mark.parametrize(
    ("refused", "stage", "code", "over"),
    [
        ("mail 554 5.7.1", "rcpt", 550, True),
        ("mail 554 5.7.1", "data", 451, True),
        ("mail 554 5.7.1", "mail", 451, False),
        ("mail 554 5.7.1", "rcpt", None, False),
        ("connect 535 5.7.8", "mail", 451, True),
        ("connect None", "connect", 421, False),
        (RELAY, "rcpt", 550, False),
        (RELAY, "data", 552, False),
    ],
)
def test_a_halt_is_over_when_the_server_lets_a_letter_come_further(refused: str, stage: str, code: int | None, over: bool) -> None:
    """Where it told of it at RCPT or later, only a letter that was taken shows that."""
    assert mends(refused, verdict(stage, code, "5.1.1 no such user")) is over
    assert mends(refused, verdict("data", 250, "2.0.0 Ok", Outcome.SENT))


def test_the_tries_become_fewer_and_go_on() -> None:
    """After five minutes at first, and every four hours in the end."""
    assert [next_try(tries, WHEN) - WHEN for tries in (0, 1, 3, 99)] == [timedelta(minutes=minutes) for minutes in (5, 15, 240, 240)]


def test_that_nobody_is_signed_in_is_about_the_sender_and_ends_when_a_server_is_reached() -> None:
    """No server has refused anything: there is no code."""
    unsigned = Verdict(letter_id=1, outcome=Outcome.DEFERRED, stage=LOGIN, code=None, text="Nobody has signed in yet.")
    assert blames_sender(unsigned)
    assert not blames_sender(replace(unsigned, stage="connect"))
    assert mends(f"{LOGIN} None", replace(unsigned, stage="rcpt", code=450))
    assert not mends(f"{LOGIN} None", unsigned)
    assert not mends(f"{LOGIN} None", replace(unsigned, stage="connect", code=421))
