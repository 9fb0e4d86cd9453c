"""Texts of an OOXML workbook: the shared ones, those with parts in different fonts, and characters that XML cannot hold.

Source: ECMA-376 part 1, sections 18.4.8 and 18.4.9 (shared strings), 18.4.6 (phonetic runs), 22.9.2.19 (escaped characters).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from workbooks.xml import all_unescaped, begins_in_root, local, own, parse, plain

_PLAIN = re.compile(r'<si>(?:<t(?: xml:space="preserve")?>([^<]*)</t>|<t/>)</si>')
_RAISED = dict(zip(map(ord, "0123456789"), "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))
_ESCAPED = re.compile(r"(?:_x[0-9A-Fa-f]{4}_)+")


def shared_strings(part: bytes | None) -> Sequence[str]:
    """Return the shared strings of a workbook in their order; Refused where the part is not well-formed."""
    if part is None:
        return ()
    text = plain(part)
    found: Sequence[str] = _PLAIN.findall(text) if text is not None else ()
    if text is None or not _are_all(text, len(found)) or not begins_in_root(part, part.find(b"<si"), b"sst"):
        # Texts with runs of different fonts, or written in another way.
        found = [rich_text(item) for item in own(parse(part), "si")]
    else:
        found = all_unescaped(found)
    return [decoded(one) for one in found] if b"_" in part and b"_x" in part else found


def _are_all(text: str, found: int) -> bool:
    """Say whether so many texts, each with tags of its own alone, are all that a part has, and nothing stands around some."""
    return text.count("<", text.find("<si")) == 4 * found - text.count("<t/>") + 1


def rich_text(element: etree._Element) -> str:
    """Return the text of a shared or inline string, of all its runs; phonetic guides are not part of it, nor what is struck out."""
    said = ""
    for child in own(element):
        if local(child) in {"t", "r"}:
            text, look = "".join(inner.text or "" for inner in child.iter() if local(inner) == "t"), _look(child)
            struck, raised = look.get("strike", "0") not in {"0", "false"}, look.get("vertAlign") in {"superscript", "subscript"}
            said += as_shown(said, text, struck=struck, raised=raised)
    return said


def as_shown(before: str, text: str, *, struck: bool, raised: bool) -> str:
    """Return what a person reads of a text behind another one: none of it where it is struck out, and digits that are `raised` as such.

    Right behind a digit, they are the sign of a note, or an exponent: whoever took them for digits like others would read 12341 in 1234¹.
    """
    return "" if struck else text.translate(_RAISED) if raised and before[-1:].isdigit() else text


def _look(run: etree._Element) -> dict[str, str]:
    return {local(one): one.get("val", "1") for properties in own(run, "rPr") for one in own(properties)}


def without_author(text: str, author: str) -> str:
    """Return a comment without the name of its author, with which Excel begins it on a line of its own."""
    first, rest = (*text.lstrip().splitlines(keepends=True), "", "")[:2]
    return text.lstrip()[len(first) :] if author and rest and first.strip() == f"{author}:" else text


def decoded(text: str) -> str:
    """Return `text` with its escaped characters, as `_x000D_`, as themselves; what is no character in UTF-16 becomes U+FFFD."""
    return _ESCAPED.sub(_characters, text) if "_x" in text else text


def _characters(found: re.Match[str]) -> str:
    units = b"".join(bytes.fromhex(one[4:6] + one[2:4]) for one in re.findall(r"_x....", found[0]))
    return units.decode("utf-16-le", "replace")
