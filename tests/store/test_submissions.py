from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.submission import AnswerValue, SubmissionState
from store import Store, invitations, submissions
from tests.store.values import submission

A, Q, H, S = SubmissionState.ACCEPTED, SubmissionState.QUERIED, SubmissionState.HELD, SubmissionState.SUPERSEDED

ANSWERS: st.SearchStrategy[AnswerValue] = st.one_of(
    st.text(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.lists(st.text(min_size=1)).map(tuple),
)


@pytest.fixture
def filing(store: Store) -> Store:
    """Return a store in which two organisations were invited."""
    with store.transaction() as tx:
        invitations.invite(tx, "study", "CYB12", ["ALPNET", "BARQ"])
    return store


def states(store: Store, invitation: int = 1) -> list[str]:
    """Return the states of an invitation's submissions, oldest first."""
    with store.reading() as tx:
        return [state for state, _ in submissions.states(tx, [invitation]).get(invitation, ())]


def test_a_submission_comes_back_as_it_was_filed(filing: Store) -> None:
    """Its findings and answers with it; a blank is not kept as an answer."""
    wanted = submission("a", answers={"employees": 400, "comments": None})
    with filing.transaction() as tx:
        number = submissions.file(tx, wanted)
        assert submissions.find(tx, "id", [number]) == (replace(wanted, id=number, answers={"employees": 400}),)
        assert submissions.find(tx, "fingerprint", ["b"]) == ()
        assert submissions.answers_count(tx, [1, 2]) == 1


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True), ANSWERS, max_size=8))
def test_every_answer_comes_back_with_its_value_and_type(filing: Store, answers: dict[str, AnswerValue]) -> None:
    """A whole number stays whole, 1 is not TRUE, and a text that looks like a date stays a text."""
    with filing.transaction() as tx:
        number = submissions.file(tx, submission("same", answers=answers))
        (found,) = submissions.find(tx, "id", [number])
    assert found.answers == answers
    assert {name: type(value) for name, value in found.answers.items()} == {name: type(value) for name, value in answers.items()}


@pytest.mark.parametrize(
    "value",
    [
        *("2012-03-01", date(2012, 3, 1), datetime.fromisoformat("2012-03-01T09:05"), time(9, 5)),
        *(1, 1.0, True, False, "", (), ("a",), "\x00 =SUM(A1)"),
    ],
)
def test_values_that_are_easily_confused_are_kept_apart(filing: Store, value: AnswerValue) -> None:
    """What is equal in one type is not the same answer in another."""
    with filing.transaction() as tx:
        number = submissions.file(tx, submission("a", answers={"question": value}))
        (found,) = submissions.find(tx, "id", [number])
    assert (found.answers["question"], type(found.answers["question"])) == (value, type(value))


@pytest.mark.parametrize("newer", [A, Q])
def test_a_newer_submission_that_counts_supersedes_the_one_that_counted(filing: Store, newer: SubmissionState) -> None:
    """None is deleted, and another organisation's is left alone."""
    with filing.transaction() as tx:
        submissions.file(tx, submission("a"))
        submissions.file(tx, submission("other", invitation_id=2))
        submissions.file(tx, submission("b", state=newer))
    assert states(filing) == [S, newer]
    assert states(filing, 2) == [A]


def test_a_held_submission_supersedes_nothing_until_it_is_accepted(filing: Store) -> None:
    """A person's decision then lets it count, and only it."""
    with filing.transaction() as tx:
        submissions.file(tx, submission("a"))
        number = submissions.file(tx, submission("b", state=H))
    assert states(filing) == [A, H]
    with filing.transaction() as tx:
        submissions.decide(tx, number, A)
    assert states(filing) == [S, A]


def test_the_same_file_is_filed_once_and_read_as_today(filing: Store) -> None:
    """Filing it again replaces what was read of it, and revives nothing that a newer file superseded."""
    with filing.transaction() as tx:
        first = submissions.file(tx, submission("a", state=Q))
        assert submissions.file(tx, submission("a", answers={"employees": 401}, findings=())) == first
        (found,) = submissions.find(tx, "id", [first])
        assert (found.state, found.answers, found.findings) == (A, {"employees": 401}, ())
        submissions.file(tx, submission("b"))
        assert submissions.file(tx, submission("a")) == first
    assert states(filing) == [S, A]


def test_the_same_file_of_two_organisations_is_two_submissions(filing: Store) -> None:
    """A file is known for its invitation, not for everybody."""
    with filing.transaction() as tx:
        assert submissions.file(tx, submission("a")) != submissions.file(tx, submission("a", invitation_id=2))
