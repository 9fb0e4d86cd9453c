from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from domain.answer import AnswerValue, ItemStatus, Located, Provenance, Rung
from domain.errors import StoreError
from domain.submission import SubmissionState
from store import Store, counting, invitations, provenance, submission_states, submissions
from tests.store.values import file, submission

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
        return [one.state for one in submission_states.states_of(tx, "study").get(invitation, ())]


def test_a_submission_comes_back_as_it_was_filed(filing: Store) -> None:
    """Its findings and answers with it; a blank is not kept as an answer."""
    wanted = submission("a", answers={"employees": 400, "comments": None})
    with filing.transaction() as tx:
        number = file(tx, wanted)
        assert submissions.with_ids(tx, [number]) == (replace(wanted, id=number, answers={"employees": 400}),)
        assert submissions.with_fingerprints(tx, ["b"]) == ()
        assert [one.submission.id for one in counting.of_study(tx, "study")] == [number]


def test_an_answer_comes_back_with_how_it_came_about(filing: Store) -> None:
    """A blank of which something is known is kept for that, and is no answer."""
    came = {
        "employees": Provenance(located=Located("Sheet", "C3", Rung.LABEL), written="4 hundred", flag="p", note="Break", how="number_text"),
        "comments": Provenance(status=ItemStatus.NOT_APPLICABLE, located=Located("Sheet", "C4", Rung.NAME)),
        "total": Provenance(),
    }
    with filing.transaction() as tx:
        number = file(
            tx, submission("a", answers={"employees": 400, "comments": None, "total": 1, "blank": None}, provenance=came, version=3)
        )
        (found,) = submissions.with_ids(tx, [number])
        assert provenance.provenance(tx, [number]) == {number: came}
    assert (found.answers, found.version) == ({"employees": 400, "total": 1}, 3)


def test_a_sheet_whose_name_has_the_sign_that_stands_between_moves_no_answer(filing: Store) -> None:
    """Old formats let any sign stand in a name of a sheet: of such a workbook each answer is read alone, and others stay as they are."""
    torn = {
        "a": Provenance(located=Located("Part\x1fone", "C3", Rung.NAME)),
        "b": Provenance(located=Located("\x1f", "C4", Rung.KEY), flag="p"),
        "c": Provenance(status=ItemStatus.UNREADABLE, located=Located("Two", "C5", Rung.LABEL), written="many"),
        "d": Provenance(),
    }
    whole = {"a": Provenance(located=Located("One", "C3", Rung.NAME)), "b": Provenance(located=Located("Two", "C4", Rung.KEY))}
    with filing.transaction() as tx:
        first = file(tx, submission("a", answers={"a": 1, "b": 2, "c": None, "d": 3}, provenance=torn))
        second = file(tx, submission("b", answers={"a": 4, "b": 5}, provenance=whole))
        assert provenance.provenance(tx, [first, second]) == {first: torn, second: whole}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True), ANSWERS, max_size=8))
def test_every_answer_comes_back_with_its_value_and_type(filing: Store, answers: dict[str, AnswerValue]) -> None:
    """A whole number stays whole, 1 is not TRUE, and a text that looks like a date stays a text."""
    with filing.transaction() as tx:
        number = file(tx, submission("same", answers=answers))
        (found,) = submissions.with_ids(tx, [number])
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
        number = file(tx, submission("a", answers={"question": value}))
        (found,) = submissions.with_ids(tx, [number])
    assert (found.answers["question"], type(found.answers["question"])) == (value, type(value))


@pytest.mark.parametrize("damaged", ["1, 2", "[1", ""])
def test_an_answer_that_is_damaged_is_told_and_moves_no_other(filing: Store, damaged: str) -> None:
    """Answers are read many at once, and each stays with its question."""
    with filing.transaction() as tx:
        number = file(tx, submission("a", answers={"employees": 400, "share": 0.5}))
        tx.execute(text("UPDATE answer SET value = :damaged WHERE question = 'employees'"), {"damaged": damaged})
        with pytest.raises(StoreError, match="damaged"):
            submissions.with_ids(tx, [number])


def test_a_newer_submission_that_is_accepted_supersedes_the_one_that_counted(filing: Store) -> None:
    """None is deleted, and another organisation's is left alone."""
    with filing.transaction() as tx:
        file(tx, submission("a"))
        file(tx, submission("other", invitation_id=2))
        file(tx, submission("b"))
    assert states(filing) == [S, A]
    assert states(filing, 2) == [A]


def test_an_accepted_answer_counts_until_its_successor_is_accepted(filing: Store) -> None:
    """A correction with a fault is sent back, and takes nothing away."""
    with filing.transaction() as tx:
        file(tx, submission("a"))
        file(tx, submission("b", state=Q))
        assert [one.submission.fingerprint for one in counting.of_study(tx, "study")] == ["a"]
    assert states(filing) == [A, Q]
    with filing.transaction() as tx:
        file(tx, submission("c"))
    assert states(filing) == [S, S, A]


def test_a_held_submission_supersedes_nothing(filing: Store) -> None:
    """A person decides about it first."""
    with filing.transaction() as tx:
        file(tx, submission("a"))
        file(tx, submission("b", state=H))
    assert states(filing) == [A, H]


def test_the_same_file_of_the_same_message_is_kept_once_and_read_as_today(filing: Store) -> None:
    """Filing it again replaces what was read of it."""
    with filing.transaction() as tx:
        first, new = submissions.keep(tx, submission("a"), "study")
        assert new
        assert submissions.keep(tx, submission("a", answers={"employees": 401}, findings=()), "study") == (first, False)
        (found,) = submissions.with_ids(tx, [first])
        assert (found.answers, found.findings) == ({"employees": 401}, ())


def test_the_same_file_that_another_message_brings_is_another_submission(filing: Store) -> None:
    """Who else sent it before decides nothing about it."""
    with filing.transaction() as tx:
        first, _ = submissions.keep(tx, submission("a", state=H), "study")
        second, new = submissions.keep(tx, submission("a", message_id=2), "study")
    assert new
    assert first != second


def test_the_same_file_of_two_organisations_is_two_submissions(filing: Store) -> None:
    """A file is known for its invitation, not for everybody."""
    with filing.transaction() as tx:
        assert file(tx, submission("a")) != file(tx, submission("a", invitation_id=2))
