"""The day on which a workbook came is that of its message, whenever and however a person decides that it counts."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import pytest

from service.installation.install import SAMPLE
from service.quality.measured import quality
from service.studies.running import require_running
from store import invitations, messages, outbox, submissions
from tests.service.deciding.test_cases import foreign
from tests.service.effects.test_confirmations import ask, confirmations
from tests.service.installed import at
from tests.service.office import Office, person

STRANGER = "somebody@elsewhere.example"
CAME = date(2012, 3, 1)


def unproven(office: Office, number: int, **changes: object) -> bytes:
    """Return the workbook of an organisation as somebody makes it who knows only what is printed in it."""
    with office.service.store.reading() as tx:
        token = invitations.of_study(tx, SAMPLE)[f"ORG{number:03d}"].token.encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(office.workbook(number, **changes))) as book, zipfile.ZipFile(packed, "w") as without:
        for name in book.namelist():
            without.writestr(name, book.read(name).replace(token, b""))
    return packed.getvalue()


def days(office: Office, number: int) -> set[str]:
    """Return the days on which receipts for an organisation, its submissions and the report on quality say that something came."""
    with office.service.store.reading() as tx:
        running = require_running(office.service, tx, SAMPLE)
        invitation = invitations.of_study(tx, SAMPLE)[f"ORG{number:03d}"]
        filed = submissions.of_invitations(tx, [invitation.id])
        letters = outbox.to_addresses(tx, [person(0), person(1), STRANGER])
        found = next(one for one in quality(tx, running, office.now).cases if one.organisation == f"ORG{number:03d}")
    told = {str(one.context["receipt"]["received_at"])[:10] for one in letters if "receipt" in one.context}  # type: ignore[index]
    assert filed
    returned = {str(found.disposition.source.at)[:10]} if filed[-1].state == "accepted" else set()
    return told | returned | {str(one.received_at)[:10] for one in filed}


@pytest.mark.parametrize("what", ["accept", "count", "assign", "claim", "merge"])
def test_a_workbook_came_on_the_day_of_its_message_and_not_on_that_of_the_decision(office: Office, what: str) -> None:
    """It was held for four days; the deadline may lie between them."""
    wrong = {"share_cross_border": 140.0}
    sent = {
        "accept": (person(1), office.workbook(0)),
        "count": (STRANGER, unproven(office, 0, **wrong)),
        "assign": (person(0), foreign()),
        "claim": (STRANGER, unproven(office, 0)),
        "merge": (STRANGER, office.workbook(0, law_year=1999)),
    }
    if what == "merge":
        office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    sender, workbook = sent[what]
    office.write(sender, ("b.xlsx", workbook), text="Our questionnaire is attached.")
    (case,) = office.cases()
    office.later(days=4)
    office.decide(case.id, "accept" if what == "claim" else what, to="ORG000" if what == "assign" else None)
    assert days(office, 0) == {str(CAME)}
    office.check()


def test_a_workbook_that_a_decision_sends_back_came_on_the_day_of_its_message(office: Office) -> None:
    """With errors, what is accepted goes back to be corrected, and counts as having come when it came."""
    office.write(STRANGER, ("b.xlsx", unproven(office, 0, share_cross_border=140.0)))
    (case,) = office.cases()
    office.later(days=4)
    office.decide(case.id, "accept")
    assert office.states(0) == ["queried"]
    assert days(office, 0) == {str(CAME)}


def test_the_letter_about_workbooks_that_were_put_together_has_the_day_that_it_was_where_the_study_is(office: Office) -> None:
    """Half an hour after midnight in Vienna it is still the day before in Greenwich."""
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    office.now = at("03-06", 0).replace(minute=30)
    office.write(STRANGER, ("b.xlsx", office.workbook(0, law_year=1999)), reply_to=0)
    (case,) = office.cases()
    office.later(days=4)
    office.decide(case.id, "merge")
    with office.service.store.reading() as tx:
        (told,) = [one.context["merged"] for one in outbox.to_addresses(tx, [person(0)]) if "merged" in one.context]
    assert str(told["received_at"]).startswith("2012-03-06")  # type: ignore[index]


def test_who_is_asked_whether_they_want_no_more_letters_is_told_when_that_message_came(office: Office) -> None:
    """It may have lain in the mailbox, or waited for a decision, before it was understood."""
    ask(office, person(0))
    with office.service.store.reading() as tx:
        (message,) = messages.in_states(tx, ["done"])
    (asked,) = confirmations(office)
    assert office.now > message.received_at
    assert datetime.fromisoformat(asked.context["wish"]["received_at"]) == message.received_at  # type: ignore[index]
