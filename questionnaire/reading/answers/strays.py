"""What stands in the rows of questions outside of their cells, and was not printed there: remarks, or answers beside their cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from languages import spoken
from questionnaire.definition import Question, Questionnaire, QuestionType
from questionnaire.helps import help_text
from questionnaire.layout import Layout
from questionnaire.pages import is_current
from questionnaire.printed import choice_labels, label
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
    known = printed.texts | layout.by_anchor.keys()
    current = is_current(questionnaire, layout)
    shown = {question.name for question in questionnaire.questions if question.previous or question.revises}
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
                hidden = rows[row] in shown and _is_last_round_value(cell, value, locations)
                stray = None if hidden else _stray(cell, value, printed.helps.get(rows[row], ()), locations, columns)
                if stray:
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


def _stray(cell: Cell, value: CellValue, helps: tuple[str, ...], locations: Locations, answers: frozenset[int]) -> Stray | None:
    keys = locations.key_columns.get(cell.sheet)
    columns = locations.columns[cell.sheet]
    if is_blank(value) or (answers and min(answers) < cell.column < max(answers)):
        return None
    text = visible(as_text(value))
    for helped in map(visible, helps):
        if text == helped or not text.startswith(f"{helped} "):
            continue
        rest = text[len(helped) :].strip()
        return None if _is_last_round(as_text(value), helps) else Stray(cell, value, rest=rest)
    is_help = bool(helps) and cell.column == (keys - 1 if keys else max(columns) + 1)
    return Stray(cell, value, overwritten=is_help)


def _is_last_round_value(cell: Cell, value: CellValue, locations: Locations) -> bool:
    """Say whether a cell is one of those behind the hidden key, and holds a value of the last round: a number, as all that is put there."""
    keys = locations.key_columns.get(cell.sheet)
    behind = keys is not None and keys < cell.column <= keys + len(locations.columns[cell.sheet])
    return behind and number(value) is not None


def _is_last_round(text: str, helps: tuple[str, ...]) -> bool:
    """Say whether the help goes on with a line of its own that ends in a number, as that of the last round does."""
    return any(text.startswith(f"{each}\n") and ":" in text[len(each) :] for each in helps)
