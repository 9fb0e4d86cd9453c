"""Values to store, each valid and plain, so that a test names only what it is about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from domain.case import CaseKind
from domain.contact import Contact, ContactList, Organisation, Role
from domain.finding import Finding, Severity
from domain.journal import About, Subject
from domain.letter import DeliveryState, Envelope, Letter, LetterKind, Outcome, Shared, Verdict
from domain.mail.reference import new_tag
from domain.ports import Location
from domain.rules.counting import decision_for
from domain.submission import Submission, SubmissionState
from store import decisions, submissions
from store.cases.decisions import Ruling
from store.cases.holds import Held

NOW = datetime(2012, 3, 1, 9, 5, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
WORKBOOK = Shared.of(b"the workbook of everybody\r\n")
FINDING = Finding(
    code="required",
    severity=Severity.ERROR,
    message="Nothing is answered.",
    remedy="Answer it.",
    question="trend",
    sheet="Threats",
    cell="D7",
    label="The trend",
)

LIST = ContactList(
    "members",
    (Organisation("ALPNET", "Réseau alpin", "CH", "Europe"), Organisation("BARQ", "برق للاتصالات", "KW", "Arab States")),
    (
        Contact(
            organisation="ALPNET",
            address="marie@alpnet.example",
            name="Ms Marie Roux",
            salutation="Madame,",
            language="fr",
            role=Role.TO,
            extra={"phone": "+41 22 555 01 01"},
        ),
        Contact(organisation="ALPNET", address="office@alpnet.example", role=Role.CC),
        Contact(organisation="BARQ", address="office@alpnet.example", language="ar"),
    ),
)


def letter(cause: str, **more: Any) -> Letter:
    """Return a planned letter with this cause."""
    facts: dict[str, Any] = {
        "id": 0,
        "cause": cause,
        "kind": LetterKind.MAILING,
        "study": "study",
        "template": "circular",
        "sender": "itu",
        "address": "marie@alpnet.example",
        "language": "fr",
        "role": Role.TO,
        "tag": new_tag(),
        "organisation": "ALPNET",
        "mailing": "circular",
        "context": {"images": [{"cid": "chart", "rows": [1, 2.5, None, True]}]},
        "state": DeliveryState.QUEUED,
        "attempts": 0,
        "planned_at": NOW,
        "due_at": NOW,
    }
    return Letter(**{**facts, **more})


def envelope(letter_id: int) -> Envelope:
    """Return a letter ready to be handed over, which shares a piece with all others."""
    own = f"Message-ID: <{letter_id}@agency.test>\r\n\r\n".encode()
    return Envelope(
        letter_id=letter_id,
        mail_from="returns+b@agency.test",
        rcpt_to="marie@alpnet.example",
        pieces=(own, WORKBOOK, b"the end, \xff\x00\r\n"),
    )


def verdict(letter_id: int, outcome: Outcome, code: int | None = 250) -> Verdict:
    """Return what a server said of a letter."""
    return Verdict(letter_id=letter_id, outcome=outcome, stage="data", code=code, text=f"{outcome}, said the server")


def place(uid: str, uidvalidity: int = 1) -> Location:
    """Return a place in the mailbox."""
    return Location("imap://returns@imap.test", "INBOX", uidvalidity, uid)


def submission(fingerprint: str, **more: Any) -> Submission:
    """Return a workbook that was read."""
    facts: dict[str, Any] = {
        "id": 0,
        "invitation_id": 1,
        "message_id": 1,
        "file_name": "réponse.xlsx",
        "fingerprint": fingerprint,
        "sender": "marie@alpnet.example",
        "received_at": NOW,
        "state": SubmissionState.ACCEPTED,
        "language": "fr",
        "answers": {"employees": 400},
        "findings": (FINDING,),
    }
    return Submission(**{**facts, **more})


def file(tx: Connection, one: Submission, study: str = "study") -> int:
    """Keep a submission with the decision that its state says, and return its number."""
    number, _ = submissions.keep(tx, one, study)
    about = About(Subject.SUBMISSION, str(number))
    ruling = Ruling(what=decision_for(one.state), about=about, study=study, invitation_id=one.invitation_id, message_id=one.message_id)
    decisions.decide(tx, decisions.rule("test"), NOW, [ruling])
    return number


def held(cause: str, **more: Any) -> Held:
    """Return a case that waits for a person."""
    facts: dict[str, Any] = {
        "id": 0,
        "cause": cause,
        "study": "study",
        "kind": CaseKind.WORKBOOK,
        "message_id": 1,
        "reasons": ("The sender belongs to another organisation.", "Le doute demeure."),
        "at": NOW,
    }
    return Held(**{**facts, **more})
