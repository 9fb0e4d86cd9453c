"""Files that would end or fill a process: each is refused with a reason, and the next file is read as if nothing had been."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import openpyxl
import pytest

from languages import catalogue, spoken
from tests.workbooks.files import SHEET1, VALUES, changed, ordinary, saved, unzipped, with_rows, zipped
from workbooks.caged.reader import Reader, Refusal
from workbooks.cells import Workbook

BOMB_XML = (
    b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets/>&c;</workbook>'
)
CFB_HEADER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def compound(stream_name: str, content: bytes = b"", chain: tuple[int, ...] = ()) -> bytes:
    """Return a compound file with one stream, as [MS-CFB] lays it out; `chain` spoils its sector chain."""
    content = content.ljust(4096, b"\0")
    sectors = -(-len(content) // 512)
    following = list(chain) or [*range(3, sectors + 2), 0xFFFFFFFE]
    fat = struct.pack("<128L", *([0xFFFFFFFD, 0xFFFFFFFE, *following] + [0xFFFFFFFF] * 128)[:128])
    header = (
        CFB_HEADER
        + b"\0" * 16
        + struct.pack("<HHHHH6xLLLLLLLLLL", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    )
    header += b"\xff" * (512 - len(header))

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        raw = name.encode("utf-16-le") + b"\0\0"
        return raw.ljust(64, b"\0") + struct.pack("<HBBLLL36xLQ", len(raw), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child, start, size)

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(stream_name, 2, 0xFFFFFFFF, 2, len(content))
    return header + fat + directory.ljust(512, b"\0") + content.ljust(sectors * 512, b"\0")


def record(kind: int, body: bytes) -> bytes:
    """Return one record of BIFF."""
    return struct.pack("<HH", kind, len(body)) + body


def biff(cells: bytes, dimensions: bytes = b"") -> bytes:
    """Return a Workbook stream of one sheet."""
    begin = record(0x809, struct.pack("<HHHHLL", 0x600, 0x5, 0, 0, 0, 0))
    sheet = record(0x809, struct.pack("<HHHHLL", 0x600, 0x10, 0, 0, 0, 0)) + dimensions + cells + record(0x0A, b"")
    name = b"\x05\0Sheet"
    listed = len(begin) + 4 + 6 + len(name) + 4
    return begin + record(0x85, struct.pack("<LH", listed, 0) + name) + record(0x0A, b"") + sheet


def number(row: int, column: int) -> bytes:
    """Return the record of a cell that holds 1; row and column from 0."""
    return record(0x203, struct.pack("<HHHd", row, column, 0, 1.0))


def lying(xlsx: bytes, part: str, size: int) -> bytes:
    """Return the package with the declared size of one part changed in the central directory."""
    with zipfile.ZipFile(io.BytesIO(xlsx)) as archive:
        true = archive.getinfo(part).file_size
    at = xlsx.rindex(part.encode()) - 46 + 24
    assert struct.unpack_from("<L", xlsx, at)[0] == true
    return xlsx[:at] + struct.pack("<L", size) + xlsx[at + 4 :]


def doubled(xlsx: bytes) -> bytes:
    """Return the package with its first sheet twice."""
    buffer = io.BytesIO(xlsx)
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET1, b"<worksheet/>")
    return buffer.getvalue()


def encrypted_zip() -> bytes:
    """Return a zip whose only member says that it is encrypted."""
    data = zipped({"book.xlsx": b"x"})
    # Bit 0 of the flags, in the central directory.
    at = data.rindex(b"PK\1\2") + 8
    return data[:at] + b"\x01" + data[at + 1 :]


def far_rows() -> bytes:
    """Return a workbook with a value in the first and in the last cell."""
    return with_rows(b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def hidden_far_rows() -> bytes:
    """Cells without addresses: a thousand rows, and one with a hundred thousand cells."""
    return with_rows(b"<row>" + b"<c><v>1</v></c>" * 100_000 + b"</row>" + b"<row><c><v>1</v></c></row>" * 1000)


def ods(rows: bytes) -> bytes:
    """Return an OpenDocument spreadsheet of one sheet."""
    content = (
        b'<o:d xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0">'
        b'<o:body><o:spreadsheet><t:table t:name="One">' + rows + b"</t:table></o:spreadsheet></o:body></o:d>"
    )
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


HOSTILE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "nothing": (lambda: b"", "a.xlsx", "file_empty"),
    "only blanks": (lambda: b"\r\n \0", "a.xlsx", "file_empty"),
    "a value in the first and in the last cell": (far_rows, "a.xlsx", "file_too_far"),
    "far cells that have no address": (hidden_far_rows, "a.xlsx", "file_too_far"),
    "a far cell in an old workbook": (lambda: compound("Workbook", biff(number(0, 0) + number(65535, 255))), "a.xls", "file_too_far"),
    "a value that is repeated over a whole sheet": (
        lambda: ods(
            b'<t:table-row t:number-rows-repeated="1048576">'
            b'<t:table-cell t:number-columns-repeated="16384" o:value-type="float" o:value="1"/></t:table-row>'
        ),
        "a.ods",
        "file_too_large",
    ),
    "a text of 100 MB": (
        lambda: changed(
            ordinary(),
            SHEET1,
            lambda part: part.replace(b"<v>12</v>", b"<v>" + b"a" * 100_000_000 + b"</v>"),
        ),
        "a.xlsx",
        "file_too_large",
    ),
    "a text that is longer than any answer": (
        lambda: with_rows(b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + b"a" * 200_000 + b"</t></is></c></row>"),
        "a.xlsx",
        "file_text_too_long",
    ),
    "a part that inflates beyond what it declares": (lambda: lying(ordinary(), SHEET1, 100), "a.xlsx", "file_broken"),
    "a part that declares more than it holds": (lambda: lying(ordinary(), SHEET1, 60_000), "a.xlsx", "file_broken"),
    "a part that declares 4 GB": (lambda: lying(ordinary(), SHEET1, 0xFFFFFFF0), "a.xlsx", "file_too_large"),
    "a zip of 10,000 files": (lambda: zipped({f"{number}.txt": b"" for number in range(10_000)}), "a.zip", "file_too_large"),
    "duplicate members": (lambda: doubled(ordinary()), "a.xlsx", "file_broken"),
    "an entity bomb": (lambda: changed(ordinary(), "xl/workbook.xml", lambda _: BOMB_XML), "a.xlsx", "file_broken"),
    "an entity bomb in UTF-16": (
        lambda: changed(ordinary(), "xl/workbook.xml", lambda _: BOMB_XML.decode().encode("utf-16")),
        "a.xlsx",
        "file_broken",
    ),
    "a cut file": (lambda: ordinary()[:3000], "a.xlsx", "file_broken"),
    "a flipped byte": (lambda: (data := ordinary())[:400] + b"\xff\xff\xff" + data[403:], "a.xlsx", "file_broken"),
    "no workbook part": (
        lambda: zipped({name: part for name, part in unzipped(ordinary()).items() if name != "xl/workbook.xml"}),
        "a.xlsx",
        "file_broken",
    ),
    "a sheet that is no XML": (lambda: changed(ordinary(), SHEET1, lambda _: b"<worksheet><sheetData><row"), "a.xlsx", "file_broken"),
    "an encrypted workbook": (lambda: compound("EncryptedPackage"), "a.xlsx", "file_encrypted"),
    "an encrypted old workbook": (
        lambda: compound("Workbook", record(0x809, struct.pack("<HHHHLL", 0x600, 5, 0, 0, 0, 0)) + record(0x2F, b"\1\0" * 3)),
        "a.xls",
        "file_encrypted",
    ),
    "an encrypted OpenDocument": (
        lambda: zipped(
            {
                "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
                "content.xml": b"x",
                "META-INF/manifest.xml": b"<manifest:encryption-data/>",
            }
        ),
        "a.ods",
        "file_encrypted",
    ),
    "an encrypted zip": (encrypted_zip, "a.zip", "file_zip_encrypted"),
    "the header of a compound file alone": (lambda: CFB_HEADER, "a.xls", "file_broken"),
    "a compound file of noise": (lambda: CFB_HEADER + bytes(range(256)) * 40, "a.xls", "file_broken"),
    "a web page that is called .xls": (lambda: b"\xef\xbb\xbf <html><table><tr><td>1</td></tr></table></html>", "a.xls", "file_html"),
    "an XML spreadsheet": (lambda: b'<?xml version="1.0"?><Workbook/>', "a.xls", "file_html"),
    "a PDF": (lambda: b"%PDF-1.7\n", "a.xlsx", "file_pdf"),
    "a Word document": (
        lambda: zipped({"[Content_Types].xml": b"wordprocessingml.document.main+xml", "word/document.xml": b""}),
        "a.docx",
        "file_word",
    ),
    "an old Word document": (lambda: compound("WordDocument"), "a.doc", "file_word"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "a.xlsx", "file_image"),
    "Apple Numbers": (lambda: zipped({"Index/Document.iwa": b"x"}), "a.numbers", "file_numbers"),
    "another archive": (lambda: b"7z\xbc\xaf\x27\x1c rest", "a.7z", "file_archive"),
    "a text": (lambda: b"Dear Sir", "a.txt", "file_not_a_workbook"),
    "noise": (lambda: b"\1\2\0\3" * 500, "a.bin", "file_not_a_workbook"),
    "noise that is called a workbook": (lambda: b"\1\2\0\3" * 500, "a.xlsx", "file_broken"),
    "a zip with nothing of ours": (lambda: zipped({"readme.txt": b"hello"}), "a.zip", "file_zip_without_workbook"),
    "a zip of too many": (lambda: zipped({f"{number}.xlsx": b"x" for number in range(41)}), "a.zip", "file_zip_too_many"),
}


@pytest.fixture(scope="module")
def small() -> bytes:
    """Make the ordinary workbook once."""
    return ordinary()


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_and_the_next_one_is_read(case: str, reader: Reader, small: bytes) -> None:
    """A hostile file is refused and the next one is read."""
    make, name, code = HOSTILE[case]
    (opened,) = reader.open(make(), name)
    assert isinstance(opened.result, Refusal)
    assert opened.result.code == code
    assert opened.result.facts["name"] == name
    (after,) = reader.open(small, "book.xlsx")
    assert isinstance(after.result, Workbook)
    assert after.result.sheets[0].cells == VALUES


def of_long_texts(rows: int) -> bytes:
    """Return a workbook with so many rows of 300,000 characters."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for _ in range(rows):
        sheet.append(["A" * 30_000] * 10)
    return saved(book)


def test_a_long_text_that_many_cells_share_counts_for_each_of_them(reader: Reader) -> None:
    """A file of a few kilobytes would be gigabytes of answers."""
    (opened,) = reader.open(of_long_texts(40), "shared.xlsx")
    assert isinstance(opened.result, Refusal)
    assert opened.result.code == "file_too_large"


def test_many_workbooks_together_hold_what_one_may(reader: Reader) -> None:
    """Whoever reads their answers outside of the cage takes time by the cell; what is small is read behind what is too much."""
    large = of_long_texts(20)
    files = {"a.xlsx": large, "b.xlsx": ordinary(), "c.xlsx": large, "d.xlsx": ordinary()}
    results = [one.result for one in reader.open(zipped(files), "a.zip")]
    assert [one.code if isinstance(one, Refusal) else "read" for one in results] == ["read", "read", "file_too_large", "read"]
    (alone,) = reader.open(large, "c.xlsx")
    assert isinstance(alone.result, Workbook)


def test_the_sentence_about_a_far_cell_says_where_it_is(reader: Reader) -> None:
    """The sentence about a far cell says where it is."""
    (opened,) = reader.open(far_rows(), "a.xlsx")
    assert isinstance(opened.result, Refusal)
    assert dict(opened.result.facts) == {"name": "a.xlsx", "sheet": "Sheet", "cell": "XFD1048576"}


@pytest.mark.parametrize("language", spoken())
def test_every_refusal_can_be_said(language: str) -> None:
    """Every refusal can be said."""
    facts = {"name": "a.xlsx", "sheet": "One", "cell": "B3"}
    for _, _, code in [
        *HOSTILE.values(),
        (None, None, "file_too_slow"),
        (None, None, "file_zip_too_deep"),
        (None, None, "file_old_excel"),
        (None, None, "file_encoding"),
    ]:
        sentence = catalogue(language).say(code, **facts)
        assert "a.xlsx" in sentence.message
        assert sentence.remedy


def test_a_comment_far_out_costs_nothing(reader: Reader, small: bytes) -> None:
    """A comment far out costs nothing."""
    far = changed(small, "xl/comments/comment1.xml", lambda part: part.replace(b'ref="B6"', b'ref="XFD1048576"'))
    (opened,) = reader.open(far, "a.xlsx")
    assert isinstance(opened.result, Workbook)
    assert opened.result.sheets[0].comments == {(1048576, 16384): "About a dozen"}


def test_a_dimension_that_lies_is_not_believed(reader: Reader, small: bytes) -> None:
    """A dimension that lies is not believed."""
    vast = changed(small, SHEET1, lambda part: part.replace(b'<dimension ref="A2:D17"', b'<dimension ref="A1:XFD1048576"'))
    assert vast != small
    (opened,) = reader.open(vast, "a.xlsx")
    assert isinstance(opened.result, Workbook)
    assert opened.result.sheets[0].cells == VALUES


def test_an_old_workbook_whose_dimensions_lie_does_not_end_the_service(reader: Reader, small: bytes) -> None:
    """An old workbook whose dimensions lie does not end the service."""
    vast = record(0x200, struct.pack("<LLHHH", 0, 0xFFFFFFFF, 0, 256, 0))
    reader.open(compound("Workbook", biff(number(1, 1), vast)), "a.xls")
    (after,) = reader.open(small, "book.xlsx")
    assert isinstance(after.result, Workbook)


def test_a_word_document_inside_of_an_old_workbook_does_not_make_a_word_document_of_it(reader: Reader) -> None:
    """A Word document inside of an old workbook does not make a Word document of it."""
    data = compound("Workbook", biff(number(0, 0)))
    # A third entry of the directory that nothing at the root points at, as that of an embedded object.
    name = "WordDocument".encode("utf-16-le") + b"\0\0"
    embedded = name.ljust(64, b"\0") + struct.pack("<HBBLLL36xLQ", len(name), 2, 1, *[0xFFFFFFFF] * 3, 2, 4096)
    at = 512 + 512 + 2 * 128
    (opened,) = reader.open(data[:at] + embedded + data[at + 128 :], "a.xls")
    assert (opened.format, isinstance(opened.result, Workbook)) == ("xls", True)


def test_a_compound_file_whose_chain_is_a_loop_comes_to_an_end(reader: Reader) -> None:
    """A compound file whose chain is a loop comes to an end."""
    (opened,) = reader.open(compound("Workbook", biff(number(0, 0)), (2,) * 8), "a.xls")
    assert isinstance(opened.result, Workbook)
    assert opened.result.sheets[0].cells == {(1, 1): 1}


def test_a_crc_that_does_not_fit_is_noticed(reader: Reader, small: bytes) -> None:
    """A CRC that does not fit is noticed."""
    at = small.rindex(SHEET1.encode()) - 46 + 16
    assert struct.unpack_from("<L", small, at)[0] == zlib.crc32(unzipped(small)[SHEET1])
    (opened,) = reader.open(small[:at] + b"\0\0\0\0" + small[at + 4 :], "a.xlsx")
    assert isinstance(opened.result, Refusal)
