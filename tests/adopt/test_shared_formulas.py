"""Formulas that were filled down or right are written once in the file: each cell of them says its own all the same."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable

import pytest
from openpyxl.formula.translate import Translator

from questionnaire.adopt import adopt
from tests.adopt.making import Maker, Sample
from tests.adopt.returned import by_openpyxl, reading_of, sent
from workbooks.anatomy import anatomy
from workbooks.anatomy.shared import shifted
from workbooks.cells import Cell
from workbooks.containers.package import patched

SHEET = "xl/worksheets/sheet1.xml"


def _shared(data: bytes, groups: Iterable[tuple[str, str]]) -> bytes:
    """Return a workbook in which the cells of each group share the formula of the first, as Excel writes what was filled down."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        part = package.read(SHEET).decode()
    for number, (first, area) in enumerate(groups):
        part = re.sub(rf'(<c r="{first}"[^>]*>)<f>', rf'\1<f t="shared" ref="{area}" si="{number}">', part)
        cells = [found for found in re.findall(r'<c r="([A-Z]+\d+)"[^>]*><f>', part) if _lies_in(found, area)]
        for cell in cells:
            part = re.sub(rf'(<c r="{cell}"[^>]*>)<f>[^<]*</f>', rf'\1<f t="shared" si="{number}"/>', part)
    return patched(data, {SHEET: part.encode()})


def _lies_in(cell: str, area: str) -> bool:
    letters, digits = cell.rstrip("0123456789"), int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    first, last = [(one.rstrip("0123456789"), int(one.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))) for one in area.split(":")]
    return first[0] <= letters <= last[0] and first[1] <= digits <= last[1]


def _rows() -> Sample:
    """Return a matrix with a check in each row, and one beneath each column."""
    make = Maker("rows")
    page = make.sheet("A")
    page.write_row("A1", ["Region", "Men", "Women", "All", "Check = 0"], make.head)
    for row, region in enumerate(("North", "South", "West"), 2):
        page.write(f"A{row}", region)
        for letter in "BCD":
            make.ask(page, f"{letter}{row}", region, "integer", code="#,##0")
        page.write_formula(f"E{row}", f"=D{row}-B{row}-C{row}", make.grey, 0)
    page.write("A8", "All regions")
    page.write("A9", "Difference (must be 0)")
    for letter in "BC":
        make.ask(page, f"{letter}8", "All regions", "integer", code="#,##0")
        page.write_formula(f"{letter}9", f"={letter}8-SUM({letter}2:{letter}4)", make.grey, 0)
    sample = make.done()
    return Sample(sample.name, _shared(sample.data, [("E2", "E2:E4"), ("B9", "B9:C9")]), sample.truth)


def test_a_check_that_was_filled_down_is_one_of_every_row_and_column() -> None:
    """Excel writes the formula in the first cell alone: whoever gives figures that do not add up in another is asked about them."""
    found = adopt(_rows().data, "rows.xlsx")
    assert [one.place for one in found.checks] == ["A!E2", "A!B9", "A!C9"]
    assert found.unsaid == ()
    one = sent(_rows())
    fine = {"B2": 1, "C2": 2, "D2": 3, "B3": 1, "C3": 2, "D3": 3, "B8": 2, "C8": 4}
    for wrong, told in (({}, 0), ({"D3": 4}, 1), ({"C8": 5}, 1)):
        cells = {Cell("A", int(at[1:]), ord(at[0]) - 64): value for at, value in (fine | wrong).items()}
        assert len(reading_of(one, by_openpyxl(one.copy, cells)).findings) == told, wrong


def test_each_cell_says_its_own_formula_and_takes_no_answer() -> None:
    """Those filled down and those filled right; a cell of the group that has a text of its own keeps it."""
    page = anatomy(_rows().data).sheets[0]
    assert [page.formula((row, 5)) for row in (2, 3, 4)] == ["D2-B2-C2", "D3-B3-C3", "D4-B4-C4"]
    assert [page.formula((9, column)) for column in (2, 3, 4)] == ["B8-SUM(B2:B4)", "C8-SUM(C2:C4)", ""]
    asked = {at for one in adopt(_rows().data, "rows.xlsx").questions for at in one.cells}
    assert not asked & page.formulas


@pytest.mark.parametrize(
    "formula",
    [
        "A1+$A1+A$1+$A$1", "SUM(B2:C9)*LOG10(A1)", 'IF(A1="A1","B2""C3",D4)', "Other!A1+'My ''A1'' sheet'!B2:$C$3", "SUM(A:B,$C:D)",
        "SUM(1:2,$3:4)", "A1_x+x.A1+TRUE", "$XFD$1048576+a1", "Table1[[#This Row],[A1]]+Table1[B2]", "1.5E3+A1", "[1]Sheet1!A1", "ab12*2",
        "SUM(Q1:Q4!B2)+A1:B2",
    ],
)  # fmt: skip
@pytest.mark.parametrize(("rows", "columns"), [(0, 0), (1, 0), (3, 2)])
def test_a_formula_moves_as_openpyxl_moves_it(formula: str, rows: int, columns: int) -> None:
    """Relative references do; texts, names, functions and columns of tables stay."""
    origin, there = "A1", f"{'ABC'[columns]}{1 + rows}"
    moved = Translator(f"={formula}", origin=origin).translate_formula(there)
    assert shifted(formula, rows, columns).casefold() == str(moved)[1:].casefold()


@pytest.mark.parametrize(("formula", "rows", "columns"), [("A1", -1, 0), ("A1", 0, -1), ("B:A", 0, -1), ("XFD1", 0, 1), ("A1048576", 1, 0)])
def test_a_reference_beyond_the_sheet_leads_nowhere(formula: str, rows: int, columns: int) -> None:
    """As in Excel."""
    assert shifted(formula, rows, columns) == "#REF!"


def _many(label: str) -> bytes:
    """Return a workbook with one long difference for very many cells, each with a label."""
    part = io.StringIO()
    long = "+".join(["B1-C1"] * 1_000)
    for row in range(2, 40_000):
        said = f'<f t="shared" ref="E2:E40000" si="0">{long}</f>' if row == 2 else '<f t="shared" si="0"/>'
        part.write(f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{label}</t></is></c><c r="E{row}">{said}<v>0</v></c></row>')
    make = Maker("many")
    page = make.sheet("A")
    page.write("A1", "Men")
    make.ask(page, "B1", "Men", "integer")
    make.ask(page, "C1", "Men", "integer")
    data = make.done().data
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheet = package.read(SHEET).decode()
    return patched(data, {SHEET: sheet.replace("</sheetData>", f"{part.getvalue()}</sheetData>").encode()})


def test_a_workbook_of_very_many_shared_formulas_is_looked_at_in_part_and_that_is_told() -> None:
    """A file that says one long formula for very many cells costs no more than what is looked at."""
    found = adopt(_many("must be 0"), "many.xlsx")
    assert found.unsaid[-1] == "A: some formulas were not looked at, as there are too many. They may be checks."
    assert len(found.unsaid) < 1_000


def test_only_formulas_that_are_looked_at_are_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    """A difference without a 0 in its label is no check, whatever it reads: the long formulas cost nothing."""
    moved: list[str] = []

    def counted(formula: str, rows: int, columns: int) -> str:
        moved.append(formula)
        return shifted(formula, rows, columns)

    monkeypatch.setattr("workbooks.anatomy.values.shifted", counted)
    assert adopt(_many("Net"), "many.xlsx").unsaid == ()
    assert moved == []
    adopt(_rows().data, "rows.xlsx")
    assert moved
