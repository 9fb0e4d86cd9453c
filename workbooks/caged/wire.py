"""A workbook as bytes, on its way out of the cage: data that a hostile file may have shaped.

Nothing here is unpickled, and whatever does not fit the mapping is a ValueError. It does what `cage.codec` does for other values, some ten
times as fast: a workbook has thousands of cells.
"""

from __future__ import annotations

import json
import struct
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import chain, islice, pairwise
from typing import Any, TypeVar

from workbooks import limits
from workbooks.cells import MAX_ROW, Cell, CellError, CellValue, HiddenLines, LookSpan, Position, Sheet, Span, Visibility, Workbook

_LENGTH = struct.Struct("<L")
_JSON_LIMIT = 32 * limits.MIB  # Decoded, a lie of this size takes ten times as much.
_POSITIONS_LIMIT = 4 * limits.FILLED * 8  # Each cell may be told so often: with its value, as a share, as a formula, as unseen.
_NUMBER = "I"  # Rows and columns travel as 32 bits each.
_T = TypeVar("_T")

_WRITE: Mapping[type, Callable[[Any], list[Any]]] = {
    datetime: lambda value: ["datetime", value.isoformat()],
    date: lambda value: ["date", value.isoformat()],
    time: lambda value: ["time", value.isoformat()],
    timedelta: lambda value: ["timedelta", value.days, value.seconds, value.microseconds],
    CellError: lambda value: ["error", value.code],
}
_PLAIN = frozenset({str, int, float, bool})  # JSON has these itself.
_READ: Mapping[str, Callable[..., CellValue]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": timedelta,
    "error": CellError,
}


def encode(workbook: Workbook) -> bytes:
    """Return `workbook` as bytes: the length of its JSON, the JSON, and all positions, as JSON takes its time over numbers."""
    said = json.dumps(
        {
            "format": workbook.format,
            "sheets": [_encode_sheet(sheet) for sheet in workbook.sheets],
            "names": list(workbook.names),
            "on": [target.sheet for target in workbook.names.values()],
            "constants": dict(workbook.constants),
            "properties": dict(workbook.properties),
            "broken_names": sorted(workbook.broken_names),
            "macros": workbook.macros,
            "since_1904": workbook.since_1904,
        }
    ).encode()
    positions = chain(((row, column) for _, row, column in workbook.names.values()), *map(_positions_of, workbook.sheets))
    return _LENGTH.pack(len(said)) + said + array(_NUMBER, chain.from_iterable(positions)).tobytes()


def decode(data: bytes) -> Workbook:
    """Return the workbook that `encode` wrote; ValueError where the data is something else."""
    try:
        end = _LENGTH.size + _LENGTH.unpack_from(data)[0]
        if end > _JSON_LIMIT or len(data) - end > _POSITIONS_LIMIT:
            raise ValueError("The child process announced more than any workbook can contain.")
        raw = json.loads(data[_LENGTH.size : end])
        positions = _positions(data[end:])
        on = _all(str, raw["on"])
        targets = [Cell(sheet, row, column) for sheet, (row, column) in zip(on, islice(positions, len(on)), strict=True)]
        return Workbook(
            format=str(raw["format"]),
            sheets=tuple(_decode_sheet(sheet, positions) for sheet in raw["sheets"]),
            names=dict(zip(_all(str, raw["names"]), targets, strict=True)),
            constants=_texts(raw["constants"]),
            properties=_texts(raw["properties"]),
            broken_names=frozenset(str(name) for name in raw["broken_names"]),
            macros=bool(raw["macros"]),
            since_1904=bool(raw["since_1904"]),
        )
    except (KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError, struct.error) as error:
        raise ValueError("The child process answered with something that is not a workbook.") from error


def _encode_sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "visibility": sheet.visibility.value,
        "values": list(map(pack_value, sheet.cells.values())),
        "comments": list(sheet.comments.values()),
        "uncalculated": len(sheet.uncalculated),
        "percent": len(sheet.percent),
        "disguised": len(sheet.disguised),
        "formulas": len(sheet.formulas),
        "merged": len(sheet.merged),
        "looks": sheet.looks,
        "hidden": sheet.hidden,
        "unseen": len(sheet.unseen),
    }


def _positions_of(sheet: Sheet) -> Iterator[Position]:
    marked = chain(sheet.uncalculated, sheet.percent, sheet.disguised, sheet.formulas, sheet.unseen)
    return chain(sheet.cells, sheet.comments, marked, sheet.merged, sheet.merged.values())


def _decode_sheet(raw: Mapping[str, Any], positions: Iterator[Position]) -> Sheet:
    values = list(map(unpack_value, raw["values"]))
    comments = _all(str, raw["comments"])
    return Sheet(
        name=str(raw["name"]),
        visibility=Visibility(raw["visibility"]),
        cells=dict(zip(islice(positions, len(values)), values, strict=True)),
        comments=dict(zip(islice(positions, len(comments)), comments, strict=True)),
        uncalculated=frozenset(islice(positions, int(raw["uncalculated"]))),
        percent=frozenset(islice(positions, int(raw["percent"]))),
        disguised=frozenset(islice(positions, int(raw["disguised"]))),
        formulas=frozenset(islice(positions, int(raw["formulas"]))),
        unseen=frozenset(islice(positions, int(raw["unseen"]))),
        merged=_decode_merged(int(raw["merged"]), positions),
        looks=_decode_looks(raw["looks"]),
        hidden=HiddenLines(*map(_decode_spans, raw["hidden"])),
    )


def _decode_looks(raw: Iterable[Any]) -> tuple[LookSpan, ...]:
    """Return the looks of cells; ValueError where they are more than a sheet says of itself, since whoever reads them goes cell by cell."""
    looks, cells = tuple(LookSpan(*_all(int, look)) for look in raw), 0
    for one in looks:
        cells += one.last - one.first + 1
        if not 1 <= one.first <= one.last <= MAX_ROW or cells > limits.LOOKS:
            raise ValueError(f"{one} are no cells of a sheet, or too many.")
    return looks


def _decode_spans(raw: Iterable[Any]) -> tuple[Span, ...]:
    """Return spans of rows or columns; ValueError where they are not in their order, in which they are looked through."""
    spans = tuple((first, last) for first, last in (_all(int, span) for span in raw))
    edges = [edge for first, last in spans for edge in (first, last + 1)]
    if any(one >= other for one, other in pairwise((0, *edges, MAX_ROW + 2))):
        raise ValueError("These are no spans of rows or columns.")
    return spans


def _decode_merged(count: int, positions: Iterator[Position]) -> dict[Position, Position]:
    return dict(zip(list(islice(positions, count)), islice(positions, count), strict=True))


def pack_value(value: CellValue) -> Any:
    """Return the value of a cell as JSON has it."""
    write = _WRITE.get(type(value))
    return write(value) if write else value


def unpack_value(value: Any) -> CellValue:
    """Return the value that `pack_value` made; TypeError, KeyError or ValueError where it is none."""
    if type(value) in _PLAIN:
        plain: CellValue = value
        return plain
    if type(value) is not list:
        raise TypeError("This is not a value of a cell.")
    return _READ[value[0]](*value[1:])


def _positions(data: bytes) -> Iterator[Position]:
    numbers = array(_NUMBER)
    numbers.frombytes(data)
    return zip(numbers[::2], numbers[1::2], strict=True)


def _all(kind: type[_T], values: Any) -> list[_T]:
    if type(values) is not list or not set(map(type, values)) <= {kind}:
        raise TypeError("These are values of another type.")
    return values


def _texts(raw: Mapping[str, Any]) -> dict[str, str]:
    return {str(key): str(value) for key, value in raw.items()}
