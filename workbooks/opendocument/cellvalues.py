"""The cells of an OpenDocument sheet: sparse, so that a sheet which repeats a blank row a million times costs nothing.

Source: OpenDocument 1.3 part 3, sections 9.1 (tables), 6.1 (white space), 19.385 (value types). ODF has no error values; LibreOffice marks
them by an attribute of its own, other programs by the formula beside the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from datetime import date, datetime, time, timedelta

from lxml import etree

from workbooks import limits
from workbooks.cells import MAX_COLUMN, MAX_ROW, CellError, CellValue, Position
from workbooks.ooxml.strings import as_shown
from workbooks.refusal import Refused
from workbooks.xml import attribute, local, own

# A formula that reads nothing; what comes before it says how it is written.
_TYPED = re.compile(r"(?:\w+:)?=?(?:[^A-Za-z:\[]*|(?:TRUE|FALSE)\(\))")
Look = tuple[bool, bool]  # Whether a part of a text is struck out, and whether it is raised.
Spans = Mapping[str, Look]
NO_SPANS: Spans = {}
_DURATION = re.compile(r"^(-?)P(?:(\d{1,6})D)?T?(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})(?:[.,](\d{1,9}))?S)?$")
# A number with all digits that blanks part, or hyphens, as those of a telephone; or with groups of three alone, since another number may
# stand beside it, as in "Q1 12".
_SHOWN = re.compile(r"[.,\u066b]?\d(?:[\d.,\u066b\u066c'\u2019\s()-]*\d)?")
_GROUPED = re.compile(r"[.,\u066b]?\d(?:(?:[.,\u066b\u066c'\u2019]*|\s(?=\d{3}(?!\d)))\d)*")
_POINT, _OF_ITS_OWN = re.compile(r"[.,\u066b]"), re.compile(r"/|\de[+-]?\d", re.IGNORECASE)
_DIGITS, _HALF, _INEXACT = 300, 0.5, 1e-9
_ERROR = re.compile(r"^(?:#[A-Z][A-Z/0]*[!?]?|Err:\d{3})$")
_GROUPS = ("table-rows", "table-header-rows", "table-row-group")
_CELLS = ("table-cell", "covered-table-cell")


def filled(table: etree._Element) -> Iterator[tuple[Position, etree._Element]]:
    """Yield the cells of `table` that hold something, at every place where they are repeated."""
    row, count = 1, 0
    for element in _rows(table):
        held = list(_filled_columns(element))
        repeated = _repeated(element, "number-rows-repeated")
        count += len(held) * (repeated if held else 0)
        if count > limits.FILLED or (held and row + repeated - 1 > MAX_ROW):
            raise Refused("file_too_large")
        for number in range(row, row + repeated) if held else ():
            yield from (((number, column), cell) for column, cell in held)
        row += repeated


def value(cell: etree._Element, spans: Spans = NO_SPANS) -> CellValue | None:
    """Return the value of a cell, or None where it is blank; what is struck out in it is none of it."""
    kind = attribute(cell, "value-type") or ""
    text = _paragraphs(cell, spans)
    if _is_error(cell, text):
        return CellError(text)
    if kind in _VALUES:
        name, convert = _VALUES[kind]
        said = attribute(cell, name) or ""
        try:
            return convert(said)
        except (ValueError, OverflowError):
            # A date before year 1 or a number that is none: what the person saw is all that is known.
            return text or said or None
    return (attribute(cell, "string-value") if kind == "string" else None) or text or None


def merged_to(cell: etree._Element, position: Position) -> Position:
    """Return the last cell of those that are merged with a cell, or its own place."""
    return (
        min(position[0] + _repeated(cell, "number-rows-spanned") - 1, MAX_ROW),
        min(position[1] + _repeated(cell, "number-columns-spanned") - 1, MAX_COLUMN),
    )


def comment(cell: etree._Element) -> str | None:
    """Return the text of the cell's annotation, or None."""
    note = next((child for child in cell if local(child) == "annotation"), None)
    return None if note is None else _paragraphs(note)


def is_percent(cell: etree._Element, styles: Container[str]) -> bool:
    """Say whether the cell's number is shown in per cent: by its type, or, as Gnumeric has it, by one of these styles."""
    kind = attribute(cell, "value-type")
    return kind == "percentage" or (kind == "float" and (attribute(cell, "style-name") or "") in styles)


def is_disguised(cell: etree._Element, value: CellValue | None) -> bool:
    """Say whether the cell shows other digits than those of its number, or none: as what it was shown stands beside it.

    Fractions, and numbers with an exponent, have digits of their own, and zero may be shown as a dash. Of a text that is written in two
    ways, programs differ in which they show; a format may put more beside it, as in 50505 m2.
    """
    if isinstance(value, str):
        said = " ".join((attribute(cell, "string-value") or "").split())
        return bool(said) and not re.search(rf"(?<!\w){re.escape(said)}(?!\w)", " ".join(_paragraphs(cell).split()) or said)
    if attribute(cell, "value-type") not in {"float", "currency"} or not isinstance(value, int | float):
        return False
    shown = _paragraphs(cell)
    if not any(local(child) == "p" for child in cell) or (shown and not shown.strip("#")):
        return False  # Its column is too narrow, or nothing is said.
    numbers = {*_SHOWN.findall(shown), *_GROUPED.findall(shown)}
    if not numbers:
        return bool(value)
    return not _OF_ITS_OWN.search(shown) and not any(_shows(one, abs(float(value))) for one in numbers)


def _shows(shown: str, number: float) -> bool:
    """Say whether digits are those of a number, rounded as they show it: what stands behind their last point may be decimals, or not."""
    digits = "".join(one for one in shown if one.isdecimal())
    if len(digits) > _DIGITS:
        return False
    behind = sum(map(str.isdecimal, _POINT.split(shown)[-1])) if _POINT.search(shown) else 0
    seen, scaled = int(digits), (number * 10.0**decimals for decimals in (0, behind))
    return any(abs(seen - one) <= _HALF + one * _INEXACT for one in scaled)


def calculated(cell: etree._Element, position: Position) -> Iterator[Position]:
    """Yield the cells whose values the cell's formula gives, if it has one: more than itself where it is that of a matrix.

    One that reads no cell and calls no function is as good as a typed value, and gives none.
    """
    if _TYPED.fullmatch(attribute(cell, "formula") or "0"):
        return
    for row in range(_repeated(cell, "number-matrix-rows-spanned")):
        yield from ((position[0] + row, position[1] + column) for column in range(_repeated(cell, "number-matrix-columns-spanned")))


def is_uncalculated(cell: etree._Element) -> bool:
    """Say whether the cell holds a formula of which nobody knows the value; a formula that gives an empty text has an empty paragraph."""
    if attribute(cell, "formula") is None or attribute(cell, "value-type") is not None:
        return False
    return not any(local(child) == "p" for child in cell)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """Yield the rows, those of groups among them; no others that stand within a cell, or in what belongs to another program."""
    for child in own(table):
        if local(child) == "table-row":
            yield child
        elif local(child) in _GROUPS:
            yield from _rows(child)


def _filled_columns(row: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    column = 1
    for cell in own(row):
        if local(cell) not in _CELLS:
            continue
        repeated = _repeated(cell, "number-columns-repeated")
        if len(cell) or attribute(cell, "value-type") or attribute(cell, "formula"):
            if column + repeated - 1 > MAX_COLUMN:
                raise Refused("file_broken")
            yield from ((number, cell) for number in range(column, column + repeated))
        column += repeated


def _repeated(element: etree._Element, name: str) -> int:
    said = attribute(element, name) or "1"
    return int(said) if said.isascii() and said.isdigit() and len(said) < 8 else 1


def _is_error(cell: etree._Element, text: str) -> bool:
    if cell.get("{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type") == "error":
        return True
    return attribute(cell, "formula") is not None and bool(_ERROR.match(text))


def _paragraphs(element: etree._Element, spans: Spans = NO_SPANS) -> str:
    return "\n".join(_shown(child, spans) for child in element if local(child) == "p")


def _shown(paragraph: etree._Element, spans: Spans) -> str:
    said = ""
    for text, (struck, raised) in _text(paragraph, spans, (False, False)):
        said += as_shown(said, text, struck=struck, raised=raised)
    return said


def _text(element: etree._Element, spans: Spans, look: Look) -> Iterator[tuple[str, Look]]:
    # White space of more than one character is written as elements.
    name = local(element)
    if name == "s":
        yield " " * min(int(attribute(element, "c") or 1), limits.TEXT), look
    elif name in {"tab", "line-break"}:
        yield ("\t" if name == "tab" else "\n"), look
    elif name not in {"annotation", "ruby-text"}:
        within = spans.get(attribute(element, "style-name") or "", look) if name == "span" and spans else look
        yield element.text or "", within
        for child in element:
            yield from _text(child, spans, within)
            yield child.tail or "", within


def _number(said: str) -> int | float:
    number = float(said)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _date(said: str) -> date | datetime:
    moment = datetime.fromisoformat(said)
    return moment.date() if moment.time() == time() else moment


def _time(said: str) -> time | timedelta:
    found = _DURATION.match(said)
    if not found:
        raise ValueError(said)
    sign, days, hours, minutes, seconds, fraction = found.groups()
    length = timedelta(int(days or 0), int(seconds or 0), int((fraction or "0").ljust(6, "0")[:6]), 0, int(minutes or 0), int(hours or 0))
    # A time of day is a duration too; what goes beyond a day can only be a duration.
    if sign or length >= timedelta(days=1):
        return -length if sign else length
    return (datetime(1, 1, 1) + length).time()  # noqa: DTZ001 - A cell has no zone.


_VALUES: Mapping[str, tuple[str, Callable[[str], CellValue]]] = {
    "float": ("value", _number),
    "percentage": ("value", _number),
    "currency": ("value", _number),
    "boolean": ("boolean-value", lambda said: said == "true"),
    "date": ("date-value", _date),
    "time": ("time-value", _time),
}
