"""pyxform as a judge: what it refuses is refused here, and what is refused beyond that is said to be not supported."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

import templates
from domain.finding import Severity
from questionnaire.xlsform import inspect
from tests.questionnaire.forms import Rows, model, xlsx
from tests.questionnaire.xlsform.pyxform_cases import CASES, Case, Relation

FORM = templates.folder("studies") / "cybercrime-2012" / "questionnaire.xlsx"


def pyxform_refuses(data: bytes) -> str:
    """Return why pyxform refuses a form, or ""."""
    try:
        convert(data, file_type=".xlsx")
    except (PyXFormError, AttributeError) as refusal:  # A title in a language makes it fail instead of saying so.
        return str(refusal)
    return ""


def errors(data: bytes) -> list[str]:
    """Return what is refused here."""
    return [str(problem) for problem in inspect(data, "form.xlsx").problems if problem.severity is Severity.ERROR]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says.replace(" ", "_"))
def test_the_two_verdicts_on_a_broken_or_odd_form_stand_as_they_are_known_to(case: Case) -> None:
    """The two verdicts on a broken or odd form stand as they are known to."""
    theirs, ours = pyxform_refuses(case.file), errors(case.file)
    assert bool(theirs) is (case.relation in {Relation.BOTH_REFUSE, Relation.KINDER}), theirs
    assert bool(ours) is (case.relation not in {Relation.BOTH_ACCEPT, Relation.KINDER}), ours
    if case.relation is Relation.OUTSIDE:
        assert any("not supported" in error for error in ours), ours


def test_the_table_of_forms_is_long_and_names_each_once() -> None:
    """The table of forms is long and names each once."""
    assert len({case.says for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize("data", [model(), Path(str(FORM)).read_bytes()], ids=["sample", "study"])
def test_pyxform_accepts_our_own_forms(data: bytes) -> None:
    """Pyxform accepts our own forms, and here nothing at all is said of them."""
    assert inspect(data, "form.xlsx").problems == ()
    assert pyxform_refuses(data) == ""


HEAD = ("type", "name", "label", "relevant", "calculation", "constraint", "required", "severity", "unit", "missing", "previous", "sheet")
CHOICES: Rows = (("list_name", "name", "label"), ("l", "yes", "Yes"), ("l", 2010, "2010"), ("l", 2011, "2011"))
NUMERIC = ("integer", "decimal")
KINDS = ("text", "date", "select_one l", "select_multiple l", *NUMERIC)


@st.composite
def questions(draw: st.DrawFn, names: list[str], readable: list[str], matrix: bool = False) -> tuple[str, ...]:
    """Draw a row that asks or works out something, and reads only what was asked before it."""
    kind = draw(st.sampled_from([kind for kind in KINDS if not (matrix and "multiple" in kind)]))
    name = f"{'n' if kind in NUMERIC else 'q'}{len(names)}"
    names.append(name)
    read = draw(st.sampled_from(readable)) if readable else ""
    relevant = draw(st.sampled_from(["", f"${{{read}}} != ''", f"string-length(${{{read}}}) > 2"])) if read else ""
    constraint = draw(st.sampled_from(["", ". != ''", "string-length(.) < 9 or regex(., '[a-z]+')"]))
    if kind in NUMERIC:
        figures = [one for one in readable if one.startswith("n")]  # What works with a text is warned of.
        calculation = draw(st.sampled_from(["", "", *(f"${{{one}}} + 1" for one in figures)]))
        previous = draw(st.sampled_from(["", "yes", "25%"])) if matrix and not calculation else ""
        more = (
            draw(st.sampled_from(["", "warning"])),
            draw(st.sampled_from(["", "EUR"])),
            "" if calculation else draw(st.sampled_from(["", "n/a D"])),
        )
        return (kind, name, f"Question {name}", relevant, calculation, constraint, "" if calculation else "yes", *more, previous, "", "")
    return (kind, name, f"Question {name}", relevant, "", constraint, draw(st.sampled_from(["", "yes", "true()"])), "", "", "", "", "", "")


@st.composite
def forms(draw: st.DrawFn) -> bytes:
    """Draw a form of the subset: questions, groups, tables, matrices, and what gathers them."""
    names: list[str] = []
    asked: list[str] = []
    rows: list[tuple[str, ...]] = []
    for number in range(draw(st.integers(1, 5))):
        part = draw(st.sampled_from(["question", "group", "table", "matrix"]))
        inside: list[str] = []
        bracket = "group" if part == "group" else "repeat"
        if part != "question":
            count = draw(st.sampled_from(["", "4"])) if part == "table" else ""
            sheet = draw(st.sampled_from(["", f"Sheet {number}"]))
            rows.append((f"begin_{bracket}", f"g{number}", f"Part {number}", *[""] * 8, sheet, "l" if part == "matrix" else "", count))
        for _ in range(draw(st.integers(1, 3))):
            row = draw(questions(names, [*asked, *inside], part == "matrix"))
            inside.append(row[1])
            rows.append(row)
        if part != "question":
            rows.append((f"end_{bracket}",))
        if part in {"table", "matrix"}:
            rows.append(("calculate", f"c{number}", "Total", "", f"sum(${{{inside[0]}}}) + count(${{g{number}}})"))
        else:
            asked += inside
    head = (*HEAD, "excel::columns", "repeat_count")
    # A pattern is said in words, which whoever does not is told.
    worded = [(*row, *[""] * (len(head) - len(row)), "In letters." if any("regex" in cell for cell in row) else "") for row in rows]
    return xlsx([(*head, "constraint_message"), *worded], CHOICES, (("form_id", "form_title"), ("f", "F")))


@settings(max_examples=40, deadline=None)
@given(forms())
def test_every_form_of_the_subset_is_read_here_and_by_pyxform(data: bytes) -> None:
    """Every form of the subset is read here, without a word, and by pyxform."""
    assert [str(problem) for problem in inspect(data, "form.xlsx").problems] == []
    assert pyxform_refuses(data) == ""


CELLS = {
    "type": [
        *KINDS,
        "note",
        "calculate",
        "begin_group",
        "end_group",
        "begin_repeat",
        "end_repeat",
        "geopoint",
        "select_one m",
        "start",
        "",
    ],
    "name": ["a", "b", "c", "A", "1", "a b", "meta", ""],
    "label": ["L", "M", ""],
    "relevant": ["", "", "${a} = 1", "${b} = 1", "sum(${a}) > 1", "${x} = 1"],
    "calculation": ["", "", "1 + 1", "count(${b})"],
    "constraint": ["", ". > 1", ". > ${c}"],
    "severity": ["", "warning", "odd"],
    "unit": ["", "EUR"],
    "missing": ["", "D", "9"],
    "previous": ["", "5%"],
}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(*map(st.sampled_from, CELLS.values())), min_size=1, max_size=6))
def test_what_is_accepted_here_is_accepted_by_pyxform_and_the_rest_is_not_supported(rows: list[tuple[str, ...]]) -> None:
    """What is accepted here is accepted by pyxform, and what only is refused here is said to be not supported, or to depend on itself."""
    data = xlsx([tuple(CELLS), *rows], CHOICES, (("form_id", "form_title"), ("f", "F")))
    theirs, ours = pyxform_refuses(data), errors(data)
    if not theirs and ours:
        assert any("not supported" in error or "depend" in error or "reads as a number" in error for error in ours), ours
    assert ours or not theirs, theirs
