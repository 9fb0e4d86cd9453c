"""Rows that a newer edition of a workbook has more in a matrix: which are surely new, and which a person must tell from others.

A row between two that were found is new where none went from there. It stays a row of a list of choices: those that were there keep
their codes, so that the figures of the last round go on under the same names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from questionnaire.adopt import Adopted, FoundRepeat, code_of
from questionnaire.adopt.translations.pairs import is_doubtful
from questionnaire.adopt.words.names import Taken
from questionnaire.definition import Questionnaire, Repeat
from questionnaire.renewal.grids import Cells, grid_of, rows_of_grid
from questionnaire.renewal.wording import telling_words

_Rows = Mapping[str, Mapping[str, int]]
_Keys = Mapping[str, AbstractSet[str]]
_Place = tuple[Repeat, str]


class RowDoubt(StrEnum):
    """Why nobody knows whether a row is new."""

    WENT = "one of them may be one that went from there"
    SHARED = "they stand between the rows of two of the form's matrices"
    THERE = "the older workbook had them as well"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedRow:
    """A row that the form does not ask, of the matrix `repeat`: where it stands, its key, and after which code of the list ("" for none).

    `doubt` says why it may be no new one, and `went` are the codes of those that it may be.
    """

    repeat: str
    sheet: str
    row: int
    key: str
    after: str
    doubt: RowDoubt | None = None
    went: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GrownMatrix:
    """A matrix with rows that came: the codes of all of its list in their order, and the rows that came by theirs."""

    repeat: str
    order: tuple[str, ...]
    came: Mapping[str, AddedRow]


def added_rows(form: Questionnaire, found: Mapping[str, Cells], rows: _Rows, newer: Adopted, before: _Keys) -> Iterator[AddedRow]:
    """Yield the rows of matrices that no question of the form has.

    `found` and `rows` are where questions and rows of the form are now, `before` the keys of each matrix in the older edition.
    """
    grids: list[tuple[FoundRepeat, Repeat]] = []
    for repeat in form.repeats:
        there = grid_of(form, repeat, found, newer) if repeat.instances else None
        if there and there.keys:
            grids.append((there, repeat))
    for there in {id(one): one for one, _ in grids}.values():
        repeats = [repeat for one, repeat in grids if one is there]
        yield from _of_grid(there, repeats, rows, frozenset().union(*(before.get(one.name, ()) for one in repeats)))


def _of_grid(there: FoundRepeat, repeats: Sequence[Repeat], rows: _Rows, before: AbstractSet[str]) -> Iterator[AddedRow]:
    at = {row: (repeat, code) for repeat in repeats for code, row in rows.get(repeat.name, {}).items()}
    for row, key in zip(rows_of_grid(there), there.keys, strict=True):
        above = at.get(max((each for each in at if each < row), default=0))
        below = at.get(min((each for each in at if each > row), default=0))
        beside = above or below
        if row in at or beside is None:
            continue
        repeat, went = beside[0], _went(beside[0], rows, above, below)
        doubts = {
            RowDoubt.SHARED: bool(above and below and above[0] is not below[0]),
            RowDoubt.THERE: plain_key(key) in before,
            RowDoubt.WENT: bool(went),
        }
        doubt = next((one for one, holds in doubts.items() if holds), None)
        after, sheet = above[1] if above else "", there.questions[0].sheet
        yield AddedRow(repeat=repeat.name, sheet=sheet, row=row, key=key, after=after, doubt=doubt, went=went)


def _went(repeat: Repeat, rows: _Rows, above: _Place | None, below: _Place | None) -> tuple[str, ...]:
    """Return the codes of the rows that went from between two others."""
    codes = [one.name for one in repeat.instances]
    first = codes.index(above[1]) if above and above[0] is repeat else -1
    last = codes.index(below[1]) if below and below[0] is repeat else len(codes)
    # Where the two stand in another order than in the list, nobody knows what was between them.
    between = codes[first + 1 : last] if first < last else codes
    return tuple(code for code in between if code not in rows.get(repeat.name, {}))


def plain_key(key: str) -> str:
    """Return the key of a row without what tells nothing of it: its number, its years and its capitals."""
    return " ".join(telling_words(key)) or key.casefold()


def grown_matrices(form: Questionnaire, added: Iterable[AddedRow]) -> Iterator[GrownMatrix]:
    """Yield the matrices with rows that came, each behind the one that stands above it."""
    by_repeat: dict[str, list[AddedRow]] = {}
    for one in added:
        by_repeat.setdefault(one.repeat, []).append(one)
    for repeat in form.repeats:
        order = [one.name for one in repeat.instances]
        codes, last, came = Taken(order), dict[str, str](), dict[str, AddedRow]()
        for one in sorted(by_repeat.get(repeat.name, ()), key=lambda each: each.row):
            before = last.get(one.after, one.after)
            code = last[one.after] = codes.give(code_of(one.key, len(order) + 1))
            order.insert(order.index(before) + 1 if before else 0, code)
            came[code] = one
        if came:
            yield GrownMatrix(repeat=repeat.name, order=tuple(order), came=came)


def same_in_language(grown: GrownMatrix, added: Iterable[AddedRow]) -> tuple[dict[str, AddedRow], bool]:
    """Return the rows that came in the workbook of another language by the codes of those of the first one, and whether that is a guess.

    None is the same where another number came there. By their order alone two rows could get the words of each other.
    """
    theirs = sorted((one for one in added if one.repeat == grown.repeat), key=lambda one: one.row)
    mine = [code for code in grown.order if code in grown.came]
    if len(mine) != len(theirs):
        return {}, False
    where = [grown.came[code].after for code in mine]
    if Counter(where) == Counter(one.after for one in theirs):
        theirs.sort(key=lambda one: where.index(one.after))
    pairs = dict(zip(mine, theirs, strict=True))
    is_apart = any(grown.came[code].after != one.after for code, one in pairs.items())
    keys = [grown.came[code].key for code in mine], [one.key for one in theirs]
    return pairs, len(mine) > 1 and (is_apart or is_doubtful(*keys))
