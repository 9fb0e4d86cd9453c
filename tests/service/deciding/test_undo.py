"""Whatever is decided is undone, and done again by undoing that; after each step the tables say what the journal comes to."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from demo import respondents
from domain.errors import ConfigurationError
from domain.journal import What
from domain.letter import DeliveryState
from service.cases.entries import of_study
from service.cases.waiting import everything
from service.deciding.suppression import Addressed, release, stop
from service.deciding.undo import Undoing, decision_of, undo
from service.installation.install import SAMPLE
from service.operation.tick import tick
from service.sending.send import send_due
from service.studies.running import extend, pause
from store import outbox
from tests.service.installed import at
from tests.service.office import ME, Office, person

WE_DECLINE = "We regret that we will not participate in this study."


def back_and_forth(office: Office, do: Callable[[], int]) -> int:
    """Do something, undo it, undo that, and once more; assert that the tables follow. Return the entry."""
    before = office.tables()
    entry = do()
    office.check()
    after = office.tables()
    assert after != before
    again = office.undo(office.undo(entry))
    assert office.tables() == after
    office.check()
    # What undid the undoing is undone: it is as before.
    office.undo(again)
    assert {key: said for key, said in office.tables().items() if key in before} == before
    office.check()
    with pytest.raises(ConfigurationError, match="already been undone"):
        office.undo(entry)
    assert {key: said for key, said in office.tables().items() if key in before} == before
    return entry


def lost(office: Office, number: int = 0) -> bytes:
    """Return the report of a mail server that the address of an organisation does not exist."""
    letter = office.kept.letters[number]
    said = "550 5.1.1 User unknown"
    return respondents.delivery_report(letter.raw, failed=person(number), diagnostic=said, reporting_mta="mx.test", now=office.now)


def in_doubt(office: Office) -> int:
    """Let a letter be in doubt, and return its number."""
    with office.service.store.transaction() as tx:
        letter = outbox.of_organisations(tx, ["ORG000"])[-1]
        outbox.settle(tx, letter.id, DeliveryState.UNCERTAIN, "The connection broke.", office.now)
    return letter.id


def state(office: Office, letter: int) -> str:
    """Return the state of a letter."""
    with office.service.store.reading() as tx:
        return outbox.with_ids(tx, [letter])[0].state.value


def test_a_bounce_that_was_told_while_the_letter_was_being_sent_is_undone_to_a_letter_that_was_sent(office: Office) -> None:
    """Nobody is sending it any more, so that no sender calls it in doubt."""
    with office.service.store.transaction() as tx:
        letter = next(one for one in outbox.of_organisations(tx, ["ORG000"]) if one.mailing == "questionnaire")
        outbox.settle(tx, letter.id, DeliveryState.SENDING, "DATA begins.", office.now)
    office.deliver(lost(office))
    assert state(office, letter.id) == "bounced"
    undoing = office.undo(office.entry("settle"))
    assert state(office, letter.id) == "sent"
    office.undo(undoing)
    assert state(office, letter.id) == "bounced"
    office.check()


@pytest.mark.parametrize(("what", "to"), [("accept", None), ("assign", "ORG002"), ("reject", None)])
def test_the_decision_of_a_held_workbook_is_undone_and_done_again(office: Office, what: str, to: str | None) -> None:
    """With all that came of it: what was filed, and what was lifted and closed by that."""
    office.mark(0, "declined")
    office.mark(2, "declined")
    office.write(person(1), ("a.xlsx", office.workbook(0)))
    (case,) = office.cases()
    back_and_forth(office, lambda: office.decide(case.id, what, to).entry)
    assert [one.id for one in office.cases()] == [case.id]
    office.decide(case.id, what, to)
    office.check()


def test_a_workbook_of_nobody_is_assigned_and_taken_back(office: Office) -> None:
    """Undone, it counts for nobody, and the case waits."""
    book = openpyxl.Workbook()
    book.active.cell(1, 1).value = "Number of employees"  # type: ignore[union-attr]
    saved = io.BytesIO()
    book.save(saved)
    office.write("x@nowhere.example", ("questionnaire.xlsx", saved.getvalue()), text="Our questionnaire is attached.")
    (case,) = office.cases()
    assert case.kind == "unmatched"
    back_and_forth(office, lambda: office.decide(case.id, "assign", to="ORG002").entry)
    assert office.states(2) == ["rejected"]
    back_and_forth(office, lambda: office.decide(case.id, "reject").entry)


def test_undoing_tells_the_time_by_the_clocks_of_the_study(office: Office) -> None:
    """As its pages do: the sample study is at home in Vienna, an hour ahead of UTC in March."""
    entry = office.mark(0, "waiting")
    vienna = office.now.astimezone(ZoneInfo("Europe/Vienna"))
    done = undo(office.service, Undoing(entry=entry, by=ME), office.later())
    assert f"{vienna:%Y-%m-%d %H:%M} Europe/Vienna)." in done.told
    assert "UTC" not in done.told


def test_the_decision_that_an_organisation_declined_is_undone_and_done_again(office: Office) -> None:
    """The mark and the case go together."""
    office.write(person(0), text=WE_DECLINE, reply_to=0)
    (case,) = office.cases()
    back_and_forth(office, lambda: office.decide(case.id, "declined").entry)
    assert office.standing(0) == "queried, waits"


@pytest.mark.parametrize("what", ["declined", "waiting", "elsewhere", "ineligible"])
def test_a_mark_is_undone_and_done_again(office: Office, what: str) -> None:
    """Also one that replaced another, and one that was taken away."""
    office.mark(0, "waiting", until=date(2012, 3, 20))
    back_and_forth(office, lambda: office.mark(0, what))
    back_and_forth(office, lambda: office.mark(0, "open"))
    assert office.standing(0) == "silent, waits"


def test_a_mark_closes_and_undone_opens_the_case_about_declining(office: Office) -> None:
    """A case that the mark answered waits again without it."""
    office.write(person(0), text=WE_DECLINE, reply_to=0)
    back_and_forth(office, lambda: office.mark(0, "declined"))
    assert len(office.cases()) == 1


def test_an_address_is_suppressed_and_released_by_hand(office: Office) -> None:
    """Each can be undone and done again."""
    said = Addressed(address=person(0), by=ME, note="They called.")
    back_and_forth(office, lambda: stop(office.service, said, office.later()).entry)
    entry = stop(office.service, said, office.later()).entry
    assert office.tables()[person(0)] == "by_hand: They called."
    back_and_forth(office, lambda: release(office.service, said, office.later()).entry)
    office.undo(entry)
    with pytest.raises(ConfigurationError, match="not suppressed"):
        release(office.service, said, office.later())


def test_suppressing_the_last_address_of_an_organisation_and_releasing_one_that_bounced_say_what_that_means(office: Office) -> None:
    """Nobody there can be written to; and it stays undeliverable until the next mailing, which writes to it again."""
    said = Addressed(address=person(1), by=ME)
    assert "we can no longer write to anybody there" in stop(office.service, said, office.later()).told
    office.deliver(lost(office))
    told = release(office.service, Addressed(address=person(0), by=ME), office.later()).told
    assert "did not arrive, so it counts as undeliverable until the next mailing" in told
    assert office.standing(0) == "undeliverable"


def test_a_bounce_is_undone_with_what_it_did_to_the_address_and_to_the_letter(office: Office) -> None:
    """Either by itself; replaying the report brings neither back."""
    message = office.deliver(lost(office))
    office.check()
    assert office.standing(0) == "undeliverable"
    office.undo(office.entry("suppress"))
    office.undo(office.entry("settle"))
    assert office.standing(0) == "silent"
    office.check()
    told = office.tables()
    office.replay(message)
    assert office.tables() == told
    office.undo(office.entry("undo"))
    assert office.standing(0) == "undeliverable"
    office.check()


def test_a_bounce_that_was_undone_is_not_brought_back_by_a_second_report_that_is_replayed(office: Office) -> None:
    """The second had found nothing to do. A new one, that comes later, counts."""
    office.deliver(lost(office))
    office.later(hours=1)
    second = office.deliver(lost(office))
    for entry in reversed(office.entries()):
        if entry.what in {What.SUPPRESS, What.SETTLE}:
            office.undo(entry.number)
    assert office.standing(0) == "silent"
    office.replay(second)
    office.replay()
    assert office.standing(0) == "silent"
    office.later(hours=1)
    office.deliver(lost(office))
    assert office.standing(0) == "undeliverable"
    office.check()


def test_a_bounce_of_a_letter_in_doubt_is_a_bounce(office: Office) -> None:
    """The report proves that it was taken, and that it did not arrive."""
    letter = in_doubt(office)
    with office.service.store.reading() as tx:
        named = outbox.with_ids(tx, [letter])[0].tag
    office.deliver(lost(office))
    assert named in office.kept.letters[0].message_id
    assert state(office, letter) == "bounced"
    office.check()


def test_a_letter_that_has_come_back_changes_nothing_more(office: Office) -> None:
    """Its tag, sent again days later, keeps nobody suppressed: the first report stands, and what a person released stays so."""
    office.deliver(lost(office))
    first = office.entries()
    office.later(days=1)
    office.deliver(lost(office))
    assert office.entries() == first
    release(office.service, Addressed(address=person(0), by=ME), office.later())
    released = office.entries()
    office.later(days=1)
    office.deliver(lost(office))
    assert office.entries() == released
    office.replay()
    assert office.entries() == released
    office.check()


def test_who_unsubscribed_and_was_released_stays_released_when_the_message_is_replayed(office: Office) -> None:
    """Undone or released: what a person decided does not fall to a replay."""
    message = office.write(person(0), text="unsubscribe", reply_to=0, subject="unsubscribe")
    assert office.standing(0) == "declined"
    entry = office.entry("suppress")
    release(office.service, Addressed(address=person(0), by=ME), office.later())
    office.replay(message)
    assert office.standing(0) == "silent"
    office.undo(office.entry("release"))
    assert office.standing(0) == "declined"
    office.undo(entry)
    office.replay()
    assert office.standing(0) == "silent"
    office.check()


@pytest.mark.parametrize("what", ["arrived", "resend"])
def test_what_was_decided_of_a_letter_in_doubt_is_undone_and_done_again(office: Office, what: str) -> None:
    """As long as the letter has not moved on."""
    letter = in_doubt(office)
    back_and_forth(office, lambda: office.decide(f"letter-{letter}", what).entry)
    assert state(office, letter) == "uncertain"


def test_a_letter_that_was_sent_again_is_not_taken_back(office: Office) -> None:
    """It has moved on; and where it came into doubt again, undoing that decision does not send it a third time."""
    letter = in_doubt(office)
    undone = office.undo(office.decide(f"letter-{letter}", "arrived").entry)
    again = office.decide(f"letter-{letter}", "resend").entry
    send_due(office.service, office.later())
    for entry in (again, undone):
        with pytest.raises(ConfigurationError, match="moved on"):
            office.undo(entry)
    assert state(office, letter) == "sent"
    assert in_doubt(office) == letter
    arrived = office.decide(f"letter-{letter}", "arrived").entry
    assert state(office, letter) == "sent"
    office.undo(arrived)
    assert state(office, letter) == "uncertain"
    office.check()


def test_pausing_resuming_and_extending_are_undone_and_done_again(office: Office) -> None:
    """A study's deadline is the one before, not the one of its file."""
    service = office.service
    back_and_forth(office, lambda: pause(service, SAMPLE, True, office.later(), by=ME))
    pause(service, SAMPLE, True, office.later(), by=ME)
    back_and_forth(office, lambda: pause(service, SAMPLE, False, office.later(), by=ME))
    extend(service, SAMPLE, date(2012, 5, 10), office.later(), by=ME)
    back_and_forth(office, lambda: extend(service, SAMPLE, date(2012, 5, 31), office.later(), by=ME))
    assert office.tables()[f"study {SAMPLE}"] == "paused 2012-05-10"


def test_an_acceptance_by_the_program_that_is_undone_waits_for_a_person(office: Office) -> None:
    """As a case, which goes when the undoing is undone; accepted by a person it counts again."""
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    entry = office.entry("accept")
    undone = office.undo(entry)
    (case,) = office.cases()
    assert (office.states(0), case.kind, case.organisation) == (["held"], "workbook", "ORG000")
    assert ME in case.reasons[0]
    office.check()
    put_back = office.undo(undone)
    assert (office.states(0), office.cases()) == (["accepted"], ())
    office.check()
    office.undo(put_back)
    assert (office.states(0), [one.id for one in office.cases()]) == (["held"], [case.id])
    office.check()
    back_and_forth(office, lambda: office.decide(case.id, "accept").entry)
    back_and_forth(office, lambda: office.decide(case.id, "reject").entry)


def test_a_workbook_that_was_sent_back_by_mistake_waits_for_a_person(office: Office) -> None:
    """The same with what the program asked back; a person who says so lets it count as it is."""
    office.write(person(0), ("a.xlsx", office.workbook(0, share_cross_border=140.0)), reply_to=0)
    undone = office.undo(office.entry("query"))
    assert (office.states(0), len(office.cases())) == (["held"], 1)
    put_back = office.undo(undone)
    assert (office.states(0), office.cases()) == (["queried"], ())
    office.check()
    office.undo(put_back)
    (case,) = office.cases()
    back_and_forth(office, lambda: office.decide(case.id, "count").entry)
    office.decide(case.id, "count")
    assert (office.states(0), office.standing(0)) == (["accepted"], "answered")
    told = office.tables()
    office.replay()
    assert office.tables() == told


def test_a_decline_that_was_lifted_comes_back_once_no_answer_counts(office: Office) -> None:
    """However long the chain of undoings that put the answer back and took it away again."""
    accepted = accepted_before_it_declined(office)
    undone = office.undo(accepted)
    office.mark(0, "declined")
    for _ in range(2):
        undone = office.undo(undone)  # The answer counts again, and lifts the decline.
        assert office.standing(0) == "answered"
        undone = office.undo(accepted)
        assert office.standing(0) == "declined, waits"
        undone = office.undo(office.undo(undone))
        assert office.standing(0) == "declined, waits"
        office.check()


def test_what_holds_after_an_undoing_is_said(office: Office) -> None:
    """Of an organisation where it stands; of an address whether it is written to; of a study whether it goes on, and until when."""

    def said(entry: int) -> str:
        return undo(office.service, Undoing(entry=entry, by=ME), office.later()).told

    assert said(office.mark(0, "ineligible")).endswith("ORG000 (CYB12-0001-I) now counts as silent.")
    assert said(office.entry("undo")).endswith("is now ineligible and not in the total.")
    suppressed = stop(office.service, Addressed(address=person(1), by=ME), office.later()).entry
    assert said(suppressed).endswith(f"{person(1)} may be written to again. ORG001 (CYB12-0002-G) now counts as silent.")
    assert said(office.entry("undo")).endswith(f"{person(1)} will not be written to. ORG001 (CYB12-0002-G) now counts as undeliverable.")
    paused = pause(office.service, SAMPLE, True, office.later(), by=ME)
    assert said(paused).endswith(f"{SAMPLE} is running, and its deadline is 2012-04-30.")
    letter = in_doubt(office)
    assert f"Letter {letter} is now uncertain." in said(office.decide(f"letter-{letter}", "arrived").entry)
    office.write(person(1), ("a.xlsx", office.workbook(2)))
    (case, *_) = [one for one in office.cases() if one.kind == "workbook"]
    told = said(office.decide(case.id, "accept").entry)
    assert f"Case {case.id} is waiting for a decision. ORG002" in told
    assert told.endswith("now counts as queried, and is waiting for us.")


def test_undoing_an_assignment_speaks_of_both_organisations(office: Office) -> None:
    """That from whose case it was taken, and that to which it was given."""
    office.write(person(1), ("a.xlsx", office.workbook(2)))
    (case,) = [one for one in office.cases() if one.kind == "workbook"]
    assigned = office.decide(case.id, "assign", to="ORG000").entry
    told = undo(office.service, Undoing(entry=assigned, by=ME), office.later()).told
    assert "ORG000 (CYB12-0001-I) now counts as silent. ORG002 (CYB12-0003-E) now counts as queried, and is waiting for us." in told


def test_the_case_that_an_undoing_opens_keeps_why_and_the_words_beside_the_workbook(office: Office) -> None:
    """Whoever decides it reads what was written with the workbook, and what the undoing was noted with."""
    office.write(person(0), ("a.xlsx", office.workbook(0)), text="Row 7 is an estimate.", reply_to=0)
    office.undo(office.entry("accept"), note="Row 7 must be asked.")
    (case,) = office.cases()
    assert case.words == "Row 7 is an estimate."
    assert case.reasons[0].endswith(f"{ME} undid that: Row 7 must be asked.")


def accepted_before_it_declined(office: Office) -> int:
    """File a workbook, and return the entry by which it was accepted."""
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    return office.entry("accept")


def test_a_decline_comes_back_when_the_last_answer_that_counts_is_undone(office: Office) -> None:
    """The first answer lifted it, was undone and left the second; that is undone too, in either way."""
    office.mark(0, "declined")
    first = accepted_before_it_declined(office)
    office.write(person(0), ("b.xlsx", office.workbook(0, employees=7)), reply_to=0)
    second = office.entry("accept")
    undone = office.undo(first)
    assert office.standing(0) == "answered, waits"
    again = office.undo(second)
    assert office.standing(0) == "declined, waits"
    office.undo(again)
    assert office.standing(0) == "answered, waits"
    office.undo(undone)
    assert office.standing(0) == "answered"
    office.undo(second)
    office.undo(first)
    assert office.standing(0) == "declined, waits"
    office.check()


def test_what_cannot_be_undone_says_why(office: Office) -> None:
    """A version that ran, a question to a person, a part of a decision; and a number that is no entry."""
    office.write(person(1), ("a.xlsx", office.workbook(0)))
    (case,) = office.cases()
    office.decide(case.id, "accept")
    for entry, why in (
        (office.entry("apply"), "It has happened"),
        (office.entry("send"), "It has happened"),
        (office.entry("hold"), "only asks a person"),
        (office.entry("open", "case"), "only asks a person"),
        (office.entry("accept"), f"part of the decision in entry {office.entry('decide')}"),
        (10**4, "no entry"),
        (10**30, "no entry"),
        (0, "no entry"),
    ):
        with pytest.raises(ConfigurationError, match=why):
            office.undo(entry)


def test_a_case_that_was_opened_by_an_undoing_is_closed_by_who_undid_that_and_then(office: Office) -> None:
    """The case tells whose decision left nothing to decide."""
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    undone = office.undo(office.entry("accept"))
    (case,) = office.cases()
    office.undo(undone, by="berta")
    with office.service.store.reading() as tx:
        (line,) = [one for one in everything(tx) if one.id == case.id]
    assert (line.decision, line.by, line.decided_at) == ("withdrawn", "berta", office.now)


def test_a_rejected_workbook_stays_rejected_when_its_message_is_replayed(office: Office) -> None:
    """Nobody is written to either, though nothing would speak against the workbook today."""
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    office.write("x@nowhere.example", ("b.xlsx", office.workbook(0, employees=7)), reply_to=0)
    (case,) = office.cases()
    office.decide(case.id, "reject")
    office.undo(office.entry("accept"))
    (case,) = office.cases()
    office.decide(case.id, "reject")
    told = office.tables()
    with office.service.store.reading() as tx:
        letters = len(outbox.of_studies(tx, [SAMPLE]))
    office.replay()
    assert office.tables() == told
    with office.service.store.reading() as tx:
        assert len(outbox.of_studies(tx, [SAMPLE])) == letters


def test_the_decision_to_send_a_held_mailing_is_not_undone_and_says_why(office: Office) -> None:
    """Nobody is sent from one entry to the other."""
    tick(office.service, at("04-11"))
    office.now = at("04-11") + timedelta(hours=1)
    (case,) = office.cases()
    office.decide(case.id, "send")
    with pytest.raises(ConfigurationError, match="already been decided: sent") as told:
        office.decide(case.id, "skip")
    assert "undo" not in str(told.value)
    with pytest.raises(ConfigurationError, match="The mailing was sent"):
        office.undo(decision_of(office.service, str(case.id)))


def test_skipping_a_mailing_is_among_the_decisions_about_the_study(office: Office) -> None:
    """With its undoing."""
    tick(office.service, at("04-11"))
    office.now = at("04-11") + timedelta(hours=1)
    (case,) = office.cases()
    skipped = office.decide(case.id, "skip").entry
    undoing = office.undo(skipped)
    with office.service.store.reading() as tx:
        listed = {one.number: one.undone_by for one in of_study(tx, SAMPLE)}
    assert listed[skipped] == undoing
    assert undoing in listed
