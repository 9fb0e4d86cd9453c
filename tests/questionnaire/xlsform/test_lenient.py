"""Forms that are read leniently: what has an error is left out and told, and so is what hangs on it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.finding import Severity
from questionnaire.definition import Questionnaire
from questionnaire.xlsform import FormErrors, Inspection, Problem, inspect, load
from tests.questionnaire.forms import ONE_SETTING, YES_NO, Cell, Rows, xlsx
from tests.questionnaire.xlsform.test_pyxform import CELLS, CHOICES

HEAD = ("type", "name", "label", "relevant", "constraint", "required", "calculation", "choice_filter", "repeat_count")
GOOD = ("text", "good", "Good")
BAD = ("signature", "bad", "Sign here")
LENIENT: Rows = (("form_id", "form_title", "version", "excel::lenient"), ("f", "Form", "1", "yes"))


def _found(*rows: tuple[Cell, ...], choices: Rows = YES_NO, settings: Rows = ONE_SETTING, lenient: bool = True) -> Inspection:
    return inspect(xlsx((HEAD, *rows), choices, settings), "form.xlsx", lenient=lenient)


def _form(inspection: Inspection) -> Questionnaire:
    assert inspection.questionnaire, [str(problem) for problem in inspection.problems]
    return inspection.questionnaire


def _told(inspection: Inspection, question: str) -> list[Problem]:
    return [problem for problem in inspection.problems if problem.question == question]


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (BAD, "type", "'signature' is unknown"),
        (("text", "bad", "Bad", "${nobody} = 1"), "relevant", "no question ${nobody}"),
        (("integer", "bad", "Bad", "", "frobnicate(.) > 1"), "constraint", "frobnicate()"),
        (("select_one nothing", "bad", "Bad"), "type", "'nothing' does not exist"),
        (("text", "bad", ""), "label", "label is missing"),
        (("text", "b d", "Bad"), "name", "names cannot have"),
    ],
)
def test_a_question_with_an_error_is_left_out_and_told(row: tuple[Cell, ...], column: str, said: str) -> None:
    """The form is refused as before; leniently it asks the rest, and says of the question what is wrong with it and that it is left out."""
    assert _found(GOOD, row, lenient=False).questionnaire is None
    inspection = _found(GOOD, row)
    assert [one.name for one in _form(inspection).questions] == ["good"]
    (problem,) = _told(inspection, str(row[1]))
    assert (problem.row, problem.column, problem.severity, problem.left_out) == (3, column, Severity.WARNING, True)
    assert "is left out." in problem.message
    assert said in problem.message
    assert inspection.left_out == (row[1],)


def test_a_form_without_errors_is_the_same_read_leniently() -> None:
    """Nothing is left out of a form that has no error."""
    data = xlsx((HEAD, GOOD, ("geopoint", "place", "Place")), YES_NO, ONE_SETTING)
    strict, lenient = (inspect(data, "form.xlsx", lenient=each) for each in (False, True))
    assert strict == lenient
    assert lenient.left_out == ()


@pytest.mark.parametrize(
    ("row", "column", "left"),
    [
        (("text", "next", "Next", "${bad} = 'x'"), "relevant", "relevant"),
        (("integer", "next", "Next", "", ". < ${bad}"), "constraint", "constraint"),
        (("text", "next", "Next", "", "", "${bad} = 'x'"), "required", "required"),
        (("calculate", "next", "", "", "", "", "${bad} + 1"), "calculation", ""),
    ],
)
def test_what_reads_a_question_that_is_left_out_is_told_and_does_not_hold(row: tuple[Cell, ...], column: str, left: str) -> None:
    """A condition on it is cleared and a calculation of it is blank, each with a warning that names the question."""
    inspection = _found(BAD, GOOD, row)
    question = _form(inspection).by_name["next"]
    if left:
        assert getattr(question, left) is None
    else:
        assert question.calculation
        assert question.calculation.run({}, None, None) is None
    (problem,) = _told(inspection, "next")
    assert (problem.row, problem.column, problem.left_out) == (4, column, False)
    assert "${bad}, which is left out" in problem.message


def test_what_reads_a_calculation_of_a_question_that_is_left_out_does_not_hold() -> None:
    """A blank that came of it hides nothing, however far away the question is."""
    rows = (
        BAD,
        ("calculate", "one", "", "", "", "", "${bad} + 1"),
        ("calculate", "two", "", "", "", "", "${one} + 1"),
        ("text", "t", "T", "${two} > 3"),
    )
    inspection = _found(*rows)
    assert _form(inspection).by_name["t"].relevant is None
    assert [problem.row for problem in inspection.problems if not problem.left_out] == [3, 4, 5]


def test_all_choices_are_offered_where_the_filter_reads_a_question_that_is_left_out() -> None:
    """A choice filter over a blank would take choices away that are right."""
    choices = (("list_name", "name", "label", "part"), ("towns", "a", "A", "n"), ("towns", "b", "B", "s"))
    row = ("select_one towns", "town", "Town", "", "", "", "", "part = ${bad}")
    inspection = _found(BAD, row, choices=choices)
    assert [one.offered for one in _form(inspection).by_name["town"].choices] == [None, None]
    assert "all choices are offered" in _told(inspection, "town")[0].message


def test_a_group_with_an_error_takes_out_all_that_it_holds_each_told() -> None:
    """Nobody could say when the questions of such a group are asked; each of them is named."""
    rows = (GOOD, ("begin_group", "g", "G", "${nobody} = 1"), ("text", "a", "A"), ("begin_repeat", "r", "R"), ("text", "b", "B"),
            ("end_repeat",), BAD, ("end_group",), ("text", "after", "After", "${a} = 'x'"))  # fmt: skip
    inspection = _found(*rows)
    assert [one.name for one in _form(inspection).questions] == ["good", "after"]
    assert inspection.left_out == ("g", "a", "r", "b", "bad")
    assert ["with the group 'g'" in _told(inspection, name)[0].message for name in inspection.left_out] == [False, True, True, True, False]
    assert _form(inspection).repeats == ()
    assert len(inspection.problems) == 6


def test_an_error_in_a_list_takes_out_the_questions_that_offer_it() -> None:
    """The list is told with its row, and each question that offers it; other lists are offered as before."""
    choices = (*YES_NO, ("towns", "a", "A"), ("towns", "a", "Another"), ("towns", "b", "B"))
    rows = (("select_one towns", "one", "One"), ("rank towns", "two", "Two"), ("select_one yes_no", "three", "Three"))
    inspection = _found(*rows, choices=choices)
    assert [one.name for one in _form(inspection).questions] == ["three"]
    assert inspection.left_out == ("one", "two")
    assert [(one.sheet, one.row) for one in inspection.problems] == [("survey", 2), ("survey", 3), ("choices", 5)]
    assert all("'towns'" in one.message for one in inspection.problems)


def test_of_two_questions_of_one_name_what_reads_the_name_reads_neither() -> None:
    """The second is left out; an expression may have meant it, so that it does not hold."""
    inspection = _found(("text", "a", "A"), ("text", "a", "Another"), ("text", "b", "B", "${a} = 'x'"))
    assert [(one.name, one.place.row) for one in _form(inspection).questions] == [("a", 2), ("b", 4)]
    assert _form(inspection).by_name["b"].relevant is None
    assert [(one.row, one.left_out) for one in inspection.problems] == [(3, True), (4, False)]


def test_what_reads_the_other_of_a_question_that_is_left_out_does_not_hold() -> None:
    """or_other makes a question of its own, which goes with the one that it is of."""
    rows = (("select_one yes_no or_other", "a", "A", "${nobody} = 1"), ("text", "b", "B", "${a_other} = 'x'"))
    assert _form(_found(*rows)).by_name["b"].relevant is None


def test_a_label_may_mention_a_question_that_is_left_out() -> None:
    """Nothing is known to be printed for it, and the row is told."""
    inspection = _found(BAD, ("text", "b", "Who signed as ${bad}?"))
    assert _form(inspection).by_name["b"].label == {"en": "Who signed as …?"}
    assert len(_told(inspection, "b")) == 1


def test_questions_that_hang_on_themselves_are_broken_at_one_of_them() -> None:
    """One of a ring is left out, and what reads it is told."""
    inspection = _found(("text", "a", "A", "${b} = 'x'"), ("text", "b", "B", "${a} = 'x'"))
    (name,) = inspection.left_out
    (other,) = _form(inspection).questions
    assert {name, other.name} == {"a", "b"}
    assert other.relevant is None
    assert "which is left out" in _told(inspection, other.name)[0].message


@pytest.mark.parametrize(
    "rows",
    [
        (GOOD, ("begin_group", "g", "G")),
        (GOOD, ("end_group",)),
        (("begin_group", "g", "G"), GOOD, ("end_repeat",)),
        (BAD,),
    ],
)
def test_an_error_of_the_form_as_a_whole_refuses_it_as_before(rows: tuple[tuple[Cell, ...], ...]) -> None:
    """A group that is never closed or never begun, and a form of which nothing would be left, keep the problems of the strict reading."""
    inspection = _found(*rows)
    assert inspection == _found(*rows, lenient=False)
    assert inspection.questionnaire is None


def test_a_misspelt_header_refuses_the_form_as_before() -> None:
    """What stands beneath it belongs to all questions."""
    survey: Rows = (("type", "name", "label", "relevent"), ("text", "a", "A", "1 = 1"))
    assert inspect(xlsx(survey, (), ONE_SETTING), "form.xlsx", lenient=True).questionnaire is None


def test_a_form_says_by_itself_that_it_is_lenient() -> None:
    """excel::lenient on the settings does what the option does, wherever the form is read: so does the study that it belongs to."""
    data = xlsx((HEAD, GOOD, BAD), YES_NO, LENIENT)
    assert [one.name for one in load(data, "form.xlsx").questions] == ["good"]
    wrong = ((*LENIENT[0],), ("f", "Form", "1", "perhaps"))
    with pytest.raises(FormErrors, match="excel::lenient is 'perhaps'"):
        load(xlsx((HEAD, GOOD), YES_NO, wrong), "form.xlsx")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*map(st.sampled_from, CELLS.values())), min_size=1, max_size=6))
def test_every_row_of_a_form_is_asked_or_told_and_no_expression_reads_what_is_not_there(rows: list[tuple[str, ...]]) -> None:
    """Whatever stands in its cells: a lenient form loses nothing silently, and its expressions read questions and tables that it has."""
    data = xlsx([tuple(CELLS), *rows, ("text", "last", "Last")], CHOICES, ONE_SETTING)
    strict, lenient = inspect(data, "form.xlsx"), inspect(data, "form.xlsx", lenient=True)
    if strict.questionnaire or not lenient.questionnaire:
        assert lenient == strict
        return
    form = lenient.questionnaire
    placed = {one.place.row for one in form.questions} | {one.place.row for one in form.repeats}
    seen = placed | {problem.row for problem in lenient.problems}
    silent = {"begin_group", "end_group", "end_repeat"}
    assert {number for number, row in enumerate(rows, 2) if row[0] not in silent and any(row)} <= seen
    names = {one.name for one in form.questions} | {one.name for one in form.repeats}
    for one in form.questions:
        for expression in filter(None, (one.relevant, one.constraint, one.calculation, one.required)):
            assert expression.reads <= names


def test_each_problem_names_its_question_in_a_strict_reading_too() -> None:
    """An error carries which question it concerns, and one of another sheet none."""
    inspection = _found(BAD, ("text", "b", "B", "${nobody} = 1"), choices=(*YES_NO, ("yes_no", "yes", "X")), lenient=False)
    assert [(one.sheet, one.question) for one in inspection.problems] == [("survey", "bad"), ("survey", "b"), ("choices", "")]
