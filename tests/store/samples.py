"""Domain values that the tests of the store keep and take back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.contact import Contact, ContactList, Organisation, Role
from domain.finding import Finding, Severity
from domain.letter import DeliveryState, Letter, LetterKind, Outcome, Verdict
from domain.reference import new_tag
from domain.submission import Submission, SubmissionState
from store import Store, invitations, outbox

NOW = datetime(2012, 2, 10, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
STUDY = "cybercrime-2012"

NORDLYS = Organisation("NORDLYS", "Nordlys Tele AS", "NO", "Europe")
BARQ = Organisation("BARQ", "شركة برق", "JO", "Arab States")
PEOPLE = ContactList(
    "members",
    (BARQ, NORDLYS),
    (
        Contact("BARQ", "office@barq.example", "Ms Rana", "السيدة رنا", "ar"),
        Contact("NORDLYS", "kari@nordlys.example", "Kari", "Dear Kari", "en", Role.TO, {"Phone": "+47 55 01"}),
        Contact("NORDLYS", "legal@nordlys.example", role=Role.CC),
    ),
)


def letter(cause: str, **changes: Any) -> Letter:
    """Return a planned letter with that cause."""
    planned = Letter(
        id=0,
        cause=cause,
        kind=LetterKind.MAILING,
        study=STUDY,
        template="circular",
        sender="itu",
        address=f"{cause}@member.example",
        language="fr",
        role=Role.TO,
        tag=new_tag(),
        organisation="NORDLYS",
        mailing="circular",
        context={"name": "Émilie", "numbers": [1, 2.5, None], "nested": {"yes": True}},
        state=DeliveryState.QUEUED,
        attempts=0,
        planned_at=NOW,
        due_at=NOW,
    )
    return replace(planned, **changes)


def plan(store: Store, *causes: str) -> tuple[Letter, ...]:
    """Put letters with these causes into the outbox, and return them as they stand there."""
    with store.transaction() as tx:
        outbox.plan(tx, [letter(cause) for cause in causes])
        return outbox.find(tx, "cause", causes)


def change(letter_id: int, outcome: Outcome, state: DeliveryState, code: int | None = 250, due_at: datetime = NOW) -> outbox.Change:
    """Return what a verdict after DATA makes of a letter."""
    return outbox.Change(Verdict(letter_id, outcome, "data", code, "said the server"), state, due_at)


def invited(store: Store) -> int:
    """Invite one organisation, and return the id of its invitation."""
    with store.transaction() as tx:
        invitations.invite(tx, STUDY, "CYB12", ["NORDLYS"])
        return invitations.of_study(tx, STUDY)["NORDLYS"].id


def submission(invitation_id: int, fingerprint: str, **changes: Any) -> Submission:
    """Return a workbook that was read, with one finding."""
    finding = Finding("range", Severity.WARNING, "120 is over 100 %.", "Write a share from 0 to 100.", "q1", "Questions", "C4", "Share")
    read = Submission(
        id=0,
        invitation_id=invitation_id,
        message_id=1,
        file_name="réponses.xlsx",
        fingerprint=fingerprint,
        sender="kari@nordlys.example",
        received_at=NOW,
        state=SubmissionState.ACCEPTED,
        language="en",
        answers={"q1": 120},
        findings=(finding,),
    )
    return replace(read, **changes)
