"""What desks hand on, and what people say beside an absence, a machine's mark or of an automatic reply: words tell them from programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from domain.message import Kind
from intake.understanding.evidence.machine import why_not_answered
from intake.understanding.examine import Examined
from tests.intake.scene import BOX, PLUS, TAG, understand
from tests.intake.understanding.test_machines import rows

MARKS: Mapping[str, tuple[str, ...]] = {
    "plain": ("Return-Path: <office@office.example>",),
    "null": ("Return-Path: <>",),
    "generated": ("Return-Path: <>", "Auto-Submitted: auto-generated"),
    "bulk": ("Return-Path: <>", "Auto-Submitted: auto-generated", "Precedence: bulk", "X-Auto-Response-Suppress: All"),
    "loop": ("Return-Path: <>", "X-Autoreply: no", "X-Loop: office@office.example"),
    "subject": ("Return-Path: <office@office.example>",),
    "owner": ("Return-Path: <owner-data@office.example>", "Precedence: list"),
    "postmaster": ("Return-Path: <postmaster@office.example>", "User-Agent: Mutt/2.2"),
    "bulkone": ("Return-Path: <b-1@service.example>", "List-Unsubscribe: <https://service.example/u>", "Precedence: list"),
}
AUTHORS = {"owner": "owner-data@office.example", "postmaster": "postmaster@office.example", "bulkone": "noreply@office.example"}
RETURNED = """--B
Content-Type: message/rfc822

Return-Path: <>
From: MAILER-DAEMON@office.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: text/plain

<desk@office.example>: unknown user: "desk"
--B--
"""


def examined(row: Mapping[str, Any], *marks: str, answering: bool = True) -> Examined:
    """Return the message that a row describes, examined; a postmaster passes a report on."""
    threaded = answering and row["marks"] not in {"bulkone", "owner", "postmaster"}
    head = [
        *MARKS[row["marks"]],
        *marks,
        f"From: Office <{AUTHORS.get(row['marks'], 'office@office.example')}>",
        f"To: {PLUS if answering else BOX}",
        f"Subject: {row['subject']}",
        "Date: Thu, 03 Apr 2025 10:00:06 +0200",
        "Message-ID: <2025.1@program.example>",
        *((f"In-Reply-To: <{TAG}@unodc.example>",) if threaded else ()),
        "MIME-Version: 1.0",
    ]
    text = ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", row["text"].strip("\n"), ""]
    if row["marks"] == "postmaster":
        text = ["Content-Type: multipart/mixed; boundary=B", "", "--B", *text, RETURNED]
    return understand("\n".join([*head, *text]).replace("\n", "\r\n").encode())


def _name(row: Mapping[str, Any]) -> str:
    return f"{row['marks']} {row['language']} {row['subject']}"


PEOPLE, MACHINES = ([*rows("handed_on", key), *rows("mentioned", key)] for key in ("people", "machines"))


@pytest.mark.parametrize("row", PEOPLE, ids=_name)
def test_whoever_speaks_of_our_letter_is_a_person_whatever_marks_it(row: dict[str, Any]) -> None:
    """Whoever tells, promises or asks something about our letter is a person, whatever a desk or an absence marks it as."""
    found = examined(row)
    assert found.classification.kind is Kind.QUESTION, found.classification.why


@pytest.mark.parametrize("row", MACHINES, ids=_name)
def test_a_frame_or_an_absence_without_anything_else_is_automatic(row: dict[str, Any]) -> None:
    """A desk's frame around its own notice, a receipt, an absence with what is left for everyone, or an unread mailbox is automatic."""
    found = examined(row)
    assert found.classification.kind is Kind.AUTO_REPLY, found.classification.why


@pytest.mark.parametrize("row", [one for one in PEOPLE if one["marks"] in {"null", "generated", "bulk"}], ids=_name)
def test_no_automatic_reply_goes_to_what_a_machine_marked(row: dict[str, Any]) -> None:
    """That a person is read there does not let an automatic reply go there: marks alone decide on that, so that nothing loops."""
    assert why_not_answered(examined(row).mail, frozenset({BOX}))


def test_a_frame_that_answers_no_letter_of_ours_proves_nothing() -> None:
    """What a desk hands on counts beside a letter of ours alone: a program's own mail to anyone stays automatic."""
    row = next(one for one in rows("handed_on", "people") if one["marks"] == "bulk")
    assert examined(row, answering=False).classification.kind in {Kind.AUTO_REPLY, Kind.BULK}


def test_a_program_that_says_it_answered_is_believed_where_nobody_speaks() -> None:
    """Words about our letter alone do not outweigh that a program answered, as a person's own words do."""
    row = {"marks": "plain", "subject": "Study", "text": "Your letter will be read soon."}
    assert examined(row, "Auto-Submitted: auto-replied").classification.kind is Kind.AUTO_REPLY
