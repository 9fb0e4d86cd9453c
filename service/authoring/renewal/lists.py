"""The lists of choices of a form, for a newer edition of its workbook: those that stay keep their codes and all that a person wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from exports.edited import PutIn, SheetEdits
from questionnaire.adopt import code_of
from questionnaire.adopt.words.names import Taken, slug
from questionnaire.renewal.changes import recased
from service.authoring.renewal.form_grid import FormGrid

LISTED = re.compile(r"(select_one\s+)(\S+)(.*)", re.DOTALL)  # A type that names a list.
_LISTING = ("type", "excel::columns", "excel::flags", "missing")  # The columns of the survey that name lists.
_Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedList:
    """The choices that questions want, in the main language, and what those that came are called in others, as far as that is known.

    `was` is the list that the form has for them, "" for none, and `call` what a new one may be called.
    """

    was: str
    choices: tuple[str, ...]
    others: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()  # By language, pairs of a choice and its words.
    call: str = field(default="list", compare=False)


@dataclass(kw_only=True)
class ListEdits:
    """What is written into the choices of a form, while questions ask for lists; `language` is that of its main labels.

    `settings` are the words of the sheet settings: a list that it names is used for every figure, and stays.
    """

    survey: FormGrid
    grid: FormGrid
    language: str
    settings: frozenset[str] = frozenset()
    _asking: dict[WantedList, list[int]] = field(default_factory=dict)
    _texts: dict[int, _Row] = field(default_factory=dict)

    def ask(self, row: int, wanted: WantedList) -> None:
        """Let the question in a row of the survey have these choices."""
        self._asking.setdefault(wanted, []).append(row)

    def write(self, row: int, header: str, text: str) -> None:
        """Write one text of a choice."""
        self._texts.setdefault(row, {})[header] = text

    def labels(self, name: str) -> tuple[str, ...]:
        """Return the labels that a list has in the main language."""
        return tuple(self.grid.text(row, ("label", self.language)) for row in self.rows(name))

    def rows(self, name: str) -> list[int]:
        """Return the rows of a list."""
        return [row for row in self.grid.rows if name and self.grid.text(row, ("list_name", "")) == name]

    def is_of_one(self, name: str) -> bool:
        """Say whether one row of the survey uses a list."""
        return len(self.users(name)) == 1

    def users(self, name: str) -> set[int]:
        """Return the rows of the survey that use a list, 0 for the sheet settings."""
        return set(self._users(name))

    def made(self) -> tuple[dict[int, str], SheetEdits]:
        """Return the lists of the questions by their rows, and what is written into the sheet of choices.

        A list is written anew where nothing but those questions uses it; else they get one of their own.
        """
        taken = Taken(self.grid.text(row, ("list_name", "")) for row in self.grid.rows)
        names: dict[int, str] = {}
        put_in: list[PutIn] = []
        for wanted, asking in self._asking.items():
            own = wanted.was and self.users(wanted.was) == set(asking)
            name = wanted.was if own else taken.give(wanted.was or slug(wanted.call, "list"))
            names |= dict.fromkeys(asking, name)
            put_in += self._over(wanted, self._listed(wanted, name)) if own else [self._at_end(self._listed(wanted, name))]
        return names, SheetEdits(texts=self._texts, put_in=put_in)

    def types(self, names: Mapping[int, str]) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the types of the questions that have got the lists of these names, by their rows and the header of the column."""
        for row, name in names.items():
            found = LISTED.fullmatch(self.survey.text(row, ("type", "")))
            yield row, {self.survey.header("type"): f"{found[1]}{name}{found[3]}" if found else f"select_one {name}"}

    def _users(self, name: str) -> Iterator[int]:
        for row in self.survey.rows:
            if any(name in self.survey.text(row, (column, "")).split() for column in _LISTING):
                yield row
        if name in self.settings:
            yield 0

    def _at_end(self, rows: Sequence[Mapping[str, str]]) -> PutIn:
        return PutIn(max(self.grid.grid, default=1), rows)

    def _over(self, wanted: WantedList, rows: Sequence[_Row]) -> list[PutIn]:
        """Write a list over its rows; what is more is put in beneath them, and those that are left are cleared."""
        there = self.rows(wanted.was)
        for number, row in enumerate(there):
            for header, text in self.grid.texts(row).items():
                new = rows[number].get(header, "") if number < len(rows) else ""
                if new != text:
                    self.write(row, header, new)
        return [PutIn(there[-1], rows[len(there) :])] if len(rows) > len(there) else []

    def _listed(self, wanted: WantedList, name: str) -> list[_Row]:
        """Return the rows of a list: those of the choices that it had as they are, and others with codes that it never had."""
        there = {" ".join(self.grid.text(row, ("label", self.language)).split()): row for row in self.rows(wanted.was)}
        codes = Taken(self.grid.text(row, ("name", "")) for row in there.values())
        list_name, code, label = self.grid.header("list_name"), self.grid.header("name"), self.grid.header("label", self.language)
        cased = recased([*there], wanted.choices)
        made: list[_Row] = []
        for number, choice in enumerate(wanted.choices):
            was = choice if choice in there else cased.get(choice, "")
            row = self.grid.texts(there[was]) | {label: choice} if was else {code: codes.give(code_of(choice, number + 1)), label: choice}
            for language, words in wanted.others:
                header = self.grid.header("label", language)
                row[header] = row.get(header) or dict(words).get(choice, "")
            made.append(row | {list_name: name})
        return made
