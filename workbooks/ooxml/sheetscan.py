"""The cells of an OOXML sheet's part as they are written, before anybody knows what they mean.

Source: ECMA-376 part 1, sections 18.3.1.4 (cells), 18.3.1.96 (values), 18.3.1.53 (inline texts). A part that is written as nearly every
program writes it is read by one regular expression, some three times as fast as by a parser of XML; all else is parsed. Both say the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from lxml import etree

from workbooks.cells import MAX_ROW, LookSpan, Position, a1, column_number, from_a1
from workbooks.limits import FILLED, LOOKS, MERGED
from workbooks.ooxml.strings import rich_text
from workbooks.refusal import Refused
from workbooks.xml import all_unescaped, begins_in_root, each, has_prefixes, local, own, parse, plain

# Letters of the column, digits of the row, the other attributes (see `attributes`), the tag of a formula, the value, the inline text; each
# "" where it is absent.
Written = tuple[str, str, str, str, str, str]

_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([1-9]\d{0,6})"([^<>]*+)>(?!</c>)'
    r"(?:(<f)(?:>[^<]*+</f>|[ ][^<>]*(?:/>|>[^<]*+</f>)))?+"
    r"(?:<v>([^<]*+)</v>|<v/>|<is><t(?: [^<>]*+)?+>([^<]*+)</t></is>)?+</c>"
)
_BLANK = re.compile(r'<c r="[^<>]*+(?<=")></c>')
# The same where all have a value and no formula, as on most sheets. Its blank groups stand in their place.
_VALUE = re.compile(r'<c r="([A-Z]{1,3})([1-9]\d{0,6})"([^<>]*)>()<v>([^<]*)</v>()</c>')
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s+ref\s*=\s*["']([A-Z]{1,3}[1-9]\d{0,6}):([A-Z]{1,3}[1-9]\d{0,6})["']""")
_MERGING = re.compile(rb"<[^<>/\s]*mergeCell[\s/>]")
_ARRAY = re.compile(
    rb"""<(?:\w+:)?f\s(?=[^<>]*\bt\s*=\s*["']array)[^<>]*\bref\s*=\s*["']([A-Z]{1,3}[1-9]\d{0,6}):([A-Z]{1,3}[1-9]\d{0,6})["']"""
)
# A formula that reads nothing, as somebody types it who adds up by hand, or LibreOffice writes true and false.
_TYPED = re.compile(rb"""<(?:\w+:)?f(?:\s[^<>]*)?>(?:[^A-Za-z<:]*+|(?:TRUE|FALSE)\(\))</(?:\w+:)?f>""")
_ADDRESS = re.compile(rb"""<(?:\w+:)?c\s[^<>]*?\br\s*=\s*["']([A-Z]{1,3}[1-9]\d{0,6})["']""")
_LOOK = re.compile(rb"""<c r="([A-Z]{1,3})([1-9]\d{0,6})"(?: [a-rt-z]\w*="[^"<>]*+")*+ s="([1-9]\d{0,6})\"""")
# The same of programs that write the address elsewhere, other quotation marks, or a prefix; it takes several times as long.
_ANY_LOOK = re.compile(
    rb"""<(?:\w+:)?c(?=\s)(?=[^<>]*?\sr\s*=\s*["']([A-Z]{1,3})([1-9]\d{0,6})["'])[^<>]*?\ss\s*=\s*["']([1-9]\d{0,6})["']"""
)
_USUAL = b'<c r="'
_TAGS = 2  # Of the cells: where they begin, and where they end.
_CELL_TAGS = 2_000  # Bytes before a formula in which the tag of its cell stands.
_ATTRIBUTE = re.compile(r"""\s([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def written(part: bytes) -> Sequence[Written]:
    """Return the cells of the sheet `part` that may hold something, in their order; Refused where it is not well-formed."""
    found = _matched(part)
    return list(_parsed(parse(part))) if found is None else found


def merged(part: bytes) -> dict[Position, Position]:
    """Return the ranges of merged cells in the sheet `part`, from their first cell to their last (18.3.1.55), as far as they are few."""
    start = max(part.find(b"</sheetData>"), 0)
    found = _MERGED.findall(part, start) if part.find(b"mergeCell", start) >= 0 else []
    if len(found) != len(_MERGING.findall(part, start)):
        # Written in another way than nearly every program writes them.
        areas = (one.get("ref", "").upper().partition(":") for one in each(parse(part), "mergeCell"))
        found = [(first.encode(), last.encode()) for first, colon, last in areas if colon]
    try:
        return {from_a1(first.decode()): from_a1(last.decode()) for first, last in found[:MERGED]}
    except ValueError as error:
        raise Refused("file_broken") from error


def looks(part: bytes) -> tuple[LookSpan, ...]:
    """Return which formats the cells of the sheet `part` have; nothing where these are very many."""
    found = [*islice((_LOOK if _USUAL in part else _ANY_LOOK).finditer(part), LOOKS + 1)]
    if len(found) > LOOKS:
        return ()
    made: list[LookSpan] = []
    last: dict[bytes, tuple[int, int, bytes]] = {}
    for letters, digits, number in (one.groups() for one in found):
        row = int(digits)
        if row > MAX_ROW:
            continue
        first, before, same = last.get(letters, (row, row, number))
        if before not in {row - 1, row} or same != number:
            made.append(LookSpan(column_number(letters.decode()), first, before, int(same)))
            first = row
        last[letters] = first, row, number
    return (
        *made,
        *(LookSpan(column_number(letters.decode()), first, before, int(same)) for letters, (first, before, same) in last.items()),
    )


def spread(part: bytes, filled: Collection[Position]) -> set[Position]:
    """Return which cells the formulas of the sheet `part` fill that have several (18.3.1.40): they may be written in the first alone."""
    found = _ARRAY.findall(part) if b"array" in part else []
    try:
        areas = [(from_a1(first.decode()), from_a1(last.decode())) for first, last in found]
    except ValueError as error:
        raise Refused("file_broken") from error
    cells = ((row, column) for (top, left), (bottom, right) in areas for row in range(top, bottom + 1) for column in range(left, right + 1))
    return {at for at in islice(cells, FILLED) if at in filled}


def typed(part: bytes) -> set[Position]:
    """Return the cells of the sheet `part` whose formulas read no cell and call no function, so that they are as good as a typed value."""
    found: set[Position] = set()
    for formula in _TYPED.finditer(part) if b"f>" in part else ():
        before = _ADDRESS.findall(part, max(0, formula.start() - _CELL_TAGS), formula.start())
        if before:
            found.add(from_a1(before[-1].decode()))
    return found


@lru_cache(maxsize=4096)
def attributes(said: str) -> tuple[str, str]:
    """Return the style (the number of a cell format) and the type that a cell's attributes say; "" for what they do not say."""
    found = {name: quoted or apart for name, quoted, apart in _ATTRIBUTE.findall(said)}
    return found.get("s", ""), found.get("t", "")


def _matched(part: bytes) -> Sequence[Written] | None:
    """Return the cells, or None where the part must be parsed to be sure of them.

    Every cell that holds something has one closing tag, so that as many matches, and blank cells, as closing tags are all cells. A blank
    one may have none, as in `<c r="B5" s="3"/>`: it counts for nothing; one without an address moves those behind it, but these have none
    either.
    """
    start, end = part.find(b"<sheetData>"), part.rfind(b"</sheetData>")
    if start < 0 or end < start or not part.rstrip().endswith(b"</worksheet>"):
        return None
    # What stands in an extension, or in what other programs pass over, is shown to nobody.
    if part.count(b"sheetData") != _TAGS or not begins_in_root(part, start, b"worksheet"):
        return None
    # Behind the cells are rules of all kinds, as long as these: they are not looked at.
    text = plain(part, start, end)
    if text is None or ("x" in text and "xmlns" in text) or has_prefixes(part, start, end):
        return None
    closed = text.count("</c>")
    found: list[Written] = [] if "<is>" in text or "<f" in text or text.count("<v>") != closed else _VALUE.findall(text)
    if len(found) != closed:
        # Of a form most cells are blank. In their place stands what no cell may have within it.
        filled, blank = _BLANK.subn("<", text)
        found = _CELL.findall(filled)
        if len(found) + blank != closed:
            return None
        found = [cell for cell in found if cell[4] or cell[5] or cell[3]]
    if "&" not in text:
        return found
    values, inline = all_unescaped([cell[4] for cell in found]), all_unescaped([cell[5] for cell in found])
    return [(*cell[:4], value, said) for cell, value, said in zip(found, values, inline, strict=True)]


def _parsed(root: etree._Element) -> Iterator[Written]:
    if any(_has_cells(one) for one in each(root, "AlternateContent")):
        raise Refused("file_broken")
    row = 0
    for element in (each_row for data in own(root, "sheetData") for each_row in own(data, "row")):
        row = _number(element.get("r"), row + 1)
        column = 0
        for cell in own(element, "c"):
            address = cell.get("r")
            try:
                at, column = from_a1(address) if address else (row, column + 1)
            except ValueError as error:
                raise Refused("file_broken") from error
            parts = {local(child): child for child in own(cell)}
            said = f' s="{cell.get("s", "")}" t="{cell.get("t", "")}"'
            value = (parts["v"].text or "") if "v" in parts else ""
            inline = rich_text(parts["is"]) if "is" in parts else ""
            yield a1(at, column).rstrip("0123456789"), str(at), said, "<f" if "f" in parts else "", value, inline


def _has_cells(choice: etree._Element) -> bool:
    """Say whether a choice between contents is one between cells: which of them a person sees hangs on their program.

    Source: ECMA-376 part 3, section 9.3 (alternate content). Office programs write it for controls and drawings alone.
    """
    around = map(local, choice.iterancestors())
    return "sheetData" in around or next(each(choice, "sheetData"), None) is not None


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else otherwise
