"""A workbook that shows its reader other figures than those that count: by a format, by a second workbook in it, by a comment in a value.

A coordinator who opens it before they accept it would let something else count than what they saw; so would a contact who pasted figures
with their formats.
"""

from __future__ import annotations

import io

import openpyxl

from tests.attacks.books import changed
from tests.attacks.scene import Scene, person
from tests.workbooks.files import unzipped, zipped


def formatted(book: bytes, value: int, code: str) -> bytes:
    """Return a workbook whose cell with this number has this format."""
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


def test_the_workbook_that_a_program_opens_counts(scene: Scene) -> None:
    """And what it shows: nothing behind it, and nothing that a comment cuts off."""
    scene.reply(5, person(5), ("answers.xlsx", shown_instead(scene.workbook(5, employees=50_505), 50_505, 60_606)))
    sheet = next(name for name, part in unzipped(scene.workbook(6, employees=50_505)).items() if b">50505<" in part)
    cut = changed(scene.workbook(6, employees=50_505), sheet, lambda part: part.replace(b">50505<", b">505<!-- -->05<"))
    scene.reply(6, person(6), ("answers.xlsx", cut))
    assert scene.answers() == {5: 60_606, 6: 50_505}
