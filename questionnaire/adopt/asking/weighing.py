"""Weighs by all its traits whether a cell asks, where no lock tells it: what the rules overlooked, and what they took for an answer.

`weighing.bin` is learned by `python -m tests.adopt.learning` of workbooks of which it is known which cells ask. Two forests weigh each
cell: the first by its own traits, the second also by how the first weighed the cells of its column, its row and its look, since those that
belong together mostly ask together.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from questionnaire.adopt.asking.forest import Forest, unpacked
from questionnaire.adopt.asking.reserved import Reserved
from questionnaire.adopt.asking.traits import CellTraits, Vector
from questionnaire.adopt.page.frames import boxes, headed_boxes, rooms
from questionnaire.adopt.page.paper import lines
from questionnaire.adopt.sureness import Sureness
from questionnaire.designed.signs import is_sign
from workbooks.cells import Position

NAME = "weighing.bin"
ASKS, DOUBTED, PRINTED = -0.3, 0.0, -1.5  # The odds from which a cell asks, from which none is sure, and up to which a guess is dropped.
_FEW, _CLEARLY = 40, 1.5  # On a sheet of fewer cells, or drawn as on paper, only from such odds a cell asks, and no guess is dropped.
_FRAMED = 0.8  # From such odds on a cell asks there that is framed, with nothing before it.
_HELD = 0.0  # From such odds on words ask, and a figure beneath a heading that says it is given.
_COLUMN, _TEXTS = 6, 4  # Cells of a column, and columns with texts side by side, that a table of texts has at least.
_LIST = 100  # Cells of a column without a blank that is a list.
_MANY = 50
_BESIDE = ((0, -1), (0, 1), (-1, 0), (1, 0))


def weighed(traits: CellTraits) -> dict[Position, Sureness]:
    """Return which cells of a sheet ask; where that is told by locks, these are believed, and what is unlikely is only guessed."""
    # Where locks tell, weighing only doubts what is sure.
    meant = {at for at, sure in traits.found.items() if sure is Sureness.SURE} if traits.told else frozenset(traits.cells)
    found, odds = dict(traits.found), odds_of(traits, *forests(), meant)
    careful, columns, reserved = _says_little(traits), _Columns(traits), Reserved(traits)
    for at, likely in odds.items():
        sure = traits.found.get(at)
        if sure is Sureness.SURE and likely < DOUBTED:
            found[at] = Sureness.GUESSED
        elif sure is Sureness.GUESSED and likely < PRINTED and not (traits.told or careful or _is_box(traits, at)):
            del found[at]
        elif (
            sure is None
            and likely > (_least(traits, at) if careful else _HELD if reserved.is_held(at) else ASKS)
            and not (careful and _goes_on(traits, at))
            # A day in print is that of the form, unless the sheet shows by its looks that it asks for days.
            and not (careful and isinstance(traits.anatomy.sheet.cells.get(at), date))
            and not (traits.told or _is_of_text(columns, at) or columns.is_list(at))
        ):
            found[at] = Sureness.GUESSED
    # Of boxes for a sign each all ask, or none does.
    return _told(traits, found if traits.told else dict.fromkeys(headed_boxes(traits.page), Sureness.GUESSED) | found, reserved)


def _told(traits: CellTraits, found: Mapping[Position, Sureness], reserved: Reserved) -> dict[Position, Sureness]:
    """Return the cells that ask where one sign alone tells it, whatever their weight; what the rules call sure is believed."""
    known = traits.found
    asking = {at: sure for at, sure in found.items() if known.get(at) is Sureness.SURE or not reserved.is_for_nobody(at)}
    more = () if traits.told else (at for at in traits.cells if at not in asking and reserved.asks(at))
    return asking | dict.fromkeys(more, Sureness.GUESSED)


def _least(traits: CellTraits, at: Position) -> float:
    """Return the odds from which a cell asks on a sheet whose looks say little: what has a frame of its own needs less."""
    framed = traits.page.format(at).framed and traits.page.is_blank((at[0], at[1] - 1))
    return ASKS if traits.is_to_be_replaced(at) else _FRAMED if framed else _CLEARLY


def _goes_on(traits: CellTraits, at: Position) -> bool:
    """Say whether a blank goes on with the line of the blank before it, or is the edge of a frame around others."""
    page, before = traits.page, (at[0], at[1] - 1)
    own = page.format(at).sides
    if own and page.is_blank(at) and (own <= {"left"} or own <= {"right"}):
        return True
    return "bottom" in own and "left" not in own and page.is_blank(at) and page.is_blank(before) and "bottom" in page.format(before).sides


def _is_box(traits: CellTraits, at: Position) -> bool:
    """Say whether a box to tick stands in a cell and nothing else: no traits make it print that the rules found to ask."""
    said = traits.anatomy.sheet.cells.get(at)
    return isinstance(said, str) and is_sign(said, traits.page.format(at))


def _says_little(traits: CellTraits) -> bool:
    """Say whether a sheet uses no look often enough to tell by it: few cells, none drawn, or drawn as on paper, line by line."""
    page = traits.page
    formats = page.anatomy.formats
    plain = not any(one.sides or one.ground or one.bold for one in formats.values())
    if plain or len(page.anatomy.sheet.cells.keys() | formats.keys()) < _FEW:
        return True
    drawn = {*lines(page), *rooms(page), *boxes(page)}
    return len(drawn & traits.found.keys()) * 2 > len(traits.found)


class _Columns:
    """What is known of the columns of a sheet, each as far as it hangs together: found once, however many cells it has."""

    def __init__(self, traits: CellTraits) -> None:
        self.traits, self._said = traits, dict[tuple[int, int], tuple[int, int, int, int]]()

    def _of(self, at: Position) -> tuple[int, int, int, int]:
        """Return how many cells a column has, and how many of these with words, with any text, and with any value."""
        key = self.traits.segments[at[0]], at[1]
        if key not in self._said:
            column, page = self.traits.column(at), self.traits.page
            texts, values = sum(bool(page.text(each)) for each in column), sum(page.value(each) is not None for each in column)
            # Crosses over and over are a key for what cannot be answered, and no table of texts.
            words = sum(bool(page.words(each)) and not self.traits.is_to_be_replaced(each) for each in column)
            self._said[key] = len(column), words, texts, values
        return self._said[key]

    def is_mostly_words(self, at: Position) -> bool:
        """Say whether more than half of a column is words."""
        count, words, _, _ = self._of(at)
        return count >= _COLUMN and words * 2 > count

    def has_text(self, at: Position) -> bool:
        """Say whether any text stands in a column."""
        return self._of(at)[2] > 0

    def has_words(self, at: Position) -> bool:
        """Say whether any words stand in a column."""
        return self._of(at)[1] > 0

    def is_list(self, at: Position) -> bool:
        """Say whether it is a long column in which nothing is blank, as in a list of figures that is given."""
        count, _, _, values = self._of(at)
        return count >= _LIST and values == count


def _is_of_text(columns: _Columns, at: Position) -> bool:
    """Say whether a blank is one of a table of texts: in a column that is mostly words, or in the margin behind all."""
    page = columns.traits.page
    if page.anatomy.sheet.cells.get(at) is not None:
        return False
    one = page.format(at)
    if columns.is_mostly_words(at):
        return True
    # A line at its left alone is the edge of the table.
    if one.ground or not one.sides <= {"left"} or at in page.anatomy.validated or columns.has_text(at):
        return False
    return sum(columns.has_words((at[0], before)) for before in range(1, at[1])) >= _TEXTS


def odds_of(traits: CellTraits, first: Forest, second: Forest, meant: Collection[Position]) -> Mapping[Position, float]:
    """Return the logarithm of the odds that each of the cells asks that are `meant`."""
    if not meant:
        return {}
    # In a long column or list many cells have the same traits: each of these is weighed once.
    own = [tuple(traits.of(at)) for at in traits.cells]
    by_own = {one: first.odds(one) for one in dict.fromkeys(own)}
    odds = [by_own[one] for one in own]
    every = zip(traits.cells, own, map(tuple, company(traits, odds)), strict=True)
    both = {at: one + beside for at, one, beside in every if at in meant}
    by_both = {one: second.odds(one) for one in dict.fromkeys(both.values())}
    return {at: by_both[one] for at, one in both.items()}


def company(traits: CellTraits, odds: Sequence[float]) -> Iterator[Vector]:
    """Yield for each cell how it and those that belong together with it are weighed, of which `odds` are known."""
    cells, shares = traits.cells, [1 / (1 + math.exp(-one)) for one in odds]
    by_cell = dict(zip(cells, shares, strict=True))
    groups = [_Group(zip(keys, shares, strict=True)) for keys in zip(*(_keys(traits, at) for at in cells), strict=True)]
    for at, own, share in zip(cells, odds, shares, strict=True):
        found = [own]
        for group, key in zip(groups, _keys(traits, at), strict=True):
            found += group.of(key, share)
        found += [by_cell.get((at[0] + down, at[1] + right), -1.0) for down, right in _BESIDE]
        yield found


def _keys(traits: CellTraits, at: Position) -> tuple[Hashable, ...]:
    part, look, kind = traits.segments[at[0]], traits.look(at), traits.kind(at)
    column, row = (part, at[1]), at[0]
    return column, (column, look), (column, look, kind), row, (row, look), look, (look, kind), part


class _Group:
    """The shares of cells that have a key in common."""

    def __init__(self, pairs: Iterator[tuple[Hashable, float]]) -> None:
        self._sums: dict[Hashable, tuple[float, int]] = {}
        for key, share in pairs:
            total, count = self._sums.get(key, (0.0, 0))
            self._sums[key] = total + share, count + 1

    def of(self, key: Hashable, share: float) -> Vector:
        """Return the mean of a group, how large it is, and the mean of the others, for one of this share."""
        total, count = self._sums[key]
        return [total / count, min(count, _MANY), (total - share) / (count - 1) if count > 1 else share]


@cache
def forests() -> tuple[Forest, Forest]:
    """Return what was learned."""
    first, second = unpacked(Path(__file__).with_name(NAME).read_bytes())
    return first, second
