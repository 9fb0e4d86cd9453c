"""Repeats, matrices and calculations of an XLSForm."""

from __future__ import annotations

import pytest

from domain.finding import Severity
from questionnaire.definition import Questionnaire, QuestionType
from questionnaire.xlsform import Inspection
from tests.questionnaire.forms import YES_NO, Cell, Rows, found, loaded, only

HEAD = ("type", "name", "label", "relevant", "calculation", "repeat_count", "excel::columns", "constraint", "required", "previous")
YEARS: Rows = (*YES_NO, ("years", 2010, "2010"), ("years", 2011, "2011"))


def form(*rows: tuple[Cell, ...]) -> Questionnaire:
    """Return the questionnaire of a good form with these rows."""
    return loaded((HEAD, *rows), YEARS)


def told(*rows: tuple[Cell, ...]) -> Inspection:
    """Return what is found in a form with these rows."""
    return found((HEAD, *rows), YEARS)


def test_an_outermost_repeat_is_a_section_of_its_own() -> None:
    """An outermost repeat is a section of its own."""
    made = form(("begin_repeat", "r", "R"), ("text", "a", "A"), ("end_repeat",), ("text", "b", "B"))
    assert [section.name for section in made.sections] == ["r"]
    (repeat,) = made.repeats
    assert (repeat.section, repeat.label, repeat.room, repeat.fixed, repeat.instances) == ("r", {"en": "R"}, 10, False, ())
    assert [(one.name, one.section, one.repeat) for one in made.questions] == [("a", "r", "r"), ("b", "", "")]


def test_a_repeat_in_a_group_belongs_to_its_section_and_takes_its_condition() -> None:
    """A repeat in a group belongs to its section and takes its condition."""
    made = form(
        ("select_one yes_no", "x", "X"),
        ("begin group", "g", "G", "${x} = 'yes'"),
        ("begin repeat", "r", "R", "${x} != ''"),
        ("text", "a", "A"),
        ("end repeat",),
        ("end group",),
    )
    (repeat,), question = made.repeats, made.by_name["a"]
    assert (repeat.section, question.section, question.repeat) == ("g", "g", "r")
    assert repeat.relevant
    assert question.relevant == repeat.relevant
    assert repeat.relevant.text == "${x} = 'yes' and ${x} != ''"


def test_a_repeat_count_fixes_the_number_of_rows() -> None:
    """A repeat count fixes the number of rows, also where Excel made a number of it."""
    made = form(("begin_repeat", "r", "R", "", "", 3.0), ("text", "a", "A"), ("end_repeat",))
    assert [(repeat.room, repeat.fixed) for repeat in made.repeats] == [(3, True)]


@pytest.mark.parametrize("count", ["2 + 1", "0", "-1", "2.5", "1001", "three"])
def test_a_repeat_count_that_is_no_whole_number_is_refused(count: str) -> None:
    """A repeat count that is no whole number, or too large a one, is refused."""
    inspection = told(("integer", "n", "N"), ("begin_repeat", "r", "R", "", "", count), ("text", "a", "A"), ("end_repeat",))
    problem = only(inspection)
    assert (problem.row, problem.column, problem.severity) == (3, "repeat_count", Severity.ERROR)
    assert "not supported" in problem.message


def test_a_repeat_in_a_repeat_is_a_table_of_its_own_that_asks_for_the_row_around_it() -> None:
    """A repeat in a repeat is a table of its own that asks for the row around it, and what follows belongs to the outer one again."""
    inspection = told(
        ("begin_repeat", "r", "R"), ("begin_repeat", "s", "S"), ("integer", "a", "A"), ("end_repeat",), ("text", "b", "B"), ("end_repeat",)
    )
    assert (only(inspection).row, only(inspection).severity) == (3, Severity.WARNING)
    assert inspection.questionnaire
    assert [(one.name, one.repeat) for one in inspection.questionnaire.questions] == [("s_of_r", "s"), ("a", "s"), ("b", "r")]
    key = inspection.questionnaire.by_name["s_of_r"]
    assert (key.label["en"], bool(key.required)) == ("Row of the sheet “R” to which this belongs", True)


def test_a_repeat_count_from_an_answer_leaves_the_rows_to_people() -> None:
    """A repeat count from an answer leaves the number of rows to people, and is told."""
    inspection = told(("integer", "n", "N"), ("begin_repeat", "r", "R", "", "", "${n}"), ("text", "a", "A"), ("end_repeat",))
    assert (only(inspection).column, only(inspection).severity) == ("repeat_count", Severity.WARNING)
    assert inspection.questionnaire
    assert not inspection.questionnaire.repeats[0].fixed


def test_notes_of_a_repeat_stay_with_it_and_the_headings_of_its_groups_are_told() -> None:
    """Notes of a repeat stay with it and the headings of its groups are told to be dropped."""
    inspection = told(
        ("begin_repeat", "r", "R"),
        ("note", "n", "N"),
        ("begin_group", "g", "G", "${b} = 'yes'"),
        ("text", "a", "A"),
        ("end_group",),
        ("select_one yes_no", "b", "B"),
        ("end_repeat",),
    )
    assert (only(inspection).row, only(inspection).severity) == (4, Severity.WARNING)
    assert inspection.questionnaire
    note, inner, _ = inspection.questionnaire.questions
    assert (note.type, note.repeat) == (QuestionType.NOTE, "r")
    assert inner.relevant
    assert inner.relevant.text == "${b} = 'yes'"


def test_a_repeat_that_asks_nothing_is_refused() -> None:
    """A repeat that has no questions is refused."""
    assert "has no questions" in only(told(("begin_repeat", "r", "R"), ("note", "n", "N"), ("end_repeat",), ("text", "a", "A"))).message


def test_a_repeat_with_a_list_of_columns_is_a_matrix() -> None:
    """A repeat with a list of columns is a matrix; a heading within it is one of its rows."""
    made = form(
        ("begin_repeat", "m", "M", "", "", 2, "years"),
        ("integer", "a", "A"),
        ("begin_group", "g", "G"),
        ("integer", "b", "B"),
        ("end_group",),
        ("end_repeat",),
    )
    (matrix,) = made.repeats
    assert ([one.name for one in matrix.instances], matrix.list_name, matrix.room, matrix.fixed) == (["2010", "2011"], "years", 2, True)
    assert [(one.name, one.type, one.repeat) for one in made.questions] == [
        ("a", QuestionType.INTEGER, "m"),
        ("g", QuestionType.NOTE, "m"),
        ("b", QuestionType.INTEGER, "m"),
    ]


def test_a_count_that_differs_from_the_columns_is_a_warning() -> None:
    """A count that differs from the columns is a warning."""
    inspection = told(("begin_repeat", "m", "M", "", "", 3, "years"), ("integer", "a", "A"), ("end_repeat",))
    assert (only(inspection).severity, only(inspection).remedy) == (Severity.WARNING, "Write 2.")
    assert inspection.questionnaire
    assert inspection.questionnaire.repeats[0].room == 2


@pytest.mark.parametrize(
    ("begin", "row", "place", "message"),
    [
        (("begin_repeat", "m", "M", "", "", "", "yeers"), ("integer", "a", "A"), (2, "excel::columns"), "'yeers', whose choices"),
        (("begin_repeat", "m", "M", "", "", "", "years"), ("select_multiple yes_no", "a", "A"), (3, "type"), "select_multiple in a matrix"),
        (("begin_repeat", "m", "M", "", "", "", "years"), ("integer", "years", "A"), (3, "name"), "also the name of the list"),
        (("begin_repeat", "m", "M"), ("integer", "a", "A", "", "", "", "", "", "", "yes"), (3, "previous"), "in a repeat"),
        (("begin loop", "m", "M"), ("integer", "a", "A"), (2, "type"), "The loop does not name a list"),
    ],
)
def test_what_a_repeat_has_no_room_for_is_refused(
    begin: tuple[str, ...], row: tuple[str, ...], place: tuple[int, str], message: str
) -> None:
    """What a repeat has no room for is refused."""
    problem = only(told(begin, row, (begin[0].split()[0].replace("begin", "end") + (" loop" if "loop" in begin[0] else ""),)))
    assert (problem.row, problem.column, problem.severity) == (*place, Severity.ERROR)
    assert message in problem.message


def test_a_matrix_may_show_last_rounds_values() -> None:
    """A matrix may show last round's values."""
    made = form(("begin_repeat", "m", "M", "", "", "", "years"), ("integer", "a", "A", "", "", "", "", "", "", "25%"), ("end_repeat",))
    assert (made.by_name["a"].previous, made.by_name["a"].variance) == (True, 0.25)


def test_a_calculation_is_never_asked() -> None:
    """A calculation is never asked: with a label it is shown, and without one it works unseen."""
    made = form(
        ("integer", "a", "A"),
        ("calculate", "b", "B", "", "${a} * 2"),
        ("decimal", "c", "C", "", "${a} div 2", "", "", ". < 10"),
        ("calculate", "d", "", "", "${b} + ${c}"),
    )
    assert [(one.name, one.type, one.asked) for one in made.questions] == [
        ("a", QuestionType.INTEGER, True),
        ("b", QuestionType.CALCULATE, False),
        ("c", QuestionType.DECIMAL, False),
        ("d", QuestionType.CALCULATE, False),
    ]
    assert made.by_name["c"].constraint
    assert made.by_name["d"].label == {}


def test_what_means_nothing_on_a_calculation_is_a_warning() -> None:
    """What means nothing on a calculation is a warning."""
    inspection = told(("integer", "a", "A"), ("integer", "b", "B", "", "${a}", "", "", "", "yes", "yes"))
    assert {(problem.column, problem.severity) for problem in inspection.problems} == {
        ("required", Severity.WARNING),
        ("previous", Severity.WARNING),
    }
    assert inspection.questionnaire
    question = inspection.questionnaire.by_name["b"]
    assert (question.required, question.previous) == (None, False)


@pytest.mark.parametrize("kind", ["note", "select_one yes_no", "select_multiple yes_no"])
def test_a_calculation_on_what_has_choices_or_no_value_is_refused(kind: str) -> None:
    """A calculation on what has choices or no value is refused."""
    assert "not supported" in only(told(("text", "a", "A"), (kind, "b", "B", "", "${a}"))).message


@pytest.mark.parametrize(
    ("rows", "place", "ring"),
    [
        ([("calculate", "b", "", "", "${b} + 1")], (2, "calculation"), "${b} needs ${b}"),
        (
            [("calculate", "b", "", "", "${c} + 1"), ("calculate", "c", "", "", "${b} + 1"), ("calculate", "d", "", "", "${c}")],
            (2, "calculation"),
            "${b} needs ${c} needs ${b}",
        ),
        ([("text", "b", "B", "${c} = 1"), ("text", "c", "C", "${b} = 1")], (2, "relevant"), "${b} needs ${c} needs ${b}"),
        ([("text", "b", "B", "${b} = 1")], (2, "relevant"), "${b} needs ${b}"),
        ([("begin_group", "g", "G", "${b} = 1"), ("text", "b", "B"), ("end_group",)], (3, "relevant"), "${b} needs ${b}"),
        (
            [("begin_repeat", "r", "R"), ("integer", "b", "B", "count(${r}) > 1"), ("end_repeat",)],
            (3, "relevant"),
            "${b} needs ${r} needs ${b}",
        ),
        (
            [("begin_repeat", "r", "R"), ("calculate", "b", "B", "", "${c}"), ("end_repeat",), ("calculate", "c", "", "", "sum(${b})")],
            (3, "calculation"),
            "${b} needs ${c} needs ${b}",
        ),
    ],
)
def test_what_depends_on_itself_is_refused_with_its_ring(rows: list[tuple[str, ...]], place: tuple[int, str], ring: str) -> None:
    """What depends on itself is refused with its ring."""
    problem = only(told(*rows, ("text", "z", "Z")))
    assert (problem.row, problem.column) == place
    assert ring in problem.message


def test_a_long_ring_is_told_by_its_beginning_and_each_ring_once() -> None:
    """A long ring is told by its beginning, and each ring once."""
    ring = [("calculate", f"q{number}", "", "", f"${{q{(number + 1) % 1000}}}") for number in range(1000)]
    problems = told(*ring, ("calculate", "own", "", "", "${own}"), ("text", "z", "Z")).problems
    assert [problem.row for problem in problems] == [2, 1002]
    assert "${q0} needs ${q1} needs" in problems[0].message
    assert len(problems[0].message) < 200


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("text", "z", "Z", "${a} > 1"), "is in a repeat and has several values"),
        (("text", "z", "Z", "sum(${a} + 1) > 1"), "is in a repeat and has several values"),
        (("text", "z", "Z", "${r} > 1"), "is a repeat and has no answer"),
        (("text", "z", "Z", "sum(${r}) > 1"), "is a repeat and has no answer"),
        (("text", "z", "Z", ". = 1"), "cannot depend on the question's own answer"),
        (("text", "z", "Z", "", "", "", "", "", "${z} = ''"), "cannot depend on the question's own answer"),
        (("calculate", "z", "Z", "", ". + 1"), "cannot depend on the question's own answer"),
        (("text", "z", "Z", "${g} = 1"), "has no answer"),
        (("text", "z", "Z", "${nobody} = 1"), "There is no question"),
    ],
)
def test_an_expression_that_names_what_it_cannot_mean_is_refused(row: tuple[str, ...], message: str) -> None:
    """An expression that names what it cannot mean is refused."""
    repeat = (("begin_group", "g", "G"), ("begin_repeat", "r", "R"), ("integer", "a", "A"), ("end_repeat",), ("end_group",))
    assert message in only(told(*repeat, row)).message


def test_expressions_may_gather_a_repeat_and_name_what_stands_in_their_own_instance() -> None:
    """Expressions may gather a repeat and name what stands in their own instance, and a constraint its own question."""
    made = form(
        ("integer", "n", "N", "", "", "", "", "${n} > 0"),
        ("begin_repeat", "r", "R"),
        ("integer", "a", "A"),
        ("integer", "b", "B", "${a} > ${n}"),
        ("end_repeat",),
        ("calculate", "total", "Total", "", "sum(${a}) + count(${r}) + max(${b})"),
    )
    assert made.by_name["total"].calculation


def test_comparing_several_choices_by_equality_is_a_warning() -> None:
    """Comparing several choices by equality is a warning."""
    problem = only(told(("select_multiple yes_no", "a", "A"), ("text", "b", "B", "${a} = 'yes'")))
    assert (problem.severity, "selected(${a}, 'yes')" in problem.remedy) == (Severity.WARNING, True)
