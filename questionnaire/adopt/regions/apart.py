"""Rows of a matrix that are called the same, told apart by what they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from questionnaire.adopt.sureness import Sureness
from questionnaire.adopt.words.labels import FoundLabel
from questionnaire.designed.page import SeenSheet

_GROUP = 40  # Rows up to the heading of a group of rows at most.

Groups = Mapping[int, str]  # What each row belongs to, by the row.


def told_apart(page: SeenSheet, block: Mapping[int, Sequence[int]], keys: Sequence[FoundLabel]) -> tuple[FoundLabel, ...]:
    """Return the keys of the rows of a block, each that stands twice with the first that tells it from the others of its name.

    That is the heading of a group of rows, the row that it goes on with, as "of which: women" does, or words beside it.
    """
    alike: dict[str, list[int]] = {}
    for row, key in zip(block, keys, strict=True):
        alike.setdefault(key.text, []).append(row)
    groups: dict[int, str] = {}
    for text, rows in alike.items():
        if text and len(rows) > 1:
            told = (one for one in _groups(page, block, keys, rows) if len({one.get(row, "") for row in rows} - {text}) == len(rows))
            groups |= next(told, {})
    return tuple(
        key._replace(text=f"{groups[row]} – {key.text}", sureness=Sureness.GUESSED) if groups.get(row) else key
        for row, key in zip(block, keys, strict=True)
    )


def _groups(page: SeenSheet, block: Mapping[int, Sequence[int]], keys: Sequence[FoundLabel], rows: Sequence[int]) -> Iterator[Groups]:
    """Yield what may tell rows of one name apart."""
    own = {row: key.group for row, key in zip(block, keys, strict=True)}
    yield {row: own[row] or _heading_over(page, row, block) for row in rows}
    yield {row: text for row, text in _parents(block, keys).items() if row in rows}
    for column in range(1, min(block[rows[0]])):
        yield {row: page.words((row, column)) for row in rows}


def _heading_over(page: SeenSheet, row: int, block: Mapping[int, Sequence[int]]) -> str:
    """Return the first words above a row that asks nothing, and that does not head the columns."""
    for up in range(row - 1, max(0, row - _GROUP), -1):
        texts = page.rows.get(up, {})
        heads = len({texts.get(column, "") for column in block[row]} - {""}) > 1
        if up not in page.asking and not heads and (found := next((text for text in texts.values() if any(map(str.isalpha, text))), "")):
            return found
    return ""


def _parents(block: Mapping[int, Sequence[int]], keys: Sequence[FoundLabel]) -> Groups:
    """Return for each row the last one before it that alone has its name."""
    every = [key.text for key in keys]
    found, parent = dict[int, str](), ""
    for row, text in zip(block, every, strict=True):
        found[row] = parent
        parent = text if every.count(text) == 1 else parent
    return found
