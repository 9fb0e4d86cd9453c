"""What passes between the reader and its child process, as frames of bytes and JSON: data that a hostile file may have shaped.

So nothing here is unpickled, every length is bounded, and whatever does not fit the mapping is a ValueError.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

from workbooks import limits
from workbooks.cells import CellError, CellValue, NameTarget, Position, Sheet, Visibility, Workbook

_LENGTH = struct.Struct("<L")
_COUNT_LIMIT, _LENGTH_LIMIT = limits.MEMBERS + 1, 256 * limits.MIB
_COLUMNS = 16_384  # A position travels as one number: the cells of a sheet, counted row by row.

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


def send(stream: BinaryIO, blobs: Sequence[bytes]) -> None:
    """Write the blobs as one frame: their number, then each with its length before it."""
    stream.write(_LENGTH.pack(len(blobs)) + b"".join(piece for blob in blobs for piece in (_LENGTH.pack(len(blob)), blob)))
    stream.flush()


def receive(stream: BinaryIO) -> list[bytes]:
    """Read one frame; EOFError where the other side ended, ValueError where the frame is beyond any sense."""
    count = _length(stream, _COUNT_LIMIT)
    left = _LENGTH_LIMIT
    blobs: list[bytes] = []
    for _ in range(count):
        blobs.append(_exactly(stream, _length(stream, left)))
        left -= len(blobs[-1])
    return blobs


def encode(workbook: Workbook) -> bytes:
    """Return `workbook` as JSON."""
    return json.dumps(
        {
            "format": workbook.format,
            "sheets": [_encode_sheet(sheet) for sheet in workbook.sheets],
            "names": {name: [target.sheet, target.row, target.column] for name, target in workbook.names.items()},
            "constants": dict(workbook.constants),
            "properties": dict(workbook.properties),
            "broken_names": sorted(workbook.broken_names),
        }
    ).encode()


def decode(data: bytes) -> Workbook:
    """Return the workbook that `encode` wrote; ValueError where the data is something else."""
    try:
        raw = json.loads(data)
        return Workbook(
            str(raw["format"]),
            tuple(_decode_sheet(sheet) for sheet in raw["sheets"]),
            {str(name): NameTarget(str(sheet), int(row), int(column)) for name, (sheet, row, column) in raw["names"].items()},
            _texts(raw["constants"]),
            _texts(raw["properties"]),
            frozenset(str(name) for name in raw["broken_names"]),
        )
    except (KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError) as error:
        raise ValueError("The child process answered with something that is no workbook.") from error


def _encode_sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "visibility": sheet.visibility.value,
        "at": _numbers(sheet.cells),
        "values": [_WRITE[type(value)](value) if type(value) in _WRITE else value for value in sheet.cells.values()],
        "comments_at": _numbers(sheet.comments),
        "comments": list(sheet.comments.values()),
        "uncalculated": _numbers(sheet.uncalculated),
    }


def _decode_sheet(raw: Mapping[str, Any]) -> Sheet:
    values = [value if type(value) in _PLAIN else _special(value) for value in raw["values"]]
    return Sheet(
        str(raw["name"]),
        Visibility(raw["visibility"]),
        dict(zip(_positions(raw["at"]), values, strict=True)),
        dict(zip(_positions(raw["comments_at"]), map(str, raw["comments"]), strict=True)),
        frozenset(_positions(raw["uncalculated"])),
    )


def _special(value: Any) -> CellValue:
    if type(value) is not list:
        raise TypeError("This is no value of a cell.")
    return _READ[value[0]](*value[1:])


def _numbers(positions: Any) -> list[int]:
    return [row * _COLUMNS + column - 1 for row, column in positions]


def _positions(numbers: Sequence[int]) -> list[Position]:
    return [(number // _COLUMNS, number % _COLUMNS + 1) for number in numbers]


def _texts(raw: Mapping[str, Any]) -> dict[str, str]:
    return {str(key): str(value) for key, value in raw.items()}


def _length(stream: BinaryIO, limit: int) -> int:
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    if length > limit:
        raise ValueError("The child process announced more than any file holds.")
    return int(length)


def _exactly(stream: BinaryIO, length: int) -> bytes:
    data = stream.read(length)
    if len(data) != length:
        raise EOFError
    return data
