"""What the cells of an OOXML sheet mean: numbers, dates by their format, texts, truth values, errors.

Source: ECMA-376 part 1, section 18.18.11 (types of cells).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from workbooks.appearance.numberformats import Shown
from workbooks.appearance.serials import moment
from workbooks.cells import CellError, CellValue, Position, column_number
from workbooks.ooxml.sheetscan import Written, attributes
from workbooks.ooxml.strings import decoded
from workbooks.refusal import Refused

_EXACT = 2**53  # From here on a float cannot tell one whole number from the next.


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What cells refer to: the shared strings, what the cell formats show a number as, and the date system.

    `disguising` are the formats that show a text as another one, `obscuring` those that do so with whatever a cell holds, and `invisible`
    those that let nobody see it.
    """

    strings: Sequence[str]
    shown: Mapping[str, Shown]
    disguising: frozenset[str]
    obscuring: frozenset[str]
    invisible: frozenset[str] = frozenset()
    since_1904: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """The filled cells of a sheet, all formulas and those without a known value, and what is shown as per cent, otherwise or not at all."""

    values: dict[Position, CellValue]
    uncalculated: frozenset[Position]
    percent: frozenset[Position]
    disguised: frozenset[Position]
    formulas: frozenset[Position]
    unseen: frozenset[Position]


def cells(written: Sequence[Written], meaning: Meaning) -> Cells:
    """Return what the cells of one sheet mean; Refused where they lie outside of any sheet, or name a text that is not there."""
    try:
        return _cells(written, meaning)
    except (IndexError, ValueError) as error:
        raise Refused("file_broken") from error


def _cells(written: Sequence[Written], meaning: Meaning) -> Cells:
    values: dict[Position, CellValue] = {}
    uncalculated: list[Position] = []
    otherwise: dict[Shown, list[Position]] = {Shown.PERCENT: [], Shown.DISGUISED: []}
    formulas: list[Position] = []
    strings, shown = meaning.strings, meaning.shown
    for letters, digits, said, formula, value, inline in written:
        position = int(digits), column_number(letters)
        style, kind = attributes(said)
        if formula:
            formulas.append(position)
        if kind == "s":
            read: CellValue = strings[int(value)] if value.isdigit() else _nowhere(value)
        elif kind not in {"", "n"}:
            read = _OTHERS.get(kind, _text)(value, inline)
        elif value:
            read = number(value)
            if style in shown and not isinstance(read, str):
                if (noted := otherwise.get(shown[style])) is not None:
                    noted.append(position)
                read = moment(read, shown[style], since_1904=meaning.since_1904)
        else:
            read = inline
            if formula:
                # A formula that gives an empty text has t="str"; this one was saved by a program that does not calculate.
                uncalculated.append(position)
        if read != "":
            values[position] = read
    percent, disguised = map(frozenset, otherwise.values())
    by_format = _by_format(written, meaning, values)
    return Cells(
        values=values,
        uncalculated=frozenset(uncalculated),
        percent=percent,
        disguised=disguised | _disguised_by_format(by_format, meaning, values),
        formulas=frozenset(formulas),
        unseen=frozenset(at for at, style in by_format if style in meaning.invisible),
    )


def _by_format(written: Sequence[Written], meaning: Meaning, values: Mapping[Position, CellValue]) -> Sequence[tuple[Position, str]]:
    """Return the filled cells whose format may show something else than they hold, each with its format."""
    formats = meaning.disguising | meaning.obscuring | meaning.invisible
    styled = (((int(digits), column_number(letters)), attributes(said)[0]) for letters, digits, said, *_ in (written if formats else ()))
    return [(at, style) for at, style in styled if style in formats and at in values]


def _disguised_by_format(
    found: Sequence[tuple[Position, str]], meaning: Meaning, values: Mapping[Position, CellValue]
) -> frozenset[Position]:
    styles = meaning.obscuring, meaning.obscuring | meaning.disguising
    return frozenset(at for at, style in found if style in styles[isinstance(values[at], str)])


def number(written: str) -> int | float | str:
    """Return the number, an int where it is a whole one that is exact; what is no number stays the text that it is."""
    try:
        found = float(written)
    except ValueError:
        return decoded(written)
    if found.is_integer() and -_EXACT < found < _EXACT and "_" not in written:
        return int(found)
    # Python takes more for a number than XML does: 1_0, inf, nan.
    return found if math.isfinite(found) and "_" not in written else written


def _nowhere(value: str) -> str:
    if value.strip():
        raise ValueError(f"{value!r} is not the number of a text.")
    return ""


def _text(value: str, inline: str) -> str:
    return decoded(inline or value)


def _error(value: str, _: str) -> CellError:
    return CellError(value or "#VALUE!")


def _date(value: str, _: str) -> CellValue:
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return value
    return found.date() if found.time() == time() else found.replace(tzinfo=None)


_OTHERS: Mapping[str, Callable[[str, str], CellValue]] = {
    "b": lambda value, _: value.strip() in {"1", "true"} if value else "",
    "e": _error,
    "d": _date,
}
