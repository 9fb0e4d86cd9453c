"""Forms that a study runs by are read as they were: what only other programs refuse is refused of new forms."""

from __future__ import annotations

import pytest

from domain.finding import Severity
from questionnaire.xlsform import FormErrors, inspect, load
from tests.questionnaire.forms import ONE_SETTING, YES_NO, Cell, Rows, xlsx

HEAD = ("type", "name", "label", "calculation", "default", "trigger", "parameters", "read_only")
ASKED = ("text", "q", "Q")
GROUP: tuple[tuple[Cell, ...], ...] = (("begin_group", "g", "G"), ("text", "u", "U"), ("end_group",))
OLD: dict[str, tuple[tuple[Cell, ...], ...]] = {
    "data without a name": (("start",),),
    "data twice": (("deviceid", "d"), ("deviceid", "d")),
    "an audit of another name": (("audit", "log"),),
    "a trigger that is a group": (*GROUP, ("calculate", "c", "", "1", "", "${g}")),
    "a trigger that nobody sees": (("calculate", "h", "", "1"), ("calculate", "c", "", "2", "", "${h}")),
    "a range of nothing": (("range", "r", "R", "", "", "", "end=1"),),
    "a range without a step": (("range", "r", "R", "", "", "", "start=0 end=10 step=20"),),
    "a parameter without a value": (("range", "r", "R", "", "", "", "start"),),
    "a default of nobody": (("text", "t", "T", "", "${zzz}"),),
    "a read_only of nobody": (("text", "t", "T", "", "", "", "", "${zzz}"),),
    "a file without a name": (("csv-external",),),
    "a file of a wrong name": (("csv-external", "bad name"),),
    "a file of a question's name": (("csv-external", "q"),),
    "choices of a name with two points": (("select_one_from_file my.list.csv", "s", "S"),),
    "what cannot be worked out and names nobody": (("calculate", "c", "", "pulldata('f', 'a', 'b', ${zzz})"),),
    "a calculate of a default of nobody": (("calculate", "c", "", "", "${zzz} + 1"),),
    **{f"a calculate of {one}": (("calculate", "c", "", "", one),) for one in ("ABC", "well-known", "(none)", "a/b", "A (first)")},
    **{f"a calculate of {one}": (("calculate", "c", "", "", one),) for one in ("2024-01-01", "10-12", "N/A", "it's (x)")},
}


def _form(*rows: tuple[Cell, ...], settings: Rows = ONE_SETTING) -> bytes:
    return xlsx((HEAD, ASKED, *rows), YES_NO, settings)


@pytest.mark.parametrize("rows", OLD.values(), ids=OLD)
def test_a_form_that_was_applied_is_read_although_a_new_one_is_refused(rows: tuple[tuple[Cell, ...], ...]) -> None:
    """Whoever answers holds its workbook; who writes a form can still correct it."""
    assert inspect(_form(*rows), "f.xlsx").questionnaire is None
    applied = inspect(_form(*rows), "f.xlsx", applied=True)
    assert applied.questionnaire
    assert {one.severity for one in applied.problems} <= {Severity.WARNING}


def test_what_no_workbook_can_hold_is_refused_of_a_form_that_was_applied_too() -> None:
    """It never could be applied."""
    with pytest.raises(FormErrors, match="'txet' is unknown"):
        load(_form(("txet", "t", "T")), "f.xlsx", applied=True)


def test_a_lenient_form_that_was_applied_leaves_out_what_it_left_out() -> None:
    """Its workbooks have no cell for the question."""
    lenient = ((*ONE_SETTING[0], "excel::lenient"), (*ONE_SETTING[1], "yes"))
    data = _form(*OLD["a range of nothing"], settings=lenient)
    strict, applied = inspect(data, "f.xlsx"), inspect(data, "f.xlsx", applied=True)
    assert (strict, applied.left_out) == (applied, ("r",))


@pytest.mark.parametrize("default", ["a*", "+49", "x + 1", "2024-01-01 + 1", "10 - 12", "A(x)", "concat("])
def test_a_default_that_is_no_expression_is_a_text_that_is_never_refused(default: str) -> None:
    """Other programs take it, since it has the signs of an expression; it reads nothing and calls nothing here."""
    (made,) = [one for one in load(_form(("calculate", "c", "", "", default)), "f.xlsx").questions if one.name == "c"]
    assert made.calculation
    assert made.calculation == load(_form(("calculate", "c", "", f"'{default}'")), "f.xlsx").by_name["c"].calculation


@pytest.mark.parametrize("default", ["${i} + 1", "${i}", "${own} * 2", "sum(${i} * 2)", "${r}", "${g}", "${n}", "${c}", "${t} = 'x'"])
def test_a_default_that_reads_what_has_no_one_answer_here_is_blank_and_told(default: str) -> None:
    """A question of a repeat, a repeat, a group, a note, itself, or a name that two have: elsewhere each can be read."""
    repeat = (("begin_repeat", "r", "R"), ("integer", "i", "I"), ("calculate", "own", "", "${i} * 2"), ("end_repeat",))
    twice = [row for name in "hk" for row in (("begin_group", name, "H"), ("text", "t", "T"), ("end_group",))]
    for applied in (False, True):
        found = inspect(_form(*repeat, *GROUP, *twice, ("note", "n", "N"), ("calculate", "c", "", "", default)), "f.xlsx", applied=applied)
        assert found.questionnaire
        assert found.questionnaire.by_name["c"].calculation == load(_form(("calculate", "c", "", "''")), "f.xlsx").by_name["c"].calculation
        assert any("calculation cannot be worked out here" in one.message for one in found.problems)


@pytest.mark.parametrize("default", ["sum(${i})", "count(${r})", "${q}"])
def test_a_default_that_takes_a_series_as_a_whole_is_worked_out(default: str) -> None:
    """Of a repeat, its sum and its count are one value."""
    rows = (("begin_repeat", "r", "R"), ("integer", "i", "I"), ("end_repeat",), ("calculate", "c", "", "", default))
    made = load(_form(*rows), "f.xlsx").by_name["c"].calculation
    assert made
    assert made.reads


@pytest.mark.parametrize("default", ["2024-01-01", "10-12", "ABC", "+49"])
def test_a_constant_of_an_applied_form_stays_the_text_that_it_was(default: str) -> None:
    """A day is not worked out as years less months."""
    constant = load(_form(("calculate", "c", "", "", default)), "f.xlsx", applied=True).by_name["c"].calculation
    assert constant
    assert constant == load(_form(("calculate", "c", "", f"'{default}'")), "f.xlsx").by_name["c"].calculation


def test_nobody_is_told_to_clear_a_default_that_is_the_calculation() -> None:
    """It is used, as is that of a question; beside a calculation, and on a note, it is not, which is told."""
    rows = (
        ("calculate", "c", "", "", "concat(${q}, 'x')"),
        ("text", "t", "T", "", "x"),
        ("note", "n", "N", "", "x"),
        ("integer", "i", "I", "1", "2"),
    )
    problems = inspect(_form(*rows), "f.xlsx").problems
    assert [one.row for one in problems if "default is not used" in one.message and one.column == "default"] == [5, 6]


def test_a_range_without_a_start_says_from_where_it_is_asked() -> None:
    """From 0, where other programs begin at 1."""
    told = {one.message: one.remedy for one in inspect(_form(("range", "r", "R", "", "", "", "end=5")), "f.xlsx").problems}
    assert told["A range is asked as integer from 0 to 5."].startswith("Write start=0 or start=1")


def test_a_row_without_a_name_after_another_is_told_once() -> None:
    """It has no name, so that it has none that is used already."""
    problems = inspect(_form(("start",), ("text", "", "T")), "f.xlsx").problems
    errors = [(one.row, one.message) for one in problems if one.severity is Severity.ERROR]
    assert [row for row, _ in errors] == [3, 4]
    assert not any("already used" in message for _, message in errors)


def test_a_form_of_an_adopted_workbook_is_not_lenient() -> None:
    """The cell of a question that is left out would stay in the workbook, and nobody would read what is written there."""
    settings = ((*ONE_SETTING[0], "excel::lenient", "excel::workbook"), (*ONE_SETTING[1], "yes", "mine.xlsx"))
    problems = inspect(_form(settings=settings), "f.xlsx", {"mine.xlsx": b""}).problems
    (refused,) = [one for one in problems if one.column == "excel::lenient"]
    assert (refused.severity, refused.sheet, refused.row) == (Severity.ERROR, "settings", 2)
    assert refused.remedy == "Clear the cell, and correct the questions that have an error."
    # Neither does the option leave anything out of it.
    named = ((*ONE_SETTING[0], "excel::workbook"), (*ONE_SETTING[1], "mine.xlsx"))
    data = _form(("txet", "t", "T"), settings=named)
    assert inspect(data, "f.xlsx", {"mine.xlsx": b""}, lenient=True) == inspect(data, "f.xlsx", {"mine.xlsx": b""})
