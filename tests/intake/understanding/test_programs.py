"""What answers our letter out of a program that marks whatever leaves it: whether a person speaks, or the program, its words tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from domain.message import Kind
from intake.understanding.evidence.machine import why_not_answered
from intake.understanding.examine import Examined
from tests.intake.scene import ATLSTEL, BOX, PLUS, TAG, understand
from tests.intake.understanding.test_machines import rows

MARKS: Mapping[str, list[str]] = rows("programs", "programs")  # type: ignore[assignment]  # The one table there that is no list.
PEOPLE = {Kind.QUESTION, Kind.RETURN, Kind.UNSUBSCRIBE}
ANSWERING = {
    "thread": (BOX, (f"In-Reply-To: <{TAG}@unodc.example>", f"References: <{TAG}@unodc.example>")),
    "address": (PLUS, ()),
    "reference": (BOX, ()),
}


def examined(row: Mapping[str, Any], by: str = "") -> Examined:
    """Return the message that a row describes, examined; `by` is how it answers our letter."""
    to, threaded = ANSWERING.get(by or row.get("by", "thread"), (BOX, ()))
    author = row.get("from", "Office <office@office.example>")
    head = [
        *([] if row["program"] == "Mailman" else [f"Return-Path: <{author.rpartition('<')[2].strip('>')}>"]),
        *MARKS[row["program"]],
        f"From: {author}",
        f"To: {to}",
        *([f"Cc: {row['cc']}"] if "cc" in row else []),
        f"Subject: {row['subject'].replace('CYB12-0007-{check}', ATLSTEL.reference)}",
        "Date: Thu, 03 Apr 2025 10:00:06 +0200",
        "Message-ID: <2025.1@program.example>",
        *threaded,
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    lines = [line for line in head if line.count(": ")]
    return understand("\n".join([*lines, "", row["text"].strip("\n"), ""]).replace("\n", "\r\n").encode())


def _name(row: Mapping[str, Any]) -> str:
    return f"{row['program']} {row['language']} {row['subject']}"


@pytest.mark.parametrize("row", rows("programs", "people"), ids=_name)
def test_whoever_answers_our_letter_in_a_program_is_a_person(row: dict[str, Any]) -> None:
    """Whoever answers our letter in a program is a person, whatever that program puts into the header; no automatic reply goes there."""
    found = examined(row)
    assert found.classification.kind in PEOPLE, found.classification.why
    assert why_not_answered(found.mail, frozenset({BOX}))


@pytest.mark.parametrize("row", rows("programs", "machines"), ids=_name)
def test_what_such_a_program_writes_itself_is_known_by_its_words(row: dict[str, Any]) -> None:
    """What such a program writes itself is known by its words, and no person reads it."""
    found = examined(row).classification
    assert found.kind is Kind.AUTO_REPLY, found.why
