"""What the binary formats of Excel (xls and xlsb) write in the same way: numbers in four bytes, error values, what styles make of them.

Source: [MS-XLS] 2.5.217 (RkNumber) and 2.5.10 (Bes), which [MS-XLSB] 2.5.123 and 2.5.98 repeat.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from workbooks.cells import CellError, CellValue
from workbooks.numberformats import Shown, disguises_texts, shown_by_number
from workbooks.serials import moment

_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_EXACT = 2**53  # From here on a float cannot tell one whole number from the next.


@dataclass(frozen=True, slots=True)
class NumberFormats:
    """As what the cell formats show a number, by their index (plain numbers are left out), and which show a text as another one.

    `since_1904` says which date system the workbook has.
    """

    shown: Mapping[int, Shown] = field(default_factory=dict)
    disguising: frozenset[int] = frozenset()
    since_1904: bool = False


def number_formats(numbers: Sequence[str], codes: Mapping[str, str], *, since_1904: bool) -> NumberFormats:
    """Return what cell formats make of numbers and texts: each has the number of a format, of some of which the file says the code."""
    found = ((index, shown_by_number(number, codes)) for index, number in enumerate(numbers))
    disguising = frozenset(index for index, number in enumerate(numbers) if number in codes and disguises_texts(codes[number]))
    return NumberFormats({index: shown for index, shown in found if shown is not None}, disguising, since_1904)


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
