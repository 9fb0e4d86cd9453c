"""The checks that a workbook makes of its own answers: which cells do, and what they want, as far as a form can say it.

A formula that gives one of two words, or a difference whose label has a 0, as in "must be 0", and that reads at least two answers. No rule
knows a language. What such a cell wants cannot always be said: then that is told, since nobody else will check it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from questionnaire.adopt.conditions.formulas import NoExpressionError, check, expression, is_comparison, is_difference, is_fine
from questionnaire.adopt.values import Adopted, FoundCheck, FoundQuestion, FoundRepeat
from questionnaire.adopt.words import labels
from questionnaire.adopt.words.headings import HeadingFinder
from questionnaire.designed.lists import reference
from questionnaire.designed.page import SeenSheet
from questionnaire.designed.places import quoted
from questionnaire.expressions import ExpressionError, parse
from questionnaire.expressions.grammar import MAX_EXPRESSION
from workbooks.anatomy import Anatomy, SheetAnatomy, cells_of
from workbooks.cells import Position, a1

_ZERO = re.compile(r"(?<![\w.,])0(?:[.,]0+)?(?![\w.,]*\d)")
_DEEP = 6  # Formulas that read formulas.
_MOST = 2_000  # Cells of one reference.
OF_ANOTHER_ROW = " of another row"  # Ends what is noted of a column that is read as a whole.
LOOKED_AT = 1_000_000  # Characters of the formulas of one sheet, and cells that they read.

Asked = tuple[FoundQuestion, FoundRepeat | None]


@dataclass(frozen=True, slots=True)
class FoundChecks:
    """The checks that can be said, and a sentence on each of the others."""

    said: tuple[FoundCheck, ...]
    unsaid: tuple[str, ...]


def checks(book: Anatomy, found: Adopted, pages: Mapping[str, SeenSheet]) -> FoundChecks:
    """Return the checks that the asking sheets of a workbook make; `pages` are these by name."""
    asked = dict(asked_in(found))
    said: list[FoundCheck] = []
    unsaid: list[str] = []
    for page in pages.values():
        budget = Budget(LOOKED_AT)
        headings = HeadingFinder(page)
        for at, compares in _candidates(page):
            label, heading = labels.of_row(page, at).text, headings.of(at).text
            has_zero = any(_ZERO.search(text) for text in (label, heading))
            if not (has_zero or compares):
                continue
            try:
                words = label if not has_zero or _ZERO.search(label) else heading
                # It is counted before it is moved to its cell, which takes its time as well.
                budget.take(len(page.anatomy.said[page.anatomy.shared.get(at, at)]))
                formula = page.anatomy.formula(at)
                reader = FormulaReader(book=book, page=page.anatomy, pages=pages, asked=asked, at=at, label=words, budget=budget)
                said.append(reader.read(formula))
            except TooManyError:
                unsaid.append(f"{quoted(page.name)}: some formulas were not looked at, as there are too many. They may be checks.")
                break
            except NoExpressionError:
                if has_zero or is_fine(formula):
                    unsaid.append(f"{quoted(page.name)}!{a1(*at)} may be a check that no form can say: ={formula[:100]}")
    rows, broken = _by_row(said, found)
    held = [one for one in rows if is_held(one.value)]
    beyond = (f"{one.place} may be a check that no form can say: it is too long, or deeper nested." for one in rows if one not in held)
    return FoundChecks(tuple(held), (*unsaid, *broken, *beyond))


def is_held(value: str) -> bool:
    """Say whether a form holds an expression: not one that is too long, nested too deep, or that has a number with too many digits."""
    try:
        return len(value) <= MAX_EXPRESSION and bool(parse(value))
    except ExpressionError:
        return False


def _candidates(page: SeenSheet) -> Iterator[tuple[Position, bool]]:
    """Yield the cells whose formulas may check something, and whether they compare; of cells that share one, it is the same for all."""
    compare = {at: is_comparison(formula) for at, formula in page.anatomy.said.items()}
    kinds = {at: compare[at] or is_difference(formula) for at, formula in page.anatomy.said.items()}
    for at in sorted(page.anatomy.said.keys() | page.anatomy.shared.keys()):
        first = page.anatomy.shared.get(at, at)
        if kinds[first] and not page.is_hidden(at):
            yield at, compare[first]


def asked_in(found: Adopted) -> Iterator[tuple[tuple[str, Position], Asked]]:
    """Yield what is asked in each cell, with the repeat that it is in."""
    inside = {one.name: repeat for repeat in found.repeats for one in repeat.questions}
    for one in found.questions:
        yield from (((one.sheet, at), (one, inside.get(one.name))) for at in one.cells)


def _by_row(said: list[FoundCheck], found: Adopted) -> tuple[list[FoundCheck], list[str]]:
    """Return the checks, those of the rows of a repeat as one where every row has it, and a sentence on each that only some have."""
    rows = {repeat.name: len(repeat.questions[0].cells) for repeat in found.repeats}
    alike: dict[tuple[str, str, str], list[FoundCheck]] = {}
    for one in said:
        alike.setdefault((one.repeat, one.value, one.wanted) if one.repeat else (one.place, "", ""), []).append(one)
    whole = [those[0] for those in alike.values() if not those[0].repeat or len(those) >= rows[those[0].repeat]]
    left = (those[0] for those in alike.values() if those[0] not in whole)
    return whole, [f"{one.place} may be a check of some rows only, which no form can say." for one in left]


class TooManyError(Exception):
    """Raised where the formulas of a sheet are more, or read more, than anybody writes."""


@dataclass
class Budget:
    """How many characters and cells may still be looked at."""

    left: int

    def take(self, count: int) -> None:
        """Count what is looked at."""
        self.left -= count
        if self.left < 0:
            raise TooManyError


@dataclass(kw_only=True)
class FormulaReader:
    """Reads the formula of one check cell; `repeats` and `names` are those of the answers that it has read so far."""

    book: Anatomy
    page: SheetAnatomy
    pages: Mapping[str, SeenSheet]
    asked: Mapping[tuple[str, Position], Asked]
    at: Position
    label: str
    budget: Budget
    depth: int = 0
    repeats: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def read(self, formula: str) -> FoundCheck:
        """Return what the cell checks."""
        made = check(formula, self.operands)
        if len(self.names) < 2 or len(self.repeats) > 1:
            raise NoExpressionError
        sheet = self.page.sheet.name
        sides = " / ".join(dict.fromkeys(filter(None, map(self._called, made.sides))))
        return FoundCheck(
            sheet=sheet, place=f"{quoted(sheet)}!{a1(*self.at)}", label=self.label or (sides and f"check {sides}") or made.word,
            message=": ".join(filter(None, (self.label or sides, made.word))), value=made.value, wanted=made.wanted,
            repeat=next(iter(self.repeats), ""),
        )  # fmt: skip

    def _called(self, written: str) -> str:
        """Return what is printed for a cell that is compared: the label of what is asked there, or what stands in its row."""
        found = reference(self.book, self.page, written)
        if found is None:
            return ""
        sheet, (at, _) = found
        asked, _ = self.asked.get((sheet.sheet.name, sheet.anchors.get(at, at)), (None, None))
        return asked.label if asked else labels.of_row(self.pages.get(sheet.sheet.name, SeenSheet(sheet)), at).text

    def operands(self, written: str) -> list[str]:
        """Return the expressions of the cells of a reference: answers, what formulas make of them, and printed figures."""
        found = reference(self.book, self.page, written)
        cells = list(islice(cells_of(found[1]), _MOST + 1)) if found else []
        if found is None or not cells or len(cells) > _MOST:
            raise NoExpressionError
        self.budget.take(len(cells))
        whole = self._whole(found[0].sheet.name, cells)
        return [whole] if whole else [one for at in cells if (one := self._one(found[0], at))]

    def _whole(self, sheet: str, cells: list[Position]) -> str:
        """Return a column of a repeat, if a reference is all of it; `sum` takes it by itself."""
        one, repeat = self.asked.get((sheet, cells[0]), (None, None))
        if one is None or repeat is None or len(cells) < 2 or tuple(cells) != one.cells or one.kind.shares:
            return ""
        self.names.update((one.name, f"{one.name}{OF_ANOTHER_ROW}"))
        return f"${{{one.name}}}"

    def _one(self, page: SheetAnatomy, at: Position) -> str:
        asked = self.asked.get((page.sheet.name, page.anchors.get(at, at)))
        if asked:
            return self._answer(*asked, page, at)
        if at in page.formulas:
            return self._worked_out(page, at)
        value = page.sheet.cells.get(at)
        if isinstance(value, bool) or not isinstance(value, int | float | None):
            raise NoExpressionError
        return "" if value is None else f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)

    def _answer(self, one: FoundQuestion, repeat: FoundRepeat | None, page: SheetAnatomy, at: Position) -> str:
        if repeat and (at[0] != self.at[0] or page is not self.page):
            raise NoExpressionError
        if one.kind.type not in {"integer", "decimal"} or one.kind.choices:
            raise NoExpressionError
        self.names.add(one.name)
        if repeat:
            self.repeats.add(repeat.name)
        # A cell that shows 50 % holds half, and half is what its author's formulas count with.
        return f"(${{{one.name}}} div 100)" if one.kind.shares else f"${{{one.name}}}"

    def _worked_out(self, page: SheetAnatomy, at: Position) -> str:
        if self.depth >= _DEEP:
            raise NoExpressionError
        self.budget.take(len(page.said.get(page.shared.get(at, at), "")))
        formula = page.formula(at)
        if not formula:
            raise NoExpressionError
        inner = replace(self, page=page, depth=self.depth + 1)
        return f"({expression(formula, inner.operands)})"
