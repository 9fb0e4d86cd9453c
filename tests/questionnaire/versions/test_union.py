"""All versions of a questionnaire as one, into which the answers of each are translated without a loss."""

from __future__ import annotations

from dataclasses import replace

from domain.changes import Changes
from questionnaire.definition import QuestionType, Section
from questionnaire.versions.faults import FaultKind
from questionnaire.versions.union import Union
from tests.questionnaire.versions.forms import choice, form, matrix, options, question, unite

YES_NO = {"1": "Yes", "2": "No"}


def names(union: Union) -> list[str]:
    """Return what the union asks, in its order."""
    return [one.name for one in union.questionnaire.questions]


def test_a_dropped_question_stands_after_its_old_neighbour() -> None:
    """The order is that of the newest version."""
    union = unite(form(*map(question, "abcd")), (form(*map(question, "dea")), Changes(dropped=("b", "c"))))
    assert names(union) == ["d", "e", "a", "b", "c"]
    assert union.asked[1] == {"a", "b", "c", "d"}
    assert union.asked[2] == {"a", "d", "e"}


def test_answers_go_through_every_rename_factor_and_code_to_the_newest_version() -> None:
    """Two versions later a name, a unit and a code have changed twice."""
    first = form(question("a", unit="persons"), choice("c", YES_NO))
    second = form(question("b", unit="thousands"), choice("c", {"1": "Yes", "0": "No"}))
    third = form(question("b", unit="millions"), choice("k", {"y": "Yes", "0": "No"}))
    union = unite(
        first,
        (second, Changes(renamed={"a": "b"}, scaled={"b": 0.001}, recoded={"c": {"2": "0"}})),
        (third, Changes(renamed={"c": "k"}, scaled={"b": 0.001}, recoded={"k": {"1": "y"}})),
    )
    assert union.translations[1].answers({"a": 1_500_000, "c": "2"}) == {"b": 1.5, "k": "0"}
    assert union.translations[2].answers({"b": 1500, "c": "1"}) == {"b": 1.5, "k": "y"}
    assert union.translations[3].answers({"b": 2, "k": "y"}) == {"b": 2, "k": "y"}
    assert union.questionnaire.by_name["b"].type is QuestionType.DECIMAL
    assert [one.name for one in union.questionnaire.by_name["k"].choices] == ["y", "0"]
    assert [union.covers(number) for number in (1, 2, 3)] == [False, False, True]


def test_a_factor_is_reckoned_in_decimals() -> None:
    """3 tenths are 0.3, and a whole number stays one where it can."""
    union = unite(form(question("a", unit="x")), (form(question("a", unit="y")), Changes(scaled={"a": 0.1})))
    translated = [union.translations[1].value("a", number) for number in (3, 30, 2.5, None, "n/a")]
    assert translated == [0.3, 3, 0.25, None, "n/a"]


def test_what_was_replaced_without_a_mapping_has_a_column_of_its_own() -> None:
    """Nothing was collected when it was replaced; a workbook of that version may come back all the same."""
    union = unite(form(question("a", QuestionType.TEXT)), form(question("a")))
    assert names(union) == ["a_v1", "a"]
    assert union.translations[1].answers({"a": "many"}) == {"a_v1": "many"}
    assert union.translations[2].answers({"a": 5}) == {"a": 5}


def test_choices_and_columns_that_were_dropped_are_kept_after_their_neighbours() -> None:
    """A codebook knows every code that was ever collected."""
    cases = question("cases", repeat="offences")
    first = form(choice("c", {"1": "A", "2": "B", "3": "C"}), cases, repeats=(matrix("offences", {"2009": "2009", "2010": "2010"}),))
    second = form(choice("c", {"3": "C", "1": "A"}), cases, repeats=(matrix("offences", {"2010": "2010", "2011": "2011"}),))
    union = unite(first, (second, Changes(dropped=("c/2", "offences/2009"))))
    assert [one.name for one in union.questionnaire.by_name["c"].choices] == ["3", "1", "2"]
    assert [one.name for one in union.questionnaire.repeats[0].instances] == ["2009", "2010", "2011"]
    assert union.asks(1, "offences[2009].cases")
    assert not union.asks(2, "offences[2009].cases")
    assert not union.covers(1)


def test_a_repeat_outside_of_groups_keeps_its_name_over_versions() -> None:
    """Its section is called like it, and is nothing else that has the name."""
    asked = question("cases", repeat="offences")
    own = Section("offences", {"en": "Offences"})
    first, second, third = (
        replace(form(*others, asked, repeats=(matrix("offences", {"a": "Total"}),)), sections=(own,))
        for others in ((), (question("b"),), (question("b"), question("c")))
    )
    union = unite(first, (second, Changes()), (third, Changes()))
    assert [one.name for one in union.questionnaire.repeats] == ["offences"]
    assert union.translations[1].answers({"offences[a].cases": 5}) == {"offences[a].cases": 5}


def test_the_columns_of_a_renamed_matrix_are_translated_with_their_questions() -> None:
    """Name, column and question may all be new."""
    first = form(question("cases", repeat="offences"), repeats=(matrix("offences", {"a": "Total"}),))
    second = form(question("n", label="The cases", repeat="crimes"), repeats=(matrix("crimes", {"t": "Total"}),))
    union = unite(first, (second, Changes(renamed={"offences": "crimes", "cases": "n"}, recoded={"crimes": {"a": "t"}})))
    assert union.translations[1].answers({"offences[a].cases": 5}) == {"crimes[t].n": 5}
    then = union.as_it_was(1, "crimes[t].n")
    assert then
    assert then.item.key == "offences[a].cases"


def test_a_question_that_comes_back_as_it_was_is_the_same_one() -> None:
    """Its answers of both times stand in one column."""
    union = unite(form(question("a"), question("b")), form(question("a")), form(question("a"), question("b")))
    assert names(union) == ["a", "b"]
    assert not union.history.steps[3].faults


def test_a_name_that_comes_back_with_another_meaning_is_a_fault() -> None:
    """As is a code; both would put the answers of two questions, or choices, under one name."""
    union = unite(form(question("a"), question("b")), form(question("a")), form(question("a"), question("b", label="Else")))
    assert [(one.kind, one.name, one.version) for one in union.history.steps[3].faults] == [(FaultKind.RETURNED, "b", 1)]
    assert names(union) == ["a", "b_v1", "b"]
    taken = unite(
        form(question("a")),
        (form(question("b", label="The a")), Changes(renamed={"a": "b"})),
        form(question("b"), question("a", label="Else")),
    )
    assert FaultKind.RETURNED in [one.kind for one in taken.history.steps[3].faults]
    codes = unite(form(choice("c", YES_NO)), form(choice("c", {"1": "Yes"})), form(choice("c", {"1": "Yes", "2": "Perhaps"})))
    assert [(one.kind, one.name) for one in codes.history.steps[3].faults] == [(FaultKind.RETURNED, "c")]


def test_a_matrix_that_comes_back_with_other_columns_is_another_one() -> None:
    """A column is what its heading says; its questions are others with it."""
    cases = question("cases", repeat="m")
    made = [form(question("z"), cases, repeats=(matrix("m", {"a": heading}),)) for heading in ("A", "Other")]
    back = unite(made[0], form(question("z")), made[0])
    assert back.translations[1].answers({"m[a].cases": 1}) == back.translations[3].answers({"m[a].cases": 1})
    other = unite(made[0], form(question("z")), made[1])
    assert [(one.kind, one.name) for one in other.history.steps[3].faults] == [(FaultKind.RETURNED, "m"), (FaultKind.RETURNED, "cases")]
    assert other.translations[1].answers({"m[a].cases": 1}) == {"m_v1[a].cases_v1": 1}
    assert [(one.name, one.repeat) for one in other.questionnaire.questions if one.repeat] == [("cases_v1", "m_v1"), ("cases", "m")]


def test_a_name_that_goes_to_another_question_by_a_mapping_is_no_fault() -> None:
    """Two may exchange their names, and one may take what another leaves."""
    both = form(question("a", label="Police"), question("b", label="Courts"))
    swapped = (form(question("a", label="Courts"), question("b", label="Police")), Changes(renamed={"a": "b", "b": "a"}))
    union = unite(both, swapped)
    assert not union.history.steps[2].faults
    assert union.translations[1].answers({"a": 1, "b": 2}) == {"b": 1, "a": 2}


def test_the_union_has_every_flag_that_a_figure_ever_had() -> None:
    """In the order of today; what marks figures that came before keeps what it means."""
    first, second = (replace(question("n"), flags=options(some)) for some in ({"q": "Quick", "p": "Old words"}, {"p": "Provisional"}))
    (made,) = unite(form(first), form(second)).questionnaire.questions
    assert [(one.name, one.label["en"]) for one in made.flags] == [("q", "Quick"), ("p", "Provisional")]
