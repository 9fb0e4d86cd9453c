"""What stands in the rows of questions outside of their cells, and was not printed there: remarks, or answers beside their cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from languages import spoken
from questionnaire.definition import Question, Questionnaire, QuestionType
from questionnaire.helps import help_text
from questionnaire.layout import Layout
from questionnaire.pages import is_current
from questionnaire.printed import choice_labels, label
from questionnaire.reading.answers.last_round import behind_print
from questionnaire.reading.answers.previous import number
from questionnaire.reading.ladder.spots import Locations
from questionnaire.reading.values.folding import as_text, is_blank, visible
from workbooks.cells import Cell, CellValue, Sheet


@dataclass(frozen=True, slots=True)
class Stray:
    """A cell in the row of a question with something that was not printed there. `overwritten` says that it took the place of the help.

    `rest` is what was written behind the printed words, where it begins with these.
    """

    cell: Cell
    value: CellValue
    overwritten: bool = False
    rest: str = ""

    @property
    def said(self) -> CellValue:
        """Return what was added."""
        return self.rest or self.value


class _Questions:
    """The questions of one form, as the key of a cache: the same only where they are the very same objects."""

    def __init__(self, form: Questionnaire) -> None:
        self.form = form

    def __hash__(self) -> int:
        return id(self.form.questions)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Questions) and self.form.questions is other.form.questions


@dataclass(frozen=True, slots=True)
class Printed:
    """The texts that are printed in the rows of the questions, in any language, and the help of each question by its name.

    `first_lines` are the first lines of all helps.
    """

    texts: frozenset[str]
    helps: Mapping[str, tuple[str, ...]]
    first_lines: frozenset[str]


def printed_texts(questionnaire: Questionnaire) -> Printed:
    """Return what is printed beside the questions of a form."""
    return _printed(_Questions(questionnaire))


@lru_cache(maxsize=64)
def _printed(questions: _Questions) -> Printed:
    form = questions.form
    helps = {one.name: tuple(dict.fromkeys(filter(None, _helps(form, one)))) for one in form.questions}
    texts = {text for those in helps.values() for text in those} | {text for one in form.questions for text in _texts(form, one)}
    first_lines = frozenset(text.partition("\n")[0] for those in helps.values() for text in those)
    return Printed(frozenset(texts | {visible(text) for text in texts}), helps, first_lines)


def _helps(form: Questionnaire, question: Question) -> Iterator[str]:
    yield from (help_text(question, language, form.languages) for language in _languages(form))


def _texts(form: Questionnaire, question: Question) -> Iterator[str]:
    yield question.reference
    for language in _languages(form):
        yield label(question.label, language, form.languages, question.name)
        if question.type is QuestionType.SELECT_MULTIPLE:
            yield from choice_labels(question, language, form.languages)


def _languages(form: Questionnaire) -> tuple[str, ...]:
    """Return those of the form, and those in which a workbook prints words of the program's own beside the form's."""
    return tuple(dict.fromkeys((*form.languages, *spoken())))


def strays(
    questionnaire: Questionnaire, layout: Layout, locations: Locations, sheets: Mapping[str, Sheet]
) -> dict[tuple[str, int], list[Stray]]:
    """Return what stands beside the answers, by sheet and row, from left to right."""
    printed = printed_texts(questionnaire)
    known = printed.texts | layout.texts | layout.by_anchor.keys()
    current = is_current(questionnaire, layout)
    owners: dict[str, dict[int, str]] = {}
    for slot in layout.slots:
        if spot := locations.spots.get(slot.key):
            owners.setdefault(spot.cell.sheet, {})[spot.cell.row] = slot.question
    found: dict[tuple[str, int], list[Stray]] = {}
    beside = aside_columns(layout, locations)
    held = {spot.cell for spot in locations.spots.values()} if beside else set()
    for name, rows in owners.items():
        columns = locations.columns[name] - beside.get(name, set())
        for (row, column), value in sheets[name].cells.items():
            # What an earlier version printed beside its answers is not known.
            if (
                row in rows
                and column not in columns
                and (name, row, column) not in held
                and value not in known
                and (current or not isinstance(value, str))
            ):
                cell = Cell(name, row, column)
                owner = questionnaire.by_name.get(rows[row])
                if stray := _stray(cell, value, _Row(owner, printed.helps.get(rows[row], ()), sheets[name], columns), locations):
                    found.setdefault((name, row), []).append(stray)
    for those in found.values():
        those.sort(key=lambda stray: stray.cell.column)
    return found


def aside_columns(layout: Layout, locations: Locations) -> dict[str, set[int]]:
    """Return the columns for flags and notes by sheet; in the rows of questions that have none, anything there is beside the answer."""
    found: dict[str, set[int]] = {}
    for slot in layout.slots:
        if slot.aside and (spot := locations.spots.get(slot.key)):
            found.setdefault(spot.cell.sheet, set()).add(spot.cell.column)
    return found


class _Row(NamedTuple):
    """The row of a question in which something stands, with what may have been printed as its help, and the columns of its answers.

    `question` is None where the form has it no more.
    """

    question: Question | None
    helps: tuple[str, ...]
    sheet: Sheet
    answers: frozenset[int]


def _stray(cell: Cell, value: CellValue, row: _Row, locations: Locations) -> Stray | None:
    keys = locations.key_columns.get(cell.sheet)
    columns = locations.columns[cell.sheet]
    if is_blank(value) or (row.answers and min(row.answers) < cell.column < max(row.answers)):
        return None
    # The values of the last round stand behind the hidden key: numbers, as all that is put there.
    shown = row.question if row.question and (row.question.previous or row.question.revises) else None
    values = range(keys + 1, keys + 1 + len(columns)) if keys and shown else range(0)
    if cell.column in values and number(value) is not None:
        return None
    hidden = [as_text(raw) for at in values if (raw := row.sheet.cells.get((cell.row, at))) is not None and number(raw) is not None]
    rest = behind_print(as_text(value), row.helps, shown, hidden)
    if rest is not None:
        return Stray(cell, value, rest=rest) if rest else None
    return Stray(cell, value, overwritten=bool(row.helps) and cell.column == (keys - 1 if keys else max(columns) + 1))
