"""What tells a cell that asks from print, as numbers: what stands in it, its look, its place, and how its sheet uses that look."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

from languages.asked import asked
from questionnaire.adopt.asking.around import Nearby, ToldByWords, Years
from questionnaire.adopt.asking.seen_cells import BLANK, KINDS, NUMBER, OUT, WORDS, SeenCells
from questionnaire.adopt.page.repeated import Repeated, band
from questionnaire.adopt.sureness import Sureness
from questionnaire.adopt.words.spelt import begins
from questionnaire.designed.page import SeenSheet
from questionnaire.designed.precedents import Precedents
from questionnaire.designed.signs import ASKS
from workbooks.appearance.tints import light_and_colour
from workbooks.cells import Position

_BRACKETED = re.compile(r"<.+>|\[.+\]")
_CODED = re.compile(r"[A-Z]{0,4}[\d.\-/]+[a-z]?\)?|[A-Z]{1,3}|[ivxIVX]+\.?")
_YEARS = range(1950, 2060)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NEAR, _FAR = 6, 60
_HEADS = 4  # Words above a cell that may be its headings, one over the other.

Vector = list[float]


class CellTraits(SeenCells):
    """The traits of the cells of one sheet; `found` is what the rules say of it, and `told` whether locks tell it.

    `listing` says that the sheet holds lists that others offer.
    """

    def __init__(
        self, *, page: SeenSheet, found: Mapping[Position, Sureness], precedents: Precedents, listing: bool = False, told: bool = False
    ) -> None:
        super().__init__(page)
        self.found, self.told = found, told
        self._precedents, self._listing, self._repeated = precedents, listing, Repeated(page)
        self._said = ToldByWords()

    @cached_property
    def _by_look(self) -> dict[object, Counter[int]]:
        found: dict[object, Counter[int]] = {}
        for at in self.written:
            for key in self._uses(at):
                found.setdefault(key, Counter())[self.kind(at)] += 1
        return found

    def _uses(self, at: Position) -> tuple[int, object, object, object]:
        look = self.look(at)
        return look, (self.ground(at),), (look, self.page.format(at).code), (look, at[1])

    @cached_property
    def _alike(self) -> Mapping[object, Counter[bool]]:
        """Return of how many cells of a column that hang together, and of a row, that look the same, something and nothing stands in."""
        found: dict[object, Counter[bool]] = {}
        for at in self.written:
            for key in self._looks_of(at):
                found.setdefault(key, Counter())[self.kind(at) == BLANK] += 1
        return found

    def _looks_of(self, at: Position) -> tuple[object, object]:
        return (self.segments[at[0]], at[1], self.look(at)), (at[0], self.look(at))

    @cached_property
    def _asking_looks(self) -> tuple[Counter[int], Counter[int]]:
        return Counter(map(self.look, self.found)), Counter(self.look(at) for at, sure in self.found.items() if sure is Sureness.SURE)

    @cached_property
    def _shared(self) -> dict[object, Vector]:
        return {}

    def of(self, at: Position) -> Vector:
        """Return the traits of a cell."""
        return [*self._of_content(at), *self._of_look(at), *self._of_use(at), *self._of_place(at), *self._of_lines(at), *self._of_sheet(at)]

    def _of_content(self, at: Position) -> Iterator[float]:
        value, kind = self.anatomy.sheet.cells.get(at), self.kind(at)
        text = "" if value is None else " ".join(str(value).split())
        yield from (float(kind == one) for one in KINDS)
        yield float((isinstance(value, int) and value in _YEARS) or (text.isdigit() and len(text) == 4 and int(text) in _YEARS))
        yield float(value == 0)
        yield float(isinstance(value, float) and value != int(value))
        yield float(isinstance(value, date))
        yield min(len(text), 120)
        yield len(text.split()) if len(text) < 200 else 30
        yield float(text.endswith(ASKS))
        yield float(bool(_CODED.fullmatch(text)))
        holder, example, office, _, known = self._said.of(text)
        yield from (float(holder), float(example or office), float(known if len(text) < _FAR else 0))
        yield from self._repeated.of(at)
        # A code is a figure that is written as a text.
        yield from (float(kind == NUMBER and isinstance(value, str)), float(self.is_crossed(at)), float(bool(_BRACKETED.fullmatch(text))))

    def _of_look(self, at: Position) -> Iterator[float]:
        one, (rows, columns) = self.page.format(at), self.page.extent(at)
        yield from (float(bool(one.ground)), float(one.ground in self.page.printed_grounds), float(one.ground == self.page.background))
        yield from (*light_and_colour(one.ground), *light_and_colour(one.ink or "000000"), float(one.hatched))
        yield from (float(one.framed), len(one.sides), len(self.page.sides(at)), float(one.ruled), float(one.bold), float(one.slanted))
        yield from (float(bool(one.ink)), float(not one.locked), float(at in self.anatomy.validated), float(at in self.anatomy.formats))
        yield from (float("0" in one.code), float(one.code == "@"), float("%" in one.code), float("y" in one.code.casefold()))
        yield from (float(min(rows, 10)), float(min(columns, 12)), min(self.page.width(at), 80))

    def _of_use(self, at: Position) -> Sequence[float]:
        keys = self._uses(at)
        if keys not in self._shared:
            self._shared[keys] = list(self._of_uses(keys))
        return self._shared[keys]

    def _of_uses(self, keys: tuple[int, object, object, object]) -> Iterator[float]:
        for key in keys:
            counted = self._by_look.get(key, Counter())
            number = counted.total() or 1
            yield from (counted[one] / number for one in KINDS)
            yield min(number, 200)
        (found, sure), look = self._asking_looks, keys[0]
        number = self._by_look.get(look, Counter()).total() or 1
        yield from (found[look] / number, sure[look] / number, float(bool(sure)), found[look] / (found.total() or 1))

    def _of_place(self, at: Position) -> Iterator[float]:
        row, column = at
        rows, columns = self.page.extent(at)
        for beside in ((row, column - 1), (row, column + columns), (row - 1, column), (row + rows, column)):
            kind = self.kind(beside)
            yield from (float(kind == one) for one in (*KINDS, OUT))
            yield from (float(self.look(beside) == self.look(at)), float(self.ground(beside) == self.ground(at)))
        before, above = self._words.before(at), self._heads.above(at, _FAR, _HEADS)
        yield from self._of_label(before and self.first(before), at)
        yield from self._of_label(self.first(above[0]) if above else None, at)
        said = [self._said.of(self.text(self.first(each))) for each in above]
        yield from (float(any(given for _, _, _, given, _ in said)), float(any(office for _, _, office, _, _ in said)))
        yield self._years.before(at, _FAR, self.first)
        yield from band(self.page, at, self.printed.get(row, []))
        yield float(self._words.behind(at, column + columns, _NEAR))
        yield from self._of_caption((row + rows, column))

    def _of_caption(self, beneath: Position) -> Iterator[float]:
        """Yield whether what stands beneath a cell is in brackets, and whether it or what is beneath the label says whose cell it is."""
        texts = [self.text(self.first((beneath[0], column))) for column in (beneath[1], beneath[1] - 1)]
        yield float(texts[0].startswith("(") and texts[0].endswith(")"))
        yield float(any(self._said.of(text)[2] for text in texts if len(text) < _FAR))

    @cached_property
    def _years(self) -> Years:
        found: dict[int, dict[int, int]] = {}
        for (row, column), value in self.anatomy.sheet.cells.items():
            said = _YEAR.search(str(value)) if (row, column) not in self.anatomy.formulas and len(str(value)) < _FAR else None
            if said and (isinstance(value, str) or value in _YEARS):
                found.setdefault(row, {})[column] = int(said[0])
        return Years(found)

    @cached_property
    def _words(self) -> Nearby:
        return Nearby(at for at in self.where_printed if self.kind(at) == WORDS)

    @cached_property
    def _heads(self) -> Nearby:
        cells = self.anatomy.sheet.cells
        years = (at for at in cells if self.kind(at) == NUMBER and cells.get(at) in _YEARS)
        return Nearby({*(at for at in self.where_printed if self.kind(at) == WORDS), *years})

    @cached_property
    def _own_words(self) -> Nearby:
        return Nearby(at for at in self.written if self.kind(at) == WORDS)

    def _of_label(self, label: Position | None, at: Position) -> Iterator[float]:
        if label is None:
            yield from (0.0,) * 12
            return
        key = ("label", label)
        if key not in self._shared:
            text, one = self.text(label), self.page.format(label)
            _, example, office, given, known = self._said.of(text)
            look = one.bold, one.slanted, bool(one.ground), self.page.extent(label)[1]
            self._shared[key] = [1, min(len(text), 120), *look, text.endswith(ASKS), given, office, example, known]
        yield from self._shared[key]
        yield float(min(abs(at[0] - label[0]) + abs(at[1] - label[1]), 30))

    def _of_lines(self, at: Position) -> Iterator[float]:
        for key, cells in ((("column", self.segments[at[0]], at[1]), self.column(at)), (("row", at[0], 0), self.row(at))):
            if key not in self._shared:
                self._shared[key] = list(self._of_line(cells))
            yield from self._shared[key]
        for looks in self._looks_of(at):
            same = self._alike[looks]
            yield from (same.total(), same[True] / same.total())
        yield from self._own_words.sides(at)
        yield min(at[0] - self.segments[at[0]], 40)

    def _of_line(self, cells: Collection[Position]) -> Iterator[float]:
        kinds, number = Counter(map(self.kind, cells)), len(cells) or 1
        yield from (kinds[one] / number for one in KINDS)
        yield from (number, kinds[WORDS], kinds[NUMBER])
        said = [str(self.anatomy.sheet.cells.get(each)) for each in cells if self.kind(each) == WORDS]
        yield len(set(said)) / (len(said) or 1)
        yield min(sum(map(len, said)) / (len(said) or 1), 120)
        yield sum(each in self.found for each in cells) / number
        yield sum(bool(self.page.format(each).sides) for each in cells) / number
        yield sum(bool(self.page.format(each).ground) for each in cells) / number
        yield sum(each in self.anatomy.validated for each in cells) / number
        years = [each for each in cells if self.anatomy.sheet.cells.get(each) in _YEARS]
        yield len(years)
        yield float(any(begins(text, asked().examples) for text in said[:3]))
        values = [self.anatomy.sheet.cells.get(each) for each in cells if self.kind(each) == NUMBER]
        yield sum(isinstance(one, str) for one in values) / number
        yield sum(map(self.is_crossed, cells)) / number
        yield len(set(values)) / (len(values) or 1)

    def _of_sheet(self, at: Position) -> Iterator[float]:
        said = self.found.get(at)
        yield from (float(said is not None), float(said is Sureness.SURE), float(self._listing), float(self.told))
        yield from (float(at in self._read), float(at in self._read_across))
        if "sheet" not in self._shared:
            kinds, number = Counter(map(self.kind, self.written)), len(self.written) or 1
            blank = [each for each in self.written if self.kind(each) == BLANK]
            dressed = sum(bool(self.page.format(each).sides) for each in blank)
            long = sum(len(str(self.anatomy.sheet.cells.get(each))) > 80 for each in self.written if self.kind(each) == WORDS)
            self._shared["sheet"] = [
                *(kinds[one] / number for one in KINDS), dressed / (len(blank) or 1), long / (kinds[WORDS] or 1),
                len(self.found) / number, float(self.anatomy.protected), min(len(self.anatomy.validated) / number, 1),
            ]  # fmt: skip
        yield from self._shared["sheet"]

    @cached_property
    def _read(self) -> frozenset[Position]:
        return self._precedents.any(self.page.name)

    @cached_property
    def _read_across(self) -> frozenset[Position]:
        return frozenset(each for cells in self._precedents.across(self.page.name).values() for each in cells)
