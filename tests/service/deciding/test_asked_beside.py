"""A request beside a decision by mail reaches nobody: whoever writes it is told so, and to whom they may write themselves."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from domain.case import CaseKind
from languages import spoken
from languages.phrases import phrases
from service.deciding.case_facts import contacts_of
from service.installation.install import SAMPLE
from service.studies.running import require_running
from store import holds
from tests.flows.test_by_mail import text
from tests.service.deciding.test_cases import STRANGER, WE_DECLINE, foreign
from tests.service.mailed_cases import COORDINATOR, DAY, about_cases, decided, post, take_in, with_a_case
from tests.service.office import Office, person

CONTACT = "person0@member0.example"
YOURSELF = f"Please write to them yourself: {CONTACT}."
ASKS = "Please tell her that we need it by Friday"


def answered(home: Path, words: str) -> EmailMessage:
    """Let the coordinator answer the notice with these words, and return what they are told."""
    (notice,) = about_cases(home)
    post(home, COORDINATOR, str(notice["Reply-To"]), words)
    (told,) = take_in(home, DAY + timedelta(hours=1))
    return told


@pytest.mark.parametrize("words", [f"reject. {ASKS}", f"reject\n\n{ASKS}", f"wait 2012-03-20\n{ASKS}"])
def test_who_asks_for_something_beside_a_decision_is_told_that_it_reached_nobody(tmp_path: Path, words: str) -> None:
    """With their own words, and the address of the contact."""
    with_a_case(tmp_path)
    told = answered(tmp_path, words)
    assert str(told["Subject"]).startswith("Done: case 1")
    assert f"What you ask for beside that reaches nobody: “{ASKS}”. {YOURSELF}" in text(told)


@pytest.mark.parametrize("words", ["reject. They called on Monday.", "reject, thanks!", "Please reject: they will answer after all"])
def test_a_reason_and_thanks_are_not_told_of_as_requests(tmp_path: Path, words: str) -> None:
    """They stand in the journal, where a reason belongs."""
    with_a_case(tmp_path)
    told = answered(tmp_path, words)
    assert decided(tmp_path) == "reject"
    assert "reaches nobody" not in text(told)


def test_a_request_by_which_nothing_was_decided_is_told_as_well(tmp_path: Path) -> None:
    """Where the whole line is none of the words that decide."""
    with_a_case(tmp_path)
    told = answered(tmp_path, "reject and ask them for the 2025 figures")
    assert decided(tmp_path) is None
    assert "none of the words that decide it" in text(told)
    assert f"What you ask for beside that reaches nobody: “ask them for the 2025 figures”. {YOURSELF}" in text(told)


def test_a_request_that_was_confirmed_by_a_yes_is_told_as_well(tmp_path: Path) -> None:
    """What was asked for stood in the answer of which the letter asked whether it was theirs."""
    with_a_case(tmp_path, believed=False)
    question = answered(tmp_path, f"reject. {ASKS}")
    post(tmp_path, COORDINATOR, str(question["Reply-To"]), "Yes")
    (told,) = take_in(tmp_path, DAY + timedelta(hours=2))
    assert decided(tmp_path) == "reject"
    assert f"“{ASKS}”. {YOURSELF}" in text(told)


def test_a_stranger_is_named_only_where_no_contact_is_known(office: Office) -> None:
    """Who wrote in an organisation's name and is on no record of it is not whom a coordinator writes to; a contact who wrote is, alone."""
    office.write(STRANGER, text=WE_DECLINE, reply_to=0)
    office.write(person(1), text=WE_DECLINE, reply_to=1)
    office.write(STRANGER, ("a.xlsx", foreign()), text="Our questionnaire is attached.")
    with office.service.store.reading() as tx:
        running = require_running(office.service, tx, SAMPLE)
        told = [(one.kind, contacts_of(tx, running, one)) for one in holds.everything(tx) if one.kind is not CaseKind.QUESTION]
    assert told == [(CaseKind.DECLINE, (person(0),)), (CaseKind.DECLINE, (person(1),)), (CaseKind.UNMATCHED, (STRANGER,))]


def test_whoever_is_on_record_for_another_organisation_is_whom_a_coordinator_writes_to(office: Office) -> None:
    """They sent the workbook that waits, and the organisation that it names did nothing that anybody could ask it to mend."""
    office.write(person(2), ("a.xlsx", office.workbook(0)), reply_to=2)
    with office.service.store.reading() as tx:
        (held,) = holds.everything(tx)
        assert contacts_of(tx, require_running(office.service, tx, SAMPLE), held) == (person(2),)


@pytest.mark.parametrize("language", spoken())
def test_every_language_of_coordinators_has_the_sentences(language: str) -> None:
    """With what was asked for, and the addresses."""
    said = phrases("cases", language)
    assert ASKS in said.say("asks", asks=ASKS)
    assert CONTACT in said.say("write_yourself", addresses=CONTACT)
