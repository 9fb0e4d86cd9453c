"""What is written into a form for a newer edition of its workbook: the places of its questions, what is said otherwise, and what came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from exports.edited import PutIn, SheetEdits
from questionnaire.adopt import Adopted, FoundQuestion, FoundRepeat, Sureness, TranslatedBook, additions
from questionnaire.adopt.words.names import Taken
from questionnaire.definition import Question, Questionnaire
from questionnaire.renewal.added_rows import GrownMatrix
from questionnaire.renewal.renewal import Renewal
from questionnaire.xlsform.sheets.file import Grid
from service.authoring.renewal.checks import CheckEdits, labels_of
from service.authoring.renewal.editions import NewEdition
from service.authoring.renewal.form_grid import FormGrid, FormSheets, key_of
from service.authoring.renewal.lists import ListEdits
from service.authoring.renewal.matrices import MatrixEdits
from service.authoring.renewal.words import ToldChange, WordEdits
from workbooks.cells import Cell

_LINES = ("excel::rows", "excel::key", "excel::header")
_Item = FoundQuestion | FoundRepeat


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenForm:
    """What is written into each sheet of a form, the names that what came has got, and what was told of changes, and of checks."""

    sheets: Mapping[str, SheetEdits]
    names: Mapping[str, str]
    told: tuple[ToldChange, ...]
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FormEdits:
    """What is written into the sheets of a form, `grids`.

    `doubted` are questions whose choices may stand in another order elsewhere, `doubted_rows` those of matrices whose rows may; `grown` are
    the matrices that got rows.
    """

    form: Questionnaire
    first: NewEdition
    others: Sequence[NewEdition]
    grids: Mapping[str, Grid]
    doubted: frozenset[str] = frozenset()
    grown: Sequence[GrownMatrix] = ()
    doubted_rows: frozenset[str] = frozenset()

    @cached_property
    def _survey(self) -> FormGrid:
        return FormGrid(self.grids["survey"], self.form.languages[0])

    @cached_property
    def _choices(self) -> FormGrid:
        return FormGrid(self.grids.get("choices", {}), self.form.languages[0])

    @property
    def sheets(self) -> FormSheets:
        """Return the sheets whose cells a person may have to change."""
        return FormSheets(self._survey, self._choices)

    @property
    def _renewal(self) -> Renewal:
        return self.first.renewal

    def all(self) -> WrittenForm:
        """Return all that is written."""
        words, lists = self._words()
        named, choices = lists.made()
        taken = {text for cells in self._choices.grid.values() for text in cells.values()} | set(named.values())
        matrices = MatrixEdits(form=self.form, lists=lists, words={one.language: one.rows_came for one in self.others})
        matrices.write(self.grown, taken)
        taken |= matrices.names
        texts = _merged(self._places(), words.texts.items(), lists.types(named), matrices.texts.items())
        items, names = self._named(list(_came(self.first.found, self._renewal.came)))
        rows, listed = additions(self.first.found, items, taken, [*self._translations(names)])
        rows = [[{self._survey.headers.get(key_of(one), one): text for one, text in row.items()} for row in those] for those in rows]
        put_in = [PutIn(*self._place(item, those)) for item, those in zip(items, rows, strict=True)]
        checks = CheckEdits(survey=self._survey, texts=texts)
        checks.carry_over(self._renewal.checks, names)
        checks.let_go(dict(labels_of(self._survey, self._gone())))
        settings = FormGrid(self.grids.get("settings", {}), self.form.languages[0])
        sheets = {
            "survey": SheetEdits(texts=texts, put_in=_joined(put_in)),
            "settings": SheetEdits(texts={settings.top + 1: dict(self._settings(settings))}),
        }
        if listed or choices.texts or choices.put_in or matrices.put_in:
            more = [PutIn(max(self._choices.grid, default=1), [dict(zip(self._columns(), row, strict=True)) for row in listed])]
            sheets["choices"] = replace(choices, put_in=_joined([*choices.put_in, *matrices.put_in, *(more if listed else ())]))
        return WrittenForm(sheets=sheets, names=names, told=tuple(words.told), checks=tuple(checks.told))

    def _gone(self) -> Iterator[str]:
        """Yield the names of questions that went, and of repeats of which nothing is left."""
        yield from self._renewal.gone
        yield from (repeat.name for repeat in self.form.repeats if repeat.name not in self._renewal.lines)

    def _words(self) -> tuple[WordEdits, ListEdits]:
        spoken = self.first.found.language if self.first.found.language in self.form.languages else self.form.languages[0]
        settings = frozenset(word for cells in self.grids.get("settings", {}).values() for text in cells.values() for word in text.split())
        lists = ListEdits(survey=self._survey, grid=self._choices, language=spoken, settings=settings)
        rows = {one.name: one.place.row for one in self.form.answerable}
        doubted = {name for name, one in self._renewal.asked.items() if one.now.name in self.doubted}
        words = WordEdits(survey=self._survey, lists=lists, rows=rows, language=spoken, guessed=self._guessed, doubted=doubted)
        words.first(self._renewal.asked, {one.language: one.renewal.asked for one in self.others})
        asked = self.form.in_repeat
        named = {one.name: (asked[one.name][0].place.row, one.list_name) for one in self.form.repeats if asked[one.name]}
        words.keys(named, self._renewal.rekeyed)
        for one in self.others:
            words.keys(named, one.renewal.rekeyed, one.language)
            words.other(one.language, one.renewal.asked, self._renewal.asked)
        return words, lists

    def _columns(self) -> list[str]:
        """Return the headers of the choices of what came."""
        languages = [self.first.found.language, *(one.found.language for one in self.others)]
        return [self._choices.header("list_name"), self._choices.header("name"), *(self._choices.header("label", one) for one in languages)]

    def _translations(self, names: Mapping[str, str]) -> Iterator[TranslatedBook]:
        """Yield what the workbooks of other languages say of what came, by the names that it has in the form."""
        for one in self.others:
            if one.translation:
                said = one.translation
                questions = {names[name]: each for name, each in one.words_of(self._renewal.came).items()}
                repeats = {names[name]: each for name, each in said.repeats.items() if name in names}
                found = replace(said.found, language=one.language)
                yield replace(said, found=found, questions=questions, repeats=repeats, moved=self._is_elsewhere(one))

    def _settings(self, settings: FormGrid) -> Iterator[tuple[str, str]]:
        for one in (self.first, *self.others):
            yield settings.header("excel::workbook", one.language), f"{one.found.file} sha256:{one.found.sha256}"
            yield settings.header("excel::stamp", one.language), one.renewal.stamp

    def _is_elsewhere(self, one: NewEdition) -> bool:
        """Say whether the form must say where answers stand in a workbook of another language: it does, or they stand elsewhere now."""
        said = any(one.language in each.cells for each in self.form.questions)
        return said or (one.renewal.written, one.renewal.lines) != (self._renewal.written, self._renewal.lines)

    def _places(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield where the questions stand now, by the rows of the form; of what is gone, that it is not read."""
        for question in self.form.answerable:
            written = self._renewal.written.get(question.name)
            guess = {"excel::guess_cell": Sureness.NEEDS_YOU.value} if question.name in self._guessed else {}
            yield question.place.row, {"excel::cell": written, **guess} if written else {"disabled": "yes"}
        for repeat in self.form.repeats:
            lines = self._renewal.lines.get(repeat.name)
            ends = (repeat.place.row, self._end(repeat.place.row))
            yield from (
                [(repeat.place.row, dict(zip(_LINES, lines, strict=True)))] if lines else [(row, {"disabled": "yes"}) for row in ends]
            )
        yield from (place for one in self.others if self._is_elsewhere(one) for place in self._places_in(one))

    def _places_in(self, one: NewEdition) -> Iterator[tuple[int, dict[str, str]]]:
        for question in self.form.answerable:
            yield question.place.row, {self._survey.header("excel::cell", one.language): one.renewal.written.get(question.name, "")}
        for repeat in self.form.repeats:
            lines = one.renewal.lines.get(repeat.name, ("", "", ""))
            yield repeat.place.row, {self._survey.header(column, one.language): text for column, text in zip(_LINES, lines, strict=True)}

    @property
    def _guessed(self) -> set[str]:
        return {name for one in (self.first, *self.others) for name in (*one.renewal.guessed, *one.renewal.closed)} | self.doubted_rows

    def _named(self, items: Sequence[_Item]) -> tuple[list[_Item], dict[str, str]]:
        """Return what came with names that nothing in the form has, and these by the names that it had."""
        taken = Taken(name for row in self._survey.rows if (name := self._survey.text(row, ("name", ""))))
        names: dict[str, str] = {}
        fresh: list[_Item] = []
        for item in items:
            names[item.name] = taken.give(item.name)
            if isinstance(item, FoundRepeat):
                questions = tuple(replace(one, name=names.setdefault(one.name, taken.give(one.name))) for one in item.questions)
                fresh.append(replace(item, name=names[item.name], questions=questions))
            else:
                fresh.append(replace(item, name=names[item.name]))
        return fresh, names

    def _place(self, item: _Item, rows: list[dict[str, str]]) -> tuple[int, list[dict[str, str]]]:
        """Return after which row of the form an item is put in: behind the question before it on its sheet, else before that behind it."""
        first = item.questions[0] if isinstance(item, FoundRepeat) else item
        here = [(self._renewal.cells[one.name][0], one) for one in self.form.answerable if one.name in self._renewal.cells]
        here = sorted((pair for pair in here if pair[0].sheet == first.sheet), key=lambda pair: pair[0])
        inside = self._repeat_of(first) if isinstance(item, FoundQuestion) else ""
        if inside:
            here = [pair for pair in here if pair[1].repeat == inside]
            before = [one for cell, one in here if cell.column < first.cells[0][1]]
            return (before[-1] if before else here[0][1]).place.row - (not before), rows
        before = [one for cell, one in here if cell[1:] < first.cells[0]]
        if before:
            return self._outer(before[-1])[1], rows
        if here:
            return self._outer(here[0][1])[0] - 1, rows
        group = {"type": "begin_group", "name": f"{(item.name)}_sheet", **self._titles(first.sheet)}
        return max(self._survey.grid), [group, *rows, {"type": "end_group"}]

    def _titles(self, sheet: str) -> dict[str, str]:
        """Return what a sheet is called in each language, by the headers of labels."""
        name = next((one.name for one in self.first.found.sheets if one.label == sheet), "")
        others = {one.language: one.translation.titles.get(name, "") for one in self.others if one.translation}
        return {self._survey.header("label", language): text for language, text in ({"": sheet} | others).items() if text}

    def _repeat_of(self, one: FoundQuestion) -> str:
        """Return the repeat of the form that has other columns of the grid in which a question came."""
        there = next((each for each in self.first.found.repeats if one.cells in {other.cells for other in each.questions}), None)
        cells = {(other.sheet, at) for other in there.questions for at in other.cells} if there else set()
        asked = self.form.answerable
        return next((each.repeat for each in asked if each.repeat and any((at.sheet, at[1:]) in cells for at in self._cells(each))), "")

    def _cells(self, question: Question) -> Sequence[Cell]:
        return self._renewal.cells.get(question.name, ())

    def _outer(self, question: Question) -> tuple[int, int]:
        """Return the first and the last row of a question, or of the repeat that it is in."""
        begin = next((one.place.row for one in self.form.repeats if one.name == question.repeat), 0)
        return (begin, self._end(begin)) if begin else (question.place.row, question.place.row)

    def _end(self, begin: int) -> int:
        """Return the row in which a repeat ends."""
        depth = 0
        for row, texts in self._survey.grid.items():
            words = {text.strip().casefold().replace(" ", "_") for text in texts.values()}
            if row >= begin:
                depth += bool(words & {"begin_repeat", "begin_group"}) - bool(words & {"end_repeat", "end_group"})
                if depth == 0:
                    return row
        return begin


def _merged(*texts: Iterable[tuple[int, dict[str, str]]]) -> dict[int, dict[str, str]]:
    made: dict[int, dict[str, str]] = {}
    for each in texts:
        for row, said in each:
            made.setdefault(row, {}).update(said)
    return made


def _came(found: Adopted, came: Sequence[FoundQuestion]) -> Iterator[_Item]:
    """Yield what came: repeats as a whole where all of their columns did, and questions by themselves."""
    left = list(came)
    for sheet in found.sheets:
        for item in (each for part in sheet.parts for each in part.items):
            if isinstance(item, FoundRepeat) and all(one in left for one in item.questions):
                yield item
            else:
                yield from (one for one in (item.questions if isinstance(item, FoundRepeat) else (item,)) if one in left)


def _joined(put_in: Sequence[PutIn]) -> list[PutIn]:
    """Return the rows to be put in, those beneath the same row as one."""
    by_row: dict[int, list[Mapping[str, str]]] = {}
    for one in put_in:
        by_row.setdefault(one.after, []).extend(one.rows)
    return [PutIn(after, rows) for after, rows in by_row.items()]
