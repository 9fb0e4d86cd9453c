"""A case and what it decides: its own submission, the answer that counts, and what leaves nothing to decide."""

from __future__ import annotations

import io

import openpyxl
import pytest

from domain.case import Decision
from domain.errors import ConfigurationError
from service.cases.options import written
from service.deciding import case_seen
from tests.service.office import Office, person

WE_DECLINE = "We regret that we will not participate in this study."
STRANGER = "somebody@elsewhere.example"


def foreign() -> bytes:
    """Return a workbook that nothing assigns to an organisation."""
    book, saved = openpyxl.Workbook(), io.BytesIO()
    book.active.cell(1, 1).value = "Number of employees"  # type: ignore[union-attr]
    book.save(saved)
    return saved.getvalue()


def test_rejecting_what_seemed_to_decline_leaves_the_workbook_beside_it_counted(office: Office) -> None:
    """A case knows its own submission: words of a message are not about its workbook."""
    office.write(person(0), ("a.xlsx", office.workbook(0)), text=WE_DECLINE, reply_to=0)
    (case,) = office.cases()
    assert (case.kind, case.options, office.states(0)) == ("decline", ("withdraw", "reject"), ["accepted"])
    office.decide(case.id, "reject")
    assert (office.states(0), office.cases(), office.standing(0)) == (["accepted"], (), "answered")
    office.check()


def test_rejecting_a_broken_file_leaves_the_good_workbook_beside_it_counted(office: Office) -> None:
    """The one is filed, the other is a case of its own where nobody can be asked."""
    broken = office.workbook(0)[:2000]
    office.write(person(1), ("a.xlsx", office.workbook(0)), ("b.xlsx", broken), reply_to=None)
    before = office.states(0)
    for case in office.cases():
        office.decide(case.id, "reject" if case.kind != "workbook" else "accept")
    assert before == ["held"]
    assert office.states(0) == ["accepted"]
    office.check()


def test_of_two_workbooks_in_a_message_the_rejected_case_takes_only_its_own(office: Office) -> None:
    """One is the sender's own and counts, the other is that of another organisation and is held."""
    office.write(person(0), ("a.xlsx", office.workbook(0)), ("b.xlsx", office.workbook(1)), reply_to=0)
    assert (office.states(0), office.states(1)) == (["accepted"], ["held"])
    (case,) = office.cases()
    done = office.decide(case.id, "reject")
    assert (office.states(0), office.states(1)) == (["accepted"], ["rejected"])
    office.check()
    office.undo(done.entry)
    assert (office.states(0), office.states(1)) == (["accepted"], ["held"])
    office.check()


def test_of_two_different_workbooks_for_one_organisation_each_case_decides_its_own(office: Office) -> None:
    """Both are held; one is rejected and the other accepted."""
    office.write(person(0), ("a.xlsx", office.workbook(0)), ("b.xlsx", office.workbook(0, employees=7)), reply_to=0)
    first, second = office.cases()
    office.decide(first.id, "reject")
    assert office.states(0) == ["rejected", "held"]
    office.decide(second.id, "accept")
    assert office.states(0) == ["rejected", "accepted"]
    office.check()


def test_what_accept_and_count_do_depends_on_nothing_that_was_decided_and_undone_before(office: Office) -> None:
    """A held workbook with errors: to accept it sends it back, and to count it lets it count, errors and all."""
    office.write(person(1), ("a.xlsx", office.workbook(0, share_cross_border=140.0)))
    (case,) = office.cases()
    assert case.options == ("accept", "count", "assign", "reject")
    with office.service.store.reading() as tx:
        assert case_seen.case(office.service, tx, str(case.id)).errors == 1
    comes_to = {"accept": "queried", "count": "accepted", "reject": "rejected"}
    for what in ("accept", "reject", "accept", "count", "accept", "count"):
        done = office.decide(case.id, what)
        assert office.states(0) == [comes_to[what]], what
        office.check()
        office.undo(done.entry)
    office.decide(case.id, "count", to="ORG002")
    assert (office.states(0), office.states(2)) == (["rejected"], ["accepted"])
    office.check()


def test_a_workbook_that_has_no_errors_is_accepted_and_not_counted_as_it_is(office: Office) -> None:
    """There is nothing to overlook, so the decision is not offered."""
    office.write(person(1), ("a.xlsx", office.workbook(0)))
    (case,) = office.cases()
    assert case.options == ("accept", "assign", "reject")
    with pytest.raises(ConfigurationError, match="has no errors"):
        office.decide(case.id, "count")


def test_a_workbook_of_which_nobody_knows_whose_it_is_counts_for_whom_a_person_names(office: Office) -> None:
    """Nothing has read it yet, so it may have errors; whose it is must be said, and the command says so."""
    assert written((Decision.ASSIGN, Decision.COUNT)) == ("assign --to REFERENCE", "count --to REFERENCE")
    assert written((Decision.ACCEPT, Decision.COUNT)) == ("accept", "count")
    office.write("x@nowhere.example", ("a.xlsx", foreign()), text="Our questionnaire is attached.")
    (case,) = office.cases()
    with pytest.raises(ConfigurationError, match="Which organisation"):
        office.decide(case.id, "count")
    office.decide(case.id, "count", to="ORG002")
    assert office.states(2) == ["accepted"]
    office.check()


def test_an_answer_counts_until_its_successor_is_accepted(office: Office) -> None:
    """A correction with a fault takes nothing away; the next one, which has none, replaces it."""
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    office.write(person(0), ("b.xlsx", office.workbook(0, share_cross_border=140.0)), reply_to=0)
    assert (office.states(0), office.standing(0), office.counted()) == (["accepted", "queried"], "answered", [400])
    office.write(person(0), ("c.xlsx", office.workbook(0, employees=7)), reply_to=0)
    assert (office.states(0), office.standing(0)) == (["superseded", "superseded", "accepted"], "answered")
    assert office.counted() == [7]
    office.check()
    office.undo(office.entry("accept"))
    assert (office.states(0), office.standing(0)) == (["accepted", "queried", "held"], "answered, waits")
    assert office.counted() == [400]
    office.check()


@pytest.mark.parametrize("by_mark", [False, True])
def test_a_workbook_lifts_a_decline_and_undoing_its_acceptance_puts_it_back(office: Office, by_mark: bool) -> None:
    """Whether a case was decided or the organisation was marked."""
    office.write(person(0), text=WE_DECLINE, reply_to=0)
    (case,) = office.cases()
    if by_mark:
        office.mark(0, "declined")
    else:
        office.decide(case.id, "declined")
    assert (office.standing(0), office.cases()) == ("declined", ())
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    assert office.standing(0) == "answered"
    office.check()
    entry = office.undo(office.entry("accept"))
    assert office.standing(0) == "declined, waits"
    office.check()
    office.undo(entry)
    assert office.standing(0) == "answered"
    office.check()


def test_declined_never_stands_beside_an_answer_that_counts(office: Office) -> None:
    """Neither a mark nor a case says so, and the sentence tells what to do; after that it can be said."""
    office.write(person(0), text=WE_DECLINE, reply_to=0)
    (case,) = office.cases()
    office.decide(case.id, "reject")
    rejected = office.entry("decide")
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    office.undo(rejected)
    for refused in (lambda: office.mark(0, "declined"), lambda: office.decide(case.id, "declined")):
        with pytest.raises(ConfigurationError, match="has an answer that counts") as told:
            refused()
        assert "First undo the acceptance" in str(told.value)
    assert "declined" not in office.cases()[0].options
    office.undo(office.entry("accept"))
    office.decide(case.id, "declined")
    assert office.standing(0).startswith("declined")
    office.check()


def test_a_decline_does_not_come_back_beside_an_answer_that_counts(office: Office) -> None:
    """What was undone is put back only where it is not at odds with what came since."""
    undone = office.undo(office.mark(0, "declined"))
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    with pytest.raises(ConfigurationError, match="has an answer that counts"):
        office.undo(undone)
    office.check()


def test_a_later_workbook_lifts_a_decline_too(office: Office) -> None:
    """The first one had lifted it; undoing that leaves the second, which counts."""
    office.mark(0, "declined")
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    first = office.entry("accept")
    office.write(person(0), ("b.xlsx", office.workbook(0, employees=7)), reply_to=0)
    entry = office.undo(first)
    assert (office.states(0), office.standing(0)) == (["held", "accepted"], "answered, waits")
    office.check()
    office.undo(entry)
    office.check()
    office.undo(office.entry("accept"))
    office.check()


@pytest.mark.parametrize("rejected", [False, True])
def test_a_file_that_a_stranger_sent_first_is_filed_when_the_organisation_sends_it(office: Office, rejected: bool) -> None:
    """The stranger's case is closed by the program, and replaying both messages changes nothing."""
    book = ("a.xlsx", office.workbook(0))
    theirs = office.write(person(1), book)
    (case,) = office.cases()
    if rejected:
        office.decide(case.id, "reject")
    own = office.write(person(0), book, reply_to=0)
    assert (office.states(0), office.cases()) == (["rejected", "accepted"], ())
    office.check()
    told, entries = office.tables(), len(office.entries())
    office.replay(theirs)
    office.replay(own)
    office.replay()
    assert (office.tables(), len(office.entries())) == (told, entries)


def test_undoing_the_acceptance_of_a_file_opens_the_case_of_the_stranger_who_sent_it_first(office: Office) -> None:
    """What a decision had closed waits again with it."""
    book = ("a.xlsx", office.workbook(0))
    office.write(person(1), book)
    office.write(person(0), book, reply_to=0)
    entry = office.undo(office.entry("accept"))
    assert (office.states(0), len(office.cases())) == (["held", "held"], 2)
    office.check()
    office.undo(entry)
    assert (office.states(0), office.cases()) == (["rejected", "accepted"], ())
    office.check()


def test_two_letters_that_decline_are_one_decision(office: Office) -> None:
    """Whoever decides the first has decided the second; undone, both wait again."""
    office.write(person(0), text=WE_DECLINE, reply_to=0)
    office.write(person(0), text=f"Again: {WE_DECLINE}", reply_to=0)
    first, _ = office.cases()
    done = office.decide(first.id, "declined")
    assert office.cases() == ()
    office.check()
    office.undo(done.entry)
    assert len(office.cases()) == 2
    office.check()


def test_a_workbook_that_was_accepted_in_place_of_another_opens_no_case_when_both_are_replayed(office: Office) -> None:
    """The first would be held today, since somebody else's counts; but about it everything is decided."""
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    office.write(STRANGER, ("b.xlsx", office.workbook(0, employees=7)), reply_to=0)
    (case,) = office.cases()
    office.decide(case.id, "accept")
    assert office.states(0) == ["superseded", "accepted"]
    told = office.tables()
    office.replay()
    assert office.cases() == ()
    assert office.tables() == told


def test_a_case_is_accepted_for_its_own_organisation_alone(office: Office) -> None:
    """Who names another one with --to means `assign`, and is told so before anything is decided."""
    office.write(person(1), ("a.xlsx", office.workbook(0)))
    (case,) = office.cases()
    with pytest.raises(ConfigurationError, match="assign"):
        office.decide(case.id, "accept", to="ORG002")
    assert office.states(0) == ["held"]
    office.decide(case.id, "assign", to="ORG002")
    assert (office.states(0), office.states(2)) == (["rejected"], ["accepted"])
    office.check()
