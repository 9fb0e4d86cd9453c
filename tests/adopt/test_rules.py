"""The rules of validations that are formulas: conditions of the form where it has words for them, and told where it has none."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.styles import Border, Side
from openpyxl.worksheet.datavalidation import DataValidation

from questionnaire.adopt import Adopted, Sureness, adopt

_THIN = Side(style="thin")
_FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
LABELS = ("Number of staff", "Number of women", "Share of women", "Email", "Region", "Remark")


def adopted(*rules: tuple[str, dict[str, str]], table: bool = False) -> Adopted:
    """Return what is found in a sheet with these labels in A2 to A7, or in a table with headings in A1 to C1, and these validations."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Form"
    if table:
        sheet.append(["Name", "Number of staff", "Number of women"])
    for row, label in enumerate(LABELS, 2):
        if not table:
            sheet.cell(row, 1, label)
        for column in (1, 2, 3) if table else (2,):
            sheet.cell(row, column).border = _FRAME
    sheet["B4"].number_format = "General" if table else "0%"
    for area, rule in rules:
        validation = DataValidation(**rule)  # type: ignore[arg-type]
        validation.add(area)
        sheet.add_data_validation(validation)
    target = io.BytesIO()
    book.save(target)
    return adopt(target.getvalue(), "own.xlsx")


def rule_of(found: Adopted, cell: str) -> str:
    """Return the constraint of the question that stands at a cell."""
    return next(one.kind.rule for one in found.questions if one.place.startswith(f"Form!{cell}"))


@pytest.mark.parametrize(
    ("cell", "formula", "rule"),
    [
        ("B3", "B3<=B2", ". <= ${number_of_staff}"),
        ("B3", "AND(B3>=0,B3<=B2)", "(. >= 0 and . <= ${number_of_staff})"),
        ("B3", "OR(B3=0,B3>=5)", "(. = 0 or . >= 5)"),
        ("B3", "$B$3<>B2", ". != ${number_of_staff}"),
        ("B3", "B3<=B2*2-1", ". <= ${number_of_staff} * 2 - 1"),
        ("B3", "OR(ISBLANK(B2),B3<=B2)", "(${number_of_staff} = '' or . <= ${number_of_staff})"),
        ("B4", "B4<=0.5", "(. div 100) <= 0.5"),
    ],
)
def test_a_rule_that_compares_becomes_a_constraint(cell: str, formula: str, rule: str) -> None:
    """A rule that compares becomes a constraint, with its message and its prompt; nothing is told of it."""
    found = adopted((cell, {"type": "custom", "formula1": formula, "error": "Wrong", "prompt": "Look"}))
    (kind,) = (one.kind for one in found.questions if one.place == f"Form!{cell}")
    assert (kind.rule, kind.message, kind.hint, found.unsaid) == (rule, "Wrong", "Look", ())


@pytest.mark.parametrize(
    ("cell", "rule", "told"),
    [
        ("B3", {"type": "custom", "formula1": "MOD(B3,2)=0"}, "a rule for what may be typed there is not taken over: =MOD(B3,2)=0"),
        ("B3", {"type": "custom", "formula1": "B2>5"}, "a rule for what may be typed there is not taken over: =B2>5"),
        ("B5", {"type": "custom", "formula1": 'ISNUMBER(FIND("@",B5))'}, 'is not taken over: =ISNUMBER(FIND("@",B5))'),
        ("B6", {"type": "list", "formula1": "INDIRECT(B7)"}, "the list of what may be chosen there is not read: =INDIRECT(B7)"),
        ("B7", {"type": "date", "operator": "greaterThan", "formula1": "EDATE(TODAY(),-12)"}, "a limit of what may be typed there"),
        ("B7", {"type": "time", "operator": "lessThan", "formula1": "0.5"}, "a limit of what may be typed there is not taken over: =0.5"),
    ],
)
def test_a_rule_that_no_form_says_is_told(cell: str, rule: dict[str, str], told: str) -> None:
    """A rule that no form says is told with its cell and its formula, and so is a list that cannot be read, whose type needs a person."""
    found = adopted((cell, rule))
    assert [said.startswith(f"Form!{cell}: ") and told in said for said in found.unsaid] == [True]
    assert rule_of(found, cell) == ""
    if rule["type"] == "list":
        assert [one.kind.sureness for one in found.questions if one.place == f"Form!{cell}"] == [Sureness.NEEDS_YOU]


def test_a_rule_that_wants_a_number_says_what_is_typed_and_no_more() -> None:
    """A rule that wants a number of its own cell says what is typed there, and no more."""
    found = adopted(("B7", {"type": "custom", "formula1": "ISNUMBER(B7)"}))
    assert [(one.kind.type, one.kind.rule) for one in found.questions if one.place == "Form!B7"] == [("decimal", "")]
    assert found.unsaid == ()


def test_a_limit_moves_with_the_cells_of_its_rule() -> None:
    """A limit names the answer that it names in each cell of its rule, not the one of the first cell in all of them."""
    found = adopted(("B3:B4", {"type": "whole", "operator": "lessThanOrEqual", "formula1": "B2"}))
    assert (rule_of(found, "B3"), rule_of(found, "B4")) == (". <= ${number_of_staff}", ". <= ${number_of_women}")


def test_a_limit_that_is_worked_out_is_taken_over_and_one_outside_of_two_is() -> None:
    """A limit that is worked out of answers is taken over, and so is a rule that wants what lies outside of two limits."""
    found = adopted(
        ("B2", {"type": "whole", "operator": "between", "formula1": "0", "formula2": "B3*3"}),
        ("B3", {"type": "whole", "operator": "notBetween", "formula1": "1", "formula2": "4"}),
    )
    assert (rule_of(found, "B2"), rule_of(found, "B3")) == (". >= 0 and . <= ${number_of_women} * 3", ". < 1 or . > 4")
    assert found.unsaid == ()


def test_a_rule_in_a_table_reads_the_same_row_alone() -> None:
    """A rule in a table reads what stands in the same row, and one that reads another row is told."""
    same = adopted(("C2:C7", {"type": "custom", "formula1": "C2<=B2"}), table=True)
    assert (rule_of(same, "C2"), same.unsaid) == (". <= ${number_of_staff}", ())
    other = adopted(
        ("C3:C7", {"type": "custom", "formula1": "C3>=C2"}), ("C2", {"type": "custom", "formula1": "C2<=SUM(B2:B7)"}), table=True
    )
    assert rule_of(other, "C2") == ""
    assert other.unsaid == (
        "Form!C2: a rule for what may be typed there is not taken over: =C2<=SUM(B2:B7)",
        "Form!C3: a rule of some rows only is not taken over: =C3>=C2",
    )
