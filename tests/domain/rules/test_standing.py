"""Where an organisation stands (People overrule: answered, queried, declined, undeliverable, silent; they add up to the total)."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contact import Stopped
from domain.journal import What
from domain.letter import DeliveryState
from domain.quality import CaseEvent
from domain.rules.standing import History, Mark, Reach, kept_of_erased, standing, waits_for_us
from domain.submission import Standing, SubmissionState

TODAY = date(2012, 4, 30)
REACHED = (Reach(newest=DeliveryState.SENT),)
LOST = {DeliveryState.REJECTED, DeliveryState.BOUNCED, DeliveryState.FAILED}
ASKED = {Stopped.UNSUBSCRIBED, Stopped.COMPLAINED}
MARKS = [What.DECLINED, What.WAITING, What.ELSEWHERE, What.INELIGIBLE]
reaches = st.builds(Reach, st.none() | st.sampled_from(Stopped), st.none() | st.sampled_from(DeliveryState))
histories = st.builds(
    History,
    states=st.lists(st.sampled_from(SubmissionState), max_size=3),
    waits=st.booleans(),
    mark=st.none() | st.builds(Mark, st.sampled_from(MARKS), st.none() | st.dates()),
    contacts=st.lists(reaches, max_size=3),
    unusable=st.booleans(),
)


def of(*states: SubmissionState, waits: bool = False, mark: What | None = None, contacts: tuple[Reach, ...] = REACHED) -> Standing | None:
    """Return where an organisation stands."""
    return standing(History(states=states, waits=waits, mark=Mark(mark) if mark else None, contacts=contacts))


def test_who_was_reached_and_sent_nothing_is_silent() -> None:
    """So is who was not written to yet."""
    assert of() is Standing.SILENT
    assert of(contacts=(Reach(),)) is Standing.SILENT


def test_who_has_an_answer_that_counts_has_answered() -> None:
    """Whatever came since, waits, or was said about it."""
    everything = (SubmissionState.ACCEPTED, SubmissionState.QUERIED, SubmissionState.HELD)
    assert of(*everything, waits=True, mark=What.DECLINED, contacts=(Reach(Stopped.UNSUBSCRIBED),)) is Standing.ANSWERED


@pytest.mark.parametrize("state", [SubmissionState.QUERIED, SubmissionState.HELD])
def test_what_came_back_but_does_not_count_yet_makes_queried(state: SubmissionState) -> None:
    """Sent back, or waiting for a person; also where a case about something else waits."""
    assert of(state, contacts=()) is Standing.QUERIED
    assert of(waits=True, contacts=()) is Standing.QUERIED


def test_who_sent_only_what_could_not_be_taken_is_queried() -> None:
    """They are not silent; an answer that counts, and a person's word, say more."""
    assert standing(History(contacts=REACHED, unusable=True)) is Standing.QUERIED
    assert standing(History(unusable=True)) is Standing.QUERIED
    assert standing(History(states=[SubmissionState.ACCEPTED], unusable=True)) is Standing.ANSWERED
    assert standing(History(mark=Mark(What.DECLINED), unusable=True)) is Standing.DECLINED


@pytest.mark.parametrize("state", [SubmissionState.SUPERSEDED, SubmissionState.REJECTED])
def test_what_was_rejected_or_superseded_says_nothing(state: SubmissionState) -> None:
    """Somebody decided that it does not count."""
    assert of(state) is Standing.SILENT


def test_who_was_recorded_as_declined_has_declined() -> None:
    """Also where something was sent back before, or waits."""
    assert of(mark=What.DECLINED) is Standing.DECLINED
    assert of(SubmissionState.QUERIED, waits=True, mark=What.DECLINED) is Standing.DECLINED


@pytest.mark.parametrize("stopped", Stopped)
def test_who_asked_that_none_of_its_addresses_be_written_to_has_declined(stopped: Stopped) -> None:
    """A mailbox that does not exist, or that staff stopped, asked for nothing."""
    assert of(contacts=(Reach(stopped), Reach(Stopped.UNSUBSCRIBED))) is (Standing.DECLINED if stopped in ASKED else Standing.UNDELIVERABLE)


@pytest.mark.parametrize(
    ("kept", "stands"),
    [
        ([], Standing.UNDELIVERABLE),
        ([CaseEvent.WROTE], Standing.UNDELIVERABLE),
        ([CaseEvent.SENT], Standing.SILENT),
        ([CaseEvent.SENT, CaseEvent.AWAY], Standing.SILENT),
        ([CaseEvent.SENT, CaseEvent.UNDELIVERABLE], Standing.UNDELIVERABLE),
        ([CaseEvent.SENT, CaseEvent.UNSUBSCRIBED], Standing.DECLINED),
    ],
)
def test_an_organisation_stands_where_it_stood_when_its_contacts_were_erased(kept: list[CaseEvent], stands: Standing) -> None:
    """By what is kept of its case; without anything it is as if a person had taken them off the list."""
    assert of(contacts=kept_of_erased(kept)) is stands


def test_an_organisation_of_which_one_address_may_still_be_written_to_has_not_declined() -> None:
    """Nor has one without any address: nobody there asked for anything."""
    assert of(contacts=(Reach(Stopped.UNSUBSCRIBED), Reach())) is Standing.SILENT
    assert of(contacts=()) is Standing.UNDELIVERABLE


@pytest.mark.parametrize("state", DeliveryState)
def test_an_organisation_is_undeliverable_when_the_newest_letter_to_every_address_was_lost(state: DeliveryState) -> None:
    """One that is under way, in doubt, tried again or dropped is not lost."""
    assert of(contacts=(Reach(newest=state),)) is (Standing.UNDELIVERABLE if state in LOST else Standing.SILENT)
    assert of(contacts=(Reach(newest=state), Reach(newest=DeliveryState.SENT))) is Standing.SILENT


@pytest.mark.parametrize("stopped", [Stopped.NO_SUCH_MAILBOX, Stopped.BY_HAND])
def test_an_address_that_is_suppressed_is_not_reached(stopped: Stopped) -> None:
    """Even if its newest letter arrived."""
    assert of(contacts=(Reach(stopped, DeliveryState.SENT),)) is Standing.UNDELIVERABLE


@pytest.mark.parametrize("mark", [What.WAITING, What.ELSEWHERE])
def test_elsewhere_counts_as_answered_only_once_somebody_files_the_answer(mark: What) -> None:
    """Neither it nor an extension changes where an organisation stands."""
    assert of(mark=mark) is Standing.SILENT
    assert of(SubmissionState.ACCEPTED, mark=mark) is Standing.ANSWERED


@given(st.lists(histories, max_size=8))
def test_the_standings_add_up_to_the_total_and_ineligible_leaves_it(everybody: list[History]) -> None:
    """Each organisation stands in one place, and none but those that are not to be asked stands in none."""
    found = Counter(standing(one) for one in everybody)
    assert found[None] == sum(one.mark is not None and one.mark.what is What.INELIGIBLE for one in everybody)
    assert sum(found[one] for one in Standing) == len(everybody) - found[None]


@given(histories)
def test_nobody_is_declined_beside_an_answer_that_counts(one: History) -> None:
    """Answered comes first, and nothing else is answered."""
    answered = SubmissionState.ACCEPTED in one.states
    assert (standing(one) is Standing.ANSWERED) == (answered and standing(one) is not None)


@pytest.mark.parametrize("state", SubmissionState)
def test_what_is_held_waits_for_us(state: SubmissionState) -> None:
    """It is for a person here to decide; what was sent back waits for them."""
    assert waits_for_us(History(states=[state]), TODAY) is (state is SubmissionState.HELD)


def test_who_is_ineligible_waits_for_nothing() -> None:
    """It is not asked; a case about it waits all the same, and is listed as any other."""
    assert not waits_for_us(History(states=[SubmissionState.HELD], waits=True, mark=Mark(What.INELIGIBLE)), TODAY)


def test_a_case_waits_for_us() -> None:
    """Whatever it is about, and whatever the mark is."""
    assert waits_for_us(History(waits=True), TODAY)
    assert not waits_for_us(History(), TODAY)


@pytest.mark.parametrize("what", MARKS)
def test_who_was_given_time_or_answers_elsewhere_waits_for_us(what: What) -> None:
    """To the end of the day that was agreed, where there is one; who declined or is not asked does not."""
    days = [None, TODAY + timedelta(days=1), TODAY, TODAY - timedelta(days=1)]
    found = [waits_for_us(History(mark=Mark(what, until)), TODAY) for until in days]
    assert found == ([True, True, True, False] if what in {What.WAITING, What.ELSEWHERE} else [False] * 4)
