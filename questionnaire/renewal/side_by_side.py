"""A newer edition of a workbook whose labels stand in several languages side by side: what it says of a form in one of the others.

Its answers stand where they stand in the first language, so that only words are another's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from questionnaire.adopt import Adopted, FoundRepeat, TranslatedBook
from questionnaire.renewal.changes import AskedInBoth, asked_in_both
from questionnaire.renewal.grids import rows_of_grid
from questionnaire.renewal.rekeyed import Rekeyed
from questionnaire.renewal.renewal import Renewal


@dataclass(frozen=True, slots=True)
class ReadTwice:
    """One edition, as it is read in the first language and in another one."""

    first: Adopted
    other: TranslatedBook


def in_columns_of(changed: Renewal, older: ReadTwice, newer: ReadTwice) -> Renewal:
    """Return how a form stands to a newer edition in the words of another language; `changed` is how in those of the first."""
    keys = _by_row(newer)
    return replace(
        changed,
        moved=(),
        guessed=(),
        gone=(),
        lost=(),
        closed=(),
        grown=(),
        checks=(),
        came=tuple(newer.other.questions[one.name] for one in changed.came if one.name in newer.other.questions),
        asked=dict(_asked(changed, older, newer)),
        rekeyed=tuple(_rekeyed(changed, older, keys)),
        added=tuple(replace(one, key=keys.get(one.row, {}).get(one.key, "")) for one in changed.added),
    )


def _asked(changed: Renewal, older: ReadTwice, newer: ReadTwice) -> Iterator[tuple[str, AskedInBoth]]:
    was, now = older.other.questions, newer.other.questions
    both = {name: one for name, one in changed.asked.items() if one.before.name in was and one.now.name in now}
    old_names = {was[one.before.name].name: name for name, one in both.items()}
    new_names = {now[one.now.name].name: name for name, one in both.items()}
    for name, one in both.items():
        yield name, asked_in_both(name, was[one.before.name], now[one.now.name], old_names, new_names)


def _by_row(read: ReadTwice) -> dict[int, dict[str, str]]:
    """Return the keys of rows in the other language by the row and by that of the first."""
    found: dict[int, dict[str, str]] = {}
    for mine, theirs in _pairs(read):
        for row, key, other in zip(rows_of_grid(mine), mine.keys, theirs.keys, strict=False):
            found.setdefault(row, {})[key] = other
    return found


def _rekeyed(changed: Renewal, older: ReadTwice, keys: Mapping[int, Mapping[str, str]]) -> Iterator[Rekeyed]:
    before = {key: other for mine, theirs in _pairs(older) for key, other in zip(mine.keys, theirs.keys, strict=False)}
    for one in changed.rekeyed:
        old, new = before.get(one.old, ""), keys.get(one.row, {}).get(one.new, "")
        if new and old != new:
            yield replace(one, old=old, new=new)


def _pairs(read: ReadTwice) -> Iterator[tuple[FoundRepeat, FoundRepeat]]:
    yield from ((one, read.other.repeats[one.name]) for one in read.first.repeats if one.name in read.other.repeats)
