"""The rules of classification as plug-ins, and what a report means."""

from __future__ import annotations

import pytest

from domain.message import Kind, Report
from intake.parsing.headers import parse_headers
from intake.parsing.parse import parse
from intake.understanding.classify import classify, rules
from intake.understanding.machine import why_not_answered
from intake.understanding.reports import no_such_mailbox, report
from intake.understanding.rule import OpenedMessage
from tests.intake.scene import BOX, message


def test_every_rule_says_what_it_looks_for_in_one_sentence() -> None:
    """Every rule says what it looks for in one sentence."""
    assert all(rule.says.endswith(".") for rule in rules())
    assert [rule.order for rule in rules()] == sorted({rule.order for rule in rules()})
    assert {rule.kind for rule in rules()} == set(Kind) - {Kind.UNREADABLE}


@pytest.mark.parametrize(
    ("action", "status", "diagnostic", "permanent"),
    [
        ("failed", "5.1.1", "", True),
        ("failed", "4.4.7", "", True),
        ("delayed", "5.1.1", "", False),
        ("delivered", "2.0.0", "", None),
        ("failed", "", "smtp; 550 no such user", True),
        ("failed", "", "smtp; 451 try later", True),
        ("", "", "smtp; 451 try later", False),
        ("failed", "", "", True),
        ("", "", "", None),
        ("", "5.2.2", "", True),
    ],
)
def test_permanence_is_judged_by_action_then_status_then_reply_code(
    action: str, status: str, diagnostic: str, permanent: bool | None
) -> None:
    """Permanence is judged by action then status then reply code."""
    fields = f"Final-Recipient: rfc822; a@b.example\r\nAction: {action}\r\nStatus: {status}\r\nDiagnostic-Code: {diagnostic}\r\n"
    found = report(parse_headers(fields.encode()))
    assert found is not None
    assert found.permanent is permanent


@pytest.mark.parametrize(
    ("status", "diagnostic", "gone"),
    [
        ("5.1.1", "550 5.1.1 user unknown", True),
        ("5.1.10", "RESOLVER.ADR.RecipientNotFound", True),
        ("5.0.0", "550 No such user here", True),
        ("5.0.0", "550 5.1.1 unknown", True),
        (None, "User rossi not listed in Domino Directory", True),
        ("5.7.1", "550 5.7.1 access denied", False),
        ("5.2.2", "mailbox full", False),
        ("5.1.8", "sender address rejected", False),
        ("5.1.1", "550 5.1.1 blocked by spam policy", False),
        ("5.0.0", "554 5.7.1 message rejected", False),
        (None, "550 something", False),
    ],
)
def test_only_no_such_mailbox_means_that_an_address_is_gone(status: str | None, diagnostic: str, gone: bool) -> None:
    """Only no such mailbox means that an address is gone."""
    assert no_such_mailbox(Report(address="a@b.example", permanent=True, status=status, reason="", diagnostic=diagnostic)) is gone
    assert not no_such_mailbox(Report(address="a@b.example", permanent=False, status=status, reason="", diagnostic=diagnostic))


@pytest.mark.parametrize(
    "headers",
    [
        {"Return_Path": "<>"},
        {"Auto_Submitted": "auto-generated"},
        {"Precedence": "bulk"},
        {"List_Id": "<users.list.example>"},
        {"X_Auto_Response_Suppress": "All"},
        {"sender": "no-reply@x.example"},
        {"sender": f"Ourselves <{BOX}>"},
        {"Reply_To": BOX},
    ],
)
def test_a_machine_is_never_answered(headers: dict[str, str]) -> None:
    """A machine is never answered."""
    assert why_not_answered(parse(message(**headers)), {BOX})


@pytest.mark.parametrize("headers", [{}, {"Auto_Submitted": "no"}, {"List_Id": f"<{BOX.replace('@', '.')}>", "Precedence": "list"}])
def test_a_person_is_answered_also_through_a_list_that_is_our_own_mailbox(headers: dict[str, str]) -> None:
    """A person is answered also through a list that is our own mailbox."""
    assert not why_not_answered(parse(message(**headers)), {BOX})


def test_a_copy_of_our_own_letter_is_known_even_where_our_addresses_are_not() -> None:
    """A copy of our own letter is known even where our addresses are not."""
    raw = message(Reply_To="study+rabcdefghij234567@unodc.example").replace(b"<one@client.example>", b"<bcdefghijk234567@unodc.example>")
    assert classify(OpenedMessage(parse(raw))).kind is Kind.OWN
