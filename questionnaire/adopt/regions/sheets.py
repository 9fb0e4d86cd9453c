"""One sheet of a workbook made into the parts of a draft: what is asked beneath each of its headings."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from questionnaire.adopt.regions.regions import FoundGrid, FoundLine, regions
from questionnaire.adopt.sureness import Sureness, least
from questionnaire.adopt.types.combs import FoundComb, combs
from questionnaire.adopt.types.kinds import UNKNOWN, AnswerKind, is_tick, kind_of
from questionnaire.adopt.types.worded import FIGURES, is_to_be_ticked, is_unit, worded
from questionnaire.adopt.values import AskingSheet, FoundQuestion, FoundRepeat, HeadedPart
from questionnaire.adopt.words import labels
from questionnaire.adopt.words.headings import title_over, titles
from questionnaire.adopt.words.measures import has_unit, is_unit_behind
from questionnaire.adopt.words.names import Taken, slug
from questionnaire.adopt.words.spelt import length
from questionnaire.designed.lists import reference
from questionnaire.designed.page import SeenSheet
from questionnaire.designed.places import NamesOfCells, place, rows_of
from questionnaire.designed.precedents import Precedents
from questionnaire.designed.signs import COLONS, LEVELS, TICK, is_for_ticks
from workbooks.anatomy import Anatomy
from workbooks.cells import Position, a1

_BOX = 60  # Digits that a cell for words has room for, at least.
_FURTHER = re.compile(r" \(\d+\)$")  # What goes on with the cell before it.
_NOTES = 30  # A column so wide is for words.
_SMALL, _FRAME = 12, 4  # Digits that a box to tick has room for at most, and its sides.
_BOXES = 8  # Boxes to tick that stand beneath each other at most.
_SIGN = 3  # Letters of the heading of a column for signs, where others have longer ones.


@dataclass(frozen=True, kw_only=True)
class SheetReader:
    """Reads one page. `sure` says of each input cell how sure it is one; `taken` are the names that other sheets have.

    `read_by` is looked at only where nothing else says what is typed into a cell. `joined` are the boxes for one sign each that are one
    answer, by the first of them.
    """

    book: Anatomy
    page: SeenSheet
    sure: Mapping[Position, Sureness]
    names: NamesOfCells
    taken: Taken
    read_by: Precedents
    joined: Mapping[Position, FoundComb] = field(default_factory=dict)

    def read(self) -> AskingSheet:
        """Return what the sheet asks."""
        found = {one.at: one for one in combs(self.page, self._kind)}
        further = {at for one in found.values() for at in one.cells} - found.keys()
        return replace(self, page=self.page.with_inputs(self.page.inputs - further), joined=found)._read()

    def _read(self) -> AskingSheet:
        name = self.page.name
        section = self.taken.give(slug(name, "section"))
        heads = list(titles(self.page))
        rows = [row for row, _ in heads]
        beneath: dict[int, list[FoundQuestion | FoundRepeat]] = {}
        for region in self._regions():
            top = _top(region)
            number = bisect(rows, top - 1)
            item = self._grid(region, heads[number - 1][1] if number else "") if isinstance(region, FoundGrid) else self._single(region)
            beneath.setdefault(number, []).append(item)
        limited = self._with_limits(beneath)
        return AskingSheet(name=section, label=name, parts=tuple(self._parts(limited, [text for _, text in heads])))

    def _regions(self) -> Iterator[FoundGrid | FoundLine]:
        """Yield the grids and the single answers in their order; boxes for a sign each are no columns of anything."""
        if not self.joined:
            return regions(self.page, self._word)
        found = [*regions(self.page.with_inputs(self.page.inputs - self.joined.keys()), self._word)]
        return iter(sorted([*found, *(FoundLine(at, at) for at in self.joined)], key=_first))

    def _parts(self, beneath: Mapping[int, list[FoundQuestion | FoundRepeat]], heads: list[str]) -> Iterator[HeadedPart]:
        for number, items in sorted(beneath.items()):
            # A heading over one thing is its label, and no section.
            label = heads[number - 1] if number and [one.label for one in items] != [heads[number - 1]] else ""
            yield HeadedPart(name=self.taken.give(slug(label, "part")) if label else "", label=label, items=tuple(items))

    def _kind(self, at: Position) -> AnswerKind:
        return kind_of(self.book, self.page, at, lambda _: "")

    def _guessed(self, kind: AnswerKind, cells: Iterable[Position], texts: Sequence[str], *, ticked: bool = False) -> AnswerKind:
        """Return what is known of an answer; where that is not sure, by the words for it, of which the first say most.

        Where nothing is, a tick beneath "Yes", and a number where formulas calculate with it. A format without decimals only rounds.
        """
        if kind.sureness is Sureness.SURE or kind.choices or kind.type not in {UNKNOWN.type, "integer"}:
            return kind
        if kind.type == "integer":
            whole = worded(texts)
            return kind if whole and whole.type == "integer" else replace(kind, type="decimal", untold="integer")
        if not self.read_by.calculated(self.page.name).isdisjoint(cells):
            return replace(kind, type="decimal", sureness=Sureness.GUESSED)
        found = worded(texts)
        if ticked and (found is None or found.type in FIGURES or all(self._is_small(at) for at in cells)):
            return replace(kind, type="select_one", sureness=Sureness.GUESSED, choices=(TICK,), untold=kind.type)
        return replace(found, hint=kind.hint, untold=kind.type) if found else kind

    def _is_ticked(self, at: Position) -> bool:
        """Say whether the first row above that asks nothing says that what is beneath is ticked."""
        box = (at[0], at[1] - 1)
        if self.page.sides(at) == {"bottom"} or (box in self.page.inputs and self.page.width(box) < self.page.width(at)):
            # A line is written on, and so is what a box leaves room for behind it: "Other, please specify".
            return False
        return self._is_option(at) or is_to_be_ticked(self._said_over(at))

    def _said_over(self, at: Position) -> Iterator[str]:
        """Yield what is said of a cell in the first row above that asks nothing; of a box for a sign, in any of so many rows."""
        small, asked = self._is_small(at), self.page.asking
        for row in range(at[0] - 1, max(0, at[0] - 1 - _BOXES) if small else 0, -1):
            if small or row not in asked:
                yield from [text for column, text in sorted(self.page.rows.get(row, {}).items()) if column <= at[1]][-1:]
                if not small:
                    return

    def _is_small(self, at: Position) -> bool:
        """Say whether a cell has its frame around room for no more than a sign."""
        return self.page.extent(at) == (1, 1) and self.page.width(at) <= _SMALL and len(self.page.sides(at)) == _FRAME

    def _is_option(self, at: Position) -> bool:
        """Say whether a row has a question and then several words, each with a cell right behind it."""
        row, words = at[0], self.page.words
        columns = self.page.asking.get(row, [])
        texts = [words((row, column - 1)) for column in columns]
        measured = any(is_unit_behind(self.page, (row, column - 1)) for column in columns)
        if len(columns) < 2 or not all(texts) or measured or any(text.endswith(COLONS) for text in texts):
            return False
        asked = {words((row, column)) for column in range(1, columns[0] - 1)} - set(texts)
        return any(length(text) > _SIGN for text in asked)

    def _inside(self, at: Position) -> str:
        """Return what is printed in a cell and is to be written over, as dd/mm/yyyy."""
        said = self.page.anatomy.sheet.cells.get(at)
        return said if isinstance(said, str) and not is_unit(said) else ""

    def _word(self, at: Position) -> str:
        kind = self._kind(at)
        return "" if kind.sureness is Sureness.NEEDS_YOU else f"{kind.type} {'%' if kind.shares else ''}{' '.join(kind.choices[:20])}"

    def _label(self, line: FoundLine, kind: AnswerKind) -> labels.FoundLabel:
        """Return what a single answer is called; where its row has several, with what the heading of its column adds."""
        key = labels.of_row(self.page, line.first) if line.heading else labels.NOTHING
        if key.text:
            return key._replace(text=f"{key.text} – {line.heading}", sureness=Sureness.GUESSED)
        found = labels.tick(self.page, line.at) if is_tick(self.page, line.at, kind) else labels.single(self.page, line.at)
        return found._replace(sureness=least(found.sureness, Sureness.GUESSED)) if line.shared else found

    def _single(self, line: FoundLine) -> FoundQuestion:
        at, comb = line.at, self.joined.get(line.at)
        cells, kind = (comb.cells, comb.kind) if comb else ((at,), self._kind(at))
        label = self._label(line, kind)
        where, is_named = place(self.page.name, cells, self.names)
        fallback = f"{slug(self.page.name, 'cell')}_{a1(*at).lower()}"
        name = slug(where, fallback) if is_named else slug(label.text, fallback) if label.text else fallback
        return FoundQuestion(
            name=self.taken.give(name), label=label.text or f"{self.page.name} {a1(*at)}", kind=kind, sheet=self.page.name, cells=cells,
            place=where, cell_guess=least(*(self.sure[each] for each in cells)), label_guess=label.sureness, named=is_named,
            reference=label.reference, unit=label.unit,
        )  # fmt: skip

    def _grid(self, grid: FoundGrid, title: str) -> FoundRepeat:
        columns = (*filter(None, (grid.key_column,)), *grid.columns)
        title = title_over(self.page, min(columns), max(columns), grid.head, grid.headings.values()) or title
        name = self.taken.give(slug(title or self.page.name, "rows"))
        questions = tuple(self._column(grid, column, cells) for column, cells in grid.columns.items())
        questions = _like_their_neighbours(questions)
        if grid.keys:
            questions = self._with_figures(grid, questions, title)
        keys = tuple(key.text or f"{a1(row, grid.key_column or 1)}" for key, row in zip(grid.keys, grid.rows, strict=bool(grid.keys)))
        return FoundRepeat(
            name=name, label=title or self.page.name, questions=questions, rows=rows_of(grid.rows), header=str(grid.head),
            key=a1(1, grid.key_column).rstrip("1") if grid.key_column else "", keys=keys,
        )  # fmt: skip

    def _column(self, grid: FoundGrid, column: int, cells: tuple[Position, ...]) -> FoundQuestion:
        text = grid.headings.get(column, "")
        letter = a1(1, column).rstrip("1")
        where, is_named = place(self.page.name, cells, self.names)
        fallback = f"{slug(self.page.name, 'column')}_{letter.lower()}"
        name = slug(where, fallback) if is_named else slug(text, fallback) if text else fallback
        over = self.page.text((grid.head, grid.key_column)) if grid.key_column else ""
        ticked = is_for_ticks(text, grid.headings.values()) or is_to_be_ticked((text, over))
        said = (self._inside(cells[0]), *_heard(text, grid.units.get(column, "")))
        # A narrower column beneath the heading of the one before it is for a sign beside each figure.
        if text == grid.headings.get(column - 1) and self.page.width(cells[0]) < self.page.width((cells[0][0], column - 1)):
            said = ()
        kind = self._guessed(self._of_column(cells), cells, said, ticked=ticked)
        return FoundQuestion(
            name=self.taken.give(name), label=text or f"{self.page.name} {letter}", kind=kind, sheet=self.page.name, cells=cells,
            place=where, cell_guess=least(*(self.sure[at] for at in cells)),
            label_guess=grid.sureness if text else Sureness.NEEDS_YOU, named=is_named, unit=grid.units.get(column, ""),
        )  # fmt: skip

    def _with_figures(self, grid: FoundGrid, columns: tuple[FoundQuestion, ...], title: str) -> tuple[FoundQuestion, ...]:
        """Return the columns of a matrix with figures for those of which nothing is known, if others, its rows or its title have some.

        A narrow one for signs has a shorter heading than the others, and one for notes is wide.
        """
        said = [(worded((key.unit, key.text)), has_unit(self.page, row, key.unit)) for key, row in zip(grid.keys, grid.rows, strict=True)]
        rows = sum(kind.type in FIGURES if kind else counted for kind, counted in said) * 2 > len(grid.keys)
        beside = any(one.kind.type in FIGURES for one in columns)
        whole = worded((title,))
        if not (rows or beside or (whole and whole.type in FIGURES)):
            return columns
        ends = {one.name: length(one.label.rpartition(LEVELS)[2]) for one in columns}
        return tuple(
            replace(one, kind=replace(one.kind, type="decimal", sureness=Sureness.GUESSED, untold=UNKNOWN.type))
            if one.kind == UNKNOWN and self.page.width(one.cells[0]) < _NOTES and (ends[one.name] > _SIGN or max(ends.values()) <= _SIGN)
            else one
            for one in columns
        )

    def _of_column(self, cells: tuple[Position, ...]) -> AnswerKind:
        """Return what a column takes: what its first cell takes of which anything is known."""
        every = [self._kind(at) for at in cells[:50]]
        if not (known := [kind for kind in every if kind.sureness is not Sureness.NEEDS_YOU]):
            return UNKNOWN
        if len({(kind.type, kind.choices) for kind in known}) > 1:
            return replace(UNKNOWN, hint=known[0].hint)
        # Where nothing is said of most cells, the others may be answered with something else.
        return known[0] if len(known) * 2 > len(every) else replace(known[0], sureness=least(known[0].sureness, Sureness.GUESSED))

    def _with_limits(self, beneath: Mapping[int, list[FoundQuestion | FoundRepeat]]) -> dict[int, list[FoundQuestion | FoundRepeat]]:
        """Return the single answers with the limits that other answers set, now that all have names."""
        at = {one.cells[0]: one.name for items in beneath.values() for one in items if isinstance(one, FoundQuestion)}

        def name_of(formula: str) -> str:
            found = reference(self.book, self.page.anatomy, formula)
            return at.get(found[1][0], "") if found and found[0] is self.page.anatomy else ""

        return {
            number: [
                self._limited(one, kind_of(self.book, self.page, one.cells[0], name_of))
                if isinstance(one, FoundQuestion) and len(one.cells) == 1
                else one
                for one in items
            ]
            for number, items in beneath.items()
        }

    def _limited(self, one: FoundQuestion, kind: AnswerKind) -> FoundQuestion:
        at = one.cells[0]
        said = () if _FURTHER.search(one.label) else (self._inside(at), *_heard(one.label, one.unit))
        found = self._guessed(kind, one.cells, said, ticked=self._is_ticked(at))
        roomy = self.page.extent(at)[0] > 1 or self.page.width(at) > _BOX
        return replace(one, kind=kind if roomy and kind.type == UNKNOWN.type and found.type in FIGURES else found)


def _heard(label: str, unit: str) -> Sequence[str]:
    """Return what says what is typed, in the order of how much it says of it: the last level of a heading, the unit, and all of it.

    What stands beneath a heading of a letter or two, as "fl.", is no figure because the row is of figures.
    """
    last = label.rpartition(LEVELS)[2]
    return (last, unit, label) if length(last) > _SIGN or last == label or worded((last,)) else (last,)


def _top(region: FoundGrid | FoundLine) -> int:
    return min(region.head, region.rows[0]) if isinstance(region, FoundGrid) else region.at[0]


def _first(region: FoundGrid | FoundLine) -> Position:
    """Return the first cell of what is asked."""
    if isinstance(region, FoundLine):
        return region.at
    return min(at for cells in region.columns.values() for at in cells)


def _like_their_neighbours(columns: tuple[FoundQuestion, ...]) -> tuple[FoundQuestion, ...]:
    """Return the columns with figures for those years of which nothing is known, if figures are known of another year."""
    years = [one for one in columns if one.label[-4:].isdigit()]
    figures = any(one.kind.type in {"integer", "decimal"} for one in years)
    like = AnswerKind(type="decimal", sureness=Sureness.GUESSED)
    return tuple(replace(one, kind=like) if figures and one in years and one.kind == UNKNOWN else one for one in columns)
