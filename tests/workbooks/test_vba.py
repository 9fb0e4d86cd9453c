"""The names of macros, and what calls them, out of projects that the tests write by [MS-OVBA]."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.properties import WorksheetProperties
from typer.testing import CliRunner

from cli.main import app
from tests.adopt.every import samples
from tests.adopt.making import Sample
from tests.workbooks.compound import compound
from tests.workbooks.files import saved, unzipped, zipped
from workbooks.anatomy.vba import MacroProcedure, decompressed, macros

_TEXTS = {
    "ThisWorkbook": 'Option Explicit\nPrivate Sub Workbook_Open()\n  \' Sub Told_In_A_Comment()\n  MsgBox "Sub Nothing()"\nEnd Sub\n',
    "Blatt1": "Sub Worksheet_Change(ByVal Target As Range)\nEnd Sub\nPublic Sub Go_Click()\nEnd Sub\nSub From_File()\nEnd Sub\n",
    "Module1": "Sub Send()\nEnd Sub\nFunction VAT(x)\nEnd Function\nProperty Get Käse()\nEnd Property\nSub auto_open()\nEnd Sub\n",
}


def _packed(text: bytes) -> bytes:
    """Return a container whose one chunk copies nothing."""
    chunk = b"".join(b"\0" + text[at : at + 8] for at in range(0, len(text), 8))
    return b"\x01" + struct.pack("<H", 0xB000 | (len(chunk) - 1)) + chunk


def _record(number: int, content: bytes, size: int | None = None) -> bytes:
    return struct.pack("<HL", number, len(content) if size is None else size) + content


def _project(texts: Mapping[str, str], *, stripped: bool = False) -> bytes:
    listed = _record(3, struct.pack("<H", 1252)) + _record(9, bytes(6), size=4)
    for name in texts:
        kind = _record(0x21 if name.startswith("Module") else 0x22, b"")
        listed += (
            _record(0x19, name.encode()) + _record(0x1A, name.encode()) + _record(0x31, struct.pack("<L", 5)) + kind + _record(0x2B, b"")
        )
    streams = {name: b"cache" + (b"" if stripped else _packed(text.encode("cp1252"))) for name, text in texts.items()}
    return compound({"dir": _packed(listed), **streams}, within="VBA")


def _workbook(project: bytes, **more: bytes) -> bytes:
    book = Workbook()
    book.worksheets[0].title = "Return & more"
    book.worksheets[0].sheet_properties = WorksheetProperties(codeName="Blatt1")
    return zipped({**unzipped(saved(book)), "xl/vbaProject.bin": project, **more})


def test_a_container_is_decompressed_as_the_specification_shows() -> None:
    """The examples 3.2.2 and 3.2.3 of [MS-OVBA]: copies of what stands before, and one that copies itself."""
    packed = "01 2F B0 00 23 61 61 61 62 63 64 65 82 66 00 70 61 67 68 69 6A 01 38 08 61 6B 6C 00 30 6D 6E 6F 70 06 71 02 70"
    rest = "04 10 72 73 74 75 76 10 77 78 79 7A 00 3C"
    assert decompressed(bytes.fromhex(f"{packed} {rest}")) == b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa"
    assert decompressed(bytes.fromhex("01 03 B0 02 61 45 00")) == b"a" * 73


def test_procedures_are_told_by_module_with_what_calls_them() -> None:
    """An event is what a sheet or a workbook calls; a button says whom it runs; a name with a _ in it alone is nothing."""
    found = macros(_workbook(_project(_TEXTS), **{"xl/drawings/drawing1.xml": b'<sp macro="[0]!Module1.Send"/>'}))
    of_book, of_sheet, module = found.modules
    assert of_book.procedures == (MacroProcedure(name="Workbook_Open", event="Open", subject="Workbook"),)
    assert (of_book.sheet, of_sheet.sheet, module.sheet) == ("", "Return & more", "")
    assert of_sheet.procedures == (
        MacroProcedure(name="Worksheet_Change", event="Change", subject="Worksheet"),
        MacroProcedure(name="Go_Click", event="Click", subject="Go"),
        MacroProcedure(name="From_File"),
    )
    assert module.procedures == (
        MacroProcedure(name="Send", button=True),
        MacroProcedure(name="VAT"),
        MacroProcedure(name="Käse"),
        MacroProcedure(name="auto_open", event="Open", subject="Workbook"),
    )
    assert not found.unread


def test_what_cannot_be_read_is_said() -> None:
    """A project without its text has the names of its modules; what is none, or cut anywhere, is no error."""
    assert [one.procedures for one in macros(_workbook(_project(_TEXTS, stripped=True))).modules] == [None, None, None]
    assert macros(_workbook(b"VBA")).unread
    assert not macros(_workbook(_project({}))).modules
    assert macros(_workbook(_project({}))).unread
    assert macros(_workbook(b"VBA", **{"xl/macrosheets/sheet1.xml": b"<a/>"})).old
    whole = _project(_TEXTS)
    for end in range(0, len(whole), 97):
        assert macros(_workbook(whole[:end])).modules == () or end > 512


@pytest.mark.parametrize("place", range(0, 6000, 61))
def test_a_broken_project_never_raises(place: int) -> None:
    """Any byte may be another; loops and lengths that lie end."""
    broken = bytearray(_project(_TEXTS))
    broken[place % len(broken)] ^= 0xFF
    _ = macros(_workbook(bytes(broken)))


def test_a_container_ends_at_a_bound() -> None:
    """Chunks of three bytes that become 4096 each do not fill the memory."""
    bomb = b"\x01" + b"\x03\xb0\x02a\xff\x0f" * 200_000
    assert len(decompressed(bomb)) <= 1024 * 1024 + 4096


def _adopted(tmp_path: Path, project: bytes, *more: str) -> str:
    one: Sample = next(one for one in samples() if one.name == "plain")
    file = tmp_path / "return.xlsm"
    file.write_bytes(zipped({**unzipped(one.data), "xl/vbaProject.bin": project}))
    return CliRunner().invoke(app, ["questionnaire", "adopt", str(file), "--out", str(tmp_path / "form.xlsx"), *more]).stdout


def test_adopt_says_what_the_macros_did(tmp_path: Path) -> None:
    """Each module with its procedures, in words; where they cannot be read, what a person can do."""
    told = _adopted(tmp_path, _project(_TEXTS))
    assert "It contains macros. They were not run, and nothing of them is in the draft." in told
    assert "Module ThisWorkbook: Workbook_Open (when the workbook is opened)." in told
    assert "Go_Click (on Click of Go), From_File." in " ".join(told.split())
    assert "Alt+F11" in _adopted(tmp_path, b"VBA")
    assert "its text cannot be read" in _adopted(tmp_path, _project(_TEXTS, stripped=True))
    assert '"macro_modules"' in _adopted(tmp_path, _project(_TEXTS), "--json")
