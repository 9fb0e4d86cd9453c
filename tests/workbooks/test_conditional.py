"""Conditional formats that show a number as another one: wherever such a rule holds, nobody knows which number was meant."""

from __future__ import annotations

import pytest

from workbooks.ooxml.conditional import disguising_areas, disguising_formats, within

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
NEWER = 'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
CELLS = {(1, 1): 5, (7, 3): 12, (8, 4): 13}


def styles(*formats: str) -> bytes:
    """Return the styles of a workbook whose rules have these formats."""
    return f'<styleSheet xmlns="{MAIN}"><dxfs>{"".join(f"<dxf>{one}</dxf>" for one in formats)}</dxfs></styleSheet>'.encode()


def sheet(rules: str) -> bytes:
    """Return a sheet with these rules."""
    return f'<worksheet xmlns="{MAIN}" {NEWER}><sheetData/>{rules}</worksheet>'.encode()


def rule(where: str, said: str) -> str:
    """Return a rule for these cells."""
    return f'<conditionalFormatting sqref="{where}"><cfRule type="expression" priority="1" {said}</conditionalFormatting>'


def code(said: str) -> str:
    """Return the number format of a rule."""
    return f'<numFmt numFmtId="199" formatCode="{said}"/>'


def test_formats_of_rules_that_show_another_number_are_known_by_their_index() -> None:
    """Colours and plain numbers show what is there; a built-in format of a date, or one of the file, does not."""
    formats = styles("<font><b/></font>", code("&quot;999&quot;"), code("#,##0"), code("0%"), '<numFmt numFmtId="14"/>')
    assert disguising_formats(formats) == {"1", "3", "4"}
    assert disguising_formats(styles()) == disguising_formats(None) == frozenset()


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        (rule("C7", 'dxfId="1"/>'), {(7, 3)}),
        (rule("A1 C7:D8", 'dxfId="1"/>'), {(1, 1), (7, 3), (8, 4)}),
        (rule("A1:XFD1048576", 'dxfId="1"/>'), {(1, 1), (7, 3), (8, 4)}),
        (rule("C7", 'dxfId="0"/>'), set()),
        (rule("D8", '><dataBar showValue="0"/></cfRule>'), {(8, 4)}),
        (rule("D8", "><dataBar/></cfRule>"), set()),
        (
            f"<extLst><x14:conditionalFormatting><x14:cfRule><x14:dxf>{code(';;;')}</x14:dxf></x14:cfRule><xm:sqref>C7:C9</xm:sqref>"
            "</x14:conditionalFormatting></extLst>",
            {(7, 3)},
        ),
        ("".join(rule(f"B{row}", 'dxfId="1"/>') for row in range(10, 2_000)), {(1, 1), (7, 3), (8, 4)}),
    ],
)
def test_the_cells_under_such_a_rule_are_known(rules: str, found: set[tuple[int, int]]) -> None:
    """Also those of newer programs, and where only a bar is shown; of very many areas nobody looks which."""
    assert within(disguising_areas(sheet(rules), frozenset({"1"})), CELLS) == found


def test_a_cell_lies_within_areas_that_overlap_or_touch_once() -> None:
    """Of each row only the areas count that it crosses, wherever others begin and end."""
    areas = (((1, 1), (4, 2)), ((3, 2), (6, 5)), ((3, 6), (3, 6)), ((5, 1), (5, 9)))
    cells = {(row, column): 1 for row in range(1, 9) for column in range(1, 11)}
    lying = {at for at in cells if any(top <= at[0] <= bottom and left <= at[1] <= right for (top, left), (bottom, right) in areas)}
    assert within(areas, cells) == lying
