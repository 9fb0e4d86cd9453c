"""A workbook that shows its reader other figures than those that count: by a format, by a second workbook in it, by a comment in a value.

Or by a format that holds under a condition, by signs that turn digits around, or since the figure stands beneath its own label.

A coordinator who opens it before they accept it would let something else count than what they saw; so would a contact who pasted figures
with their formats.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from tests.attacks.books import changed
from tests.attacks.scene import Scene, person
from tests.workbooks.files import unzipped, zipped


def formatted(book: bytes, value: int | str, code: str) -> bytes:
    """Return a workbook whose cell with this value has this format."""
    opened = openpyxl.load_workbook(io.BytesIO(book))
    cells = [cell for sheet in opened.worksheets for row in sheet.iter_rows() for cell in row if cell.value == value]
    for cell in cells:
        cell.number_format = code
    out = io.BytesIO()
    opened.save(out)
    assert cells
    return out.getvalue()


def shown_instead(book: bytes, old: int, new: int) -> bytes:
    """Return a package whose usual workbook says the one, and the one that a program opens says the other."""
    parts = unzipped(book)
    (sheet,) = (name for name, part in parts.items() if name.startswith("xl/worksheets/") and f">{old}<".encode() in part)
    other, base = "xl/worksheets/other.xml", sheet.rpartition("/")[2].encode()
    parts[other] = parts[sheet].replace(f">{old}<".encode(), f">{new}<".encode())
    rels = sheet.replace("worksheets/", "worksheets/_rels/") + ".rels"
    if rels in parts:
        parts["xl/worksheets/_rels/other.xml.rels"] = parts[rels]
    parts["xl/shown.xml"] = parts["xl/workbook.xml"]
    parts["xl/_rels/shown.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(base, b"other.xml")
    types = "[Content_Types].xml"
    kind = b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
    added = b'<Override PartName="/xl/shown.xml" ' + kind + b'sheet.main+xml"/>'
    added += b'<Override PartName="/xl/worksheets/other.xml" ' + kind + b'worksheet+xml"/>'
    parts[types] = parts[types].replace(b"</Types>", added + b"</Types>")
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"xl/workbook.xml", b"xl/shown.xml")
    return zipped(parts)


def test_what_a_format_hides_or_makes_another_number_does_not_count(scene: Scene) -> None:
    """In thousands, with digits that are but printed, and not at all; rounded and with a unit it is the same number."""
    for number, code in enumerate(("#,##0,", '0"000"', ";;;", "#,##0.0", '0" people"'), start=2):
        book = formatted(scene.workbook(number, employees=50_505), 50_505, code)
        scene.reply(number, person(number), ("answers.xlsx", book))
    found = scene.answers()
    assert [found.get(number) for number in (2, 3, 4)] == [None, None, None]
    assert [found.get(number) for number in (5, 6)] == [50_505, 50_505]
    asked = [one.to for one in scene.left() if one.says("shows another number")]
    assert set(asked) == {person(number) for number in (2, 3, 4)}


def test_what_a_format_prints_besides_does_not_count(scene: Scene) -> None:
    """Digits beside a number that is shown as it is, a minus, a point, another figure for zero, and for one that is written as a text."""
    codes = ('General"000"', "-0", "0\\.00", '0;-0;"777"', '0;0;0;"60606"', '"6"@', "0;-0;0;")
    values: list[int | str] = [50_505, 50_505, 50_505, 0, "50505", "50505", "50505"]
    for number, (value, code) in enumerate(zip(values, codes, strict=True), start=2):
        book = edited(scene.workbook(number, employees=50_505), 50_505, typed(value))
        scene.reply(number, person(number), ("answers.xlsx", formatted(book, value, code)))
    book = edited(scene.workbook(9, employees=50_505), 50_505, typed("50505"))
    scene.reply(9, person(9), ("answers.xlsx", formatted(book, "50505", '0" people";-0;"-";@')))
    assert scene.answers() == {9: 50_505}
    asked = [one.to for one in scene.left() if one.says("shows another number")]
    assert asked == [person(number) for number in range(2, 9)]


def test_what_shows_yes_and_holds_no_does_not_count(scene: Scene) -> None:
    """The contact is asked which one is meant; one whose format prints what is there is not."""
    scene.reply(2, person(2), ("answers.xlsx", formatted(scene.workbook(2), "Yes", ';;;"No"')))
    scene.reply(3, person(3), ("answers.xlsx", formatted(scene.workbook(3), "Yes", "0;0;0;@")))
    assert [one.to for one in scene.left() if one.says("but shows something else")] == [person(2)]
    assert scene.answers() == {3: 400}


def test_the_workbook_that_a_program_opens_counts(scene: Scene) -> None:
    """And what it shows: nothing behind it, and nothing that a comment cuts off."""
    scene.reply(5, person(5), ("answers.xlsx", shown_instead(scene.workbook(5, employees=50_505), 50_505, 60_606)))
    sheet = next(name for name, part in unzipped(scene.workbook(6, employees=50_505)).items() if b">50505<" in part)
    cut = changed(scene.workbook(6, employees=50_505), sheet, lambda part: part.replace(b">50505<", b">505<!-- -->05<"))
    scene.reply(6, person(6), ("answers.xlsx", cut))
    assert scene.answers() == {5: 60_606, 6: 50_505}


def edited(book: bytes, value: int, edit: Callable[[Cell], object]) -> bytes:
    """Return a workbook of which the cell with this number was edited."""
    opened = openpyxl.load_workbook(io.BytesIO(book))
    (cell,) = (cell for sheet in opened.worksheets for row in sheet.iter_rows() for cell in row if cell.value == value)
    edit(cell)
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def under_a_condition(code: str) -> Callable[[Cell], object]:
    """Return what lets a cell show its number so as soon as something holds, which always does."""
    look = DifferentialStyle(numFmt=NumberFormat(numFmtId=199, formatCode=code))
    rule = Rule(type="expression", formula=["TRUE"], dxf=look)
    return lambda cell: cell.parent.conditional_formatting.add(cell.coordinate, rule)  # type: ignore[union-attr]


def in_utf16(book: bytes) -> bytes:
    """Return a workbook of which no sheet is in the usual encoding."""
    parts = unzipped(book)
    sheets = {name: part.decode() for name, part in parts.items() if name.startswith("xl/worksheets/sheet")}
    head = '<?xml version="1.0" encoding="UTF-16"?>'
    return zipped(parts | {name: (head + part[part.index("<worksheet") :]).encode("utf-16") for name, part in sheets.items()})


def of_whole_columns(book: bytes) -> bytes:
    """Return a workbook whose rules stand for whole columns."""
    parts = unzipped(book)
    rules = re.compile(rb'<conditionalFormatting sqref="([A-Z])[^"]*"')
    sheets = {name: rules.sub(rb'<conditionalFormatting sqref="\1:\1"', part) for name, part in parts.items() if b"sheetData" in part}
    return zipped(parts | sheets)


def with_a_doubled_style(book: bytes) -> bytes:
    """Return a workbook whose cell with 50505 has another attribute, of nobody's, that says how it looks."""
    sheet = next(name for name, part in unzipped(book).items() if b">50505<" in part)
    declared = b'<worksheet xmlns:x="urn:x" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x" '
    cell = re.compile(rb'<c (r="[A-Z]+\d+")(?=[^>]*><v>50505<)')
    return changed(book, sheet, lambda part: cell.sub(rb"<c \1 x:a=' s=\"0\"'", part).replace(b"<worksheet ", declared))


def test_what_is_written_in_another_way_hides_no_disguise(scene: Scene) -> None:
    """Sheets in another encoding, a rule for whole columns, an attribute that looks like another one; nor does it make one."""
    ruled = [edited(scene.workbook(number, employees=50_505), 50_505, under_a_condition('"999"')) for number in (2, 3)]
    thousands = formatted(scene.workbook(4, employees=50_505), 50_505, "#,##0,")
    books = in_utf16(ruled[0]), of_whole_columns(ruled[1]), with_a_doubled_style(thousands)
    for number, book in enumerate((*books, in_utf16(scene.workbook(5, employees=50_505))), start=2):
        scene.reply(number, person(number), ("answers.xlsx", book))
    assert scene.answers() == {5: 50_505}
    assert {one.to for one in scene.left() if one.says("shows another number")} == {person(number) for number in (2, 3, 4)}


def typed(text: int | str) -> Callable[[Cell], object]:
    """Return what writes a text into a cell."""
    return lambda cell: setattr(cell, "value", text)


def beneath_its_label(book: bytes) -> bytes:
    """Return a workbook in which the cell with 50505 is merged with the one before it, and keeps what it holds."""
    sheet = next(name for name, part in unzipped(book).items() if b">50505<" in part)
    at = re.search(rb'<c r="([A-Z])(\d+)"[^>]*><v>50505<', unzipped(book)[sheet])
    assert at
    merged = b'<mergeCell ref="%s%s:%s%s"/>' % (bytes([at[1][0] - 1]), at[2], at[1], at[2])
    return changed(book, sheet, lambda part: re.sub(rb"<mergeCells[^>]*>", lambda found: found[0] + merged, part))


def test_what_a_condition_a_turned_digit_or_a_merged_cell_hides_does_not_count(scene: Scene) -> None:
    """Each contact is asked for the number that they mean."""
    turned = "\u202e50512", "50\u200f512", "50\u202b512"
    edits = [under_a_condition('"999"'), under_a_condition(";;;"), *map(typed, turned)]
    for number, edit in enumerate(edits, start=2):
        scene.reply(number, person(number), ("answers.xlsx", edited(scene.workbook(number, employees=50_505), 50_505, edit)))
    scene.reply(8, person(8), ("answers.xlsx", beneath_its_label(scene.workbook(8, employees=50_505))))
    assert scene.answers() == {}
    asked = [one.to for one in scene.left() if one.says("shows another number")]
    assert asked == [person(number) for number in (2, 3, 4, 5, 6, 8)]


def test_what_shows_the_same_number_counts(scene: Scene) -> None:
    """Parted by a condition, with marks of direction around it as a telephone or an Arabic keyboard writes them, in Arabic digits."""
    edits = [under_a_condition("#,##0"), *map(typed, ("\u200f50505\u200f", "\u202d50505\u202c", "\u0665\u0660\u0665\u0660\u0665"))]
    for number, edit in enumerate(edits, start=2):
        scene.reply(number, person(number), ("answers.xlsx", edited(scene.workbook(number, employees=50_505), 50_505, edit)))
    assert scene.answers() == dict.fromkeys(range(2, 6), 50_505)


_COMPATIBLE = b'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:x="urn:x" mc:Ignorable="x" '


def sheet_of(book: bytes, value: int) -> str:
    """Return the part of the sheet that holds this number."""
    return next(name for name, part in unzipped(book).items() if b">%d<" % value in part)


def with_cells_for_nobody(book: bytes, shown: int, hidden: int) -> bytes:
    """Return a workbook whose sheet has its cells once more in an extension, which no program shows, with another number."""
    sheet = sheet_of(book, shown)

    def twice(part: bytes) -> bytes:
        cells = part[part.index(b"<sheetData>") : part.index(b"</sheetData>") + len(b"</sheetData>")].replace(
            b">%d<" % shown, b">%d<" % hidden
        )
        return part.replace(b"</worksheet>", b'<extLst><ext uri="{00000000}">' + cells + b"</ext></extLst></worksheet>")

    return changed(book, sheet, twice)


def passed_over(book: bytes, shown: int) -> bytes:
    """Return a workbook whose cells stand within something that every program passes over: it shows an empty sheet."""

    def within(part: bytes) -> bytes:
        around = part.replace(b"<worksheet ", b"<worksheet " + _COMPATIBLE, 1).replace(b"<sheetData>", b"<x:a><sheetData>")
        return around.replace(b"</sheetData>", b"</sheetData></x:a>")

    return changed(book, sheet_of(book, shown), within)


def of_a_choice(book: bytes, shown: int, other: int) -> bytes:
    """Return a workbook in which newer programs show one number, and older ones another."""
    cell = re.compile(rb"<v>%d</v>" % shown)
    choice = (
        b'<mc:AlternateContent><mc:Choice Requires="x14"><v>%d</v></mc:Choice><mc:Fallback><v>%d</v></mc:Fallback></mc:AlternateContent>'
    )

    def chosen(part: bytes) -> bytes:
        made = cell.sub(choice % (shown, other), part)
        newer = b'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
        return made.replace(b"<worksheet ", b"<worksheet " + _COMPATIBLE + newer, 1)

    return changed(book, sheet_of(book, shown), chosen)


def test_cells_that_no_program_shows_count_for_nothing(scene: Scene) -> None:
    """In an extension, within what is passed over, and in a choice between contents; nor do they keep what is hidden from being seen."""
    twice = with_cells_for_nobody(scene.workbook(2, employees=50_505), 50_505, 999)
    merged = with_cells_for_nobody(beneath_its_label(scene.workbook(3, employees=50_505)), 50_505, 50_505)
    gone = passed_over(scene.workbook(4, employees=50_505), 50_505)
    either = of_a_choice(scene.workbook(5, employees=50_505), 50_505, 999)
    for number, book in enumerate((twice, merged, gone, either, scene.workbook(6, employees=50_505)), start=2):
        scene.reply(number, person(number), ("answers.xlsx", book))
    assert scene.answers() == {2: 50_505, 6: 50_505}
    assert {one.to for one in scene.left()} >= {person(number) for number in range(2, 7)}
