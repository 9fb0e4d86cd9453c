"""What the binary formats of Excel (xls and xlsb) write in the same way: numbers in four bytes, error values, what styles make of them.

Source: [MS-XLS] 2.5.217 (RkNumber), 2.5.10 (Bes), 2.4.122 (Font) and 2.5.249 (CellXF), which [MS-XLSB] 2.5.123, 2.5.98, 2.4.149 and 2.4.876
repeat.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from workbooks.appearance.inks import Colour, indexed, is_unseen
from workbooks.appearance.numberformats import Shown, disguises_texts, shown_by_number
from workbooks.appearance.serials import moment
from workbooks.cells import CellError, CellValue

_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_STRUCK, _ALIGNMENT, _FILL = 0x08, 0x07, 4  # A flag of a font; the bits of an alignment, and that which repeats what is written.
_TWIPS = 20  # Of a point.
Said = int | Colour | None  # A colour by its number in the palette, or itself; None where it is not known.
_EXACT = 2**53  # From here on a float cannot tell one whole number from the next.


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberFormats:
    """As what the cell formats show a number, by their index (plain numbers are left out), and which show a text as another one.

    `obscuring` are those that strike out whatever is written, or repeat it, `invisible` those that let nobody see it; `since_1904` says
    which date system the workbook has.
    """

    shown: Mapping[int, Shown] = field(default_factory=dict)
    disguising: frozenset[int] = frozenset()
    obscuring: frozenset[int] = frozenset()
    invisible: frozenset[int] = frozenset()
    since_1904: bool = False


@dataclass(slots=True, kw_only=True)
class GatheredFormats:
    """What the records of a workbook say of cell formats, while they are gathered; `codes` are those of the number formats by their number.

    `struck` says of each font whether it strikes out, and `fonts` its colour and its size; `fills` are the colours of the grounds. Of a
    cell format are kept its number format, its font, whether it fills its cell, and its ground.
    """

    codes: dict[str, str] = field(default_factory=dict)
    struck: list[bool] = field(default_factory=list)
    fonts: list[tuple[Said, float]] = field(default_factory=list)
    fills: list[Said] = field(default_factory=list)
    palette: dict[int, Colour] = field(default_factory=dict)
    formats: list[tuple[str, int, bool, Said]] = field(default_factory=list)

    def take_font(self, body: bytes, colour: Said) -> None:
        """Take in the record of a font, of which the formats write the colour in ways of their own."""
        self.struck.append(bool(body[2] & _STRUCK))
        self.fonts.append((colour, int.from_bytes(body[:2], "little") / _TWIPS))

    def take(self, number: int, font: int, alignment: int, ground: Said) -> None:
        """Take in a cell format."""
        self.formats.append((str(number), font, alignment & _ALIGNMENT == _FILL, ground))

    def made(self, *, since_1904: bool) -> NumberFormats:
        """Return what the formats make of numbers and texts."""
        numbers = [number for number, *_ in self.formats]
        shown = ((index, shown_by_number(number, self.codes)) for index, number in enumerate(numbers))
        return NumberFormats(
            shown={index: one for index, one in shown if one is not None},
            disguising=frozenset(at for at, number in enumerate(numbers) if number in self.codes and disguises_texts(self.codes[number])),
            obscuring=frozenset(at for at, (_, font, fills, _) in enumerate(self.formats) if fills or any(self.struck[font : font + 1])),
            invisible=frozenset(at for at, (_, font, _, ground) in enumerate(self.formats) if self._is_invisible(font, ground)),
            since_1904=since_1904,
        )

    def _is_invisible(self, font: int, ground: Said) -> bool:
        return any(is_unseen(self._colour(ink), self._colour(ground), points) for ink, points in self.fonts[font : font + 1])

    def _colour(self, said: Said) -> Colour | None:
        return (self.palette.get(said) or indexed(said)) if isinstance(said, int) else said


def error_value(code: int) -> CellError:
    """Return the error value of a code; one that is not known is an error all the same."""
    return CellError(_ERRORS.get(code, "#VALUE!"))


def rk_number(raw: bytes) -> float:
    """Return the number of four bytes: the upper ones of a float, or an integer of 30 bits; and perhaps a hundred times too large."""
    (bits,) = struct.unpack("<l", raw)
    number = float(bits >> 2) if bits & 2 else struct.unpack("<d", struct.pack("<lL", 0, bits & 0xFFFFFFFC))[0]
    return float(number / 100 if bits & 1 else number)


def value_of(number: float, style: int, styles: NumberFormats) -> tuple[CellValue, Shown | None]:
    """Return what a number is when its style shows it: a date, a time, a duration, or itself, and then as per cent or as another number."""
    if not math.isfinite(number):
        return CellError("#NUM!"), None  # No program writes this as a number.
    shown = styles.shown.get(style)
    if shown is not None and shown not in {Shown.PERCENT, Shown.DISGUISED}:
        said = moment(number, shown, since_1904=styles.since_1904)
        if said is not None:
            return said, None
        shown = None
    return int(number) if number.is_integer() and abs(number) < _EXACT else number, shown
