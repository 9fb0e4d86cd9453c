"""What is written into a form for a newer edition of its workbook: the places of its questions, what is said otherwise, and what came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from exports.edited import PutIn, SheetEdits
from questionnaire.adopt import Sureness, TranslatedBook, additions
from questionnaire.definition import Questionnaire
from questionnaire.renewal.added_rows import GrownMatrix
from questionnaire.renewal.renewal import Renewal
from questionnaire.xlsform.sheets.file import Grid
from service.authoring.renewal.checks import CheckEdits, labels_of
from service.authoring.renewal.editions import NewEdition
from service.authoring.renewal.form_grid import LINES, FormGrid, FormSheets
from service.authoring.renewal.insertions import Insertions, joined
from service.authoring.renewal.lists import ListEdits
from service.authoring.renewal.matrices import MatrixEdits
from service.authoring.renewal.words import ToldChange, WordEdits


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
        fresh = Insertions(form=self.form, survey=self._survey, first=self.first, others=self.others)
        items, names = fresh.named()
        rows, listed = additions(self.first.found, items, taken, [*self._translations(names)])
        checks = CheckEdits(survey=self._survey, texts=texts)
        checks.carry_over(self._renewal.checks, names)
        checks.let_go(dict(labels_of(self._survey, self._gone())))
        settings = FormGrid(self.grids.get("settings", {}), self.form.languages[0])
        sheets = {
            "survey": SheetEdits(texts=texts, put_in=joined([*fresh.placed(items, rows)])),
            "settings": SheetEdits(texts={settings.top + 1: dict(self._settings(settings))}),
        }
        if listed or choices.texts or choices.put_in or matrices.put_in:
            more = [PutIn(max(self._choices.grid, default=1), [dict(zip(self._columns(), row, strict=True)) for row in listed])]
            sheets["choices"] = replace(choices, put_in=joined([*choices.put_in, *matrices.put_in, *(more if listed else ())]))
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
            ends = (repeat.place.row, self._survey.end(repeat.place.row))
            yield from (
                [(repeat.place.row, dict(zip(LINES, lines, strict=True)))] if lines else [(row, {"disabled": "yes"}) for row in ends]
            )
        yield from (place for one in self.others if self._is_elsewhere(one) for place in self._places_in(one))

    def _places_in(self, one: NewEdition) -> Iterator[tuple[int, dict[str, str]]]:
        for question in self.form.answerable:
            yield question.place.row, {self._survey.header("excel::cell", one.language): one.renewal.written.get(question.name, "")}
        for repeat in self.form.repeats:
            lines = one.renewal.lines.get(repeat.name, ("", "", ""))
            yield repeat.place.row, {self._survey.header(column, one.language): text for column, text in zip(LINES, lines, strict=True)}

    @property
    def _guessed(self) -> set[str]:
        return {name for one in (self.first, *self.others) for name in (*one.renewal.guessed, *one.renewal.closed)} | self.doubted_rows


def _merged(*texts: Iterable[tuple[int, dict[str, str]]]) -> dict[int, dict[str, str]]:
    made: dict[int, dict[str, str]] = {}
    for each in texts:
        for row, said in each:
            made.setdefault(row, {}).update(said)
    return made
