"""The rules of classification as plug-ins, and what a report means."""

from __future__ import annotations

import pytest

from domain.message import Kind, Report
from intake.parsing.headers import parse_headers
from intake.parsing.parse import parse
from intake.understanding.classify import classify, rules
from intake.understanding.evidence.machine import list_of, null_sender, why_not_answered
from intake.understanding.evidence.reports import no_such_mailbox, report
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


@pytest.mark.parametrize(
    ("fields", "address"),
    [
        ("Original-Recipient: rfc822;a@x.example\r\nFinal-Recipient: rfc822;b@y.example", "a@x.example"),
        ("Original-Recipient: rfc822;box+2Btag@x.example", "box+tag@x.example"),
        ("Final-Recipient: rfc822;IMCEASMTP-a+40x+2Eexample@server.example", "a@x.example"),
        ("Final-Recipient: utf-8; j\\x{F6}rg@x.example", "jörg@x.example"),
        ("Final-Recipient: utf-8; a\\x{D800}b@x.example", "a\N{REPLACEMENT CHARACTER}b@x.example"),
        ("Final-Recipient: x400; /S=a/\r\nX-Actual-Recipient: rfc822; b@y.example", "b@y.example"),
        ("Final-Recipient: rfc822; a...@x.example", ""),
        ("Final-Recipient: rfc822; a", ""),
    ],
)
def test_a_report_names_the_address_as_we_wrote_it(fields: str, address: str) -> None:
    """A report names the address as we wrote it, unwrapped; what can be no address of a mailbox is none."""
    found = report(parse_headers(f"{fields}\r\nAction: failed\r\n".encode()))
    assert (found.address if found else "") == address


@pytest.mark.parametrize(
    ("address", "base"),
    [
        ("staff-bounces@x.example", "staff@x.example"),
        ("staff-bounces+a=b.example@x.example", "staff@x.example"),
        ("owner-staff@x.example", "staff@x.example"),
        ("staff-request@x.example", "staff@x.example"),
        ("staff@x.example", ""),
        ("request@x.example", ""),
    ],
)
def test_the_address_of_a_list_manager_leads_to_its_list(address: str, base: str) -> None:
    """The address of a list manager leads to its list."""
    assert list_of(address) == base


def test_a_forwarder_that_wraps_up_the_sender_is_no_null_sender() -> None:
    """A forwarder that wraps up the sender (SRS) is no null sender, since a person wrote."""
    assert not null_sender(parse(message(Return_Path="<bounces+SRS=ab12=CD@x.example>")))
    assert null_sender(parse(message(Return_Path="<MAILER-DAEMON@x.example>")))


@pytest.mark.parametrize(
    ("feedback", "kind"),
    [("abuse", Kind.COMPLAINT), ("opt-out", Kind.COMPLAINT), ("auth-failure", Kind.BULK), ("not-spam", Kind.BULK)],
)
def test_only_what_a_recipient_says_is_a_complaint(feedback: str, kind: Kind) -> None:
    """Only what a recipient says is a complaint; what a server found out by itself is not (RFC 6591, RFC 6430)."""
    raw = (
        "From: fbl@provider.example\r\nTo: box@x.example\r\nSubject: Report\r\n"
        "Content-Type: multipart/report; report-type=feedback-report; boundary=B\r\n\r\n"
        "--B\r\nContent-Type: message/feedback-report\r\n\r\n"
        f"Feedback-Type: {feedback}\r\nUser-Agent: P/1\r\nRemoval-Recipient: a@y.example\r\n--B--\r\n"
    )
    found = classify(OpenedMessage(parse(raw.encode())))
    assert (found.kind, [one.address for one in found.reports]) == (kind, ["a@y.example"] if kind is Kind.COMPLAINT else [])


def test_a_report_about_one_forwarded_letter_is_about_the_address_that_we_wrote_to() -> None:
    """The returned letter tells whom it was written to, if its author is who gets the bounce; a list's letter tells nothing."""

    def reported(author: str) -> list[str]:
        raw = (
            "From: MAILER-DAEMON@y.example\r\nTo: box+bbcdefghijk234567@x.example\r\nSubject: Returned mail\r\n"
            "Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n"
            "--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; y.example\r\n\r\n"
            "Final-Recipient: rfc822; private@y.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            f"--B\r\nContent-Type: text/rfc822-headers\r\n\r\nFrom: {author}\r\nTo: office@z.example\r\n--B--\r\n"
        )
        return [one.address for one in classify(OpenedMessage(parse(raw.encode()))).reports]

    assert reported("box@x.example") == ["office@z.example"]
    assert reported("somebody@x.example") == ["private@y.example"]


@pytest.mark.parametrize("made", ["generated", "ultimately generated"])
def test_exim_says_from_which_address_it_made_the_one_that_failed(made: str) -> None:
    """Its report of RFC 3464 names the other one alone, and so does the field with the failed recipients."""
    raw = (
        "Return-Path: <>\r\nFrom: Mailer-Daemon@y.example\r\nTo: box+bbcdefghijk234567@x.example\r\nSubject: Mail delivery failed\r\n"
        "X-Failed-Recipients: private@z.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n"
        "--B\r\nContent-Type: text/plain\r\n\r\nThe following address(es) failed:\r\n\r\n"
        f"  private@z.example\r\n    ({made} from Office@y.example)\r\n    mailbox is full\r\n"
        "--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; y.example\r\n\r\n"
        "Final-Recipient: rfc822; private@z.example\r\nAction: failed\r\nStatus: 5.2.2\r\n--B--\r\n"
    )
    assert [one.address for one in classify(OpenedMessage(parse(raw.encode()))).reports] == ["office@y.example"]


def test_a_server_that_names_both_the_address_it_forwarded_to_and_ours_reports_ours() -> None:
    """It says by whom it was forwarded, and nobody wrote to the other one."""
    raw = (
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@y.example\r\nTo: box+bbcdefghijk234567@x.example\r\nSubject: Mail delivery failed\r\n\r\n"
        "This address failed:\r\n\r\n  private@z.example:\r\n    forwarded by office@y.example\r\n    Unrouteable mail domain\r\n\r\n"
        "--- The header of the original message is following. ---\r\n\r\nFrom: box@x.example\r\nTo: {to}\r\nSubject: Our letter\r\n"
    )

    def reported(to: str) -> list[str]:
        return [one.address for one in classify(OpenedMessage(parse(raw.format(to=to).encode()))).reports]

    assert reported("office@y.example") == ["office@y.example"]
    assert reported("somebody@y.example") == ["somebody@y.example"]


@pytest.mark.parametrize(
    "said",
    ["No permission to create tickets in the queue 'General'", "You are not allowed to open a case.", "We could not open your ticket."],
)
def test_a_desk_that_takes_nothing_in_has_not_our_letter(said: str) -> None:
    """Its program says so under a mark of its own; a person who says the same is asked back."""
    raw = f"From: desk@y.example\r\nTo: box@x.example\r\nSubject: Our letter\r\nAuto-Submitted: auto-generated\r\n\r\n{said}\r\n"
    assert classify(OpenedMessage(parse(raw.encode()))).kind is Kind.BOUNCE
    by_a_person = raw.replace("Auto-Submitted: auto-generated\r\n", "")
    assert classify(OpenedMessage(parse(by_a_person.encode()))).kind is not Kind.BOUNCE


def test_a_huge_bounce_reports_no_more_than_some_hundred_addresses() -> None:
    """A bounce that names a hundred thousand addresses is read as far as a server has to say something."""
    text = "Your message could not be delivered to:\r\n" + "".join(f"user{number}@y.example\r\n" for number in range(100_000))
    raw = f"Return-Path: <>\r\nFrom: MAILER-DAEMON@y.example\r\nTo: box@x.example\r\nSubject: failure notice\r\n\r\n{text}"
    assert 0 < len(classify(OpenedMessage(parse(raw.encode()))).reports) <= 500
