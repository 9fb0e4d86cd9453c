"""Every page of the console in a study that has something on each: by these names they are measured and drawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from bench.shape1.study import NOW
from service.approving.approve import proposals
from service.authoring.drafts import folders
from service.authoring.new_study import NewStudy, new_study
from service.cases.waiting import waiting
from service.console.users import AddingUser, add_user
from service.contacts.uploads import keep
from service.installation.install import SAMPLE
from service.letters.questions import question_of
from service.rulings.opening import open_case
from service.studies.running import require_running
from service.wiring import Service
from store import Transaction, decisions, holds, invitations, journal, messages, submissions

STUDY = f"/studies/{SAMPLE}"
_OF_STUDY = ("cases", "questions", "organisations", "contacts", "letters", "mailings", "results", "journal", "quality", "progress")
_LIST = b"code;organisation;email;language\nNEW1;Office 1;one@office.example;en\nNEW2;Office 2;nobody;en\n"


def pages(service: Service) -> Iterator[tuple[str, str]]:
    """Yield each page by a name and its address; one organisation, case, letter, message and mailing stand for all.

    That of the doctor is not among them: it takes as long as the name servers and mail servers that it asks.
    """
    yield from (("sign-in", "/sign-in"), ("studies", "/"), ("settings", "/settings"), ("dashboard", STUDY))
    yield from ((one, f"{STUDY}/{one}") for one in _OF_STUDY)
    yield from (("letter-preview", f"{STUDY}/letters/of/reminder/en"), ("letter", f"{STUDY}/letters/1"))
    yield ("quality-progress", f"{STUDY}/quality/progress")
    yield from (("mailing", f"{STUDY}/mailings/reminder"), ("mailing-progress", f"{STUDY}/mailings/reminder/progress"))
    with service.store.reading() as tx:
        running, case = require_running(service, tx, SAMPLE), next(one.id for one in waiting(tx, SAMPLE) if one.kind == "workbook")
        yield from (("case", f"{STUDY}/cases/{case}"), *_of_organisation(tx))
    yield ("question", f"{STUDY}/questions/{_question(service)}")
    yield from ((f"draft{name}", f"/drafts/{_draft(service)}{page}") for name, page in (("", ""), ("-letter", "/letters/circular/en")))
    (reminder,) = proposals(service, running, "reminder")
    yield ("mailing-send", f"{STUDY}/mailings/reminder/send?sha256={reminder.sha256}")
    yield ("contacts-preview", f"{STUDY}/contacts/preview?token={keep(service, 'new.csv', _LIST)}")
    yield ("welcome", f"/welcome/{add_user(service, AddingUser(name='Ines Boss', role='look', by='Anna Berg'), NOW).secret}")


def _draft(service: Service) -> str:
    """Return the name of a study that is not applied yet; it is made where there is none."""
    said = NewStudy(
        id="water-2013",
        title="Water supply",
        prefix="WAT13",
        languages=("en",),
        first_day=NOW.date() + timedelta(days=30),
        zone="Europe/Vienna",
        sender=("Water Office", "office@agency.example"),
        contact=("Anna Berg", "anna.berg@agency.example"),
        returns_to="water@agency.example",
    )
    if said.id not in folders(service):
        new_study(service, said, NOW.date())
    return said.id


def _question(service: Service) -> int:
    """Return the number of a question that waits; it is asked where it was not yet."""
    asked = question_of("0" * 64, study=SAMPLE, words="Which year is meant in question 4?", at=NOW, reasons=())
    with service.store.transaction() as tx:
        journal.alone(tx)
        open_case(tx, asked, decisions.person(tx, "Anna Berg"))
        found = holds.with_cause(tx, asked.cause)
    if found is None:
        raise ValueError("the question is not there")
    return found.id


def _of_organisation(tx: Transaction) -> Iterator[tuple[str, str]]:
    """Yield the pages of an organisation that sent two workbooks."""
    known = {one.id: one.reference for one in invitations.of_study(tx, SAMPLE).values()}
    came = sorted(submissions.with_ids(tx, submissions.ids_of_study(tx, SAMPLE)), key=lambda one: (one.invitation_id or 0, one.id))
    first, second = next(two for two in pairwise(came) if two[0].invitation_id in known and two[0].invitation_id == two[1].invitation_id)
    organisation = f"{STUDY}/organisations/{known[first.invitation_id]}"
    yield from (("organisation", organisation), ("answer", f"{organisation}/answers/employees"))
    yield ("workbook", f"{organisation}/workbooks/{first.id}")
    yield ("workbooks-beside", f"{organisation}/workbooks?first={first.id}&second={second.id}")
    yield ("message", f"{STUDY}/messages/{messages.of_invitations(tx, [first.invitation_id])[0].id}")
