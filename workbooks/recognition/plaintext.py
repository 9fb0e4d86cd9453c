"""What a text is: a sheet saved as text, a web page, XML, a link to a file elsewhere, an exchange format, or just a text."""

from __future__ import annotations

import re
import unicodedata

from workbooks.recognition import encoding

_SEPARATED = frozenset({".csv", ".tsv", ".tab"})
# A text that is called so may be a table too: Excel saves "Unicode text" as .txt, and web sites call their tables .xls.
_MAYBE_SEPARATED = frozenset({".txt", ".asc", ".xls", ".xlsx", ".xlt", ".xlsm", ".xlsb"})
_COMMENTS = r"(?:<!--(?:[^-]|-(?!->))*+-->\s*+)*+"
# The first that the text begins with says what it is.
_BEGINNINGS = tuple(
    (re.compile(pattern, re.IGNORECASE | re.DOTALL), kind)
    for pattern, kind in (
        (_COMMENTS + r"<(?:!doctype\s+html|html|head|meta|body|table|style|div)\b", "html"),
        (r"MIME-Version:.*Content-Type:\s*multipart/related", "html"),  # A web page in a single file.
        (r"<\?xml.*?<(?:\w+:)?wordDocument\b", "word"),
        (r"<\?xml.*?<plist\b.*?<key>URL</key>", "shortcut"),
        (r"(?:<\?xml[^>]*>\s*)?" + _COMMENTS + r"(?:<!doctype\s+svg[^>]*>\s*)?" + _COMMENTS + r"<svg\b", "image"),
        (r"<\?xml.*?<html\b", "html"),
        (r"<\?xml\b|<(?:\w+:)?workbook\b", "xml"),
        (r"\[InternetShortcut\]|\[Desktop Entry\]", "shortcut"),
        (r'\{[^}]*(?:"(?:doc_id|resource_id)"\s*:|https://(?:docs|drive)\.google\.com/)', "shortcut"),  # Of Google's documents.
        (r"BEGIN:V(?:CARD|CALENDAR)\b", "text"),
        (r"ID;P\w*(?:;[NE])*\s*\n.*?\b(?:[BCF];[XY]\d+|P;P)", "old_spreadsheet"),  # SYLK.
        (r"TABLE\s*\n\s*0\s*,\s*1\s*\n", "old_spreadsheet"),  # DIF.
    )
)
_STRANGE = frozenset({"Cc", "Cn", "Co", "Cs"})  # Controls, unassigned, private, and halves of pairs.
_ROWS = 3  # A table has that many rows with tabs at least.


def sniff(head: bytes, suffix: str) -> str:
    """Return what the text that begins with `head` is: csv, html, xml, word, image, shortcut, old_spreadsheet, text; unknown for none."""
    text = _decoded(head)
    if text is None:
        return "unknown"
    stripped = text.lstrip()
    found = next((kind for pattern, kind in _BEGINNINGS if pattern.match(stripped)), None)
    if found:
        return found
    return "csv" if suffix in _SEPARATED or (suffix in _MAYBE_SEPARATED and _is_table(text)) else "text"


def _decoded(head: bytes) -> str | None:
    """Return the text, or None for bytes that are none."""
    said = encoding.encoding_of(head)
    if b"\0" not in head:
        return head.decode(said, "replace").removeprefix("\ufeff")
    if not said.startswith(("utf-16", "utf-32")):
        return None
    text = head.decode(said, "ignore").removeprefix("\ufeff")
    # Any bytes with zeros among them could be meant; in a text of a person hardly a character is a control, or none at all.
    strange = sum(unicodedata.category(character) in _STRANGE and not character.isspace() for character in text)
    return text if strange * 100 <= len(text) and "\0" not in text else None


def _is_table(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    with_tabs = sum("\t" in line.strip(" ") for line in lines)
    return with_tabs >= _ROWS and with_tabs * 5 >= len(lines) * 4
