"""Where the rows and columns of an adopted sheet stand in a sheet that came back: by the texts that it prints.

A row is where its own texts stand together. One that prints nothing is between two that were found, if these are as far from each other as
they were; else nobody knows where the added row is, and nothing is said of it. Columns are found by the texts that stand in one of them
alone.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from questionnaire.adopted.said import said
from questionnaire.reading.ladder.printed import Landmark, PreparedSheet
from questionnaire.reading.values.folding import fold
from workbooks.cells import Position, Sheet

_FAR = 1 << 30
_ENOUGH = 0.5  # Of the texts of a row, or of a sheet, so many must be there.


class Lines:
    """Rows or columns that were found, from the printed to the present number, and those between them.

    Where `bare` ones lie between two that were found, of which something must stand there and does not, nobody knows of any between them.
    """

    def __init__(self, found: Mapping[int, int], bare: Collection[int] = ()) -> None:
        self.found = found
        self._order = sorted(found)
        self._unknown = {bisect(self._order, number) for number in bare if number not in found}

    def at(self, number: int) -> int | None:
        """Return where a line is: by itself, or between two others, if these are as far from each other as they were."""
        if number in self.found:
            return self.found[number]
        place = bisect(self._order, number)
        if place in self._unknown or not self.found:
            return None if place in self._unknown else number
        by = {self.found[each] - each for each in self._order[max(0, place - 1) : place + 1]}
        there = number + min(by)
        return there if len(by) == 1 and there > 0 else None

    @property
    def is_ordered(self) -> bool:
        """Say whether they stand in the order in which they were printed."""
        return all(one < other for one, other in pairwise(self.found[number] for number in self._order))

    def around(self, number: int) -> tuple[int, int]:
        """Return where the nearest found lines before and after one are."""
        place = bisect(self._order, number)
        before = self.found[self._order[place - 1]] if place else 0
        return before, self.found[self._order[place]] if place < len(self._order) else _FAR


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """How a sheet that came back lies to a printed one.

    `rows` are those that were found by their own texts, `columns` those by texts of theirs, both from the printed to the present number.
    `seen` are the printed texts that stand there, folded; all is where it was printed where `in_place` says so (`rows`, `columns` and
    `seen` are empty then).
    """

    printed: PreparedSheet
    sheet: str
    in_place: bool = False
    rows: Lines = field(default_factory=lambda: Lines({}))
    columns: Lines = field(default_factory=lambda: Lines({}))
    seen: Mapping[Position, str] = field(default_factory=dict)

    def own_row(self, row: int) -> int | None:
        """Return where a row is by its own texts, None where it has none, or they are not there."""
        return row if self.in_place else self.rows.found.get(row)

    def row(self, row: int) -> int | None:
        """Return where a row is, by its own texts or between others."""
        return row if self.in_place else self.rows.at(row)

    def column(self, column: int) -> int | None:
        """Return where a column is, by its own texts or between others."""
        return column if self.in_place else self.columns.at(column)

    @property
    def is_ordered(self) -> bool:
        """Say whether rows and columns stand in the order in which they were printed."""
        return self.rows.is_ordered and self.columns.is_ordered

    def lost(self, row: int) -> bool:
        """Say whether a row prints texts of its own that are not there."""
        if self.in_place or row in self.rows.found:
            return False
        return any(not mark.made for mark in self.printed.rows.get(row, ()))

    def has(self, text: str, row: int | None, column: int, before: int) -> bool:
        """Say whether a text stands in a column: in its row, or, where that is not known, anywhere above the row `before`."""
        if row is not None:
            return self.seen.get((row, column)) == text
        return any(said == text and at[1] == column and at[0] < before for at, said in self.seen.items())


@dataclass(frozen=True)
class SheetTexts:
    """What a sheet says, each text once: worked out once, however many printed sheets it is compared with."""

    sheet: Sheet

    @cached_property
    def said(self) -> frozenset[str]:
        """Return its texts and numbers."""
        return frozenset(map(said, self.sheet.cells.values()))

    @cached_property
    def folded(self) -> frozenset[str]:
        """Return them folded."""
        return frozenset(map(fold, self.said))


def share_of(printed: PreparedSheet, texts: SheetTexts) -> float:
    """Return how much of what a sheet prints stands in another; of one that prints nothing fixed, 0."""
    in_place = len(printed.fixed) - sum(said(texts.sheet.cells.get(at)) != printed.fixed[at] for at in _differing(printed, texts.sheet))
    if printed.fixed and in_place >= len(printed.fixed) * _ENOUGH:
        return in_place / len(printed.fixed)
    wanted = set(printed.fixed.values())
    there = wanted & texts.said
    if wanted and len(there) < len(wanted) * _ENOUGH:
        # A program may have changed how texts are spaced or quoted.
        folded = {fold(text) for text in wanted}
        return len(folded & texts.folded) / len(folded)
    return len(there) / len(wanted) if wanted else 0.0


def align(printed: PreparedSheet, sheet: Sheet) -> Alignment:
    """Return how `sheet` lies to a printed one that it shows."""
    if _is_in_place(printed, sheet):
        return Alignment(printed=printed, sheet=sheet.name, in_place=True)
    folded = {at: fold(text) for at, value in sheet.cells.items() if (text := said(value))}
    seen = {at: text for at, text in folded.items() if text in printed.counted}
    columns = _columns(printed, seen)
    rows = Lines(_rows(printed, seen, columns), {row for row, _ in _bare(printed, sheet, columns)})
    return Alignment(printed=printed, sheet=sheet.name, rows=rows, columns=columns, seen=seen)


def _differing(printed: PreparedSheet, sheet: Sheet) -> list[Position]:
    """Return the cells that do not hold the very values that are expected; most of them are the same, or none is."""
    cells = sheet.cells
    return [at for at, value in printed.expected.items() if cells.get(at) != value]


def _is_in_place(printed: PreparedSheet, sheet: Sheet) -> bool:
    cells = sheet.cells
    if printed.fixed:
        return not _bare(printed, sheet, Lines({})) and all(
            fold(said(cells.get(at))) == fold(printed.fixed[at]) for at in _differing(printed, sheet)
        )
    # A sheet whose texts are all made by formulas: each is there, or was not calculated by the program that saved it.
    return all(said(cells.get(at)) == text or at in sheet.uncalculated for at, text in printed.made.items())


def _bare(printed: PreparedSheet, sheet: Sheet, columns: Lines) -> set[Position]:
    """Return the places of formulas that print texts, at which nothing stands, no formula either.

    A formula may print nothing now. Only of a program that does not calculate is it known that each is there: such a program may have
    moved rows too, and left the names behind.
    """
    if not sheet.uncalculated:
        return set()
    places = {(row, column): (row, columns.at(column) or column) for row, column in printed.made}
    return {place for place, at in places.items() if at not in sheet.cells and at not in sheet.uncalculated}


def _columns(printed: PreparedSheet, seen: Mapping[Position, str]) -> Lines:
    where: dict[str, set[int]] = {}
    for (_, column), text in seen.items():
        where.setdefault(text, set()).add(column)
    votes: dict[int, Counter[int]] = {}
    for text, columns in where.items():
        if len(columns) == 1 and text in printed.sole:
            votes.setdefault(printed.sole[text], Counter())[next(iter(columns))] += 1
    best = {column: found.most_common(1)[0] for column, found in votes.items()}
    return Lines({column: at for column, (at, count) in best.items() if count * 2 > votes[column].total()})


def _rows(printed: PreparedSheet, seen: Mapping[Position, str], columns: Lines) -> dict[int, int]:
    where: dict[tuple[int, str], list[int]] = {}
    for (row, column), text in sorted(seen.items()):
        where.setdefault((column, text), []).append(row)
    candidates = {row: found for row, marks in printed.rows.items() if (found := _candidates(marks, printed, where, columns))}
    rows = _each_once({row: found[0] for row, found in candidates.items() if len(found) == 1})
    alike: dict[tuple[int, ...], list[int]] = {}
    for row, found in sorted(candidates.items()):
        if len(found) > 1:
            alike.setdefault(tuple(found), []).append(row)
    known, taken = Lines(rows), set(rows.values())
    for there, those in alike.items():
        rows |= _in_order(those, [row for row in there if row not in taken], known)
    return _each_once(rows)


def _candidates(
    marks: Sequence[Landmark], printed: PreparedSheet, where: Mapping[tuple[int, str], Sequence[int]], columns: Lines
) -> list[int]:
    """Return the rows in which most of the texts of a printed row stand: at least half of those that tell it from other rows."""
    telling = [mark for mark in marks if not mark.made and mark.text in printed.once] or [mark for mark in marks if not mark.made]
    counted: Counter[int] = Counter()
    told: Counter[int] = Counter()
    for mark in marks:
        for row in where.get((columns.at(mark.column) or mark.column, mark.text), ()):
            counted[row] += 1
            told[row] += mark in telling
    most = max(counted.values(), default=0)
    return sorted(row for row, count in counted.items() if count == most and told[row] >= len(telling) * _ENOUGH)


def _in_order(printed: Sequence[int], there: Sequence[int], known: Lines) -> dict[int, int]:
    """Return rows that print the same one after the other: where there are as many, between the same two others, as there were."""
    if len(printed) == len(there):
        return dict(zip(printed, there, strict=True))
    stretches: dict[tuple[int, int], list[int]] = {}
    for row in printed:
        stretches.setdefault(known.around(row), []).append(row)
    found: dict[int, int] = {}
    for (before, after), those in stretches.items():
        inside = [row for row in there if before < row < after]
        if len(inside) == len(those):
            found |= zip(those, inside, strict=True)
    return found


def _each_once(rows: Mapping[int, int]) -> dict[int, int]:
    counted = Counter(rows.values())
    return {row: at for row, at in rows.items() if counted[at] == 1}
