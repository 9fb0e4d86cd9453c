"""What came back: submissions, their answers, and where an organisation stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from domain.finding import Finding
from domain.journal import What

# The typed value of one question: a choice name is a str, a select_multiple a tuple of choice names, a blank is None.
AnswerValue = None | str | int | float | bool | date | datetime | time | tuple[str, ...]


class SubmissionState(StrEnum):
    """What became of one workbook that was read."""

    ACCEPTED = "accepted"  # No error: it counts.
    QUERIED = "queried"  # Errors: it was sent back to the respondent.
    HELD = "held"  # A person decides.
    SUPERSEDED = "superseded"  # A newer one counts.
    REJECTED = "rejected"  # A person decided that it does not count.


class Standing(StrEnum):
    """Where one organisation stands in one study; the words of the digest, after AAPOR's Standard Definitions."""

    ANSWERED = "answered"
    QUERIED = "queried"
    DECLINED = "declined"
    UNDELIVERABLE = "undeliverable"
    SILENT = "silent"


class Rung(StrEnum):
    """The ways to find an answer, the strongest first."""

    NAME = "name"  # The defined name of its cell.
    KEY = "key"  # The key in the hidden column of its row.
    LABEL = "label"  # The label beside it.
    ADDRESS = "address"  # The cell in which it was printed.


@dataclass(frozen=True, slots=True)
class Located:
    """Where an answer was found, and by which rung."""

    sheet: str
    cell: str
    by: Rung


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One workbook that was read for one invitation. `fingerprint` is the SHA-256 of the file, `sender` the address that sent it.

    `received_at` is when its message came, or before it is filed, when it was read. Filed, it has the numbers of itself and of the message.
    """

    invitation_id: int
    file_name: str
    fingerprint: str
    sender: str
    state: SubmissionState
    language: str
    answers: dict[str, AnswerValue]
    findings: tuple[Finding, ...]
    received_at: datetime
    id: int = 0
    message_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Organisation × study: the printed reference, and the random secret.

    `mark` is what it was marked as (declined, waiting, elsewhere, ineligible), until the end of the day `until` where there is one.
    """

    id: int
    study: str
    organisation: str
    reference: str
    token: str
    mark: What | None = None
    until: date | None = None
