"""One filled workbook that is about to be mutated, and what a mutation says of it: which answers it touches, and what they are now."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final, NamedTuple

import openpyxl

from domain.answer import AnswerValue
from questionnaire.definition import Question, QuestionType
from questionnaire.items import parts
from tests.mutations.adopted import AdoptedSample
from tests.mutations.fill import Spot, filled, type_in
from tests.mutations.loose import Cell, Worksheet
from tests.mutations.samples import Sample


class NotHereError(Exception):
    """The form, or what is left of it, has nothing that this could be done to."""


class _Lost:
    """No answer: the mutation destroyed it, or made it one that nobody can know, so that it must be told."""

    def __repr__(self) -> str:
        return "LOST"


LOST: Final = _Lost()


class Expected(NamedTuple):
    """The right answer to a touched item, and the cells in which it stands now (a finding that names one of them names the answer)."""

    answer: AnswerValue | _Lost
    cells: frozenset[tuple[str, str]] = frozenset()


Touched = Mapping[str, Expected]


@cache
def _filled(sample: Sample) -> tuple[bytes, dict[str, tuple[Spot, ...]]]:
    book, spots = sample.filled() if isinstance(sample, AdoptedSample) else filled(sample)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), spots


SECTION, MATRIX, TABLE = "section", "matrix", "table"
KINDS = (SECTION, MATRIX, TABLE)


@dataclass
class Case:
    """A workbook with all answers. `used` are the items that were touched already, when several mutations share the file."""

    sample: Sample
    book: openpyxl.Workbook
    spots: dict[str, tuple[Spot, ...]]
    used: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, sample: Sample) -> Case:
        """Return a fresh workbook of a sample."""
        data, spots = _filled(sample)
        return cls(sample, openpyxl.load_workbook(io.BytesIO(data)), spots)

    @property
    def adopted(self) -> bool:
        """Say whether it is a workbook that somebody designed by hand."""
        return isinstance(self.sample, AdoptedSample)

    def question(self, key: str) -> Question:
        """Return the question of an item."""
        return self.sample.form.by_name[parts(key)[2]]

    def kind(self, key: str) -> str:
        """Return the kind of sheet on which an item stands."""
        repeats = {repeat.name: MATRIX if repeat.instances else TABLE for repeat in self.sample.form.repeats}
        return repeats.get(self.question(key).repeat, SECTION)

    def pick(self, *types: QuestionType, where: Callable[[Question, AnswerValue], bool] = lambda *_: True, kind: str = "") -> str:
        """Return an answered item of one of these types that nothing was done to yet, and take it."""
        for key in self.spots:
            question = self.question(key)
            fits = question.type in types and (not kind or self.kind(key) == kind) and key not in self.used
            if fits and where(question, self.sample.answers[key]):
                self.used.add(key)
                return key
        raise NotHereError

    def cell(self, key: str) -> Cell:
        """Return the (first) cell of an answer."""
        spot = self.spots[key][0]
        return self.book[spot.sheet].cell(spot.row, spot.column)

    def type(self, key: str, entry: object) -> None:
        """Type into the answer's cell."""
        type_in(self.cell(key), entry)

    def sheet(self, kind: str, least: int = 1, skip: int = 0) -> Worksheet:
        """Return a sheet of one kind with at least so many answers, to which nothing was done yet, and take it."""
        free = [name for name in self._sheets() if self._kind_of(name) == kind and self.used.isdisjoint(self.on(self.book[name]))]
        kept = [name for name in free if len(self.on(self.book[name])) >= least]
        if len(kept) <= skip:
            raise NotHereError
        return self.book[kept[skip]]

    def take(self, sheet: Worksheet) -> None:
        """Say that a sheet has been changed, so that nothing else is done to it."""
        self.used.update(self.on(sheet))

    def sheets(self) -> list[Worksheet]:
        """Return the sheets with answers."""
        return [self.book[name] for name in self._sheets()]

    def first_two(self) -> tuple[Worksheet, Worksheet]:
        """Return the first two sheets with answers, of a form that has more than one."""
        first, *others = self.sheets()
        if not others:
            raise NotHereError
        return first, others[0]

    def other_language(self) -> str:
        """Return a language of the form in which this workbook is not."""
        others = [code for code in self.sample.form.languages if code != self.sample.language]
        if not others:
            raise NotHereError
        return others[0]

    def _sheets(self) -> list[str]:
        return list(dict.fromkeys(spots[0].sheet for spots in self.spots.values()))

    def _kind_of(self, sheet: str) -> str:
        return next(self.kind(key) for key, spots in self.spots.items() if spots[0].sheet == sheet)

    def on(self, sheet: Worksheet) -> list[str]:
        """Return the items answered on a sheet."""
        return [key for key, spots in self.spots.items() if spots[0].sheet == sheet.title]

    def rows(self, sheet: Worksheet) -> dict[int, list[str]]:
        """Return the items by the row of their words on a sheet; a select_multiple stands in the row of each of its ticks."""
        rows: dict[int, list[str]] = {}
        for key in self.on(sheet):
            for spot in self.spots[key]:
                rows.setdefault(spot.row, []).append(key)
        return rows

    def same(self, keys: Iterable[str]) -> dict[str, Expected]:
        """Return that the answers to these items are still what they were."""
        return {key: Expected(self.sample.answers[key]) for key in keys}

    def all(self) -> dict[str, Expected]:
        """Return that all answers are still what they were."""
        return self.same(self.spots)


Change = Callable[[Case], Touched]
Saved = Callable[[bytes, str], tuple[bytes, str]]


@dataclass(frozen=True, slots=True)
class Mutation:
    """One thing that a respondent does. `packed` ones touch single cells only, so that several share a file.

    `saved` is done to the saved file, of which it takes and returns the bytes and the name.
    """

    name: str
    change: Change
    packed: bool = False
    saved: Saved | None = None


@dataclass
class Catalogue:
    """The mutations of one theme."""

    mutations: list[Mutation] = field(default_factory=list)

    def add(self, name: str, *, packed: bool = False, saved: Saved | None = None) -> Callable[[Change], Change]:
        """Return a decorator that adds a mutation."""

        def added(change: Change) -> Change:
            self.mutations.append(Mutation(name, change, packed, saved))
            return change

        return added
