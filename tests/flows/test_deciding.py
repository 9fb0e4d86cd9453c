"""What happens to what was decided: rows of docs/flows.md that take several steps, with a real service on Maildirs."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.respondents.machines import delivery_report
from digests.tracking import unreached
from domain.case import CaseKind
from domain.journal import What
from domain.rules.owes import Owes
from domain.submission import Standing, SubmissionState
from languages.phrases import phrases
from service.cases.waiting import waiting
from service.contacts.census import InvitedOrganisation, census
from service.deciding.held import decide
from service.deciding.organisation_marks import Marking, mark
from service.deciding.undo import Undoing, undo
from service.digests.facts import facts
from service.installation import config
from service.rulings.decided import Deciding
from service.studies.running import require_running
from service.wiring import open_service
from store import journal, submissions
from tests.service.correspondence import STUDY, Correspondence, attached, filled, questionnaire_letter
from tests.service.installed import at, make

PERSON = "person0@member0.example"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Correspondence]:
    """Return the correspondence of an installation with one organisation."""
    make(tmp_path, 1)
    with open_service(config.load(tmp_path, {})) as service:
        yield Correspondence(tmp_path, service)


def case_of(office: Correspondence, day: str) -> InvitedOrganisation:
    """Return how the one organisation stands."""
    with office.service.store.reading() as tx:
        return census(tx, require_running(office.service, tx, STUDY), at(day))["ORG000"]


@pytest.mark.parametrize("what", ["declined", "elsewhere"])
def test_a_workbook_from_an_organisation_that_had_declined(office: Correspondence, what: str) -> None:
    """A workbook from an organisation that was recorded as declined: it is filed, and the organisation is open again."""
    letter = questionnaire_letter(office)
    with office.service.store.reading() as tx:
        study = require_running(office.service, tx, STUDY)
    mark(office.service, study, Marking(organisation="ORG000", what=what, by="staff"), at("02-21"))
    assert case_of(office, "02-21").owes is Owes.NOTHING
    office.answer(letter, "answers.xlsx", filled(office, attached(letter)[1], employees=0))
    office.letters(at("02-22"))
    found = case_of(office, "02-22")
    assert (found.invitation.mark, found.standing, found.owes) == (None, Standing.QUERIED, Owes.CORRECTION)


def test_a_correction_that_a_person_rejects(office: Correspondence) -> None:
    """A person rejects the workbook that corrected one which was sent back: the next reminder asks for an answer."""
    letter = questionnaire_letter(office)
    blank = attached(letter)[1]
    office.answer(letter, "answers.xlsx", filled(office, blank, employees=0))
    office.letters(at("02-21"))
    office.answer(letter, "answers.xlsx", filled(office, blank, employees=250))
    office.letters(at("02-22"))
    with office.service.store.reading() as tx:
        accepted = next(one.number for one in journal.pages(tx) if one.what is What.ACCEPT)
    undo(office.service, Undoing(entry=accepted, by="staff"), at("02-22"))
    assert case_of(office, "02-22").owes is Owes.NOTHING
    with office.service.store.reading() as tx:
        (case,) = waiting(tx)
    decide(office.service, Deciding(case=str(case.id), what="reject", by="staff"), at("02-22"))
    assert [one.state for one in office.submissions()] == [SubmissionState.QUERIED, SubmissionState.REJECTED]
    assert (case_of(office, "02-22").standing, case_of(office, "02-22").owes) == (Standing.QUERIED, Owes.ANSWER)


def test_the_same_file_that_somebody_else_had_sent(office: Correspondence) -> None:
    """The same file that somebody else had sent first: it is filed, and the case about the other's copy is closed."""
    letter = questionnaire_letter(office)
    blank = attached(letter)[1]
    office.answer(letter, "answers.xlsx", filled(office, blank, employees=250))
    newer, copied = filled(office, blank, employees=251), copy.deepcopy(letter)
    copied.replace_header("To", "stranger@elsewhere.example")
    office.letters(at("02-21"))
    office.answer(copied, "answers.xlsx", newer)
    office.letters(at("02-22"))
    with office.service.store.reading() as tx:
        (case,) = waiting(tx)
    assert case.sender == "stranger@elsewhere.example"
    office.answer(letter, "answers.xlsx", newer)
    office.letters(at("02-23"))
    with office.service.store.reading() as tx:
        assert not waiting(tx)
        (theirs,) = submissions.of_messages(tx, [case.message_id or 0])
    assert [one.state for one in office.submissions()] == [SubmissionState.SUPERSEDED, SubmissionState.ACCEPTED]
    assert theirs.state is SubmissionState.REJECTED


def test_a_person_undoes_what_the_program_had_filed(office: Correspondence) -> None:
    """A person undoes what the program had filed: it waits for a person, and what counted before counts again."""
    letter = questionnaire_letter(office)
    for day, employees in (("02-21", 250), ("02-22", 251)):
        office.answer(letter, "answers.xlsx", filled(office, attached(letter)[1], employees=employees))
        office.letters(at(day))
    assert [one.state for one in office.submissions()] == [SubmissionState.SUPERSEDED, SubmissionState.ACCEPTED]
    with office.service.store.reading() as tx:
        (*_, last) = (one for one in journal.pages(tx) if one.what is What.ACCEPT)
    undone = undo(office.service, Undoing(entry=last.number, by="staff"), at("02-23"))
    assert [one.state for one in office.submissions()] == [SubmissionState.ACCEPTED, SubmissionState.HELD]
    with office.service.store.reading() as tx:
        assert [(one.kind, one.organisation) for one in waiting(tx)] == [(CaseKind.WORKBOOK, "ORG000")]
    undo(office.service, Undoing(entry=undone.entry, by="staff"), at("02-24"))
    assert [one.state for one in office.submissions()] == [SubmissionState.SUPERSEDED, SubmissionState.ACCEPTED]
    with office.service.store.reading() as tx:
        assert not waiting(tx)


def test_all_addresses_of_an_organisation_lost(office: Correspondence) -> None:
    """All addresses of an organisation lost: it is undeliverable, and the digest says why."""
    (circular,) = (one for one in office.letters(at("02-10")) if one["To"].addresses[0].addr_spec == PERSON)
    report = delivery_report(
        circular.as_bytes(), failed=PERSON, diagnostic="550 5.1.1 unknown", now=at("02-10", 11), reporting_mta="mx.member0.example"
    )
    (office.home / "inbox" / "new" / "1.report").write_bytes(report)
    office.letters(at("02-11"))
    assert case_of(office, "02-11").standing is Standing.UNDELIVERABLE
    with office.service.store.reading() as tx:
        (line,) = facts(tx, require_running(office.service, tx, STUDY), at("02-11"), None).organisations
    assert unreached(line, phrases("status", "en")) == "there is no such mailbox"
