"""Whether what waits in the outbox is still wanted is asked when its turn comes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from domain.contact import Contact, ContactList, Stopped
from domain.journal import What
from domain.letter import DeliveryState, LetterKind
from service.authoring.drafts import apply
from service.installation import config
from service.installation.install import SAMPLE
from service.mailings.plan import put_out
from service.operation.tick import tick
from service.sending.send import send_due
from service.studies.running import require_running
from service.wiring import open_service
from store import contact_lists, decisions, journal, messages, outbox, studies
from store.cases.decisions import rule
from tests.service.installed import LIST, at, letters, make
from tests.service.office import Office, person
from tests.service.preparing import prepared_letters


def test_a_letter_of_a_mailing_that_the_study_no_longer_has_is_dropped_and_the_sender_goes_on(tmp_path: Path) -> None:
    """It waited when the mailing was renamed; the tick tells no fault, and what else is due leaves."""
    make(tmp_path, 1)
    file = tmp_path / "studies" / SAMPLE / "study.toml"
    with open_service(config.load(tmp_path, {})) as service:
        with service.store.reading() as tx:
            found = require_running(service, tx, SAMPLE)
        prepared = prepared_letters(service, found, found.study.mailing("questionnaire"), at("02-01"))
        with service.store.transaction() as tx:
            put_out(tx, found, prepared, rule("test"), at("02-01"))
        file.write_text(file.read_text(encoding="utf-8").replace('name = "questionnaire"', 'name = "form"'), encoding="utf-8")
        apply(service, SAMPLE, at("02-02"), by="staff")
        report = tick(service, at("02-10"))
    assert report.problems == []
    assert {one.mailing: one.state for one in letters(tmp_path) if one.mailing} == {
        "questionnaire": DeliveryState.DROPPED,
        "circular": DeliveryState.SENT,
    }


def test_a_letter_to_who_was_taken_off_the_list_is_dropped(office: Office) -> None:
    """It was planned when they were still on it."""
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    prepared = prepared_letters(office.service, found, found.study.mailing("last-call"), office.now)
    with office.service.store.transaction() as tx:
        put_out(tx, found, prepared, rule("test"), office.now)
        contact_lists.save_list(tx, ContactList(LIST, contacts=(Contact(organisation="ORG000", address="new@member0.example"),)))
        about = decisions.contact(tx, LIST, "ORG000", person(0))
        decisions.decide(tx, rule("test"), office.now, [decisions.Ruling(what=What.RETIRE, about=about)])
        studies.record_due(tx, SAMPLE, studies.Due("collect", office.now, office.now, "done"))
    send_due(office.service, office.later())
    planned = {one.address: one.state for one in letters(office.home) if one.mailing == "last-call"}
    assert planned == {person(0): DeliveryState.DROPPED, person(1): DeliveryState.SENT, person(2): DeliveryState.SENT}


def receipts(office: Office) -> list[str]:
    """Return the states of the receipts."""
    with office.service.store.reading() as tx:
        return [one.state.value for one in outbox.of_studies(tx, [SAMPLE]) if one.kind is LetterKind.RECEIPT]


def test_a_receipt_that_waits_is_not_sent_once_its_workbook_does_not_count_any_more(office: Office) -> None:
    """Whoever accepts it after all has it sent, once."""
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    assert receipts(office) == ["queued"]
    with office.service.store.reading() as tx:
        (accepted,) = [one for one in journal.pages(tx) if one.what is What.ACCEPT]
    office.undo(accepted.number)
    send_due(office.service, office.later())
    assert receipts(office) == ["dropped"]
    (case,) = office.cases()
    office.decide(case.id, "accept")
    assert receipts(office) == ["queued"]
    send_due(office.service, office.later())
    send_due(office.service, office.later())
    assert receipts(office) == ["sent"]


def test_a_receipt_is_sent_though_a_newer_workbook_was_accepted_since(office: Office) -> None:
    """What it says was so."""
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    office.write(person(0), ("b.xlsx", office.workbook(0, employees=7)), reply_to=0)
    send_due(office.service, office.later())
    assert receipts(office) == ["sent", "sent"]


def test_whoever_sends_lets_no_reminder_leave_without_a_recent_collect(office: Office) -> None:
    """It waits in the outbox from an earlier attempt, while the mailbox was not taken in for hours."""
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    later = office.now + timedelta(hours=5)
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    prepared = prepared_letters(office.service, found, found.study.mailing("reminder"), later)
    with office.service.store.transaction() as tx:
        put_out(tx, found, prepared, rule("test"), later)
    send_due(office.service, later)
    reminders = [one.state for one in letters(office.home) if one.mailing == "reminder"]
    assert set(reminders) == {DeliveryState.QUEUED}
    with office.service.store.transaction() as tx:
        studies.record_due(tx, SAMPLE, studies.Due("collect", later, later, "done"))
    send_due(office.service, later)
    assert {one.state for one in letters(office.home) if one.mailing == "reminder"} == {DeliveryState.SENT}


def test_a_receipt_to_a_suppressed_address_is_not_announced(office: Office) -> None:
    """The record says that it does not go there, instead of that it does."""
    with office.service.store.transaction() as tx:
        journal.alone(tx)
        about = decisions.address(tx, person(0))
        ruling = decisions.Ruling(what=What.SUPPRESS, about=about, value=Stopped.NO_SUCH_MAILBOX.value, note="no such mailbox")
        decisions.decide(tx, rule("test"), office.later(), [ruling])
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    with office.service.store.reading() as tx:
        told = [said for one in messages.in_states(tx, ["done"]) for said in one.effects]
    assert f"no receipt to {person(0)}, which is suppressed" in told
    assert f"receipt to {person(0)}" not in told
