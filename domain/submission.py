"""What came back: submissions, their answers, and where an organisation stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from domain.answer import AnswerValue, Provenance
from domain.finding import Finding
from domain.journal import What
from domain.rules.overlay import Merging


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One workbook that was read for one invitation. `fingerprint` is the SHA-256 of the file, `sender` the address that sent it.

    `received_at` is when its message came, or before it is filed, when it was read. Filed, it has the numbers of itself and of the message.
    `version` is the applied version of the study by which it was read: its questionnaire says what the answers mean. `provenance` is by the
    key of the answer; submissions are read from the store without it, or with that of the marked ones (`store.answers.provenance`).
    `part` names the parts of its form for which it answers ("" is the whole), `other_parts` those for which it does not; one that answers
    for a part is `added` to what counts, where it is filed, instead of taking its place. It takes the place of halves that its sender sent
    before, where they wait for a person (`instead`, by their numbers); neither is kept here.
    `letter_id` is our letter that its message answers, as `letter_by` says; None where that cannot be told, or was not kept.
    `mode` is how it reached us where a person filed it for its organisation (one of `domain.mode.FILED_BY`), "" where it came by mail.
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
    version: int = 0
    part: str = ""
    other_parts: str = ""
    mode: str = ""
    letter_id: int | None = None
    letter_by: str = ""
    added: Merging | None = None
    instead: tuple[int, ...] = ()
    provenance: Mapping[str, Provenance] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Organisation × study: the printed reference, and the random secret.

    `mark` is what it was marked as (declined, waiting, elsewhere, ineligible), until the end of the day `until` where there is one.
    `lacks` names the parts of its answer that have not come yet, where some count; "" where it is whole, or where nothing counts.
    `weight` is the size of an organisation whose contacts were all erased, as the list had it; None where there was none, or they were not.
    """

    id: int
    study: str
    organisation: str
    reference: str
    token: str
    mark: What | None = None
    until: date | None = None
    lacks: str = ""
    weight: float | None = None
