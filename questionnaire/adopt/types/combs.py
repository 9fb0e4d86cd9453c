"""Boxes side by side that take one sign each, of a number, a code or a day: together they are one answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from languages import every
from questionnaire.adopt.page.frames import FOR_ONE_SIGN, SIGNS, are_headed, is_box, runs_of_signs
from questionnaire.adopt.sureness import Sureness
from questionnaire.adopt.types.kinds import UNKNOWN, AnswerKind
from questionnaire.dayparts import DAY_FIRST, YEAR_FIRST
from questionnaire.designed.page import SeenSheet
from workbooks.cells import Position

_FAR = 60  # Rows that are looked through for the heading of a box.
# A pattern that begins with the year is looked for first, since "YYYY/MM" is made like a day, a month and a short year.
_PATTERN = re.compile(r"(?<!\w)(?:(\w)\1{3}\W?(\w)\2\W?(\w)\3|(\w)\4\W?(\w)\5\W?(\w)\6(?:\6\6)?)(?!\w)")
_DAY = DAY_FIRST, YEAR_FIRST
_SHORT_YEAR = (2, 2, 2)


@dataclass(frozen=True, slots=True)
class FoundComb:
    """The boxes of one answer in the order in which their signs are read, and what they take; `at` is the first that is seen."""

    at: Position
    cells: tuple[Position, ...]
    kind: AnswerKind


def combs(page: SeenSheet, kind_of: Callable[[Position], AnswerKind]) -> Iterator[FoundComb]:
    """Yield those of a page whose cells that ask are known; `kind_of` says what one of them takes by itself."""
    boxes = sorted(at for at in page.inputs if page.is_blank(at) and page.width(at) <= FOR_ONE_SIGN and is_box(page, at))
    for row, group in groupby(boxes, key=lambda at: at[0]):
        for runs in runs_of_signs(page, row, [column for _, column in group]):
            cells = [(row, column) for run in runs for column in run]
            if (
                len(cells) >= SIGNS
                and not _is_headed(page, cells)
                and all(_takes_signs(kind_of(at)) for at in cells)
                and _asked(page, cells)
            ):
                yield _comb(page, cells, tuple(map(len, runs)))


def _takes_signs(kind: AnswerKind) -> bool:
    """Say whether nothing is known of a box that a sign could not be: a list, a day or a share is no sign."""
    return not kind.choices and kind.type in {"text", "integer"} and not kind.shares


def _above(page: SeenSheet, at: Position) -> str:
    """Return what is printed above a box, and above the boxes over it as far as one looks."""
    rows = range(at[0] - 1, max(0, at[0] - _FAR), -1)
    return next((page.text((row, at[1])) for row in rows if (row, at[1]) not in page.inputs), "")


def _is_headed(page: SeenSheet, cells: Sequence[Position]) -> bool:
    """Say whether several boxes have headings of their own, as the columns of a table have: months or marks may be but a letter each."""
    heads = [_above(page, at) for at in cells]
    if len({head for head in heads if len(head) > 1 or head.isdigit()}) > 1:
        return True
    return all(map(str.isalpha, heads)) and len(set(heads)) > 1 and not _is_of_a_day("".join(heads))


def _is_of_a_day(letters: str) -> bool:
    """Say whether letters over boxes only say which part of a day each takes."""
    groups = _groups(letters.casefold())
    return tuple(size for _, size in groups) in (*_DAY, _SHORT_YEAR) and any(_is_month(letter) for letter, _ in groups)


def _groups(letters: str) -> list[tuple[str, int]]:
    """Return each letter that stands several times in a row once, and how often."""
    return [(letter, len(list(group))) for letter, group in groupby(letters)]


def _is_month(letter: str) -> bool:
    return letter in every(lambda words: words.month_letters)


def _asked(page: SeenSheet, cells: Sequence[Position]) -> bool:
    """Say whether words stand before the boxes in their row, or above them."""
    return any(page.words(at) for at in _before(page, cells[0])) or are_headed(page, cells)


def _before(page: SeenSheet, at: Position) -> Iterator[Position]:
    """Yield the cells before a box in its row that belong to no other answer, the nearest first."""
    return takewhile(lambda each: each not in page.inputs, ((at[0], column) for column in range(at[1] - 1, 0, -1)))


def _comb(page: SeenSheet, cells: Sequence[Position], sizes: tuple[int, ...]) -> FoundComb:
    parts = _parts(page, cells)
    if parts:
        ordered = [at for part in parts for at in part]
        return FoundComb(cells[0], tuple(ordered), AnswerKind(type="date", sureness=Sureness.GUESSED))
    # Nobody knows whether the day or the month comes first: a text loses nothing.
    kind = UNKNOWN if sizes in _DAY else AnswerKind(type="text", sureness=Sureness.GUESSED)
    return FoundComb(cells[0], tuple(cells), kind)


def _parts(page: SeenSheet, cells: Sequence[Position]) -> list[Sequence[Position]]:
    """Return the boxes of day, month and year in this order; none where nothing printed says which are which."""
    for said in _said(page, cells):
        letters = _groups(said)
        sizes = tuple(size for _, size in letters)
        if sizes not in _DAY or sum(sizes) != len(cells):
            continue
        first, second, third = _cut(cells, sizes)
        is_month = [_is_month(letter) for letter, _ in letters]
        if is_month == [False, True, False]:
            return [first, second, third] if sizes == DAY_FIRST else [third, second, first]
        if is_month == [True, False, False] and sizes == DAY_FIRST:
            return [second, first, third]
    return []


def _cut(cells: Sequence[Position], sizes: Sequence[int]) -> list[Sequence[Position]]:
    ends = [sum(sizes[: number + 1]) for number in range(len(sizes))]
    return [cells[end - size : end] for end, size in zip(ends, sizes, strict=True)]


def _said(page: SeenSheet, cells: Sequence[Position]) -> Iterator[str]:
    """Yield what may say the order: a letter above or beneath each box, or the letters in words beside or above the boxes."""
    for down in (-1, 1):
        yield "".join(page.text((row + down, column))[:2] for row, column in cells).casefold()
    row, first = cells[0]
    for text in [*map(page.text, _before(page, cells[0])), page.text((row - 1, first))]:
        for found in _PATTERN.finditer(text.casefold()):
            yield "".join(filter(str.isalpha, found[0]))
