"""A zip is one file to all who read it, or it is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from tests.workbooks import twofold
from tests.workbooks.files import SHEET1, ordinary, unzipped, zipped
from workbooks.containers.archive import members
from workbooks.refusal import Refused

SHEET2 = "xl/worksheets/sheet2.xml"
BOOK = ordinary()
OTHER = twofold.swapped(BOOK, SHEET1, SHEET2)


def unicode_path(name: str) -> bytes:
    """Return a zip with a file whose extra field gives it another name (4.6.9)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        info = zipfile.ZipInfo("xl/sheet1.xml")
        field = b"\1" + zipfile.crc32(b"xl/sheet1.xml").to_bytes(4, "little") + name.encode()  # type: ignore[attr-defined]
        info.extra = (0x7075).to_bytes(2, "little") + len(field).to_bytes(2, "little") + field
        archive.writestr(info, b"a")
    return packed.getvalue()


def streamed_of(package: bytes) -> bytes:
    """Return a zip as it is when it was written to where nothing can be written twice, so that sizes follow what they are of."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.kept = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, piece: bytes) -> int:  # type: ignore[override]
            self.kept += piece
            return len(piece)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in unzipped(package).items():
            archive.writestr(name, content)
    return bytes(pipe.kept)


def long() -> bytes:
    """Return a zip of which each file has the fields of zip64."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in unzipped(BOOK).items():
            with archive.open(name, "w", force_zip64=True) as part:
                part.write(content)
    return packed.getvalue()


def commented() -> bytes:
    """Return a zip with a comment."""
    packed = io.BytesIO(BOOK)
    with zipfile.ZipFile(packed, "a") as archive:
        archive.comment = b"From our office"
    return packed.getvalue()


def nested() -> bytes:
    """Return a zip in which workbooks lie as they are, with their own ends."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a/", b"")
        archive.writestr("a/one.xlsx", BOOK)
        archive.writestr("a/Übersicht.xlsx", OTHER)
    return packed.getvalue()


TWOFOLD: dict[str, Callable[[], bytes]] = {
    "two directories": lambda: twofold.by_where_the_directory_lies(BOOK, OTHER),
    "two ends": lambda: twofold.by_the_end(BOOK, OTHER),
    "an end of zip64 that says other things": lambda: twofold.by_the_long_end(BOOK, OTHER),
    "names that are swapped": lambda: twofold.by_names(BOOK, SHEET1, SHEET2),
    "another size": lambda: twofold.by_sizes(BOOK, SHEET1),
    "a name within a name": lambda: zipped({"xl/sheet1.xml?": b"a"}).replace(b"xml?", b"xml\0"),
    "another name in an extra field": lambda: unicode_path("xl/sheet2.xml"),
}
ONE: dict[str, Callable[[], bytes]] = {
    "as it was written": lambda: BOOK,
    "sizes that follow": lambda: streamed_of(BOOK),
    "zip64": long,
    "a comment": commented,
    "a line's end behind it": lambda: BOOK + b"\r\n",
    "workbooks in it": nested,
    "the same name in an extra field": lambda: unicode_path("xl/sheet1.xml"),
}


@pytest.mark.parametrize("how", TWOFOLD)
def test_a_zip_in_which_programs_find_different_files_is_refused(how: str) -> None:
    """Whoever approves it would see other figures than are kept."""
    with pytest.raises(Refused) as refused:
        members(TWOFOLD[how]())
    assert refused.value.code == "file_broken"


@pytest.mark.parametrize("how", ONE)
def test_what_programs_write_is_read(how: str) -> None:
    """The honest counterparts: sizes may follow what they are of, and a zip may lie in a zip."""
    data = ONE[how]()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert [one.name for one in members(data)] == [name for name in archive.namelist() if not name.endswith("/")]


@pytest.mark.parametrize("how", ["two directories", "two ends", "an end of zip64 that says other things"])
def test_a_zip_that_is_two_opens_as_one_of_them_elsewhere(how: str) -> None:
    """So that this is about files that somebody reads: Python's own reader opens each of them, as the second one."""
    book = openpyxl.load_workbook(io.BytesIO(TWOFOLD[how]()))
    assert book.worksheets[0].title == openpyxl.load_workbook(io.BytesIO(OTHER)).worksheets[0].title
