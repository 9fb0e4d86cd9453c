"""A mailing that was approved, and somebody whom the approval does not cover: their letter waits until its page lets it go."""

from __future__ import annotations

import pytest

from service.authoring.drafts import apply
from service.contacts.lists import load_file
from service.installation.install import SAMPLE
from service.operation.tick import tick
from store import outbox
from tests.service.approving.test_approvals import asks
from tests.service.installed import LIST, at, contacts_csv
from tests.service.office import ME, person
from tests.web.desk import Browser, DeskAtWork
from tests.web.test_desk import STUDY
from tests.web.test_sending import hash_on, primary_of

NEW = "newcomer@member0.example"


@pytest.fixture
def approving(desk: DeskAtWork) -> Browser:
    """Return a browser of whoever may send, where the study asks for one approval and the reminder is to come."""
    desk.office.now = at("03-20")
    asks(desk.office.home, 1)
    apply(desk.office.service, SAMPLE, desk.office.later(), by=ME)
    return desk.browser("Anna Berg", "send")


def test_the_letter_to_a_named_successor_is_approved_on_the_page_of_its_mailing(desk: DeskAtWork, approving: Browser) -> None:
    """The mailing left to everybody else before; the page says whom it lacks, offers the approval first, and it leaves then."""
    office, page = desk.office, f"{STUDY}/mailings/questionnaire"
    approving.act(page, sha256=hash_on(approving, page))
    office.write(person(0), text=f"I have left. My successor is {NEW}, please write to them.", reply_to=0)
    office.decide(office.cases()[0].id, "add")
    tick(office.service, office.later())
    shown = approving.ask(page)
    assert primary_of(shown.text) == ["Approve"]
    assert "1 person more has to approve it" in shown.words
    (case,) = (one for one in office.cases() if one.kind == "mailing")
    assert "`counterfoil approve questionnaire HASH` approves them too" in case.reasons[0]
    told = approving.ask(f"{STUDY}/cases/{case.id}")
    assert "the page of the mailing questionnaire shows them, and there they are approved too" in told.words
    assert "`counterfoil" not in f"{told.words} {shown.words}"
    approving.act(page, sha256=hash_on(approving, page))
    assert primary_of(approving.ask(page).text) == []
    tick(office.service, office.later())
    with office.service.store.reading() as tx:
        assert [one.state for one in outbox.to_addresses(tx, [NEW])] == ["sent"]
    assert [one for one in office.cases() if one.kind == "mailing"] == []
    assert "Approve</button>" not in approving.ask(page).text


def test_who_came_onto_the_list_since_is_approved_on_the_page_of_the_mailing(desk: DeskAtWork, approving: Browser) -> None:
    """It left to those who had been approved, and waits for the others."""
    office, page = desk.office, f"{STUDY}/mailings/reminder"
    approving.act(page, sha256=hash_on(approving, page))
    (office.home / "more.csv").write_bytes(contacts_csv(4))
    load_file(office.service, office.home / "more.csv", LIST, {}, store=True)
    office.now = at("03-26")
    tick(office.service, office.later(hours=9))
    approving.sign_in("Anna Berg")
    shown = approving.ask(page)
    assert primary_of(shown.text) == ["Approve"]
