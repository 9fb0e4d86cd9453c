"""What a file is, by its content; the name is a hint only where content says nothing (a text is CSV if it is called so)."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from workbooks import archive, cfb

_IMAGES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*")
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")
_OLD_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")  # BIFF2 to BIFF4: a bare stream.
_TEXTS = {".csv": "csv", ".tsv": "csv"}
# The first that is found in [Content_Types].xml says what the package is.
_CONTENT_TYPES = (
    (b"sheet.macroEnabled.main+xml", "xlsm"),
    (b"template.macroEnabled.main+xml", "xlsm"),
    (b"spreadsheetml.sheet.main+xml", "xlsx"),
    (b"spreadsheetml.template.main+xml", "xlsx"),
    (b"sheet.binary.macroEnabled.main", "xlsb"),
    (b"wordprocessingml", "word"),
    (b"ms-word", "word"),
    (b"presentationml", "presentation"),
)
_MIMETYPES = ((b"opendocument.spreadsheet", "ods"), (b"opendocument.text", "word"), (b"opendocument.presentation", "presentation"))
# Streams of a compound file, the most telling first.
_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "word"),
    ("PowerPoint Document", "presentation"),
)
_HTML = re.compile(rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|meta|body|table|style|div)\b", re.IGNORECASE | re.DOTALL)


def sniff(data: bytes, name: str) -> str:
    """Return what `data` is: xlsx, xlsm, xlsb, xls, ods, csv, zip, or one of the kinds that are refused.

    Those are: empty, encrypted, old_excel, numbers, word, presentation, pdf, image, html, xml, archive, text, unknown. Refused is
    raised for a zip or a compound file that is broken or beyond the limits.
    """
    if not data.strip(b"\0 \t\r\n"):
        return "empty"
    if data[:4] in {b"PK\3\4", b"PK\5\6"}:
        return _sniff_zip(data, name)
    if data.startswith(cfb.MAGIC):
        names = cfb.CompoundFile(data).names
        return next((kind for stream, kind in _STREAMS if stream in names), "unknown")
    return _sniff_plain(data, name)


def _sniff_zip(data: bytes, name: str) -> str:
    members = {member.name: member for member in archive.members(data)}
    if any(member.endswith(".iwa") or member == "Index.zip" for member in members):
        return "numbers"
    for index, table in (("[Content_Types].xml", _CONTENT_TYPES), ("mimetype", _MIMETYPES)):
        if index in members:
            said = archive.inflated(data, members[index])
            found = next((kind for mark, kind in table if mark in said), None)
            if found:
                return found
    # Some programs leave the index out; the parts themselves say enough.
    if "xl/workbook.xml" in members:
        return "xlsx"
    if {"content.xml", "META-INF/manifest.xml"} <= members.keys() and _suffix(name) == ".ods":
        return "ods"
    return "zip"


def _sniff_plain(data: bytes, name: str) -> str:
    head = data[:4096]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(_ARCHIVES):
        return "archive"
    if head.startswith(_OLD_EXCEL):
        return "old_excel"
    if head.startswith(b"{\\rtf"):
        return "word"
    if head.startswith(_IMAGES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP") or head[4:12] in {b"ftypheic", b"ftypmif1", b"ftypavif"}:
        return "image"
    return _sniff_text(head, name)


def _sniff_text(head: bytes, name: str) -> str:
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in head and not wide:
        return "unknown"
    text = head.decode("utf-16", "replace").encode() if wide else head.removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(text):
        return "html"
    if text.lstrip().startswith(b"<?xml"):
        return "html" if b"<html" in text.lower() else "xml"
    return _TEXTS.get(_suffix(name), "text")


def _suffix(name: str) -> str:
    return PurePosixPath(name.strip().lower()).suffix
