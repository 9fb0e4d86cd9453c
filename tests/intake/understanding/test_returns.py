"""What comes back and is easily taken for something else: desks, postmasters, certified mail, registries, magazines, as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from domain.message import Kind
from intake.understanding.evidence.machine import why_not_answered
from intake.understanding.examine import Examined
from tests.intake.scene import BOX, PLUS, understand
from tests.intake.understanding.test_machines import rows

MARKS: Mapping[str, tuple[str, ...]] = rows("returns", "marks")  # type: ignore[assignment]  # The one table there that is no list.
PEOPLE = {Kind.QUESTION, Kind.RETURN, Kind.UNSUBSCRIBE}
KINDS = {
    "person": PEOPLE,
    "auto": {Kind.AUTO_REPLY},
    "bulk": {Kind.BULK},
    "bounce": {Kind.BOUNCE},
    "delay": {Kind.BOUNCE},
    "relayed": {Kind.BOUNCE, Kind.AUTO_REPLY},
}


def examined(row: Mapping[str, Any]) -> Examined:
    """Return the message that a row describes, examined."""
    charset = row.get("charset", "utf-8")
    head = [
        *MARKS[row["marks"]],
        f"From: {row.get('from', 'Office <office@office.example>')}",
        f"To: {row.get('to', PLUS)}",
        f"Subject: {row['subject']}",
        "Date: Mon, 02 Jun 2025 10:00:06 +0200",
        "Message-ID: <2025.1@program.example>",
        "MIME-Version: 1.0",
    ]
    text = [f"Content-Type: text/plain; charset={charset}", "Content-Transfer-Encoding: 8bit", ""]
    body = row["text"].strip("\n") + "\n"
    if "returned" in row:
        head += ["Content-Type: multipart/mixed; boundary=B", "", "--B"]
        body += "\n--B\nContent-Type: message/rfc822\n\n" + row["returned"].strip("\n") + "\n--B--\n"
    above = "\n".join([*head, *text, ""]).replace("\n", "\r\n").encode()
    return understand(above + body.replace("\n", "\r\n").encode(charset))


def _name(row: Mapping[str, Any]) -> str:
    return f"{row['kind']} {row['marks']} {row['language']} {row['subject']}"


@pytest.mark.parametrize("row", rows("returns", "mail"), ids=_name)
def test_what_comes_back_is_what_it_is(row: dict[str, Any]) -> None:
    """What comes back is what it is, whatever marks it bears, and exactly those failed whom it names as failed."""
    found = examined(row).classification
    assert found.kind in KINDS[row["kind"]], found.why
    failed = [one for one in found.reports if one.permanent is not None]
    assert sorted(one.address for one in failed) == row.get("failed", [])
    assert {one.permanent for one in failed} <= {row["kind"] == "bounce"}


@pytest.mark.parametrize("row", [one for one in rows("returns", "mail") if one["marks"] in {"desk", "deskbulk", "deskback"}], ids=_name)
def test_nothing_that_a_desk_marks_is_answered_automatically(row: dict[str, Any]) -> None:
    """That a person is read in what a desk sends lets no automatic reply go there: marks alone decide on that, so that nothing loops."""
    assert why_not_answered(examined(row).mail, frozenset({BOX}))


@pytest.mark.parametrize("row", rows("returns", "delay"), ids=lambda row: f"{row['language']} {row['text']}")
def test_a_letter_that_is_not_delivered_yet_has_not_failed(row: dict[str, Any]) -> None:
    """A server tells its address and goes on, in whatever language; nobody is away, and nobody is lost."""
    lines = (
        "Return-Path: <>",
        "From: MAILER-DAEMON@office.example",
        f"To: {PLUS}",
        "Subject: Notice",
        "Date: Mon, 02 Jun 2025 10:00:06 +0200",
    )
    head = (*lines, "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "")
    found = understand("\r\n".join((*head, f"{row['text']}:", "", "    ana@office.example", "")).encode()).classification
    assert found.kind is Kind.BOUNCE, found.why
    assert [one.permanent for one in found.reports if one.permanent] == []
