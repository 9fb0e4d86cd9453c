"""What a new version of a questionnaire means is compared with the one before, question by question and code by code."""

from __future__ import annotations

import pytest

from domain.changes import NO_CHANGES, Changes, introduced
from questionnaire.definition import Question, Questionnaire, QuestionType
from questionnaire.versions.faults import FaultKind
from questionnaire.versions.step import step
from tests.questionnaire.versions.forms import choice, form, matrix, question, table

YES_NO = {"1": "Yes", "2": "No"}


def found(old: Questionnaire, new: Questionnaire, changes: Changes = NO_CHANGES) -> list[tuple[FaultKind, str, str]]:
    """Return the faults of a new version."""
    made = step(old, new, changes)
    assert not made.wrong
    return [(one.kind, one.name, one.code) for one in made.faults]


@pytest.mark.parametrize(
    ("old", "new", "kind", "code"),
    [
        (question("a"), question("b", label="Another"), FaultKind.DROPPED, ""),
        (question("a"), question("a", QuestionType.TEXT), FaultKind.RETYPED, ""),
        (choice("a", YES_NO), choice("a", YES_NO, QuestionType.SELECT_MULTIPLE), FaultKind.RETYPED, ""),
        (question("a", unit="persons"), question("a", unit="thousands"), FaultKind.RESCALED, ""),
        (question("a"), question("a", unit="thousands"), FaultKind.RESCALED, ""),
        (question("a", unit="thousands"), question("a"), FaultKind.RESCALED, ""),
        (choice("a", YES_NO), choice("a", {"1": "Yes"}), FaultKind.CODE_DROPPED, "2"),
        (choice("a", YES_NO), choice("a", {"1": "No", "2": "Yes"}), FaultKind.SWAPPED, ""),
        (question("a", missing=("n/a",)), question("a"), FaultKind.CODE_DROPPED, "n/a"),
    ],
)
def test_what_means_something_else_is_found(old: Question, new: Question, kind: FaultKind, code: str) -> None:
    """Each change of meaning under one name has a kind of its own."""
    assert {(kind, "a", code)} == {*found(form(old), form(new))}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (question("a"), question("a", QuestionType.DECIMAL)),
        (question("a", QuestionType.DECIMAL), question("a")),
        (choice("a", YES_NO), choice("a", {**YES_NO, "3": "Perhaps"})),
        (question("a"), question("a", missing=("n/a",))),
    ],
)
def test_what_only_grows_passes(old: Question, new: Question) -> None:
    """New choices, new codes, whole or decimal numbers, and new questions drop nothing."""
    assert found(form(old), form(new, question("b"))) == []


def test_two_questions_that_exchange_what_they_say_are_found_and_pass_once_they_are_renamed() -> None:
    """A name alone says nothing: the figures of the one would stand under the other."""
    old, new = (
        form(question("a", label="Police"), question("b", label="Courts")),
        form(question("a", label="Courts"), question("b", label="Police")),
    )
    assert found(old, new) == [(FaultKind.SWAPPED, "a", ""), (FaultKind.SWAPPED, "b", "")]
    assert found(old, new, Changes(renamed={"a": "b", "b": "a"})) == []


def test_a_mended_label_passes_and_is_shown() -> None:
    """Whether it means the same, a person says."""
    made = step(form(question("a", label="Nmber of staff")), form(question("a", label="Number of staff")), NO_CHANGES)
    assert not made.faults
    assert [one.says for one in made.notices] == ["The question a said 'Nmber of staff', and now says 'Number of staff'."]


def test_a_question_that_is_gone_is_offered_the_new_name_under_which_the_same_is_asked() -> None:
    """The message says how to write the mapping."""
    (fault,) = step(form(question("a", label="Staff")), form(question("b", label="Staff")), NO_CHANGES).faults
    assert fault.remedy == 'renamed = { a = "b" } or dropped = ["a"]'


@pytest.mark.parametrize(
    ("changes", "old", "new"),
    [
        (Changes(renamed={"a": "b"}), question("a"), question("b")),
        (Changes(dropped=("a",)), question("a"), question("b")),
        (Changes(scaled={"a": 0.001}), question("a", unit="persons"), question("a", unit="thousands")),
        (Changes(recoded={"a": {"2": "0"}}), choice("a", YES_NO), choice("a", {"1": "Yes", "0": "No"})),
        (Changes(dropped=("a/2",)), choice("a", YES_NO), choice("a", {"1": "Yes"})),
        (Changes(recoded={"a": {"1": "2", "2": "1"}}), choice("a", YES_NO), choice("a", {"1": "No", "2": "Yes"})),
        (Changes(recoded={"a": {"n/a": "-"}}), question("a", missing=("n/a",)), question("a", missing=("-",))),
    ],
)
def test_what_is_mapped_passes(changes: Changes, old: Question, new: Question) -> None:
    """A mapping for each kind of change."""
    assert found(form(old), form(new), changes) == []


def test_repeats_and_matrices_are_compared_with_their_columns() -> None:
    """A column that goes, a matrix that becomes a table, and a question that leaves it."""
    cases = question("cases", repeat="offences")
    old = form(cases, repeats=(matrix("offences", {"2009": "2009", "2010": "2010"}),))
    gone = form(cases, repeats=(matrix("offences", {"2010": "2010"}),))
    assert found(old, gone) == [(FaultKind.CODE_DROPPED, "offences", "2009")]
    assert found(old, gone, Changes(dropped=("offences/2009",))) == []
    assert found(old, form(cases, repeats=(table("offences"),))) == [(FaultKind.MOVED, "cases", "")]
    assert found(old, form(question("cases"))) == [(FaultKind.MOVED, "cases", "")]
    renamed = form(question("cases", repeat="crimes"), repeats=(matrix("crimes", {"2009": "2009", "2010": "2010"}),))
    assert found(old, renamed) == [(FaultKind.MOVED, "cases", "")]
    assert found(old, renamed, Changes(renamed={"offences": "crimes"})) == []
    assert found(old, form(), Changes(dropped=("offences",))) == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (Changes(renamed={"x": "b"}), "renamed: x is not in the earlier questionnaire."),
        (Changes(renamed={"a": "x"}), "renamed: there is no x in the new questionnaire that a could be."),
        (Changes(renamed={"a": "c", "c": "c"}), "renamed: two things are called c now."),
        (Changes(dropped=("x",)), "dropped: x is not in the earlier questionnaire."),
        (Changes(dropped=("c",)), "dropped: c is still in the questionnaire. What means something else now needs a name of its own."),
        (Changes(scaled={"x": 2}), "scaled: x is no number of the new questionnaire."),
        (Changes(scaled={"b": 0}), "scaled: 0 is no factor for b."),
        (Changes(recoded={"c": {"9": "1"}}), "recoded: c had no code 9."),
        (Changes(recoded={"c": {"1": "9"}}), "recoded: c has no code 9 now."),
    ],
)
def test_a_mapping_that_fits_nothing_is_told(changes: Changes, says: str) -> None:
    """A slip of the pen would otherwise map nothing without a word."""
    old, new = form(question("a"), choice("c", YES_NO)), form(question("b"), choice("c", YES_NO))
    assert says in step(old, new, changes).wrong


def test_a_mapping_belongs_to_the_version_that_introduces_it() -> None:
    """It may stay in study.toml or go: what is new there is that of the new version, also where it was said long ago."""
    there, back = Changes(renamed={"a": "b"}), Changes(renamed={"b": "a"})
    assert introduced([], [there]) == (there,)
    assert introduced([there], [there]) == ()
    assert introduced([there, back], [there, back, there]) == (there,)
    assert introduced([there], []) == ()
