"""The headings of columns and of sections."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from languages.asked import asked
from questionnaire.adopt.words.spelt import begins
from questionnaire.designed.page import SeenSheet
from questionnaire.designed.signs import LEVELS, is_crossed
from workbooks.cells import Position

_AWAY = 2  # Blank rows between a heading and what it heads.
_BANDED = 3  # Columns that something above a band shares with what is beneath it, at least, unless there are fewer.
_LEVELS = 3  # Rows that headings of one column may have.
_UNIT = 14  # A unit has at most so many characters.
_NUMBERED = 3  # Columns that are numbered at least, where something else stands beside the numbers,
_MOSTLY = 0.7  # and so large a share of what stands there is numbers.
_REMARK = re.compile(r"[(（\[].*")  # What a title adds of when to leave its part blank says not whose it is.
_NUMBERING = re.compile(r"[(\[]?(?:\d{1,2}|[^\W\d_])[)\].]?(?: ?= ?[^A-Za-z]*)?")


class ColumnHeading(NamedTuple):
    """The row in which the heading of a column stands (0: none), and its text: of all its levels, from the top.

    `unit` is what stands beneath it, where a row of its own says how each column is counted.
    """

    row: int
    text: str
    unit: str = ""


NO_HEADING = ColumnHeading(0, "")


class HeadingFinder:
    """The headings of one page, each looked for once; `crossed` says that what is crossed out heads nothing."""

    def __init__(self, page: SeenSheet, *, crossed: bool = False) -> None:
        self._page, self._crossed = page, crossed
        self._known: dict[Position, ColumnHeading] = {}
        # What is known of a row is asked for each cell of it, and a sheet may have thousands of both.
        self._titles: dict[int, bool] = {}
        self._examples: dict[int, bool] = {}
        self._numbering: dict[int, bool] = {}
        self._asked: dict[int, set[int]] = {}
        for row, column in page.inputs:
            self._asked.setdefault(row, set()).add(column)
        self._anew = _anew(page, self._asked)
        self._asked_from = {row: min(columns) for row, columns in self._asked.items()}
        self._printed_from = {row: min(texts) for row, texts in page.rows.items() if texts}

    def of(self, at: Position) -> ColumnHeading:
        """Return the heading above a cell, through inputs and results in its column."""
        if at not in self._known:
            self._known[at] = self._above(at)
        return self._known[at]

    def _above(self, at: Position) -> ColumnHeading:
        column, blanks, below = at[1], 0, at[0]
        for row in range(at[0] - 1, 0, -1):
            here = (row, column)
            if row in self._asked:
                if below in self._anew:
                    return NO_HEADING
                below = row
            if here in self._known:
                return self._known[here]
            text = self._page.text(here)
            if here in self._page.inputs or (text and here in self._page.anatomy.formulas and not self._page.words(here)):
                continue
            if self._crossed and is_crossed(text):
                continue
            if text and (self._is_number_of_column(here) or self._is_band(here) or self._is_example(row)):
                continue
            if text:
                is_other = self._is_title(here) or self._is_beside(here)
                return NO_HEADING if is_other else self._read(row, column)
            blanks = 0 if self._page.rows.get(row) else blanks + 1
            if blanks > _AWAY:
                break
        return NO_HEADING

    def _read(self, row: int, column: int) -> ColumnHeading:
        """Return the heading that stands in a row; one of units, where nothing heads the keys, is beneath the row of headings."""
        upper, lower = (row - 1, column), self._page.text((row, column))
        beneath = self._printed_from.get(row, column) > self._printed_from.get(row - 1, column)
        asks = self._asked_from.get(row + 1, column) <= self._printed_from.get(row, column)
        text = "" if upper in self._page.inputs or self._is_title(upper) or self._page.extent(upper)[1] > 1 else self._page.text(upper)
        # One unit for several columns, each of which has its own heading, is none.
        if text and ((beneath and asks) or (self._page.extent((row, column))[1] > 1 and len(lower) <= _UNIT)):
            levels = LEVELS.join(self._levels(*upper))
            return ColumnHeading(row, levels, lower) if len(lower) <= _UNIT else ColumnHeading(row, f"{levels} – {lower}")
        return ColumnHeading(row, LEVELS.join(self._levels(row, column)))

    def _is_number_of_column(self, at: Position) -> bool:
        """Say whether a row only numbers the columns, as in (1), (2) or A, B beneath their headings."""
        if at[0] not in self._numbering:
            row, anchors = self._page.rows.get(at[0], {}), self._page.anatomy.anchors
            texts = {text for column, text in row.items() if anchors.get((at[0], column), at)[0] == at[0]}
            numbers = sum(bool(_NUMBERING.fullmatch(text)) for text in texts)
            # Beside the numbers there may stand the year of a column that is given.
            self._numbering[at[0]] = len(texts) > 1 and (numbers == len(texts) or numbers >= max(_NUMBERED, len(texts) * _MOSTLY))
        numbered = self._numbering[at[0]] and bool(_NUMBERING.fullmatch(self._page.text(at)))
        return numbered and bool(self._page.text((at[0] - 1, at[1])))

    def _is_band(self, at: Position) -> bool:
        """Say whether a title only parts the rows of one grid: what is above it stands in the columns in which the rows beneath ask."""
        if not self._is_title(at) or self._page.extent(at)[1] < 2:
            return False
        beneath = self._asked.get(at[0] + 1, set()) | self._asked.get(at[0] + 2, set())
        # A blank row may lie before it.
        last = at[0] - 1 if self._page.rows.get(at[0] - 1) or at[0] - 1 in self._asked else at[0] - 2
        above = {column for column in beneath if self._is_something((last, column))}
        labelled = any(self._page.words((at[0] + 1, column)) for column in range(min(beneath, default=0), max(beneath, default=0)))
        return len(beneath) > 1 and not labelled and len(above) >= min(_BANDED, len(beneath))

    def _is_example(self, row: int) -> bool:
        """Say whether a row shows how the others are filled in, as its first words say."""
        if row not in self._examples:
            words = next((text for _, text in sorted(self._page.rows.get(row, {}).items()) if any(map(str.isalpha, text))), "")
            self._examples[row] = begins(words, asked().examples)
        return self._examples[row]

    def _is_something(self, at: Position) -> bool:
        first = self._page.anatomy.anchors.get(at, at)
        printed = bool(self._page.text(at)) and not self._is_title(at)
        return printed or first in self._page.inputs or first in self._page.anatomy.formulas

    def _is_title(self, at: Position) -> bool:
        """Say whether a text is that of a section: alone in its row, or wider than any column."""
        if at[0] not in self._titles:
            anchors = self._page.anatomy.anchors
            starts = {anchors.get((at[0], column), (at[0], column)) for column in self._page.rows.get(at[0], {})}
            self._titles[at[0]] = len(starts) == 1
        return self._titles[at[0]]

    def _is_beside(self, at: Position) -> bool:
        """Say whether a text labels the input right of it, and heads nothing."""
        behind = (at[0], at[1] + self._page.extent(at)[1])
        return behind in self._page.inputs

    def _is_over_keys(self, first: Position, column: int) -> bool:
        """Say whether a wide text begins over the labels of the rows: it is the title of a table, beside which another one may stand."""
        asked = next((row for row in sorted(self._asked) if row > first[0] and column in self._asked[row]), 0)
        at = (asked, first[1])
        return first[1] not in self._asked.get(asked, ()) and at not in self._page.anatomy.formulas and bool(self._page.words(at))

    def _is_over_these(self, first: Position, row: int) -> bool:
        """Say whether a text is alone in its row since it heads each column that asks, and not the keys beside them."""
        last = self._page.anatomy.sheet.merged.get(first, first)[1]
        below = min((one for one in self._asked if one > row), default=0)
        asked = self._asked.get(below, set())
        return bool(asked) and (first[1], last) == (min(asked), max(asked)) and bool(self._page.words((below, first[1] - 1)))

    def _levels(self, row: int, column: int) -> Sequence[str]:
        """Return the heading's texts from the top: above it stand those of several columns, each over a merged area."""
        found = [self._page.text((row, column))]
        above = self._page.anatomy.anchors.get((row, column), (row, column))[0] - 1
        while above > 0 and len(found) < _LEVELS:
            text, first = self._page.text((above, column)), self._page.anatomy.anchors.get((above, column), (above, column))
            wide = self._page.extent((above, column))[1] > 1
            title = self._is_title((above, column)) and not self._is_over_these(first, row)
            if not text or not wide or title or text in found or self._is_over_keys(first, column):
                break
            found.insert(0, text)
            above = first[0] - 1
        return found


def _anew(page: SeenSheet, asked: Mapping[int, set[int]]) -> frozenset[int]:
    """Return the rows that ask behind a blank one otherwise than the rows before it: what heads those heads them no more.

    They ask in half of their columns at most, in one cell over several of them, or beside words where those have none.
    """
    found, above = set[int](), set[int]()
    for before, row in pairwise(sorted(asked)):
        above |= asked[before]
        if not any(_is_bare(page, between, asked[before]) for between in range(before + 1, row)):
            continue
        reached = [above.intersection(range(column, column + page.extent((row, column))[1])) for column in asked[row]]
        shared = set[int]().union(*reached)
        between = {one for one in range(min(asked[row]), max(asked[row])) if not page.words((before, one))}
        beside = any(page.words((row, column)) for column in (above | between) - shared)
        if beside or len(shared) * 2 <= len(above) or (len(reached) == 1 and len(shared) > 1):
            found.add(row)
        above = set()
    return frozenset(found)


def _is_bare(page: SeenSheet, row: int, columns: Iterable[int]) -> bool:
    """Say whether nothing is printed in a row, and no cell of the row before it, in these columns, reaches down to it."""
    return not page.rows.get(row) and not any(page.is_covered((row, column)) for column in columns)


def titles(page: SeenSheet) -> Iterator[tuple[int, str]]:
    """Yield the rows that head what follows, with their text: one text alone in its row, and neither input nor result, nor box behind it.

    What is an office's own heads nothing that is asked.
    """
    others = {row for row, _ in page.inputs} | {at[0] for at in page.anatomy.formulas if not page.words(at)}
    for row in sorted(page.rows):
        texts = page.rows[row]
        column = min(texts)
        if row in others or len(set(texts.values())) != 1 or not page.words((row, column)):
            continue
        look = page.format(page.anatomy.anchors.get((row, column), (row, column)))
        if (look.bold or look.ground) and len(texts[column]) <= 120 and not _is_of_an_office(page, (row, column)):
            yield row, texts[column]


def _is_of_an_office(page: SeenSheet, at: Position) -> bool:
    """Say whether a text says that an office fills in what follows it, or is followed by a box that is wider or looks otherwise."""
    behind = (at[0], at[1] + page.extent(at)[1])
    look, own = page.format(behind), page.format(page.anatomy.anchors.get(at, at))
    boxed = page.is_blank(behind) and look.framed and (page.extent(behind)[1] > 1 or look.ground != own.ground)
    return boxed or begins(_REMARK.sub("", page.words(at)), asked().office)


def title_over(page: SeenSheet, first: int, last: int, head: int, headings: Collection[str]) -> str:
    """Return the text that stands over these columns alone, above the row of their `headings`, as over one of two tables side by side.

    It begins in their first column, is bold or has a ground, and other texts are in its row; "" where there is no such text.
    """
    for row in range(head - 1, max(0, head - 1 - _AWAY), -1):
        texts = page.rows.get(row, {})
        over = {text for column, text in texts.items() if first <= column <= last}
        if not over:
            continue
        at = page.anatomy.anchors.get((row, first), (row, first))
        text, look = page.words(at), page.format(at)
        is_own = over == {text} and at == (row, first) and first + page.extent(at)[1] - 1 <= last and len(set(texts.values())) > 1
        return text if is_own and (look.bold or look.ground) and not any(text in one.split(LEVELS) for one in headings) else ""
    return ""
