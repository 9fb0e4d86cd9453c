"""The comments of a sheet of an old Excel workbook: a note names an object, and the object's text follows it.

Source: [MS-XLS] 2.4.179 (Note), 2.4.181 (Obj), 2.4.329 (TxO) and 2.4.58 (Continue, which holds the text).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from workbooks.cells import Position
from workbooks.ooxml.strings import without_author

_NOTE, _OBJECT, _TEXT, _CONTINUE = 0x1C, 0x5D, 0x1B6, 0x3C


@dataclass(slots=True)
class Notes:
    """Gathers the comments of a sheet from its records in their order; what is broken is left out, since answers do not hang on it."""

    _object: int = -1
    _missing: int = 0  # Characters that the text of the object still lacks.
    _texts: dict[int, str] = field(default_factory=dict)
    _places: dict[Position, tuple[int, str]] = field(default_factory=dict)  # The object, and the author.

    def take(self, kind: int, body: bytes) -> None:
        """Look at the next record."""
        if kind == _OBJECT and len(body) >= 8:
            (self._object,) = struct.unpack_from("<H", body, 6)
        elif kind == _TEXT and len(body) >= 12:
            (self._missing,) = struct.unpack_from("<H", body, 10)
            self._texts[self._object] = ""
        elif kind == _CONTINUE and self._missing and body:
            self._add(body)
        elif kind == _NOTE and len(body) >= 8:
            row, column, number = struct.unpack_from("<HH2xH", body)
            self._places[row + 1, column + 1] = (number, _text(body[8:]))

    def comments(self) -> dict[Position, str]:
        """Return the comments by cell."""
        said = ((position, self._texts.get(number, ""), author) for position, (number, author) in self._places.items())
        return {position: without_author(text, author) for position, text, author in said if text}

    def _add(self, body: bytes) -> None:
        said = _characters(body)[: self._missing]
        self._missing -= len(said)
        self._texts[self._object] = self._texts.get(self._object, "") + said


def _text(body: bytes) -> str:
    """Return the text that begins with the number of its characters; "" where there is none."""
    return _characters(body[2:])[: int.from_bytes(body[:2], "little")]


def _characters(body: bytes) -> str:
    """Return the characters behind a byte that says whether each has two bytes."""
    return body[1:].decode("utf-16-le" if body[:1] and body[0] & 1 else "latin-1", "replace")
