"""What tells a cell that asks from print, as numbers: what stands in it, its look, its place, and how its sheet uses that look."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import islice

from languages.asked import asked
from questionnaire.adopt.identity import is_given, is_known
from questionnaire.adopt.page import SeenSheet
from questionnaire.adopt.precedents import Precedents
from questionnaire.adopt.repeated import Repeated, band
from questionnaire.adopt.signs import ASKS
from questionnaire.adopt.spelt import begins
from questionnaire.adopt.sureness import Sureness
from workbooks.cells import Position
from workbooks.tints import light_and_colour

MOST = 12_000  # Cells of a sheet that are weighed: larger sheets are lists.
_BLANK, _NUMBER, _WORDS, _FORMULA, _HOLDER, _OUT = range(6)
_KINDS = range(5)
_HOLDS = re.compile(
    r"\W*|\W*\d{1,2}[).]\W*|\W*n\W?a\W?|x+|[\[<({].*[\])}>]|(?:(?!___).)*___.*"
    r"|([a-z\u0430-\u044f])\1+\W([a-z\u0430-\u044f])\2+\W?(([a-z\u0430-\u044f])\4+)?",
    re.IGNORECASE,
)
_RULE = re.compile(r"[-–—=]{4,}")  # What parts what is above from what is beneath.
_NUMBERS = re.compile(r"\W?[\w.\-]{1,6}\W?")
_CODED = re.compile(r"[A-Z]{0,4}[\d.\-/]+[a-z]?\)?|[A-Z]{1,3}|[ivxIVX]+\.?")
_YEARS = range(1950, 2060)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NEAR, _FAR = 6, 60
_HEADS = 4  # Words above a cell that may be its headings, one over the other.

Vector = list[float]


class CellTraits:
    """The traits of the cells of one sheet; `found` is what the rules say of it, and `told` whether locks tell it.

    `listing` says that the sheet holds lists that others offer.
    """

    def __init__(
        self, *, page: SeenSheet, found: Mapping[Position, Sureness], precedents: Precedents, listing: bool = False, told: bool = False
    ) -> None:
        self.page, self.found, self.told = page, found, told
        self._precedents, self._listing, self._repeated = precedents, listing, Repeated(page)
        self.anatomy = page.anatomy
        rows, columns = self.anatomy.last
        self.bounds = rows, columns + 1
        self._kinds: dict[Position, int] = {}
        self._looks: dict[Position, tuple[object, ...]] = {}

    @cached_property
    def cells(self) -> list[Position]:
        """Return the cells that are weighed: those that can take an answer, next to or among what is printed or drawn."""
        rows = {row for row, _ in (*self.anatomy.sheet.cells, *self.anatomy.formats)}
        if len(rows) * self.bounds[1] > MOST:
            return []
        every = ((row, column) for row in sorted(rows) for column in range(1, self.bounds[1] + 1))
        page, formulas = self.page, self.anatomy.formulas
        return [at for at in every if at not in formulas and not page.is_covered(at) and not page.is_hidden(at)]

    def kind(self, at: Position) -> int:
        """Return what stands at a cell, in a word."""
        if at not in self._kinds:
            self._kinds[at] = self._kind(self.anatomy.anchors.get(at, at))
        return self._kinds[at]

    def is_to_be_replaced(self, at: Position) -> bool:
        """Say whether what stands at a cell is a text that is to be written over, as dots or "click here", and no rule of dashes."""
        return self.kind(at) == _HOLDER and not _RULE.fullmatch(str(self.anatomy.sheet.cells.get(at)).strip())

    def _kind(self, at: Position) -> int:
        if not (0 < at[0] <= self.bounds[0] and 0 < at[1] <= self.bounds[1]):
            return _OUT
        value = self.anatomy.sheet.cells.get(at)
        if at in self.anatomy.formulas:
            return _FORMULA
        if value is None or value == "":
            return _BLANK
        if isinstance(value, int | float | date):
            return _NUMBER
        text = str(value).strip()
        return _HOLDER if _HOLDS.fullmatch(text) or begins(text, asked().placeholders) else _NUMBER if _is_number(text) else _WORDS

    def look(self, at: Position) -> tuple[object, ...]:
        """Return how a cell looks, as far as authors tell cells by it."""
        if at not in self._looks:
            one = self.page.format(self.anatomy.anchors.get(at, at))
            self._looks[at] = one.ground, one.sides, one.bold, one.slanted, one.ink
        return self._looks[at]

    @cached_property
    def segments(self) -> Mapping[int, int]:
        """Return for each row the first of the rows that hang together with it: between two such parts nothing is printed or drawn."""
        full = {row for row, _ in self.anatomy.sheet.cells} | {at[0] for at, one in self.anatomy.formats.items() if one.sides or one.ground}
        found, first = {}, 0
        for row in range(1, self.bounds[0] + 1):
            first = (first or row) if row in full else 0
            found[row] = first or row
        return found

    @cached_property
    def _lines(self) -> tuple[dict[tuple[int, int], list[Position]], dict[int, list[Position]]]:
        columns: dict[tuple[int, int], list[Position]] = {}
        rows: dict[int, list[Position]] = {}
        for at in self.written:
            columns.setdefault((self.segments[at[0]], at[1]), []).append(at)
            rows.setdefault(at[0], []).append(at)
        return columns, rows

    @cached_property
    def written(self) -> list[Position]:
        """Return the cells in which something is printed, or which are drawn, and those that are weighed."""
        covered = self.anatomy.anchors
        cells = {*self.anatomy.sheet.cells, *self.anatomy.formats, *self.cells}
        return [at for at in sorted(cells) if covered.get(at, at) == at and not self.page.is_hidden(at)]

    def column(self, at: Position) -> list[Position]:
        """Return the cells of its column that hang together with a cell."""
        return self._lines[0].get((self.segments[at[0]], at[1]), [])

    def row(self, at: Position) -> list[Position]:
        """Return the cells of its row."""
        return self._lines[1].get(at[0], [])

    @cached_property
    def _by_look(self) -> dict[tuple[object, ...], Counter[int]]:
        found: dict[tuple[object, ...], Counter[int]] = {}
        for at in self.written:
            look = self.look(at)
            for key in (look, look[:1], (look, self._code(at)), (look, at[1])):
                found.setdefault(key, Counter())[self.kind(at)] += 1
        return found

    def _code(self, at: Position) -> str:
        return self.page.format(at).code

    @cached_property
    def _asking_looks(self) -> tuple[Counter[tuple[object, ...]], Counter[tuple[object, ...]]]:
        return Counter(self.look(at) for at in self.found), Counter(
            self.look(at) for at, sure in self.found.items() if sure is Sureness.SURE
        )

    @cached_property
    def _shared(self) -> dict[object, Vector]:
        return {}

    def of(self, at: Position) -> Vector:
        """Return the traits of a cell."""
        return [*self._of_content(at), *self._of_look(at), *self._of_use(at), *self._of_place(at), *self._of_lines(at), *self._of_sheet(at)]

    def _of_content(self, at: Position) -> Iterator[float]:
        value, kind = self.anatomy.sheet.cells.get(at), self.kind(at)
        text = "" if value is None else " ".join(str(value).split())
        yield from (float(kind == one) for one in _KINDS)
        yield float((isinstance(value, int) and value in _YEARS) or (text.isdigit() and len(text) == 4 and int(text) in _YEARS))
        yield float(value == 0)
        yield float(isinstance(value, float) and value != int(value))
        yield float(isinstance(value, date))
        yield min(len(text), 120)
        yield len(text.split()) if len(text) < 200 else 30
        yield float(text.endswith(ASKS))
        yield float(bool(_CODED.fullmatch(text)))
        yield float(begins(text, asked().placeholders))
        yield float(begins(text, asked().examples) or begins(text, asked().office))
        yield float(is_known(text) if 0 < len(text) < 60 else 0)
        yield from self._repeated.of(at)

    def _of_look(self, at: Position) -> Iterator[float]:
        one, (rows, columns) = self.page.format(at), self.page.extent(at)
        yield from (float(bool(one.ground)), float(one.ground in self.page.printed_grounds), float(one.ground == self.page.background))
        yield from (*light_and_colour(one.ground), *light_and_colour(one.ink or "000000"), float(one.hatched))
        yield from (float(one.framed), len(one.sides), len(self.page.sides(at)), float(one.ruled), float(one.bold), float(one.slanted))
        yield from (float(bool(one.ink)), float(not one.locked), float(at in self.anatomy.validated), float(at in self.anatomy.formats))
        yield from (float("0" in one.code), float(one.code == "@"), float("%" in one.code), float("y" in one.code.casefold()))
        yield from (float(min(rows, 10)), float(min(columns, 12)), min(self.page.width(at), 80))

    def _of_use(self, at: Position) -> Iterator[float]:
        look = self.look(at)
        for key in (look, look[:1], (look, self._code(at)), (look, at[1])):
            counted = self._by_look.get(key, Counter())
            number = counted.total() or 1
            yield from (counted[one] / number for one in _KINDS)
            yield min(number, 200)
        found, sure = self._asking_looks
        number = self._by_look.get(look, Counter()).total() or 1
        yield from (found[look] / number, sure[look] / number, float(bool(sure)), found[look] / (found.total() or 1))

    def _of_place(self, at: Position) -> Iterator[float]:
        row, column = at
        rows, columns = self.page.extent(at)
        for beside in ((row, column - 1), (row, column + columns), (row - 1, column), (row + rows, column)):
            kind = self.kind(beside)
            yield from (float(kind == one) for one in (*_KINDS, _OUT))
            yield from (float(self.look(beside) == self.look(at)), float(self._ground(beside) == self._ground(at)))
        yield from self._of_label(next(self._words_before(at), None), at)
        yield from self._of_label(next(self._words_above(at), None), at)
        heads = list(islice(self._words_above(at), _HEADS))
        said = [" ".join(str(self.anatomy.sheet.cells.get(each, "")).split()) for each in heads]
        yield from (float(any(map(is_given, said))), float(any(begins(text, asked().office) for text in said)))
        yield self._years_before(at)
        yield from band(self.page, at, [each for each in self.row(at) if self.kind(each) != _BLANK])
        behind = next((each for each in range(column + columns, column + columns + _NEAR) if self.kind((row, each)) == _WORDS), 0)
        yield float(behind - column if behind else 0)

    def _years_before(self, at: Position) -> float:
        """Return by how many years the year over a cell is earlier than the last one beside it; -1 where there is none."""
        for row in range(at[0] - 1, max(0, at[0] - _FAR), -1):
            here = self.anatomy.anchors.get((row, at[1]), (row, at[1]))
            years = self._years.get(row, {})
            if here[1] in years:
                return float(max(years.values()) - years[here[1]])
        return -1.0

    @cached_property
    def _years(self) -> Mapping[int, Mapping[int, int]]:
        """Return the years that are said in each row, by the columns in which they stand."""
        found: dict[int, dict[int, int]] = {}
        for (row, column), value in self.anatomy.sheet.cells.items():
            said = _YEAR.search(str(value)) if (row, column) not in self.anatomy.formulas and len(str(value)) < _FAR else None
            if said and (isinstance(value, str) or value in _YEARS):
                found.setdefault(row, {})[column] = int(said[0])
        return found

    def _ground(self, at: Position) -> object:
        return self.look(at)[0]

    def _words_before(self, at: Position) -> Iterator[Position]:
        for column in range(at[1] - 1, 0, -1):
            if self.kind((at[0], column)) == _WORDS:
                yield self.anatomy.anchors.get((at[0], column), (at[0], column))

    def _words_above(self, at: Position) -> Iterator[Position]:
        for row in range(at[0] - 1, max(0, at[0] - _FAR), -1):
            here = (row, at[1])
            if self.kind(here) == _WORDS or (self.kind(here) == _NUMBER and self.anatomy.sheet.cells.get(here) in _YEARS):
                yield self.anatomy.anchors.get(here, here)

    def _of_label(self, label: Position | None, at: Position) -> Iterator[float]:
        if label is None:
            yield from (0.0,) * 12
            return
        key = ("label", label)
        if key not in self._shared:
            text, one = " ".join(str(self.anatomy.sheet.cells.get(label, "")).split()), self.page.format(label)
            said = (text.endswith(ASKS), is_given(text), begins(text, asked().office), begins(text, asked().examples), is_known(text))
            self._shared[key] = [1, min(len(text), 120), one.bold, one.slanted, bool(one.ground), self.page.extent(label)[1], *said]
        yield from self._shared[key]
        yield float(min(abs(at[0] - label[0]) + abs(at[1] - label[1]), 30))

    def _of_lines(self, at: Position) -> Iterator[float]:
        for key, cells in ((("column", self.segments[at[0]], at[1]), self.column(at)), (("row", at[0], 0), self.row(at))):
            if key not in self._shared:
                self._shared[key] = list(self._of_line(cells))
            yield from self._shared[key]
        same = [each for each in self.column(at) if self.look(each) == self.look(at)]
        yield from (len(same), sum(self.kind(each) == _BLANK for each in same) / (len(same) or 1))
        beside = [each for each in self.row(at) if self.look(each) == self.look(at)]
        yield from (len(beside), sum(self.kind(each) == _BLANK for each in beside) / (len(beside) or 1))
        words = [each for each in self.row(at) if self.kind(each) == _WORDS]
        yield from (sum(each[1] < at[1] for each in words), sum(each[1] > at[1] for each in words))
        yield min(at[0] - self.segments[at[0]], 40)

    def _of_line(self, cells: Collection[Position]) -> Iterator[float]:
        kinds, number = Counter(map(self.kind, cells)), len(cells) or 1
        yield from (kinds[one] / number for one in _KINDS)
        yield from (number, kinds[_WORDS], kinds[_NUMBER])
        said = [str(self.anatomy.sheet.cells.get(each)) for each in cells if self.kind(each) == _WORDS]
        yield len(set(said)) / (len(said) or 1)
        yield min(sum(map(len, said)) / (len(said) or 1), 120)
        yield sum(each in self.found for each in cells) / number
        yield sum(bool(self.page.format(each).sides) for each in cells) / number
        yield sum(bool(self.page.format(each).ground) for each in cells) / number
        yield sum(each in self.anatomy.validated for each in cells) / number
        years = [each for each in cells if self.anatomy.sheet.cells.get(each) in _YEARS]
        yield len(years)
        yield float(any(begins(text, asked().examples) for text in said[:3]))

    def _of_sheet(self, at: Position) -> Iterator[float]:
        said = self.found.get(at)
        name = self.page.name
        yield from (float(said is not None), float(said is Sureness.SURE), float(self._listing), float(self.told))
        yield from (float(at in self._precedents.any(name)), float(at in self._read_across))
        if "sheet" not in self._shared:
            kinds, number = Counter(map(self.kind, self.written)), len(self.written) or 1
            blank = [each for each in self.written if self.kind(each) == _BLANK]
            dressed = sum(bool(self.page.format(each).sides) for each in blank)
            long = sum(len(str(self.anatomy.sheet.cells.get(each))) > 80 for each in self.written if self.kind(each) == _WORDS)
            self._shared["sheet"] = [
                *(kinds[one] / number for one in _KINDS), dressed / (len(blank) or 1), long / (kinds[_WORDS] or 1),
                len(self.found) / number, float(self.anatomy.protected), min(len(self.anatomy.validated) / number, 1),
            ]  # fmt: skip
        yield from self._shared["sheet"]

    @cached_property
    def _read_across(self) -> frozenset[Position]:
        return frozenset(each for cells in self._precedents.across(self.page.name).values() for each in cells)


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[-+]?[\d.,'\s]*\d[%\s]*", text))
