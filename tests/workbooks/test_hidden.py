"""Which rows, columns and cells of a sheet nobody sees, in each format, however a program writes it."""

from __future__ import annotations

import struct

import pytest

from tests.workbooks.files import with_rows
from tests.workbooks.xlsbfile import cell, package, record, row, sheet, styles, workbook
from workbooks.appearance.hidden import hidden_of, made
from workbooks.caged.opening import look
from workbooks.caged.wire import decode, encode
from workbooks.cells import MAX_COLUMN, HiddenLines, Sheet, Visibility, Workbook
from workbooks.opendocument.hidden import points_of


def _part(rows: str = "", columns: str = "", usual: str = "") -> bytes:
    return f"<worksheet>{usual}<cols>{columns}</cols><sheetData>{rows}</sheetData></worksheet>".encode()


@pytest.mark.parametrize(
    ("said", "hidden"),
    [
        ('<row r="5" hidden="1">', True),
        ("<row hidden='true' r='5'>", True),
        ('<x:row ht="0" r="5" customHeight="1"/>', True),
        ('<row r="5" ht="1e-3">', True),
        ('<row r="5" note=">" hidden = "1">', True),
        ('<row r="5" hidden="0" ht="15">', False),
        ('<row r="5" hidden="false" ht="1.5E1">', False),
        ('<row r="5" ht="140.25">', False),
        ('<row r="5" collapsed="1" outlineLevel="1">', False),
        ('<row r="5"><c r="A5" t="inlineStr"><is><t>hidden="1"</t></is></c></row>', False),
    ],
)
def test_a_row_is_hidden_by_a_flag_or_by_its_height(said: str, hidden: bool) -> None:
    """Not by what stands in it."""
    assert hidden_of(_part(said)).holds((5, 1)) is hidden


def test_columns_are_hidden_by_a_flag_by_their_width_or_as_all_others() -> None:
    """As Excel writes it where somebody hid all behind the last."""
    columns = '<col min="1" max="2" width="9"/><col min="3" max="3" width="0"/><col min="4" max="5" width="9" hidden="1"/>'
    assert hidden_of(_part(columns=columns)).columns == ((3, 5),)
    assert hidden_of(_part(columns=columns, usual='<sheetFormatPr defaultColWidth="0"/>')).columns == ((3, MAX_COLUMN),)


def test_rows_beside_each_other_are_one_span() -> None:
    """In whatever order they are written."""
    found = made([(7, 9), (3, 3), (4, 5)], [(1, 1)])
    assert found == HiddenLines(rows=((3, 5), (7, 9)), columns=((1, 1),))
    assert [number for number in range(1, 11) if found.holds((number, 2))] == [3, 4, 5, 7, 8, 9]


def test_an_xlsb_says_of_rows_columns_fonts_and_grounds_what_nobody_sees() -> None:
    """A row by a flag, a column by its width; white letters, and blue ones on blue."""
    number = struct.pack("<l", 12 << 2 | 2)
    low = record(0, struct.pack("<LLHBBBLLL", 1, 0, 300, 0, 0x10, 0, 1, 0, 16383))
    narrow = record(60, struct.pack("<4LH", 4, 5, 0, 0, 0)) + record(60, struct.pack("<4LH", 6, 6, 2560, 0, 0))
    parts = {
        "xl/workbook.bin": workbook(),
        "xl/worksheets/sheet1.bin": sheet(row(0, *(cell(2, at, number, style=at) for at in range(3))), low + cell(2, 0, number)),
        "xl/worksheets/sheet2.bin": narrow + sheet(),
    }
    fonts = (b"\x04\0\0\0\xff\xff\xff\xff", b"\x02\x0c\0\0\0\0\0\xff")
    made_of = [record(43, struct.pack("<HHHHBBBB8sB", 220, 0, 400, 0, 0, 2, 0, 0, one, 2) + struct.pack("<L", 0)) for one in fonts]
    ground = record(45, struct.pack("<L", 0)) + record(45, struct.pack("<L", 1) + b"\x02\x0c\0\0\0\0\0\xff" * 2)
    made_by = styles({}, [0, 0, 0], {1: (2, 0), 2: (3, 0)})
    # Their fonts come behind the two that are there; the ground of the last format is the second one.
    end = record(612)
    made_by = made_by.replace(end, b"".join(made_of) + end + ground, 1)
    made_by = made_by.replace(struct.pack("<HHHHH", 0, 0, 3, 0, 0), struct.pack("<HHHHH", 0, 0, 3, 1, 0))
    result = look(package({**parts, "xl/styles.bin": made_by}), "book.xlsb").result
    assert isinstance(result, Workbook)
    assert result.sheets[0].unseen == {(1, 2), (1, 3)}
    assert result.sheets[0].hidden == HiddenLines(rows=((2, 2),))
    assert result.sheets[1].hidden == HiddenLines(columns=((5, 6),))


def test_lengths_are_told_in_points() -> None:
    """In the units of OpenDocument."""
    assert [points_of(said) for said in ("1in", "0.5mm", "0pt", "", "4em")] == [72, pytest.approx(1.417, abs=0.01), 0, None, None]


def test_what_nobody_sees_leaves_the_cage() -> None:
    """Spans that are in no order would let whoever looks them up miss one, and are refused."""
    result = look(with_rows(b'<row r="2" hidden="1"><c r="A2"><v>1</v></c></row>'), "book.xlsx").result
    assert isinstance(result, Workbook)
    assert result.sheets[0].hidden.rows == ((2, 2),)
    assert decode(encode(result)) == result
    wrong = Sheet(name="A", visibility=Visibility.VISIBLE, cells={}, hidden=HiddenLines(rows=((5, 6), (2, 3))))
    with pytest.raises(ValueError, match="no spans"):
        decode(encode(Workbook(format="xlsx", sheets=(wrong,))))
