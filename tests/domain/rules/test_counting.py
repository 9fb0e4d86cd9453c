"""Which of an organisation's submissions counts (People overrule: an accepted answer counts until its successor is accepted)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.journal import Entry, Subject, What, in_force
from domain.rules.counting import decision_for, generations, ranks, read_again, states, verdicts
from domain.rules.overlay import Merging
from domain.submission import SubmissionState
from tests.domain.entries import PERSON, RULE, about, entry, undoing

ACCEPT, QUERY, HOLD, REJECT = What.ACCEPT, What.QUERY, What.HOLD, What.REJECT
ACCEPTED, QUERIED, HELD = SubmissionState.ACCEPTED, SubmissionState.QUERIED, SubmissionState.HELD
SUPERSEDED, REJECTED = SubmissionState.SUPERSEDED, SubmissionState.REJECTED


def on(number: int, what: What, submission: int, by: str = RULE) -> Entry:
    """Return a decision about one of the organisation's submissions."""
    return entry(number, what, about(Subject.SUBMISSION, submission), by=by)


def come(*decisions: Entry) -> list[SubmissionState]:
    """Return the states of the submissions that were decided about, in the order of their numbers."""
    found = states(sorted({int(one.about.id) for one in decisions}), decisions)
    return [found[number] for number in sorted(found)]


def test_a_decision_gives_its_submission_its_state() -> None:
    """Each word of the journal has one."""
    assert [come(on(1, what, 1)) for what in (ACCEPT, QUERY, HOLD, REJECT)] == [[ACCEPTED], [QUERIED], [HELD], [REJECTED]]


def test_the_answer_that_was_accepted_last_counts() -> None:
    """The earlier one is superseded."""
    assert come(on(1, ACCEPT, 1), on(2, ACCEPT, 2)) == [SUPERSEDED, ACCEPTED]


@pytest.mark.parametrize("what", [QUERY, HOLD, REJECT])
def test_an_accepted_answer_counts_until_its_successor_is_accepted(what: What) -> None:
    """A newer one that was sent back, held or rejected takes nothing away from it."""
    assert come(on(1, ACCEPT, 1), on(2, what, 2))[0] is ACCEPTED
    assert come(on(1, ACCEPT, 1), on(2, what, 2), on(3, ACCEPT, 2, PERSON)) == [SUPERSEDED, ACCEPTED]


@pytest.mark.parametrize("what", [ACCEPT, QUERY])
def test_what_was_sent_back_is_superseded_by_what_was_accepted_or_sent_back_after_it(what: What) -> None:
    """Of several that were sent back, the newest is asked about."""
    assert come(on(1, QUERY, 1), on(2, what, 2))[0] is SUPERSEDED


def test_what_waits_for_a_person_is_superseded_by_nothing() -> None:
    """Nor is what a person rejected."""
    assert come(on(1, HOLD, 1), on(2, REJECT, 2), on(3, ACCEPT, 3)) == [HELD, REJECTED, ACCEPTED]


def test_a_persons_decision_is_as_new_as_the_day_on_which_it_was_made() -> None:
    """An older workbook that somebody accepts today is what they want to count."""
    assert come(on(1, HOLD, 1), on(2, ACCEPT, 2), on(3, ACCEPT, 1, PERSON)) == [ACCEPTED, SUPERSEDED]


def test_to_be_read_again_does_not_make_a_submission_newer() -> None:
    """A rule's new verdict ranks by when the workbook came."""
    assert come(on(1, QUERY, 1), on(2, ACCEPT, 2), on(3, ACCEPT, 1)) == [SUPERSEDED, ACCEPTED]
    assert come(on(1, QUERY, 1), on(2, HOLD, 2), on(3, ACCEPT, 1)) == [ACCEPTED, HELD]


def test_a_submission_about_which_no_decision_is_in_force_does_not_count() -> None:
    """Neither its own nor those about the others."""
    assert states([1, 2], [on(5, ACCEPT, 2)]) == {1: REJECTED, 2: ACCEPTED}


def test_when_an_acceptance_is_undone_the_answer_before_it_counts_again() -> None:
    """And when that undoing is undone, the newer one does."""
    journal = [on(1, ACCEPT, 1), on(2, ACCEPT, 2), undoing(3, 2), undoing(4, 3)]
    assert states([1, 2], in_force(journal[:3])) == {1: ACCEPTED, 2: REJECTED}
    assert states([1, 2], in_force(journal)) == {1: SUPERSEDED, 2: ACCEPTED}


def test_what_else_was_decided_decides_about_no_submission() -> None:
    """The number of a case or of a letter is not that of a submission."""
    assert states([1], [on(1, ACCEPT, 1), entry(2, What.SETTLE, about(Subject.LETTER)), entry(3, What.CLOSE, about(Subject.CASE))]) == {
        1: ACCEPTED
    }


@st.composite
def decisions(draw: st.DrawFn) -> list[Entry]:
    """Draw the decisions about up to four submissions."""
    ones = st.tuples(st.sampled_from([ACCEPT, QUERY, HOLD, REJECT]), st.integers(1, 4), st.sampled_from([RULE, PERSON]))
    return [on(number, *one) for number, one in enumerate(draw(st.lists(ones, max_size=10)), 1)]


@given(decisions(), st.randoms())
def test_at_most_one_answer_counts_whatever_was_decided(found: list[Entry], shuffled: Random) -> None:
    """Exactly one where the last word about any was that it does; and the order in which the entries are given says nothing."""
    known = Counter(states(range(1, 5), found).values())
    last = {one.about.id: one.what for one in found}
    assert known[ACCEPTED] == (1 if ACCEPT in last.values() else 0)
    assert known[QUERIED] <= 1
    other = list(found)
    shuffled.shuffle(other)
    assert states(range(1, 5), other) == states(range(1, 5), found)


@given(decisions(), st.sampled_from([QUERY, HOLD, REJECT]))
def test_nothing_but_an_acceptance_takes_a_counting_answer_away(found: list[Entry], what: What) -> None:
    """Whatever else is decided about a submission that came after it."""
    before = {one for one, state in states(range(1, 5), found).items() if state is ACCEPTED}
    after = states(range(1, 6), [*found, on(len(found) + 1, what, 5)])
    assert {one for one, state in after.items() if state is ACCEPTED} == before


@pytest.mark.parametrize("reading", [ACCEPTED, QUERIED, HELD])
def test_read_again_a_submission_keeps_what_a_person_decided(reading: SubmissionState) -> None:
    """And so does what waits for one, and what none decided about."""
    for what in (ACCEPT, QUERY, HOLD, REJECT):
        assert read_again([on(1, QUERY, 1), on(2, what, 1, PERSON)], reading) is None
    assert read_again([on(1, HOLD, 1)], reading) is None
    assert read_again([on(1, REJECT, 1)], reading) is None
    assert read_again([], reading) is None


def test_between_accepted_and_sent_back_todays_reading_decides() -> None:
    """Nothing is written where it says the same, and no rule holds or rejects what it had filed."""
    assert read_again([on(1, QUERY, 1)], ACCEPTED) is ACCEPT
    assert read_again([on(1, ACCEPT, 1)], QUERIED) is QUERY
    assert read_again([on(1, ACCEPT, 1)], ACCEPTED) is None
    assert [read_again([on(1, ACCEPT, 1)], reading) for reading in (HELD, REJECTED, SUPERSEDED)] == [None] * 3


def test_the_last_decision_about_a_submission_is_what_is_read_against() -> None:
    """Whatever the order in which they are given, and whatever else was decided."""
    given_ = [on(2, ACCEPT, 1), on(1, QUERY, 1), entry(9, What.CLOSE, about(Subject.CASE), by=PERSON)]
    assert read_again(given_, QUERIED) is QUERY


def test_every_state_but_superseded_comes_of_a_decision() -> None:
    """Nobody decides that something is superseded: that comes of what was decided about others."""
    assert [decision_for(state) for state in (ACCEPTED, QUERIED, HELD, REJECTED)] == [ACCEPT, QUERY, HOLD, REJECT]
    with pytest.raises(KeyError):
        decision_for(SUPERSEDED)


def test_every_verdict_is_told_in_order_as_the_state_that_it_gave() -> None:
    """Whatever became of the submission since; what is no verdict about one is left out."""
    told = verdicts([on(3, REJECT, 2), on(1, ACCEPT, 1), on(2, HOLD, 2), entry(4, What.UNDO, about(Subject.SUBMISSION, 2), undoes=3)])
    assert told == ((1, ACCEPTED), (2, HELD), (2, REJECTED))


def merged(number: int, submission: int, instead: tuple[int, ...] = (), beside: tuple[int, ...] = ()) -> Entry:
    """Return the decision of a person that a submission counts beside what counts."""
    return replace(on(number, What.MERGE, submission, PERSON), value=str(Merging(instead=instead, beside=beside)))


def test_what_was_sent_back_counts_while_something_does_that_was_added_to_it() -> None:
    """Halves of an answer count together, as long as nobody rejects the other one, and nothing is accepted or added in their place."""
    both = (on(1, QUERY, 1), on(2, HOLD, 2), merged(3, 2, beside=(1,)))
    assert come(*both) == [ACCEPTED, ACCEPTED]
    assert come(*both[:2]) == [QUERIED, HELD]
    assert come(*both, on(4, REJECT, 2, PERSON)) == [QUERIED, REJECTED]
    assert come(*both, on(4, REJECT, 1, PERSON)) == [REJECTED, ACCEPTED]
    assert come(*both, on(4, ACCEPT, 3)) == [SUPERSEDED, SUPERSEDED, ACCEPTED]
    assert come(*both, merged(4, 3, instead=(1,))) == [SUPERSEDED, ACCEPTED, ACCEPTED]
    assert come(*both, merged(4, 3, instead=(2,))) == [ACCEPTED, SUPERSEDED, ACCEPTED]


def test_what_was_sent_back_before_halves_met_is_superseded_by_them_and_what_came_after_is_not() -> None:
    """Nobody is asked to correct what counts meanwhile."""
    met = (on(1, QUERY, 1), on(2, QUERY, 2), on(3, HOLD, 3), merged(4, 3, beside=(2,)))
    assert come(*met) == [SUPERSEDED, ACCEPTED, ACCEPTED]
    assert come(*met, on(5, QUERY, 4)) == [SUPERSEDED, ACCEPTED, ACCEPTED, QUERIED]


def test_halves_that_count_together_are_one_generation_in_the_order_in_which_they_came() -> None:
    """However many there are."""
    met = (on(1, QUERY, 1), on(2, QUERY, 2), on(3, HOLD, 3), merged(4, 3, beside=(1, 2)))
    assert come(*met) == [ACCEPTED, ACCEPTED, ACCEPTED]
    assert ranks(met) == {1: 1, 2: 2, 3: 4}
    assert generations(met) == ((1, 2, 3),)
    assert generations((*met, on(5, ACCEPT, 4))) == ((4,), (1, 2, 3))


def test_what_was_added_counts_beside_what_was_accepted_until_something_takes_its_place() -> None:
    """A workbook that is accepted afterwards takes the place of all, one that was added instead of another only of that."""
    assert come(on(1, ACCEPT, 1), merged(2, 2)) == [ACCEPTED, ACCEPTED]
    assert come(on(1, ACCEPT, 1), merged(2, 2), on(3, ACCEPT, 3)) == [SUPERSEDED, SUPERSEDED, ACCEPTED]
    assert come(on(1, ACCEPT, 1), merged(2, 2), merged(3, 3, instead=(1,))) == [SUPERSEDED, ACCEPTED, ACCEPTED]
    assert come(on(1, ACCEPT, 1), merged(2, 2), on(3, REJECT, 2, PERSON)) == [ACCEPTED, REJECTED]
    assert ranks([on(1, ACCEPT, 1), merged(2, 2)]) == {1: 1, 2: 2}
