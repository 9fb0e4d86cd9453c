"""The law of calculated cells: whatever is answered, a spreadsheet program shows what the checks work out when the workbook comes back."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from domain.answer import AnswerValue
from questionnaire.calculated import calculated
from questionnaire.definition import Question, Questionnaire, QuestionType
from questionnaire.expressions import parse
from questionnaire.items import parts
from questionnaire.pages import lay_out, pages
from questionnaire.workbook.build import build
from tests.questionnaire.repeat_samples import FIGURES, inside
from tests.questionnaire.workbook.test_repeats import all_by_libreoffice, calculated_book
from tests.questionnaire.workbook_samples import COVER, PLACE, opened, question, saved

T = QuestionType
TODAY = date(2012, 4, 1)
BOOKS = 25


def worked_out(name: str, calculation: str, **more: Any) -> Question:
    """Return a calculation outside of repeats."""
    return question(name, T.CALCULATE, f"Out {name}", name, name, "numbers", calculation=parse(calculation), **more)


# They read repeats from outside, answers outside from a repeat, each other, ones that have no cell, and ones that may not apply.
MORE = (
    worked_out("largest", "max(${recorded}, ${staff})"),
    worked_out("dearest", "max(${price}) - min(${price})"),
    worked_out("answered", "count(${solved}) + count(${model})"),
    worked_out("instances", "count(${offences}) * 10 + count(${equipment})"),
    worked_out("chosen", "count(${used})"),
    worked_out("maybe", "${staff} + 1", relevant=parse("${victim} = 'yes'")),
    worked_out("after_maybe", "coalesce(${maybe}, -1)"),
    worked_out("sum_of_unseen", "sum(${unseen}, ${women})"),
    worked_out("said", "if(${staff} > 50, 'large', 'small')"),
    worked_out("average_cost", "${cost_total} div ${rows}"),
    Question(
        name="half", type=T.CALCULATE, label={}, section="numbers", place=PLACE, repeat="offences", calculation=parse("${recorded} div 2")
    ),
    inside("offences", "halves", T.CALCULATE, "Halves", "h", "h", calculation=parse("${half} + ${half} + ${staff} * 0")),
    inside("offences", "known", T.CALCULATE, "Known", "k", "k", calculation=parse("count(${recorded}, ${solved}, ${why})")),
    inside("equipment", "per_head", T.CALCULATE, "Per head", "p", "p", calculation=parse("${cost} div ${staff}")),
    inside("equipment", "worth", T.CALCULATE, "Worth", "w", "w", calculation=parse("${price} - 1"), relevant=parse("${kind} = 'server'")),
    inside("equipment", "flag", T.CALCULATE, "Flag", "f", "f", calculation=parse("if(selected(${used}, 'fraud'), 1, 0)")),
)
FORM = replace(FIGURES, questions=(*FIGURES.questions, *MORE))
LABELLED = {one.name for one in FORM.questions if one.calculation and one.label}


def some(form: Questionnaire, chance: random.Random) -> dict[str, AnswerValue]:
    """Return answers to some of the items."""
    every = {slot.item or slot.question for slot in lay_out(form, "en").slots}
    keys = [key for key in sorted(every) if chance.random() < 0.75]
    rows = chance.randrange(5)
    names = [one for one in form.in_repeat["equipment"] if one.asked]
    made = {key: value(form.by_name[key.rpartition(".")[2]], chance) for key in keys}
    for row in range(1, rows + 1):
        made[f"equipment[{row}].model"] = "M1"  # So that no row is blank.
        made |= {f"equipment[{row}].{one.name}": value(one, chance) for one in names if chance.random() < 0.7}
    return made


def value(one: Question, chance: random.Random) -> AnswerValue:
    """Return an answer to a question."""
    if one.missing and chance.random() < 0.2:
        return one.missing[0]
    if one.type is T.SELECT_MULTIPLE:
        return tuple(choice.name for choice in one.choices if chance.random() < 0.5)
    given: dict[QuestionType, list[AnswerValue]] = {
        T.INTEGER: [0, 1, 2, 7, 100, 51],
        T.DECIMAL: [0.5, 1.25, 10.0, 0.1, 3.0],
        T.DATE: [date(2011, 5, 1), date(2012, 2, 29)],
        T.SELECT_ONE: [choice.name for choice in one.choices],
        T.TEXT: ["a", "B c"],
    }
    return chance.choice(given[one.type])


def fill(book: Workbook, form: Questionnaire, answers: Mapping[str, AnswerValue]) -> None:
    """Write answers into the cells of the layout."""
    layout = lay_out(form, "en")
    for key, answer in answers.items():
        for slot in layout.by_item.get(key, ()):
            put(book[slot.sheet], slot.row, slot.column, form.by_name[slot.question], slot.choice, answer)
    (table,) = layout.tables
    for column in table.columns:
        for row in range(1, 6):
            answer = answers.get(f"equipment[{row}].{column.question}")
            put(book[table.sheet], table.first + row - 1, column.column, form.by_name[column.question], column.choice, answer)


def put(sheet: Any, row: int, column: int, one: Question, choice: str, answer: AnswerValue) -> None:
    """Write one answer as a person writes it."""
    if answer is None or (choice and choice not in tuple(answer)):  # type: ignore[arg-type]
        return
    labels = {each.name: each.label["en"] for each in one.choices}
    sheet.cell(row, column).value = "Yes" if choice else labels.get(str(answer), answer)


def shown(book: Workbook, form: Questionnaire) -> dict[str, Any]:
    """Return what stands in the cells of the calculations by the key of the item."""
    cells: dict[str, Any] = {}
    for page in pages(form, "en"):
        sheet = book[page.sheet]
        for slot in (slot for line in page.lines for slot in line.slots if form.by_name[slot.question].calculation):
            cells[slot.item or slot.question] = sheet.cell(slot.row, slot.column).value
        for column in (column for column in (page.table.columns if page.table else ()) if column.calculated):
            for row in range(1, 6):
                cells[f"equipment[{row}].{column.question}"] = sheet.cell(page.table.first + row - 1, column.column).value  # type: ignore[union-attr]
    return {key: None if cell == "" else cell for key, cell in cells.items()}


def test_every_calculated_cell_shows_what_is_worked_out_on_return(tmp_path: Path) -> None:
    """Workbooks filled in at random, calculated by LibreOffice; what Excel cannot work out is said in its cell."""
    chance = random.Random(7)  # noqa: S311 - the same workbooks each time
    blank, given, books = build(FORM, "en", COVER), [some(FORM, chance) for _ in range(BOOKS)], []
    for answers in given:
        books.append(opened(blank))
        fill(books[-1], FORM, answers)
    compared: dict[str, set[object]] = {}
    for answers, data in zip(given, all_by_libreoffice([saved(book) for book in books], tmp_path), strict=True):
        expected = calculated(FORM, answers, (), TODAY).values
        for key, cell in shown(calculated_book(data), FORM).items():
            if cell != "Worked out when the workbook is returned.":
                wanted = expected.get(key)
                assert cell == (pytest.approx(wanted) if isinstance(wanted, float) else wanted), (key, answers)
                compared.setdefault(FORM.by_name[parts(key)[2]].name, set()).add(wanted)
    # Each calculation was seen with different values; only that of a regular expression has no Excel reading.
    assert {name for name, values in compared.items() if len(values) > 1} == LABELLED - {"letters"}
