"""What the binary formats of Excel (xls and xlsb) write in the same way: numbers in four bytes, error values, what styles make of them.

Source: [MS-XLS] 2.5.217 (RkNumber), 2.5.10 (Bes), 2.4.122 (Font) and 2.5.249 (CellXF), which [MS-XLSB] 2.5.123, 2.5.98, 2.4.149 and 2.4.876
repeat.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from workbooks.cells import CellError, CellValue
from workbooks.numberformats import Shown, disguises_texts, shown_by_number
from workbooks.serials import moment

_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_STRUCK, _ALIGNMENT, _FILL = 0x08, 0x07, 4  # A flag of a font; the bits of an alignment, and that which repeats what is written.
_EXACT = 2**53  # From here on a float cannot tell one whole number from the next.


@dataclass(frozen=True, slots=True)
class NumberFormats:
    """As what the cell formats show a number, by their index (plain numbers are left out), and which show a text as another one.

    `obscuring` are those that strike out whatever is written, or repeat it; `since_1904` says which date system the workbook has.
    """

    shown: Mapping[int, Shown] = field(default_factory=dict)
    disguising: frozenset[int] = frozenset()
    obscuring: frozenset[int] = frozenset()
    since_1904: bool = False


@dataclass(slots=True)
class GatheredFormats:
    """What the records of a workbook say of cell formats, while they are gathered; `codes` are those of the number formats by their number.

    `struck` says of each font whether it strikes out; of a cell format are kept its number format, its font, and whether it fills its cell.
    """

    codes: dict[str, str] = field(default_factory=dict)
    struck: list[bool] = field(default_factory=list)
    formats: list[tuple[str, int, bool]] = field(default_factory=list)

    def take_font(self, body: bytes) -> None:
        """Take in the record of a font."""
        self.struck.append(bool(body[2] & _STRUCK))

    def take(self, number: int, font: int, alignment: int) -> None:
        """Take in a cell format."""
        self.formats.append((str(number), font, alignment & _ALIGNMENT == _FILL))

    def made(self, *, since_1904: bool) -> NumberFormats:
        """Return what the formats make of numbers and texts."""
        numbers = [number for number, _, _ in self.formats]
        shown = ((index, shown_by_number(number, self.codes)) for index, number in enumerate(numbers))
        return NumberFormats(
            shown={index: one for index, one in shown if one is not None},
            disguising=frozenset(at for at, number in enumerate(numbers) if number in self.codes and disguises_texts(self.codes[number])),
            obscuring=frozenset(at for at, (_, font, fills) in enumerate(self.formats) if fills or any(self.struck[font : font + 1])),
            since_1904=since_1904,
        )


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
