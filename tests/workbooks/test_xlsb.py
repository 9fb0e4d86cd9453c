"""Binary Excel workbooks. Calamine and LibreOffice, which read them, judge whether those that are built here are valid."""

from __future__ import annotations

import datetime as dt
import io
import struct
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.workbooks.files import converted, unzipped, zipped
from tests.workbooks.xlsbfile import cell, comments, name, package, row, sheet, short, strings, styles, text, workbook
from workbooks.caged.opening import look
from workbooks.cells import Cell, CellError, Visibility, Workbook
from workbooks.refusal import Refusal

DATE, PERCENT, ELAPSED, TIME, PRINTED = 1, 2, 3, 4, 5  # Styles of cells.
STYLES = styles({164: "yyyy\\-mm\\-dd", 165: '0.0" "%', 166: '0"%"'}, [0, 164, 165, 46, 20, 166])
SERIAL = 40949.0  # 10 February 2012, counted from 1900.


def real(number: float) -> bytes:
    """Return a float."""
    return struct.pack("<d", number)


def filled() -> bytes:
    """Return a sheet with a cell of every kind."""

    def formula(token: bytes) -> bytes:
        return b"\0\0" + struct.pack("<L", len(token)) + token + b"\0\0\0\0"

    # LibreOffice calculates anew: each formula is a constant, its own result.
    made = formula(b"\x17\4\0" + "made".encode("utf-16-le"))
    number, truth, error = formula(b"\x1e\x18\0"), formula(b"\x1d\0"), formula(b"\x1c\7")
    return sheet(
        row(1, cell(7, 1, struct.pack("<L", 1)), cell(6, 2, text("here")), cell(1, 3, b"")),
        row(2, cell(2, 1, struct.pack("<l", 1250 << 2 | 2)), cell(2, 2, struct.pack("<l", 1250 << 2 | 3)), cell(5, 3, real(1e300))),
        row(3, cell(4, 1, b"\1"), cell(3, 2, b"\x2a"), cell(5, 3, real(SERIAL), DATE), cell(5, 4, real(0.12), PERCENT)),
        row(4, cell(8, 1, text("made") + made), cell(9, 2, real(24) + number), cell(10, 3, b"\0" + truth)),
        row(5, cell(11, 1, b"\7" + error), cell(5, 2, real(2.125), ELAPSED), cell(5, 3, real(0.25), TIME), cell(5, 4, real(3), PRINTED)),
    )


VALUES = {
    (2, 2): "نعم",
    (2, 3): "here",
    (3, 2): 1250,
    (3, 3): 12.5,
    (3, 4): 1e300,
    (4, 2): True,
    (4, 3): CellError("#N/A"),
    (4, 4): dt.date(2012, 2, 10),
    (4, 5): 0.12,
    (5, 2): "made",
    (5, 3): 24,
    (5, 4): False,
    (6, 2): CellError("#DIV/0!"),
    (6, 3): dt.timedelta(days=2, hours=3),
    (6, 4): dt.time(6),
    (6, 5): 3,
}
NAMES = (
    name("one_cell", b"\x3a" + struct.pack("<HLH", 0, 3, 4))
    + name("an_area", b"\x3b" + struct.pack("<HLLHH", 1, 0, 5, 0, 3))
    + name("one_cell", b"\x3a" + struct.pack("<HLH", 1, 9, 9), only=1)
    + name("a_text", b"\x17" + struct.pack("<H", 3) + 'a"ب'.encode("utf-16-le"))
    + name("a_number", b"\x1f" + struct.pack("<d", 12.5))
    + name("an_integer", b"\x1e\7\0")
    + name("lost", b"\x3c" + bytes(8))
    + name("lost_sheet", b"\x3a" + struct.pack("<HLH", 3, 3, 4))
    + name("elsewhere", b"\x3a" + struct.pack("<HLH", 2, 3, 4))
    + name("a_sum", b"\x3a" + struct.pack("<HLH", 0, 3, 4) + b"\x1e\1\0\3")
    + name("_xlnm.Print_Area", b"\x3b" + struct.pack("<HLLHH", 0, 0, 5, 0, 3), only=0, flags=0x20)
)


def book(**parts: bytes) -> bytes:
    """Return a workbook of two sheets; `parts` replaces parts by their name alone."""
    standard = {
        "workbook": workbook(NAMES),
        "worksheets/sheet1": filled(),
        "worksheets/sheet2": sheet(row(0, cell(6, 0, text("token")))),
        "styles": STYLES,
        "sharedStrings": strings("not this", "نعم"),
        "comments1": comments({(3, 4): "About a dozen", (2_000_000, 3): "nowhere", (5, 4): "A respondent:\r\nProvisional"}),
    }
    replaced = {part: parts.get(part.rpartition("/")[2], content) for part, content in standard.items()}
    return package({f"xl/{part}.bin": content for part, content in replaced.items()})


def read(data: bytes) -> Workbook:
    """Open in this process."""
    found = look(data, "answers.xlsb")
    assert isinstance(found.result, Workbook), found
    assert found.kind == "xlsb"
    return found.result


def test_cells_of_every_kind_have_their_values() -> None:
    """Cells of every kind have their values."""
    found = read(book())
    assert found.format == "xlsb"
    assert found.sheets[0].cells == VALUES
    assert [type(value) for value in found.sheets[0].cells.values()] == [type(value) for value in VALUES.values()]
    assert found.sheets[0].percent == {(4, 5)}
    assert found.sheets[1].cells == {(1, 1): "token"}
    assert [one.visibility for one in found.sheets] == [Visibility.VISIBLE, Visibility.VERY_HIDDEN]


def test_names_constants_properties_and_comments_are_read() -> None:
    """Names, constants, properties and comments are read; what means more than a cell, or another workbook's, is no target."""
    found = read(book())
    assert found.names == {"one_cell": Cell("One", 4, 5), "an_area": Cell("Two", 1, 1)}
    assert found.constants == {"a_text": 'a"ب', "a_number": "12.5", "an_integer": "7"}
    assert found.broken_names == {"lost", "lost_sheet"}
    assert found.properties == {"token": "abc"}
    assert found.sheets[0].comments == {(4, 5): "About a dozen", (6, 5): "Provisional"}


def test_calamine_reads_the_same_from_what_is_built_here() -> None:
    """Calamine reads the same from what is built here."""
    theirs = CalamineWorkbook.from_filelike(io.BytesIO(book())).get_sheet_by_name("One")
    found = {(line, column): value for line, values in enumerate(theirs.iter_rows(), 1) for column, value in enumerate(values, 2)}
    shown = {position: "" if isinstance(value, CellError) else value for position, value in VALUES.items()}
    assert {position: found[position] for position in shown} == shown


def test_libreoffice_reads_the_same_from_what_is_built_here(tmp_path: Path) -> None:
    """LibreOffice reads the same cells and dates from what is built here, since 1900 and since 1904; the names it leaves empty."""
    for since_1904 in (False, True):
        data = book(workbook=workbook(NAMES, since_1904=since_1904))
        folder = tmp_path / str(since_1904)
        folder.mkdir()
        theirs = look(converted(data, "ods", folder, source="book.xlsb"), "book.ods").result
        assert isinstance(theirs, Workbook)
        ours = read(data)
        assert theirs.sheets[0].cells == ours.sheets[0].cells
        assert theirs.sheets[0].percent == ours.sheets[0].percent
    assert ours.sheets[0].cells[4, 4] == dt.date(2016, 2, 11)


def test_short_cells_and_rich_texts_are_cells_like_others() -> None:
    """Short cells, which follow the one before, and rich texts are cells like others; calamine leaves them out."""
    cells = (
        cell(5, 2, real(1)),
        short(12, b""),
        short(13, struct.pack("<l", 7 << 2 | 2)),
        short(14, b"\x17"),
        short(15, b"\1"),
        short(16, real(SERIAL), DATE),
        short(17, text("short")),
        short(18, struct.pack("<L", 1)),
        cell(62, 12, b"\1" + text("rich") + b"\0\0\0\0"),
    )
    assert read(book(sheet1=sheet(row(8, *cells)))).sheets[0].cells == {
        (9, 3): 1,
        (9, 5): 7,
        (9, 6): CellError("#REF!"),
        (9, 7): True,
        (9, 8): dt.date(2012, 2, 10),
        (9, 9): "short",
        (9, 10): "نعم",
        (9, 13): "rich",
    }


def test_a_formula_that_must_be_calculated_first_is_told() -> None:
    """A formula that must be calculated first is told; one that gives an empty text is blank."""
    waiting, empty = b"\2\0" + bytes(8), bytes(10)
    found = read(book(sheet1=sheet(row(0, cell(8, 0, text("") + waiting), cell(8, 1, text("") + empty))))).sheets[0]
    assert not found.cells
    assert found.uncalculated == {(1, 1)}


def test_an_extent_that_lies_is_not_believed_and_far_cells_are_kept() -> None:
    """An extent that lies is not believed, and far cells cost no more than near ones."""
    far = sheet(row(0, cell(5, 0, real(1))), row(1_048_575, cell(5, 16_383, real(2))), extent=(0, 0xFFFFFFFF, 0, 0xFFFFFFFF))
    assert read(book(sheet1=far)).sheets[0].cells == {(1, 1): 1, (1_048_576, 16_384): 2}


@pytest.mark.parametrize(
    "part",
    [
        filled()[:-30],
        sheet(row(0, cell(7, 0, struct.pack("<L", 99)))),
        sheet(row(0, cell(6, 0, struct.pack("<L", 0x7FFFFFFF)))),
        sheet(row(0, cell(5, 16_384, real(1)))),
        sheet(row(2_000_000, cell(5, 0, real(1)))),
        sheet(row(0, cell(5, 0, b""))),
        b"\xff" * 100,
    ],
    ids=["cut", "a text that is not there", "a text beyond the record", "a far column", "a far row", "a cut cell", "noise"],
)
def test_a_broken_sheet_is_refused(part: bytes) -> None:
    """A broken sheet is refused."""
    found = look(book(sheet1=part), "a.xlsb").result
    assert isinstance(found, Refusal)
    assert found.code == "file_broken"


def test_a_missing_part_is_refused_and_missing_comments_are_not() -> None:
    """A missing sheet is refused, and missing comments are not."""
    parts = unzipped(book())
    del parts["xl/comments1.bin"]
    assert read(zipped(parts)).sheets[0].cells == VALUES
    del parts["xl/worksheets/sheet1.bin"]
    assert isinstance(look(zipped(parts), "a.xlsb").result, Refusal)


def test_macros_are_told() -> None:
    """Macros are told."""
    assert read(zipped({**unzipped(book()), "xl/vbaProject.bin": b"macro"})).macros
    assert not read(book()).macros


def test_it_is_recognised_without_an_index_of_its_parts() -> None:
    """It is recognised without an index of its parts."""
    assert look(zipped({**unzipped(book()), "[Content_Types].xml": b"<Types/>"}), "a.xlsb").kind == "xlsb"


def test_texts_and_formats_are_those_that_the_workbook_names() -> None:
    """Others may lie at the usual places, of which a spreadsheet program shows nothing; and a text may be shown as another one."""
    sheets = {f"xl/worksheets/sheet{number}.bin": sheet(row(1, cell(7, 1, struct.pack("<L", 0), 1))) for number in (1, 2)}
    parts = {"xl/workbook.bin": workbook(), **sheets, "xl/styles.bin": styles({}, [0, 0]), "xl/sharedStrings.bin": strings("50505")}
    usual = look(package(parts), "book.xlsb").result
    relations = unzipped(package(parts))["xl/_rels/workbook.bin.rels"]
    named = {
        "xl/_rels/workbook.bin.rels": relations.replace(b'"styles.bin', b'"other.bin').replace(b'"sharedStrings.bin', b'"texts.bin'),
        "xl/other.bin": styles({166: ';;;"70707"'}, [0, 166]),
        "xl/texts.bin": strings("60606"),
    }
    other = look(package({**parts, **named}), "book.xlsb").result
    assert isinstance(usual, Workbook)
    assert isinstance(other, Workbook)
    assert usual.sheets[0].cells == {(2, 2): "50505"}
    assert other.sheets[0].cells == {(2, 2): "60606"}
    assert (usual.sheets[0].disguised, other.sheets[0].disguised) == (frozenset(), frozenset({(2, 2)}))
