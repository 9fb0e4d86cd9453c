"""The records of a binary Excel workbook (xlsb): its sheets, names, texts and styles, and the comments.

Source: [MS-XLSB] 2.1.4 (records) and 2.4. Every text is a count of UTF-16 units with these after it. Nothing that a record says of a length
is trusted.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workbooks import limits
from workbooks.appearance.inks import BLACK, WHITE, of_theme
from workbooks.binary.cellvalues import GatheredFormats, NumberFormats, Said
from workbooks.binary.tokens import XLSB, meaning, sheet_of
from workbooks.cells import MAX_COLUMN, MAX_ROW, Cell, Position, Visibility
from workbooks.names import NameTable
from workbooks.ooxml.strings import without_author
from workbooks.refusal import Refused

_STRING, _NAME, _FONT, _FORMAT, _FILL, _XF, _PROPERTIES, _SHEET, _EXTERNAL = 19, 39, 43, 44, 45, 47, 153, 156, 362
_SOLID, _TINT = 1, 32767  # A pattern, and the most by which a colour is lighter or darker.
_XFS, _XFS_END, _COMMENT_AUTHOR, _COMMENT, _COMMENT_TEXT = 617, 618, 632, 635, 637
_SELF, _SUPPORTING = 357, frozenset({355, 357, 358, 359, 667})  # BrtSupSelf among all that a formula can refer to.
_BUILT_IN = 0x20  # Flag of a name that is Excel's own.
_NOWHERE = 0xFFFFFFFF
_STATES = {1: Visibility.HIDDEN, 2: Visibility.VERY_HIDDEN}


@dataclass(frozen=True, slots=True)
class ListedSheet:
    """A sheet as the workbook part lists it; the relationship leads to its part."""

    name: str
    relationship: str
    visibility: Visibility


@dataclass(frozen=True, slots=True)
class XlsbBook:
    """What the workbook part says."""

    sheets: tuple[ListedSheet, ...]
    names: NameTable
    since_1904: bool


@dataclass(slots=True, kw_only=True)
class _Gathered:
    sheets: list[ListedSheet] = field(default_factory=list)
    supporting: list[int] = field(default_factory=list)
    external: list[tuple[int, int]] = field(default_factory=list)
    names: list[tuple[bool, str, bytes]] = field(default_factory=list)
    since_1904: bool = False


def records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield kind and body of each record of `part`; Refused where it is cut."""
    at, end = 0, len(part)
    while at < end:
        kind, at = _variable(part, at, 2)
        length, at = _variable(part, at, 4)
        if at + length > end:
            raise Refused("file_broken")
        yield kind, part[at : at + length]
        at += length


def text_at(body: bytes, at: int) -> tuple[str, int]:
    """Return the text at `at` and where it ends; one that is null (a count of FFFFFFFF) is empty."""
    (count,) = struct.unpack_from("<L", body, at)
    end = at + 4 + (0 if count == _NOWHERE else 2 * count)
    if end > len(body):
        raise Refused("file_broken")
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


def read_book(part: bytes) -> XlsbBook:
    """Return the sheets in their order and the defined names; Refused where the part is broken."""
    found = _Gathered()
    try:
        for kind, body in records(part):
            _gather(found, kind, body)
        return XlsbBook(tuple(found.sheets), _names(found), found.since_1904)
    except (struct.error, IndexError) as error:
        raise Refused("file_broken") from error


def strings(part: bytes | None) -> tuple[str, ...]:
    """Return the texts that cells share; Refused where the part is broken or has more than any questionnaire."""
    found: list[str] = []
    try:
        for kind, body in records(part or b""):
            if kind == _STRING:
                found.append(text_at(body, 1)[0])
                if len(found) > limits.FILLED:
                    raise Refused("file_too_large")
    except struct.error as error:
        raise Refused("file_broken") from error
    return tuple(found)


def styles_of(part: bytes | None, *, since_1904: bool) -> NumberFormats:
    """Return as what the cell formats show numbers and texts; Refused where the part is broken, since dates hang on it."""
    found, inside = GatheredFormats(), False
    try:
        for kind, body in records(part or b""):
            inside = (inside and kind != _XFS_END) or kind == _XFS
            if kind == _FORMAT:
                found.codes[str(struct.unpack_from("<H", body)[0])] = text_at(body, 2)[0]
            elif kind == _FONT:
                found.take_font(body, _colour(body, 12, BLACK))
            elif kind == _FILL:
                found.fills.append(_ground(body))
            elif kind == _XF and inside:
                number, font, fill, alignment = struct.unpack_from("<2x3H4xB", body)
                found.take(number, font, alignment, found.fills[fill] if fill < len(found.fills) else WHITE)
    except (struct.error, IndexError) as error:
        raise Refused("file_broken") from error
    return found.made(since_1904=since_1904)


def _ground(body: bytes) -> Said:
    pattern = int.from_bytes(body[:4], "little")
    return WHITE if not pattern else _colour(body, 4, None) if pattern == _SOLID else None


def _colour(body: bytes, at: int, automatic: Said) -> Said:
    """Return a colour ([MS-XLSB] 2.5.4): one of the palette, itself, one of the theme, or the one that is automatic."""
    kind, number, tint, red, green, blue = struct.unpack_from("<BBh3B", body, at)
    match kind >> 1:
        case 1:
            return int(number)
        case 2:
            return int(red), int(green), int(blue)
        case 3:
            return of_theme(number, tint / _TINT)
    return automatic


def comments(part: bytes | None) -> Mapping[Position, str]:
    """Return the comments of a sheet by cell; what is broken or on an impossible cell is left out."""
    found: dict[Position, str] = {}
    authors: list[str] = []
    position, author = (0, 0), ""
    try:
        for kind, body in records(part or b""):
            if kind == _COMMENT_AUTHOR:
                authors.append(text_at(body, 0)[0])
            elif kind == _COMMENT:
                number, row, column = struct.unpack_from("<LL4xL", body)
                position, author = (row + 1, column + 1), authors[number] if number < len(authors) else ""
            elif kind == _COMMENT_TEXT and position[0] <= MAX_ROW and position[1] <= MAX_COLUMN:
                found[position] = without_author(text_at(body, 1)[0], author)
    except (struct.error, IndexError, Refused):
        return found
    return found


def _gather(found: _Gathered, kind: int, body: bytes) -> None:
    if kind == _SHEET:
        relationship, at = text_at(body, 8)
        found.sheets.append(ListedSheet(text_at(body, at)[0], relationship, _STATES.get(body[0], Visibility.VISIBLE)))
    elif kind == _PROPERTIES:
        found.since_1904 = bool(body[0] & 1)
    elif kind in _SUPPORTING:
        found.supporting.append(kind)
    elif kind == _EXTERNAL:
        count = min(struct.unpack_from("<L", body)[0], (len(body) - 4) // 12)
        found.external += [struct.unpack_from("<Ll", body, 4 + 12 * index) for index in range(count)]
    elif kind == _NAME:
        flags, sheet = struct.unpack_from("<LxL", body)
        name, at = text_at(body, 9)
        (length,) = struct.unpack_from("<L", body, at)
        if not flags & _BUILT_IN:
            found.names.append((sheet != _NOWHERE, name, body[at + 4 : at + 4 + length]))


def _names(found: _Gathered) -> NameTable:
    table = NameTable()

    def sheet_at(index: int) -> str | None:
        book, sheet = found.external[index]
        return sheet_of(found.supporting[book] == _SELF, sheet, [listed.name for listed in found.sheets])

    # A name of the whole workbook goes before one of a single sheet.
    for _, name, formula in sorted(found.names, key=lambda one: one[0]):
        said: Cell | str | None = meaning(formula, XLSB, sheet_at) if formula else None
        table.put(name, said)
    return table


def _variable(part: bytes, at: int, most: int) -> tuple[int, int]:
    """Return the number at `at`, seven bits a byte, and where it ends."""
    number = 0
    for index in range(most):
        if at + index >= len(part):
            raise Refused("file_broken")
        byte = part[at + index]
        number |= (byte & 0x7F) << (7 * index)
        if not byte & 0x80:
            return number, at + index + 1
    return number, at + most
