"""Answers that are not written into their cell."""

from __future__ import annotations

from collections.abc import Callable

from openpyxl.comments import Comment

from questionnaire.definition import QuestionType
from tests.mutations import grid
from tests.mutations.case import LOST, SECTION, TABLE, Case, Catalogue, Expected, Touched
from tests.mutations.fill import type_in
from tests.mutations.loose import Cell

PLACING = Catalogue()
T = QuestionType
_TYPES = {"a number": (T.INTEGER, T.DECIMAL), "a text": (T.TEXT,), "a choice": (T.SELECT_ONE,), "a date": (T.DATE,)}


def _at(case: Case, key: str, rows: int, columns: int) -> Cell:
    cell = case.cell(key)
    found: Cell = cell.parent.cell(cell.row + rows, cell.column + columns)
    return found


def _moved(case: Case, key: str, target: Cell, value: object = None) -> Touched:
    own = case.cell(key)
    target.number_format = own.number_format
    type_in(target, own.value if value is None else value)
    own.value = None
    return {key: Expected(case.sample.answers[key], frozenset({(target.parent.title, target.coordinate)}))}


def _beside(types: tuple[QuestionType, ...], columns: int, kind: str = SECTION) -> Callable[[Case], Touched]:
    def change(case: Case) -> Touched:
        key = case.pick(*types, kind=kind)
        return _moved(case, key, _at(case, key, 0, columns))

    return change


for _what, _types in _TYPES.items():
    PLACING.add(f"{_what} in the help cell on the right", packed=True)(_beside(_types, 1))
    PLACING.add(f"{_what} in a free column on the right", packed=True)(_beside(_types, 4))
PLACING.add("a number in the cell of the printed number", packed=True)(_beside((T.INTEGER, T.DECIMAL), -2))


@PLACING.add("a number behind the help's words", packed=True)
def _(case: Case) -> Touched:
    key = case.pick(T.INTEGER, T.DECIMAL, kind=SECTION)
    target = _at(case, key, 0, 1)
    return _moved(case, key, target, f"{target.value or ''} {case.cell(key).value}")


@PLACING.add("an answer in a row that was put in below", packed=True)
def _(case: Case) -> Touched:
    sheet = case.sheet(SECTION, 2)
    key = next(key for key in case.on(sheet) if not case.spots[key][0].choice)
    touched = case.same(case.on(sheet))
    own = case.cell(key)
    grid.insert_rows(case.book, sheet, own.row + 1, 1)
    return {**touched, **_moved(case, key, _at(case, key, 1, 0))}


@PLACING.add("an answer in a comment on its cell", packed=True)
def _(case: Case) -> Touched:
    key = case.pick(T.INTEGER, T.DECIMAL, kind=SECTION)
    cell = case.cell(key)
    cell.comment = Comment(str(cell.value), "Ann Example")
    cell.value = None
    return case.same([key])


@PLACING.add("a text in a comment on its cell", packed=True)
def _(case: Case) -> Touched:
    key = case.pick(T.TEXT, kind=SECTION)
    cell = case.cell(key)
    cell.comment = Comment(str(cell.value), "Ann Example")
    cell.value = None
    return case.same([key])


@PLACING.add("an answer in a comment on its label", packed=True)
def _(case: Case) -> Touched:
    key = case.pick(T.INTEGER, T.DECIMAL, kind=SECTION)
    spot, own = case.spots[key][0], case.cell(key)
    label = own.parent.cell(spot.label_row, spot.label_column)
    label.comment = Comment(str(own.value), "Ann Example")
    own.value = None
    return {key: Expected(case.sample.answers[key], frozenset({(label.parent.title, label.coordinate)}))}


@PLACING.add("a comment beside an answer", packed=True)
def _(case: Case) -> Touched:
    key = case.pick(T.INTEGER, T.DECIMAL, T.DATE, T.SELECT_ONE)
    case.cell(key).comment = Comment("Provisional: see our letter of 3 May, page 7", "Ann Example")
    return case.same([key])


@PLACING.add("a remark in a free column on the right", packed=True)
def _(case: Case) -> Touched:
    key = case.pick(T.INTEGER, T.DECIMAL, kind=SECTION)
    _at(case, key, 0, 4).value = "checked by the finance department"
    return case.same([key])


@PLACING.add("an answer split over two cells", packed=True)
def _(case: Case) -> Touched:
    key = case.pick(T.INTEGER, kind=SECTION, where=lambda _, answer: isinstance(answer, int) and answer >= 1000)
    text = str(case.cell(key).value)
    target = _at(case, key, 0, 1)
    target.value, case.cell(key).value = text[1:], int(text[0])
    return {key: Expected(LOST, frozenset({(target.parent.title, target.coordinate)}))}


@PLACING.add("another answer beside the answer", packed=True)
def _(case: Case) -> Touched:
    key = case.pick(T.INTEGER, kind=SECTION)
    target = _at(case, key, 0, 1)
    target.value = 17
    return {key: Expected(LOST, frozenset({(target.parent.title, target.coordinate)}))}


@PLACING.add("an answer cell merged with its neighbour", packed=True)
def _(case: Case) -> Touched:
    key = case.pick(T.TEXT, T.INTEGER, kind=SECTION)
    cell = case.cell(key)
    cell.parent.merge_cells(start_row=cell.row, start_column=cell.column, end_row=cell.row, end_column=cell.column + 1)
    return case.same([key])


@PLACING.add("a remark beside a table", packed=True)
def _(case: Case) -> Touched:
    sheet = case.sheet(TABLE)
    row = min(case.rows(sheet))
    sheet.cell(row, sheet.max_column + 2).value = "see annex"
    return case.same(case.rows(sheet)[row])


def _two_ticks(case: Case) -> Touched:
    key = case.pick(T.SELECT_MULTIPLE, kind=SECTION)
    spot = case.spots[key][0]
    sheet = case.book[spot.sheet]
    for each in case.spots[key]:
        sheet.cell(each.row, each.column + 1).value = "x"
        sheet.cell(each.row, each.column).value = None
    cells = frozenset((sheet.title, sheet.cell(each.row, each.column + 1).coordinate) for each in case.spots[key])
    return {key: Expected(case.sample.answers[key], cells)}


PLACING.add("choices ticked in the column on the right", packed=True)(_two_ticks)


@PLACING.add("choices written beside the question instead of ticked", packed=True)
def _(case: Case) -> Touched:
    key = case.pick(T.SELECT_MULTIPLE, kind=SECTION, where=lambda _, answer: isinstance(answer, tuple) and len(answer) > 1)
    spots = case.spots[key]
    sheet = case.book[spots[0].sheet]
    named = [str(sheet.cell(each.label_row, each.label_column).value) for each in spots]
    question = case.question(key)
    row = spots[0].label_row - [choice.name for choice in question.choices].index(spots[0].choice) - 1
    for each in spots:
        sheet.cell(each.row, each.column).value = None
    target = sheet.cell(row, spots[0].column)
    target.value = "; ".join(named)
    return {key: Expected(case.sample.answers[key], frozenset({(sheet.title, target.coordinate)}))}
