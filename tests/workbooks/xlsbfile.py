"""Writing binary Excel workbooks, [MS-XLSB], for the tests: no program at hand writes them with everything that Excel does."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from tests.workbooks.files import zipped

_TYPES = (
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    b'<Override PartName="/xl/worksheets/sheet1.bin" ContentType="application/vnd.ms-excel.worksheet"/>'
    b'<Override PartName="/xl/worksheets/sheet2.bin" ContentType="application/vnd.ms-excel.worksheet"/>'
    b'<Override PartName="/xl/styles.bin" ContentType="application/vnd.ms-excel.styles"/>'
    b'<Override PartName="/xl/comments1.bin" ContentType="application/vnd.ms-excel.comments"/>'
    b'<Override PartName="/xl/sharedStrings.bin" ContentType="application/vnd.ms-excel.sharedStrings"/></Types>'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def record(kind: int, body: bytes = b"") -> bytes:
    """Return one record: kind and length have seven bits a byte."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, sizes = len(body), bytearray()
    while length > 0x7F:
        sizes.append(length & 0x7F | 0x80)
        length >>= 7
    return head + bytes(sizes) + bytes([length]) + body


def text(said: str) -> bytes:
    """Return an XLWideString."""
    return struct.pack("<L", len(said.encode("utf-16-le")) // 2) + said.encode("utf-16-le")


def cell(kind: int, column: int, body: bytes, style: int = 0) -> bytes:
    """Return a cell of the long form."""
    return record(kind, struct.pack("<LL", column, style) + body)


def short(kind: int, body: bytes, style: int = 0) -> bytes:
    """Return a cell of the short form, which follows the one before."""
    return record(kind, struct.pack("<L", style) + body)


def row(number: int, *cells: bytes) -> bytes:
    """Return a row (from 0) with its cells: BrtRowHdr has one span of columns."""
    return record(0, struct.pack("<LLHBBBLLL", number, 0, 300, 0, 0, 0, 1, 0, 16383)) + b"".join(cells)


def sheet(*rows: bytes, extent: tuple[int, int, int, int] = (0, 100, 0, 100), after: bytes = b"") -> bytes:
    """Return the part of a sheet; `extent` is what it says of itself."""
    before = record(129) + record(148, struct.pack("<4L", *extent)) + record(145)
    return before + b"".join(rows) + record(146) + after + record(130)


def name(said: str, formula: bytes, only: int = 0xFFFFFFFF, flags: int = 0) -> bytes:
    """Return a defined name; `only` is the one sheet in which it holds."""
    return record(
        39, struct.pack("<LBL", flags, 0, only) + text(said) + struct.pack("<L", len(formula)) + formula + b"\0\0\0\0" + b"\xff" * 4
    )


def workbook(names: bytes = b"", *, since_1904: bool = False, sheets: Sequence[tuple[str, int]] = (("One", 0), ("Two", 2))) -> bytes:
    """Return the workbook part; its formulas know both sheets (0 and 1), one of another workbook (2), and a lost one (3)."""
    listed = b"".join(
        record(156, struct.pack("<LL", state, number) + text(f"rId{number}") + text(said)) for number, (said, state) in enumerate(sheets, 1)
    )
    externals = struct.pack("<L", 4) + b"".join(struct.pack("<Lll", *one) for one in ((0, 0, 0), (0, 1, 1), (1, 0, 0), (0, -1, -1)))
    properties = record(153, struct.pack("<LL", int(since_1904), 0) + text(""))
    links = record(353) + record(357) + record(358) + record(362, externals) + record(354)
    return record(131) + properties + record(135) + record(136) + record(143) + listed + record(144) + links + names + record(132)


def styles(codes: dict[int, str], cells: Sequence[int], looks: Mapping[int, tuple[int, int]] = MappingProxyType({})) -> bytes:
    """Return the styles: the codes of formats by number, and the format of each style of a cell.

    `looks` are by the place of a style its font, 1 for one that strikes out, and its alignment.
    """
    formats = b"".join(record(44, struct.pack("<H", number) + text(code)) for number, code in codes.items())

    def table(begin: int, numbers: Sequence[int], parent: int) -> bytes:
        written = ((number, *(looks.get(at, (0, 0)) if begin == 617 else (0, 0))) for at, number in enumerate(numbers))
        rows = (record(47, struct.pack("<HHHHHBBHH", parent, number, font, 0, 0, 0, 0, how, 0)) for number, font, how in written)
        return record(begin, struct.pack("<L", len(numbers))) + b"".join(rows) + record(begin + 1)

    faces = [
        record(43, struct.pack("<HHHHBBBB8sB", 220, flags, 400, 0, 0, 2, 0, 0, b"\x07\1\0\0\0\0\0\xff", 2) + text("Calibri"))
        for flags in (0, 8)
    ]
    fonts = record(611, struct.pack("<L", len(faces))) + b"".join(faces) + record(612)
    listed = record(615, struct.pack("<L", len(codes))) + formats + record(616)
    # The styles of styles come first, and are not those of cells: with a percent format, so that a mistake would be seen.
    return record(278) + listed + fonts + table(626, [9], 0xFFFF) + table(617, cells, 0) + record(279)


def strings(*said: str) -> bytes:
    """Return the texts that cells share."""
    items = b"".join(record(19, b"\0" + text(one)) for one in said)
    return record(159, struct.pack("<LL", len(said), len(said))) + items + record(160)


def comments(said: dict[tuple[int, int], str]) -> bytes:
    """Return the comments of a sheet by row and column, from 0."""
    authors = record(630) + record(632, text("A respondent")) + record(631)
    items = b"".join(
        record(635, struct.pack("<LLLLL16x", 0, place[0], place[0], place[1], place[1])) + record(637, b"\0" + text(one)) + record(636)
        for place, one in said.items()
    )
    return record(628) + authors + record(633) + items + record(634) + record(629)


def package(parts: dict[str, bytes]) -> bytes:
    """Return the package: parts beside the index and the relationships, which are these for every file here."""
    properties = (
        b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        b'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        b'<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="token"><vt:lpwstr>abc</vt:lpwstr></property></Properties>'
    )
    workbook_relations = [("rId1", "worksheet", "worksheets/sheet1.bin"), ("rId2", "worksheet", "worksheets/sheet2.bin")]
    workbook_relations += [("rId8", "styles", "styles.bin"), ("rId9", "sharedStrings", "sharedStrings.bin")]
    root = [("rId1", "officeDocument", "xl/workbook.bin"), ("rId2", "custom-properties", "docProps/custom.xml")]
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _relations(root),
            "docProps/custom.xml": properties,
            "xl/_rels/workbook.bin.rels": _relations(workbook_relations),
            "xl/worksheets/_rels/sheet1.bin.rels": _relations([("rId1", "comments", "../comments1.bin")]),
            **parts,
        }
    )


def _relations(listed: Sequence[tuple[str, str, str]]) -> bytes:
    items = "".join(f'<Relationship Id="{key}" Type="{_RELATIONS}/{kind}" Target="{target}"/>' for key, kind, target in listed)
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{items}</Relationships>'.encode()
