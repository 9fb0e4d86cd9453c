"""Questions of two editions of a workbook that are the same by what they are called, wherever they stand: words beat printed numbers.

A label is first looked for beneath the same heading, with its years and numbers and then without, and then anywhere. What is there twice
tells nothing: for that the places must tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from questionnaire.adopt import Adopted, FoundQuestion, FoundRepeat
from questionnaire.renewal.grids import rows_of_grid
from questionnaire.renewal.wording import known_label, telling_words

_Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedThere:
    """A question of one edition, with the words of the sheet, the heading and the table that it stands in, and its table's keys."""

    question: FoundQuestion
    sheet: _Words
    headings: tuple[_Words, _Words]
    in_table: bool
    keys: tuple[str, ...]
    rows: tuple[int, ...]

    @property
    def label(self) -> str:
        """Return what it is called, "" where only its place tells."""
        return " ".join(known_label(self.question).casefold().split())

    @property
    def words(self) -> _Words:
        """Return its label without years and the number printed before it."""
        return telling_words(known_label(self.question))

    @property
    def shape(self) -> tuple[bool, bool]:
        """Return whether it is the column of a table, and of one with keys."""
        return self.in_table, bool(self.keys)


_Key = Callable[[AskedThere], Hashable]
# From where a question surely is to where it may have been moved; None tells nothing. A name that no words confirm may have been left
# behind where rows were put in by a program, so that words come before it.
_KEYS: tuple[_Key, ...] = (
    lambda one: (one.question.place.casefold(), one.words) if one.question.named else None,
    lambda one: (one.shape, one.sheet, one.headings, one.label) if one.label else None,
    lambda one: (one.shape, one.sheet, one.headings, one.words) if one.words else None,
    lambda one: (one.shape, one.headings, one.label) if one.label else None,
    lambda one: (one.shape, one.headings, one.words) if one.words else None,
    lambda one: (one.shape, one.label) if one.words else None,
    lambda one: (one.shape, one.words) if one.words else None,
    lambda one: one.question.place.casefold() if one.question.named else None,
)


def asked_there(found: Adopted) -> tuple[AskedThere, ...]:
    """Return the questions of an edition with what they stand in."""
    return tuple(_asked(found))


def _asked(found: Adopted) -> Iterator[AskedThere]:
    for sheet in found.sheets:
        for part in sheet.parts:
            for item in part.items:
                table = item if isinstance(item, FoundRepeat) else None
                rows = tuple(rows_of_grid(table)) if table else ()
                for one in table.questions if table else (item,):
                    if isinstance(one, FoundQuestion):
                        yield AskedThere(
                            question=one,
                            sheet=telling_words(sheet.label),
                            headings=(telling_words(part.label), telling_words(table.label if table else "")),
                            in_table=table is not None,
                            keys=table.keys if table else (),
                            rows=rows,
                        )


def by_words(older: Sequence[AskedThere], newer: Sequence[AskedThere]) -> dict[str, str]:
    """Return the names of the newer edition by those of the older one, of questions that are surely the same by name or words."""
    found: dict[str, str] = {}
    for key in _KEYS:
        mine, theirs = _alone(older, key), _alone(newer, key)
        taken = set(found.values())
        for said, name in mine.items():
            if name not in found and said in theirs and theirs[said] not in taken:
                found[name] = theirs[said]
    return found


def in_place(older: Sequence[AskedThere], newer: Sequence[AskedThere], found: Mapping[str, str], taken: Iterable[str]) -> dict[str, str]:
    """Return those left that stand in the same cells of the same sheet, with a label that differs in years or numbers at most."""
    gone = {*found.values(), *taken}
    there = {(one.question.sheet, one.question.cells): one for one in newer if one.question.name not in gone}
    pairs = (
        (one, there[at]) for one in older if one.question.name not in found and (at := (one.question.sheet, one.question.cells)) in there
    )
    return {
        one.question.name: other.question.name
        for one, other in pairs
        if one.label and other.label and one.words == other.words and one.question.kind.type == other.question.kind.type
    }


def _alone(those: Sequence[AskedThere], key: _Key) -> dict[Hashable, str]:
    """Return the names of the questions that alone have a key, by it."""
    keys = {one.question.name: said for one in those if (said := key(one)) is not None}
    counted = Counter(keys.values())
    return {said: name for name, said in keys.items() if counted[said] == 1}
