"""Rows that came in a matrix, written into a form: a choice for each in every language, where nobody has to tell it from others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from exports.edited import PutIn
from questionnaire.adopt import Adopted
from questionnaire.adopt.words.names import Taken
from questionnaire.adopted.places import book_of
from questionnaire.definition import Questionnaire, Repeat
from questionnaire.renewal.added_rows import AddedRow, GrownMatrix, grown_matrices
from questionnaire.renewal.renewal import Renewal, with_rows_that_came
from service.authoring.renewal.lists import ListEdits

Placed = Mapping[str, Mapping[str, AddedRow]]  # The rows that came in one workbook, by the matrix and by their codes in the form.
_COLUMNS = "excel::columns"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftToYou:
    """How a form would stand to an edition if it asked all that is there: `matrices` have rows that a person must tell from others."""

    renewal: Renewal
    matrices: tuple[GrownMatrix, ...]


def sure_ones(added: Iterable[AddedRow]) -> tuple[AddedRow, ...]:
    """Return the rows that are surely new."""
    return tuple(one for one in added if one.doubt is None)


def taken_in(found: Renewal, form: Questionnaire, newer: Adopted, data: bytes, placed: Iterable[tuple[GrownMatrix, Placed]]) -> Renewal:
    """Return how a form stands to an edition, whose bytes are `data`, once it asks rows that came."""
    there = [(one, rows.get(one.repeat, {})) for one, rows in placed]
    return with_rows_that_came(found, form, newer, book_of(data), there) if there else found


def left_to_you(found: Renewal, form: Questionnaire, newer: Adopted, data: bytes) -> LeftToYou:
    """Return how a form would stand to an edition if it asked the rows besides that may be no new ones."""
    every = tuple(grown_matrices(form, found.added))
    whole = taken_in(found, form, newer, data, [(one, {one.repeat: one.came}) for one in every])
    return LeftToYou(renewal=whole, matrices=tuple(one for one in every if any(row.doubt for row in one.came.values())))


@dataclass(kw_only=True)
class MatrixEdits:
    """The choices of rows that came; `words` are the keys that they have in other languages, by language, matrix and code."""

    form: Questionnaire
    lists: ListEdits
    words: Mapping[str, Placed]
    texts: dict[int, dict[str, str]] = field(default_factory=dict)
    put_in: list[PutIn] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def write(self, grown: Sequence[GrownMatrix], taken: Iterable[str]) -> None:
        """Write the choices into the lists of the matrices; whoever shares a list without the same rows gets one of its own."""
        names, repeats = Taken(taken), {one.name: one for one in self.form.repeats}
        by_list: dict[str, list[GrownMatrix]] = {}
        for one in grown:
            by_list.setdefault(repeats[one.repeat].list_name, []).append(one)
        for name, those in by_list.items():
            users = {repeats[one.repeat].place.row for one in those}
            if self.lists.users(name) == users and len({tuple(self._said(one)) for one in those}) == 1:
                self._into(name, those[0])
                continue
            for one in those:
                own = names.give(name)
                self.names.add(own)
                self._anew(repeats[one.repeat], own, one)

    def _said(self, one: GrownMatrix) -> Iterator[tuple[str, ...]]:
        for code in one.order:
            yield code, *(self._row(one, code).values() if code in one.came else ())

    def _row(self, one: GrownMatrix, code: str) -> dict[str, str]:
        """Return the choice of a row that came."""
        grid = self.lists.grid
        others = {language: there.get(one.repeat, {}).get(code) for language, there in self.words.items()}
        said = {grid.header("label", language): row.key if row else "" for language, row in others.items()}
        return {grid.header("name"): code, grid.header("label", self.lists.language): one.came[code].key, **said}

    def _into(self, name: str, one: GrownMatrix) -> None:
        at = {self.lists.grid.text(row, ("name", "")): row for row in self.lists.rows(name)}
        after = min(at.values()) - 1
        for code in one.order:
            if code in one.came:
                self.put_in.append(PutIn(after, [{self.lists.grid.header("list_name"): name, **self._row(one, code)}]))
            else:
                after = at.get(code, after)

    def _anew(self, repeat: Repeat, name: str, one: GrownMatrix) -> None:
        there = {self.lists.grid.text(row, ("name", "")): self.lists.grid.texts(row) for row in self.lists.rows(repeat.list_name)}
        rows = [{**(self._row(one, code) if code in one.came else there.get(code, {}))} for code in one.order]
        listed = [{**row, self.lists.grid.header("list_name"): name} for row in rows]
        self.put_in.append(PutIn(max(self.lists.grid.grid, default=1), listed))
        self.texts.setdefault(repeat.place.row, {})[self.lists.survey.header(_COLUMNS)] = name
