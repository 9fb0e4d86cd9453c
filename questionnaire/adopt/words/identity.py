"""What nearly every form asks of whoever fills it in, names, addresses and days, by the words for these; and what headings say is given."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby

from languages.asked import asked
from questionnaire.designed.page import SeenSheet
from workbooks.cells import Position

_ROWS = 3  # A list of such labels has at least so many rows,
_KNOWN = 0.5  # of which so large a share has one of the words.
_NUMBER = re.compile(r"\W?[\w.]{1,4}\W?")  # What may number a label.
_NEAR = 6  # Cells behind a label in which its answer may be.
_MOST_WORDS = 6  # Of such a label.
_SAID = re.compile(r"[,@]|[:：].*\w")  # What is an enumeration, or says the answer itself.
_WORD = re.compile(r"[^\W\d_]+")


def beside_names(page: SeenSheet) -> Iterator[Position]:
    """Yield the blanks beside such labels, where several stand in a list, one beneath the other."""
    by_column: dict[int, list[int]] = {}
    for row, texts in sorted(page.rows.items()):
        for column in texts:
            if _may_ask(page, (row, column)):
                by_column.setdefault(column, []).append(row)
    lists = [
        [(row, column) for _, row in group]
        for column, rows in by_column.items()
        for _, group in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0])
    ]
    meant = [those for those in lists if sum(map(is_known, (page.words(at) for at in those))) >= max(1, len(those) * _KNOWN)]
    long = {those[0][1] for those in meant if len(those) >= _ROWS}
    # Beneath such a list, shorter ones in its column are of the same form.
    yield from (_behind(page, at) for those in meant if those[0][1] in long and len(those) > 1 for at in those)


def _may_ask(page: SeenSheet, at: Position) -> bool:
    text = page.words(at)
    if not text or len(text.split()) > _MOST_WORDS or _SAID.search(text) or page.is_covered(at) or at in page.anatomy.formulas:
        return False
    before = page.text((at[0], at[1] - 1))
    if (at[0], at[1] - 1) in page.inputs or (before and not _NUMBER.fullmatch(before)):
        # What follows another text is a column of a list.
        return False
    return not page.format(at).bold and not page.format(at).ground and _is_free(page, _behind(page, at))


def _is_free(page: SeenSheet, at: Position) -> bool:
    """Say whether nothing stands at a cell, and it and those behind it, up to the next text, are drawn as no place for an answer."""
    last = min((column for column in page.rows.get(at[0], {}) if column > at[1]), default=at[1] + _NEAR)
    cells = [(at[0], column) for column in range(at[1], min(last, at[1] + _NEAR))]
    looks = [page.format(each) for each in cells]
    return page.is_blank(at) and not any(one.sides or one.ground for one in looks) and page.inputs.isdisjoint(cells)


def _behind(page: SeenSheet, at: Position) -> Position:
    return at[0], at[1] + page.extent(at)[1]


def is_known(label: str) -> bool:
    """Say whether a label has one of the words for what every form asks, in any language."""
    return not _alone().isdisjoint(_words(label)) or any(word in label for word in asked().within)


def is_given(heading: str) -> bool:
    """Say whether a heading has one of the words for figures that are given, as those of last year, in any language."""
    return not _given().isdisjoint(_words(heading)) or any(word in heading for word in asked().given_within)


def is_for_inputs(heading: str) -> bool:
    """Say whether a heading has one of the words for what is to be typed in, in any language."""
    return not _inputs().isdisjoint(_words(heading)) or any(word in heading for word in asked().inputs_within)


def _words(text: str) -> list[str]:
    plain = "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
    return _WORD.findall(plain)


@cache
def _alone() -> frozenset[str]:
    return frozenset(asked().alone)


@cache
def _given() -> frozenset[str]:
    # Without accents, as the words of a heading are taken: that of a Russian letter is one too.
    return frozenset(word for said in asked().given for word in _words(said))


@cache
def _inputs() -> frozenset[str]:
    return frozenset(word for said in asked().inputs for word in _words(said))
