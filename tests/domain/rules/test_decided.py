"""What the decisions that are in force come to (People overrule)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.contact import Stopped
from domain.journal import Subject, What, in_force
from domain.rules.decided import (
    conclusion,
    deadline,
    delivery,
    granted,
    is_open,
    listed,
    mark,
    pausing,
    stopped,
    suppression,
    waits_beneath,
)
from domain.rules.standing import Mark
from tests.domain.entries import PERSON, about, entry, undoing

CASE, ORGANISATION = about(Subject.CASE), about(Subject.ORGANISATION)
ADDRESS, STUDY = about(Subject.ADDRESS), about(Subject.STUDY, "cyb12")
OPENED = entry(1, What.OPEN, CASE)


@pytest.mark.parametrize("what", [What.DECIDE, What.CLOSE])
def test_a_case_waits_until_a_person_decides_it_or_nothing_is_left_to_decide(what: What) -> None:
    """The last word is what it came to."""
    last = entry(3, what, CASE)
    assert conclusion([OPENED]) is None
    assert conclusion([OPENED, last, entry(2, What.DECIDE, CASE)]) is last


def test_a_case_whose_decision_is_undone_waits_again() -> None:
    """It is open as before."""
    journal = [OPENED, entry(2, What.DECIDE, CASE, by=PERSON), undoing(3, 2)]
    assert conclusion(in_force(journal)) is None
    assert is_open(in_force(journal))


def test_a_case_that_an_undone_decision_had_opened_is_open_no_more() -> None:
    """Its opening falls with that decision."""
    journal = [entry(1, What.UNDO, undoes=9), entry(2, What.OPEN, CASE, follows=1), undoing(3, 1)]
    assert is_open(in_force(journal[:2]))
    assert not is_open(in_force(journal))


@pytest.mark.parametrize("what", [What.DECLINED, What.WAITING, What.ELSEWHERE, What.INELIGIBLE])
def test_an_organisation_is_marked_as_what_was_said_last(what: What) -> None:
    """Until the day that was named, where one was."""
    assert mark([entry(1, What.DECLINED, ORGANISATION), entry(2, what, ORGANISATION, value="2012-05-01")]) == Mark(what, date(2012, 5, 1))
    assert mark([entry(1, what, ORGANISATION)]) == Mark(what, None)


def test_a_mark_that_was_taken_away_is_none() -> None:
    """Neither is one that nobody gave; it can be given again."""
    opened = [entry(1, What.DECLINED, ORGANISATION), entry(2, What.OPEN, ORGANISATION)]
    assert mark([]) is None
    assert mark(opened) is None
    assert mark([*opened, entry(3, What.WAITING, ORGANISATION)]) == Mark(What.WAITING)


def test_what_lets_a_rule_wait_holds_beneath_a_longer_mark_and_is_lifted_by_itself() -> None:
    """A person gave more time before a question came: either may be taken back, and leaves the other."""
    time = entry(1, What.WAITING, ORGANISATION, by=PERSON, value="2012-05-20")
    question = entry(2, What.WAITING, ORGANISATION, value="2012-03-08", message_id=7)
    answered = entry(3, What.OPEN, ORGANISATION, by=PERSON, value="2", follows=9)
    assert mark([time, question]) == Mark(What.WAITING, date(2012, 5, 20))
    assert mark([question]) == Mark(What.WAITING, date(2012, 3, 8))
    assert waits_beneath([time, question], 7) is question
    assert mark([time, question, answered]) == Mark(What.WAITING, date(2012, 5, 20))
    assert mark([question, answered]) is None
    assert waits_beneath([time, question, answered], 7) is None
    assert waits_beneath([time, question], 8) is None


def test_time_is_what_a_person_gave_and_stays_when_an_answer_comes() -> None:
    """A rule that lets reminders wait gives none; a person's newer word takes its place."""
    time = entry(1, What.WAITING, ORGANISATION, by=PERSON, value="2012-05-20")
    away = entry(2, What.WAITING, ORGANISATION, value="2012-06-30")
    came = entry(3, What.OPEN, ORGANISATION, by=PERSON, follows=8)
    assert granted([away]) is None
    assert granted([time, away, came]) == date(2012, 5, 20)
    assert granted([time, entry(4, What.OPEN, ORGANISATION, by=PERSON)]) is None
    assert granted([time, entry(4, What.WAITING, ORGANISATION, by=PERSON)]) is None


def test_an_address_is_suppressed_until_it_is_released() -> None:
    """The entry says why; it can be suppressed anew."""
    first, again = entry(1, What.SUPPRESS, ADDRESS, value="complained"), entry(3, What.SUPPRESS, ADDRESS, value="by_hand")
    released = entry(2, What.RELEASE, ADDRESS)
    assert suppression([]) is None
    assert suppression([first]) is first
    assert suppression([first, released]) is None
    assert suppression([first, released, again]) is again
    assert [stopped(one) for one in (first, again)] == [Stopped.COMPLAINED, Stopped.BY_HAND]


def test_a_contact_is_listed_as_was_said_last_or_as_before_where_all_of_it_is_undone() -> None:
    """Whoever was put on the list is off it again, and whoever was retired is back."""
    contact = about(Subject.CONTACT)
    put, off = entry(1, What.LIST, contact), entry(2, What.RETIRE, contact)
    assert listed([put], [put])
    assert not listed([put, off], [put, off])
    assert listed([put, off], [put])
    assert not listed([put, off], [])
    assert listed([off], [])


def test_a_study_is_paused_until_it_is_resumed() -> None:
    """And when the resuming is undone it is paused again."""
    journal = [entry(1, What.PAUSE, STUDY), entry(2, What.RESUME, STUDY), undoing(3, 2)]
    assert [pausing(in_force(journal[:length])) is not None for length in range(4)] == [False, True, False, True]


def test_a_study_is_extended_to_the_day_that_was_said_last() -> None:
    """Its own deadline holds where none was said, or where the extension was taken back."""
    journal = [entry(1, What.EXTEND, STUDY, value="2012-05-01"), entry(2, What.EXTEND, STUDY, value="2012-06-01"), undoing(3, 2)]
    found = [deadline(in_force(journal[:length])) for length in range(4)]
    assert found == [None, date(2012, 5, 1), date(2012, 6, 1), date(2012, 5, 1)]
    assert deadline([entry(1, What.EXTEND, STUDY)]) is None


def test_a_letter_is_what_was_settled_last_and_what_it_was_before_where_that_is_undone() -> None:
    """Before it, and not what an earlier decision said: sent again, it may have come into doubt again."""
    letter = about(Subject.LETTER, 1)
    first = entry(1, What.SETTLE, letter, value="queued", was="uncertain")
    second = entry(2, What.SETTLE, letter, value="sent", was="sending")
    third = entry(3, What.SETTLE, letter, value="bounced", was="deferred")
    everything = [first, second, third, entry(4, What.OPEN, letter)]
    assert delivery(everything, everything) == "bounced"
    assert delivery(everything, [first, second]) == "deferred"
    assert delivery(everything, [first]) == "sending"
    assert delivery(everything, []) == "uncertain"
