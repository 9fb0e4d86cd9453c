"""What is done to the rows of tables and to the columns of matrices."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from openpyxl.cell.cell import MergedCell

from questionnaire.definition import QuestionType
from questionnaire.items import key_of, parts
from tests.mutations import grid
from tests.mutations.case import LOST, MATRIX, TABLE, Case, Catalogue, Expected, NotHereError, Touched
from tests.mutations.loose import Worksheet

TABLES = Catalogue()
_WAYS = {"": True, ", the names left behind": False}


def _rows(case: Case) -> tuple[Worksheet, list[int]]:
    sheet = case.sheet(TABLE)
    return sheet, sorted(case.rows(sheet))


def _renumbered(case: Case, sheet: Worksheet, became: Mapping[int, int]) -> Touched:
    """Return the answers when the instances have other numbers: `became` has the number of each instance that is left."""
    answers = case.sample.answers
    all_keys = [key for key in answers if case.question(key).repeat == case.question(case.on(sheet)[0]).repeat]
    touched: dict[str, Expected] = {key: Expected(None) for key in all_keys}
    for key in all_keys:
        _, instance, _ = parts(key)
        if now := became.get(int(instance)):
            touched[key_of(case.question(key), str(now))] = Expected(answers[key])
    return touched


@TABLES.add("the rows of a table sorted backwards", packed=True)
def _(case: Case) -> Touched:
    sheet, rows = _rows(case)
    touched = _renumbered(case, sheet, {number: len(rows) + 1 - number for number in range(1, len(rows) + 1)})
    _permute_answers(case, sheet, dict(zip(rows, reversed(rows), strict=True)))
    return touched


def _permute_answers(case: Case, sheet: Worksheet, order: Mapping[int, int]) -> None:
    # The rows of ours are numbered.
    first = 1 if case.adopted else 2
    columns = range(first, sheet.max_column + 1)
    values = {row: {column: sheet.cell(row, column).value for column in columns} for row in order}
    for row, target in order.items():
        for column, value in values[row].items():
            if not str(value).startswith("="):
                sheet.cell(target, column).value = value


def _deleted(*, follow: bool) -> Callable[[Case], Touched]:
    def change(case: Case) -> Touched:
        sheet, rows = _rows(case)
        if len(rows) < 3:
            raise NotHereError
        touched = _renumbered(case, sheet, {1: 1, **{number: number - 1 for number in range(3, len(rows) + 1)}})
        grid.delete_rows(case.book, sheet, rows[1], 1, follow=follow)
        return touched

    return change


def _first_deleted(*, follow: bool) -> Callable[[Case], Touched]:
    def change(case: Case) -> Touched:
        sheet, rows = _rows(case)
        touched = _renumbered(case, sheet, {number: number - 1 for number in range(2, len(rows) + 1)})
        grid.delete_rows(case.book, sheet, rows[0], 1, follow=follow)
        return touched

    return change


for _ending, _follow in _WAYS.items():
    TABLES.add(f"a row of a table deleted{_ending}", packed=True)(_deleted(follow=_follow))
    TABLES.add(f"the first row of a table deleted{_ending}", packed=True)(_first_deleted(follow=_follow))


@TABLES.add("blank rows within a table", packed=True)
def _(case: Case) -> Touched:
    sheet, rows = _rows(case)
    touched = case.same(case.on(sheet))
    _permute_answers(case, sheet, {rows[-1] + 3: rows[-1], rows[-1]: rows[-1] + 3})
    return touched


@TABLES.add("a table filled beyond its room", packed=True)
def _(case: Case) -> Touched:
    sheet, rows = _rows(case)
    repeat = case.question(case.on(sheet)[0]).repeat
    columns = {case.question(key).name: case.spots[key][0].column for key in case.on(sheet) if not case.spots[key][0].choice}
    touched = dict(case.same(case.on(sheet)))
    room = next(one.room for one in case.sample.form.repeats if one.name == repeat)
    fixed = next(one.fixed for one in case.sample.form.repeats if one.name == repeat)
    if fixed:
        raise NotHereError
    for number in range(len(rows) + 1, room + 4):
        for question in case.sample.form.in_repeat[repeat]:
            source = f"{repeat}[1].{question.name}"
            key = key_of(question, str(number))
            if not question.asked:
                continue
            if question.name in columns and case.sample.answers.get(source) is not None:
                sheet.cell(rows[0] + number - 1, columns[question.name]).value = sheet.cell(rows[0], columns[question.name]).value
                touched[key] = Expected(case.sample.answers[source], frozenset({(sheet.title, "")}))
            else:
                touched[key] = Expected(None, frozenset({(sheet.title, "")}))
    return touched


def _total(word: str) -> Callable[[Case], Touched]:
    """Put a row of sums beneath the answers."""

    def change(case: Case) -> Touched:
        sheet, rows = _rows(case)
        below = rows[-1] + 1
        cells = set()
        for key in case.rows(sheet)[rows[0]]:
            kind, column = case.question(key).type, case.spots[key][0].column
            if kind in {QuestionType.INTEGER, QuestionType.DECIMAL}:
                values = [sheet.cell(row, column).value for row in rows]
                sheet.cell(below, column).value = sum(value for value in values if isinstance(value, int | float))
                cells.add((sheet.title, sheet.cell(below, column).coordinate))
        sheet.cell(below, 2 if word else 1).value = word or None
        cells.add((sheet.title, sheet.cell(below, 2).coordinate))
        added = {key_of(case.question(key), str(len(rows) + 1)): Expected(None, frozenset(cells)) for key in case.rows(sheet)[rows[0]]}
        return {**case.same(case.on(sheet)), **added}

    return change


TABLES.add("a row called Total", packed=True)(_total("Total"))
TABLES.add("a row of sums", packed=True)(_total(""))


def _headings(case: Case) -> tuple[Worksheet, int, list[int]]:
    """Return the sheet of a matrix, the row of its headings, and its columns."""
    sheet = case.sheet(MATRIX)
    columns = sorted({case.spots[key][0].column for key in case.on(sheet)})
    # Between the headings of ours and the answers is a row of hidden keys.
    return sheet, min(case.rows(sheet)) - 1 if case.adopted else 2, columns


def _matrix_column_inserted(*, follow: bool) -> Callable[[Case], Touched]:
    def change(case: Case) -> Touched:
        sheet, _, columns = _headings(case)
        touched = case.same(case.on(sheet))
        grid.insert_columns(case.book, sheet, columns[1], 1, follow=follow)
        return touched

    return change


def _matrix_column_deleted(*, follow: bool) -> Callable[[Case], Touched]:
    def change(case: Case) -> Touched:
        sheet, _, columns = _headings(case)
        gone = {key: Expected(LOST) for key in case.on(sheet) if case.spots[key][0].column == columns[1]}
        touched = {**case.same(case.on(sheet)), **gone}
        grid.delete_columns(case.book, sheet, columns[1], 1, follow=follow)
        return touched

    return change


for _ending, _follow in _WAYS.items():
    TABLES.add(f"a column inserted between two of a matrix{_ending}", packed=True)(_matrix_column_inserted(follow=_follow))
    TABLES.add(f"a column of a matrix deleted{_ending}", packed=True)(_matrix_column_deleted(follow=_follow))


def _swap_columns(sheet: Worksheet, one: int, other: int, first: int) -> None:
    for row in range(first, sheet.max_row + 1):
        left, right = sheet.cell(row, one), sheet.cell(row, other)
        if isinstance(left, MergedCell) or isinstance(right, MergedCell):
            continue  # A note goes across.
        left.value, right.value = right.value, left.value


@TABLES.add("two columns of a matrix exchanged with their headings", packed=True)
def _(case: Case) -> Touched:
    sheet, head, columns = _headings(case)
    touched = case.same(key for key in case.on(sheet) if case.spots[key][0].column in columns[:2])
    _swap_columns(sheet, columns[0], columns[1], head)
    return touched


@TABLES.add("two columns of a matrix exchanged with their headings, names gone")
def _(case: Case) -> Touched:
    sheet, head, columns = _headings(case)
    grid.drop_names(case.book)
    _swap_columns(sheet, columns[0], columns[1], head)
    return case.all()


@TABLES.add("the headings of a matrix as numbers", packed=True)
def _(case: Case) -> Touched:
    sheet, head, columns = _headings(case)
    touched = case.same(case.on(sheet))
    for column in columns:
        cell = sheet.cell(head, column)
        cell.number_format = "General"
        cell.value = int(str(cell.value)) if str(cell.value).isdecimal() else cell.value
    return touched


@TABLES.add("the headings of a matrix as numbers, names gone")
def _(case: Case) -> Touched:
    sheet, head, columns = _headings(case)
    grid.drop_names(case.book)
    for column in columns:
        cell = sheet.cell(head, column)
        cell.number_format = "General"
        cell.value = int(str(cell.value)) if str(cell.value).isdecimal() else cell.value
    return case.all()


@TABLES.add("a heading of a matrix changed", packed=True)
def _(case: Case) -> Touched:
    sheet, head, columns = _headings(case)
    sheet.cell(head, columns[0]).value = "1999"
    # Whether the year or the answers are wrong is not known. Of an adopted workbook it is told that the heading was written over.
    cells = frozenset({(sheet.title, sheet.cell(head, columns[0]).coordinate)}) if case.adopted else frozenset()
    return {key: Expected(LOST, cells) for key in case.on(sheet) if case.spots[key][0].column == columns[0]}


@TABLES.add("a heading of a matrix changed, names and keys gone")
def _(case: Case) -> Touched:
    sheet, head, columns = _headings(case)
    grid.drop_names(case.book)
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("q_"):
                cell.value = None
    sheet.cell(head, columns[0]).value = "1999"
    lost = {key: Expected(LOST) for key in case.on(sheet) if case.spots[key][0].column == columns[0]}
    return {**case.all(), **lost}


@TABLES.add("two columns of a table exchanged", packed=True)
def _(case: Case) -> Touched:
    sheet, _ = _rows(case)
    head = case.spots[case.on(sheet)[0]][0].label_row
    touched = case.same(case.on(sheet))
    _swap_columns(sheet, 2, 3, head)
    return touched


@TABLES.add("a heading of a table changed", packed=True)
def _(case: Case) -> Touched:
    sheet, _ = _rows(case)
    spot = case.spots[case.on(sheet)[0]][0]
    sheet.cell(spot.label_row, spot.label_column).value = "Our words"
    return case.same(key for key in case.on(sheet) if case.spots[key][0].column == spot.column)


@TABLES.add("the row of keys of a table deleted", packed=True)
def _(case: Case) -> Touched:
    sheet, rows = _rows(case)
    touched = case.same(case.on(sheet))
    grid.delete_rows(case.book, sheet, rows[0] - 1, 1)
    return touched
