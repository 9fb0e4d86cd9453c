"""What a file is, by its content; the name is a hint only where content says nothing (a text is CSV if it is called so)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from workbooks.containers import archive, cfb
from workbooks.recognition import plaintext

_IMAGES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*", b"\0\0\1\0\1\0", b"\xd7\xcd\xc6\x9a")
_IMAGE_BRANDS = re.compile(rb"ftyp(?:hei[cmsx]|hev[cx]|mif1|msf1|avi[fs])", re.DOTALL)  # ISO 14496-12: HEIF and AVIF.
_ARCHIVES = (
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"\xfd7zXZ\0",
    b"\x28\xb5\x2f\xfd",
    b"MSCF\0\0\0\0",
    b"\x1f\x9d",
    b"\x60\xea",
)
_BZIP = re.compile(rb"BZh[1-9]1AY&SY")
_OLD_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")  # BIFF2 to BIFF4: a bare stream.
# Lotus 1-2-3 (and Quattro Pro and Works, which follow it): a record that begins the file, of a length of its own.
_LOTUS = re.compile(rb"(?:\0|\xff)\0(?:\x02\0(?:\x04\x04|\x05\x04|\x06\x04|\x20\x51|\x21\x51|[\1-\7]\x10)|\x1a\0)", re.DOTALL)
_WORDS = (b"{\\rtf", b"\xdb\xa5\x2d\0", b"\xffWPC")  # RTF, Word 2, WordPerfect.
_SHORTCUTS = (b"\x4c\0\0\0\x01\x14\x02\0", b"book\0\0\0\0mark\0\0\0\0")  # Of Windows ([MS-SHLLINK] 2.1), and an alias of macOS.
# The first that is found in [Content_Types].xml says what the package is.
_CONTENT_TYPES = (
    (b"sheet.macroEnabled.main+xml", "xlsm"),
    (b"template.macroEnabled.main+xml", "xlsm"),
    (b"excel.addin.macroEnabled.main+xml", "xlsm"),
    (b"spreadsheetml.sheet.main+xml", "xlsx"),
    (b"spreadsheetml.template.main+xml", "xlsx"),
    (b"sheet.binary.macroEnabled.main", "xlsb"),
    (b"wordprocessingml", "word"),
    (b"ms-word", "word"),
    (b"presentationml", "presentation"),
    (b"ms-powerpoint", "presentation"),
)
_MIMETYPES = (
    (b"opendocument.spreadsheet", "ods"),
    (b"opendocument.text", "word"),
    (b"opendocument.presentation", "presentation"),
    (b"sun.xml.calc", "old_spreadsheet"),
    (b"sun.xml.writer", "word"),
    (b"sun.xml.impress", "presentation"),
)
# Streams of a compound file, the most telling first.
_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "word"),
    ("PowerPoint Document", "presentation"),
    ("PP40", "presentation"),
    ("NativeContent_MAIN", "old_spreadsheet"),  # Quattro Pro.
)
_APPLE = {".pages": "word", ".key": "presentation"}


def sniff(data: bytes, name: str) -> str:
    """Return what `data` is: xlsx, xlsm, xlsb, xls, ods, csv, zip, or one of the kinds that are refused.

    Those are: empty, encrypted, old_excel, old_spreadsheet, numbers, word, presentation, pdf, image, html, xml, archive, shortcut, text,
    unknown. Refused is raised for a zip or a compound file that is broken or beyond the limits.
    """
    if not data.strip(b"\0 \t\r\n"):
        return "empty"
    if data[:4] in {b"PK\3\4", b"PK\5\6"}:
        return _sniff_zip(data, name)
    if data.startswith(cfb.MAGIC):
        names = cfb.CompoundFile(data).names
        return next((kind for stream, kind in _STREAMS if stream in names), "unknown")
    return _sniff_magic(data) or plaintext.sniff(data[:4096], suffix(name))


def suffix(name: str) -> str:
    """Return the last suffix of a file's name in small letters, with its dot."""
    return PurePosixPath(name.strip().lower()).suffix


def _sniff_zip(data: bytes, name: str) -> str:
    members = {member.name: member for member in archive.members(data)}
    apple = _sniff_apple(members.keys(), suffix(name))
    if apple:
        return apple
    for index, table in (("[Content_Types].xml", _CONTENT_TYPES), ("mimetype", _MIMETYPES)):
        if index in members:
            said = archive.inflated(data, members[index])
            found = next((kind for mark, kind in table if mark in said), None)
            if found:
                return found
    # Some programs leave the index out; the parts themselves say enough.
    if "xl/workbook.xml" in members:
        return "xlsx"
    if "xl/workbook.bin" in members:
        return "xlsb"
    if {"content.xml", "META-INF/manifest.xml"} <= members.keys() and suffix(name) == ".ods":
        return "ods"
    # A package of another program (a drawing, a book, a program) is nothing that a person packed.
    return "unknown" if members.keys() & {"[Content_Types].xml", "mimetype"} else "zip"


def _sniff_apple(members: Iterable[str], ending: str) -> str | None:
    """Return what a document of Apple's office programs is; one that was sent as a folder lies in that folder inside of the zip."""
    names = tuple(members)
    if any(re.search(r"(?:^|/)Index/(?:Master)?Slide|(?:^|/)index\.apxl(?:\.gz)?$", name) for name in names):
        return "presentation"
    old = "buildVersionHistory.plist" in names and any(name.startswith("index.xml") for name in names)
    if old or any(name.endswith(".iwa") or name.rpartition("/")[2] == "Index.zip" for name in names):
        folder = next((suffix(name.partition("/")[0]) for name in names if "/" in name), "")
        return _APPLE.get(ending, _APPLE.get(folder, "numbers"))
    return None


def _sniff_magic(data: bytes) -> str | None:
    head = data[:1024]
    tests = (
        ("pdf", b"%PDF-" in head),
        ("archive", head.startswith(_ARCHIVES) or _BZIP.match(head) or head[257:262] == b"ustar"),
        ("old_excel", head.startswith(_OLD_EXCEL)),
        ("old_spreadsheet", _LOTUS.match(head)),
        ("word", head.startswith(_WORDS)),
        ("shortcut", head.startswith(_SHORTCUTS)),
        ("image", head.startswith(_IMAGES) or _IMAGE_BRANDS.match(head, 4)),
        # These letters may begin a text too: the next bytes of a picture are its size, and its kind.
        ("image", (head[:4] == b"RIFF" and head[8:12] == b"WEBP") or (head[:2] == b"BM" and head[6:10] == b"\0\0\0\0")),
    )
    return next((kind for kind, passed in tests if passed), None)
