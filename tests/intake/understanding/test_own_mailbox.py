"""What a mail system tells the owner of a mailbox about that is no bounce: no letter of ours came back."""

from __future__ import annotations

import pytest

from domain.message import Kind
from intake.understanding.examine import examine
from intake.understanding.receiving import Receiving
from tests.intake.scene import reader

BOX = "survey@stats.example.org"
FULL = (
    "Quota warning: your mailbox is 80% full",
    "Warning: your inbox is almost full",
    "Attention : votre boîte est presque pleine",
    "Ihr Postfach ist fast voll",
    "Su buzón está casi lleno",
)
KEPT_OUT = (
    "Spam Quarantine Summary - 3 Messages (Undelivered)",
    "Rapport de quarantaine : 3 messages non remis",
    "Quarantäne-Bericht: 3 Nachrichten nicht zugestellt",
    "Informe de cuarentena: 3 mensajes no entregados",
)


def kind_of(subject: str, sender: str, text: str) -> Kind:
    """Return what a message of this sender to our own box is."""
    head = f"Return-Path: <{sender}>\nFrom: {sender}\nTo: {BOX}\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n"
    return examine(f"{head}\n{text}\n".encode(), reader(), Receiving(own=frozenset({BOX}))).classification.kind


@pytest.mark.parametrize("subject", FULL)
def test_how_full_our_own_mailbox_is_is_no_bounce(subject: str) -> None:
    """A postmaster warns its owner before letters come back to others."""
    assert kind_of(subject, "postmaster@stats.example.org", f"{subject}. New messages cannot be stored then.") is Kind.BULK


def test_a_warning_may_name_the_code_that_others_will_get() -> None:
    """Nothing has come back: it says what a server will answer once the mailbox is full."""
    told = 'Your mailbox is now 95% full. If it reaches 100%, new mail will be bounced with "552 5.2.2 Quota exceeded (mailbox is full)".'
    assert kind_of("quota warning", "postmaster@stats.example.org", told) is Kind.BULK


@pytest.mark.parametrize("subject", KEPT_OUT)
def test_what_was_kept_out_of_our_own_mailbox_is_no_bounce(subject: str) -> None:
    """Its summary names senders, and what they wrote: one of them may be a mail server."""
    listed = "win@lotto.example WINNER\nmailer-daemon@host.example failure notice: user unknown\n"
    assert kind_of(subject, "noreply@gateway.example", f"{subject}\n{listed}") is Kind.BULK


def test_that_our_mailbox_is_full_may_be_told_by_a_person() -> None:
    """They could not reach us, and a person reads that."""
    told = "Dear colleagues,\n\nI tried to send you our questionnaire, but your mailbox is full. Where may I send it?\n\nAnna Berg"
    assert kind_of("Questionnaire", "anna.berg@ministry.example", told) is Kind.QUESTION


@pytest.mark.parametrize(
    ("field", "subject", "text"),
    [
        (
            "X-Failed-Recipients: anna@ministry.example\n",
            "Back",
            "Your mailbox is full.\n\n<anna@ministry.example>: 552 5.2.2 mailbox full\n",
        ),
        ("", "Returned", "I was not able to deliver your message.\n<anna@ministry.example>: 552 5.2.2 Your mailbox quota 100% full.\n"),
        (
            "",
            "failure notice",
            "Hi. This is the qmail-send program at x.example.\n<anna@ministry.example>:\nSorry, your account is full.\n",
        ),
        ("", "Quarantine notification", "Your message to anna@ministry.example was placed in quarantine and was not delivered.\n"),
    ],
)
def test_a_bounce_of_our_letter_is_one_whatever_it_calls_the_mailbox(field: str, subject: str, text: str) -> None:
    """A server of few words says "your" of its own user's, and a gateway speaks of its quarantine."""
    head = f"Return-Path: <>\n{field}From: MAILER-DAEMON@ministry.example\nTo: {BOX}\nSubject: {subject}\n"
    found = examine(f"{head}\n{text}".encode(), reader(), Receiving(own=frozenset({BOX})))
    assert (found.classification.kind, [one.address for one in found.classification.reports]) == (Kind.BOUNCE, ["anna@ministry.example"])
