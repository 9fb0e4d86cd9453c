"""What waits for a person is the same wherever it is told: `held`, `status`, `doctor` and the digest."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from digests.facts import StatusFacts
from domain.errors import ConfigurationError
from domain.letter import DeliveryState, Letter, LetterKind
from service.digests.digest import send_digest
from service.digests.facts import facts
from service.installation.install import SAMPLE
from service.mailings.send_now import send_now
from service.operation import doctor
from service.operation.tick import tick
from service.rulings.opening import open_unsent
from service.studies.running import pause, require_running
from service.views.status import organisations, status
from store import messages, outbox
from tests.service.installed import at
from tests.service.office import ME, Office, person


def numbers(office: Office) -> set[int]:
    """Return how much waits, as each of the four tells it."""
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
        told = facts(tx, found, office.now, None)
        counted = status(tx, found, office.now)["held"]
    (said,) = [one.found for one in doctor.examine(office.service, office.now) if one.what == "waiting"]
    waits = re.match(r"\d+", said)
    assert waits
    return {len(told.holds) + len(told.uncertain), counted, len(office.cases()), int(waits[0])}


def passed_on(office: Office) -> list[Letter]:
    """Return the letters that bring the messages about the first organisation to a person."""
    with office.service.store.reading() as tx:
        return [one for one in outbox.of_organisations(tx, ["ORG000"]) if one.kind is LetterKind.PASSED_ON]


@pytest.mark.parametrize("decided", ["skip", "send", "by hand"])
def test_a_late_mailing_is_a_case_that_is_sent_or_skipped(office: Office, decided: str) -> None:
    """Sending it by its own command closes the case as well. One that a person skipped is not sent before that is undone."""
    assert numbers(office) == {0}
    report = tick(office.service, at("04-11"))
    assert report.held
    office.now = at("04-11") + timedelta(hours=1)
    (case,) = office.cases()
    assert (case.kind, case.options) == ("mailing", ("send", "skip"))
    assert numbers(office) == {1}
    if decided == "send":
        office.decide(case.id, "send")
    else:
        if decided == "skip":
            skipped = office.undo(office.undo(office.decide(case.id, "skip").entry))
            with pytest.raises(ConfigurationError, match=f"decided not to send this mailing: by {ME} on .*, entry") as refused:
                send_now(office.service, SAMPLE, "reminder", office.later(), by=ME)
            assert f"held undo {case.id}" in refused.value.remedy
            with office.service.store.reading() as tx:
                assert not outbox.of_mailings(tx, ["reminder"])
            office.undo(skipped)
        send_now(office.service, SAMPLE, "reminder", office.later(), by=ME)
    assert numbers(office) == {0}
    with office.service.store.reading() as tx:
        assert len(outbox.of_mailings(tx, ["reminder"])) == 3
    office.check()


def test_everything_that_waits_is_counted_once_by_all(office: Office) -> None:
    """Workbooks, words, and letters in doubt; an unknown sender's case too, which names no study."""
    office.write(person(1), ("a.xlsx", office.workbook(0)))
    office.write(person(2), text="We regret that we will not participate in this study.", reply_to=2)
    with office.service.store.transaction() as tx:
        for letter in outbox.of_organisations(tx, ["ORG000"])[:2]:
            outbox.settle(tx, letter.id, DeliveryState.UNCERTAIN, "The connection broke.", office.now)
    assert numbers(office) == {4}
    for case in office.cases():
        office.decide(case.id, case.options[-1])
    assert numbers(office) == {0}


def digested(office: Office) -> StatusFacts:
    """Return what a digest would tell now."""
    with office.service.store.reading() as tx:
        return facts(tx, require_running(office.service, tx, SAMPLE), office.now, None)


def test_what_counts_as_come_in_is_of_those_that_are_asked_and_was_not_taken_back(office: Office) -> None:
    """Neither an ineligible organisation nor a workbook that was assigned by mistake is a return."""
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    office.write(person(1), ("b.xlsx", office.workbook(2)))
    (case,) = office.cases()
    assigned = office.decide(case.id, "assign", to="ORG001").entry
    assert len(digested(office).returns) == 2
    office.undo(assigned)
    office.decide(case.id, "reject")
    assert len(digested(office).returns) == 1
    office.mark(0, "ineligible")
    assert digested(office).returns == ()


def test_an_ineligible_organisation_with_a_case_is_told_the_same_way_by_all(office: Office) -> None:
    """It waits for nothing, since it is not asked; the case waits, and says so."""
    office.write(person(1), ("a.xlsx", office.workbook(0)))
    office.mark(0, "ineligible")
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
        figures = status(tx, found, office.now)
    assert (office.standing(0), figures["waiting"], figures["held"]) == ("ineligible", 0, 1)
    told = "ORG000 is marked as ineligible"
    assert any(told in reason for reason in office.cases()[0].reasons)
    assert any(told in reason for reason in digested(office).holds[0].reasons)


def test_the_digest_says_when_a_message_was_received_and_not_when_its_case_was_opened(office: Office) -> None:
    """An acceptance that is undone a week later is about a workbook that came a week ago."""
    message = office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    with office.service.store.reading() as tx:
        came = messages.with_ids(tx, [message])[0].received_at
    office.later(days=7)
    office.undo(office.entry("accept"))
    (hold,) = digested(office).holds
    assert (hold.received_at, hold.since) == (came, office.now)


def test_marks_and_a_pause_are_told_by_digest_status_and_doctor(office: Office) -> None:
    """With their days; of those that wait for us it is told which wait for a decision."""
    office.mark(0, "waiting", until=date(2012, 3, 20))
    office.write(person(1), ("a.xlsx", office.workbook(2)))
    pause(office.service, SAMPLE, True, office.later(), by=ME)
    told = digested(office)
    (line,) = [one for one in told.organisations if one.code == "ORG000"]
    assert (line.mark, line.marked_at and line.marked_at.date(), line.until) == ("waiting", date(2012, 3, 1), date(2012, 3, 20))
    assert told.paused_at == office.now
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
        figures = status(tx, found, office.now)
        (marked,) = [one for one in organisations(tx, found, office.now) if one.mark]
    assert (marked.mark, marked.marked_on, marked.until) == ("waiting", date(2012, 3, 1), date(2012, 3, 20))
    assert (figures["waiting"], figures["waiting_for_decision"], figures["waiting_by_mark"]) == (2, 1, 1)
    assert datetime.fromisoformat(figures["paused_since"]) == office.now
    (said,) = [one.found for one in doctor.examine(office.service, office.now) if one.what == f"study {SAMPLE}"]
    assert "paused since 2012-03-01" in said
    with pytest.raises(ConfigurationError, match="paused"):
        send_digest(office.service, found, "weekly", office.now)


def test_a_receipt_that_somebody_waits_for_and_that_cannot_be_made_is_a_case(office: Office) -> None:
    """It goes to an address that no header can carry, so that the organisation waits. What was asked reaches a person."""
    message = office.write("rené@member0.example", ("a.xlsx", office.workbook(0)), text="Which year is meant in question 5?", reply_to=0)
    report = tick(office.service, office.later())
    assert report.problems
    (case,) = office.cases()
    assert (case.kind, case.message_id, case.organisation) == ("unsent", message, "ORG000")
    assert office.standing(0) == "answered, waits"
    assert numbers(office) == {1}
    assert len(passed_on(office)) == 1
    office.decide(case.id, "reject")
    # Somebody is to answer the question all the same, and has some days for it.
    assert office.standing(0) == "answered"
    office.check()


def test_a_question_from_an_address_that_no_header_can_carry_reaches_a_person(office: Office) -> None:
    """Its letter names no address to answer to in its head, and there is no case."""
    office.write("rené@member0.example", text="Which year is meant in question 5?", reply_to=0)
    assert tick(office.service, office.later()).problems == []
    assert office.cases() == ()
    assert office.standing(0) == "silent, waits"
    (letter,) = passed_on(office)
    assert letter.state is DeliveryState.SENT
    office.check()


def test_another_fault_of_a_mailing_is_a_case_again_once_the_first_was_decided(office: Office) -> None:
    """While the first waits it stands for all; those that were put out with it and fail alike ask nobody again."""

    def fails(number: int, why: str, at_: datetime) -> None:
        with office.service.store.transaction() as tx:
            (letter,) = [one for one in outbox.of_organisations(tx, [f"ORG{number:03d}"]) if one.mailing == "questionnaire"]
            open_unsent(tx, replace(letter, planned_at=at_), why, office.later())

    first, again = office.now, office.now + timedelta(days=1)
    fails(0, "It has no name.", first)
    fails(1, "Its address cannot be written.", first)
    (case,) = office.cases()
    office.decide(case.id, "reject")
    fails(1, "It has no name.", first)
    assert office.cases() == ()
    fails(1, "Its address cannot be written.", first)
    (case,) = office.cases()
    office.decide(case.id, "reject")
    fails(2, "It has no name.", again)
    assert len(office.cases()) == 1


def test_no_rule_prolongs_a_waiting_that_a_person_ended(office: Office) -> None:
    """A question keeps reminders back only where a person has not said until when; what was said holds to its last day."""
    office.mark(0, "waiting", until=date(2012, 3, 3))
    office.write(person(0), text="Which year is meant in question 5?", reply_to=0)
    office.later(days=3)
    assert office.standing(0) == "silent"
    office.write(person(0), text="And which currency is meant?", reply_to=0)
    assert office.standing(0) == "silent, waits"


def test_a_question_that_is_read_again_keeps_no_reminder_back_anew(office: Office) -> None:
    """The days in which it is answered are counted from when it came."""
    office.write(person(0), text="Which year is meant in question 5?", reply_to=0)
    office.later(days=20)
    assert office.standing(0) == "silent"
    before = office.tables()
    office.replay()
    assert (office.standing(0), office.tables()) == ("silent", before)
