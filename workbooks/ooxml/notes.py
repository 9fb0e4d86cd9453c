"""The comments of an OOXML sheet: notes, and the conversations that Excel 365 calls comments.

Source: ECMA-376 part 1, section 18.7 (notes); [MS-XLSX] 2.6.205 (threaded comments). A conversation has a note too, for older programs,
which says that they cannot show it, in the language of whoever wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from workbooks.annotate.threads import is_reply_of_ours
from workbooks.cells import Position, from_a1
from workbooks.ooxml.strings import rich_text
from workbooks.ooxml.workbook_part import relationships
from workbooks.xml import each, local, parse_secondary

_THREAD = "tc="  # The author of a note that stands for a conversation is called tc={GUID}.
_LINK = "linkid=870924"  # The end of what such a note says to older programs; a caption and the text come after it.
_CAPTION = re.compile(r"\s*[^\n]*\n {4}")


def comments(part: str, parts: Mapping[str, bytes]) -> dict[Position, str]:
    """Return the comments of the sheet `part` by cell; one on an impossible cell is left out, as is a part that is broken."""
    targets = list(relationships(part, parts).values())
    notes = [found for kind, target in targets if kind == "comments" for found in _notes(parse_secondary(parts.get(target)))]
    threads: dict[Position, str] = {}
    for kind, target in targets:
        for position, text in _threads(parse_secondary(parts.get(target)) if kind == "threadedComment" else None):
            threads[position] = f"{threads[position]}\n{text}" if position in threads else text
    return dict(notes) | threads


def _notes(root: etree._Element | None) -> Iterator[tuple[Position, str]]:
    authors = [author.text or "" for author in each(root, "author")]
    for comment in each(root, "comment"):
        number = comment.get("authorId", "")
        author = authors[int(number)] if number.isascii() and number.isdigit() and len(number) < 8 and int(number) < len(authors) else ""
        text = next(each(comment, "text"), None)
        yield from _placed(comment, "" if text is None else _said(text, author))


def _threads(root: etree._Element | None) -> Iterator[tuple[Position, str]]:
    for comment in each(root, "threadedComment"):
        if is_reply_of_ours(comment):
            continue
        text = next(each(comment, "text"), None)
        yield from _placed(comment, "" if text is None else text.text or "")


def _placed(comment: etree._Element, text: str) -> Iterator[tuple[Position, str]]:
    try:
        yield from_a1(comment.get("ref", "")), text
    except ValueError:
        return


def _said(text: etree._Element, author: str) -> str:
    said = rich_text(text)
    if author.startswith(_THREAD):
        _, link, rest = said.partition(_LINK)
        return _CAPTION.sub("", rest, count=1) if link else said
    first = next((run for run in text if local(run) == "r"), None)
    if first is not None and author and _is_bold(first) and rich_text(first).strip() == f"{author}:":
        # Excel begins a note with the name of its author, on a line of its own.
        return said.lstrip().removeprefix(f"{author}:").lstrip("\r\n")
    return said


def _is_bold(run: etree._Element) -> bool:
    return any(bold.get("val", "1") not in {"0", "false"} for bold in each(run, "b"))
