"""What is told of cells and rows that a newer edition has more: what the form took in, and what to change in it where nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

from languages.locales import english_name
from questionnaire.adopt import FoundQuestion
from questionnaire.adopted.places import book_of
from questionnaire.definition import Questionnaire
from questionnaire.designed.places import named_cells, place, quoted
from questionnaire.renewal.added_rows import AddedRow, GrownMatrix
from questionnaire.renewal.renewal import Renewal
from service.authoring.renewal.editions import NewEdition
from service.authoring.renewal.form_grid import LINES, FormGrid, FormSheets
from workbooks.cells import Cell

_SHOWN = 60  # Signs of a label.
_NO_LINES = ("", "", "")


def of_rows(others: tuple[NewEdition, ...], grown: tuple[GrownMatrix, ...]) -> Iterator[str]:
    """Yield a sentence on each row that the form took in."""
    for matrix in grown:
        for code in matrix.order:
            if code in matrix.came:
                there = (one.rows_came.get(matrix.repeat, {}).get(code) for one in others)
                words = (f"{one.language}: {row.key}" for one, row in zip(others, there, strict=True) if row)
                said = "; ".join((matrix.came[code].key, *words))
                yield f"came: {matrix.repeat}[{code}] at row {_at(matrix.came[code])} ({said})"


def of_other(one: NewEdition, grown: tuple[GrownMatrix, ...]) -> Iterator[str]:
    """Yield a sentence on each row that came in the workbook of one language alone."""
    file, language = one.found.file, one.language
    where = f"on the sheet survey, in excel::rows::{language} and excel::cell::{language}"
    words = f"on the sheet choices, in label::{english_name(language)} ({language})"
    for matrix in grown:
        there = one.rows_came.get(matrix.repeat, {})
        for code in (each for each in matrix.came if each not in there):
            yield f"{file}: {matrix.repeat}[{code}], which came, was not found; say where it stands, {where}; {words}"
    known = {(row.repeat, row.row) for rows in one.rows_came.values() for row in rows.values()}
    for row in one.renewal.added:
        if row.doubt is None and (row.repeat, row.row) not in known:
            yield f"came: row {_at(row)} of {row.repeat} ({row.key}) in {file} alone; nothing reads it"


def what_to_change(form: Questionnaire, one: NewEdition, sheets: FormSheets) -> Iterator[str]:
    """Yield for each matrix or question that has more cells than the form asks for which cells of the form to change to what."""
    if one.left:
        for matrix in one.left.matrices:
            steps = [*_on_survey(form, one, matrix, sheets.survey), *_on_choices(form, one, matrix, sheets.choices)]
            yield f"grew: {_asked_for(matrix)}. To ask for them: {'; '.join(steps)}."
        yield from (f"grew: {_of_cells(one, one.left.renewal, question, sheets.survey)}" for question in one.left.renewal.grown)


def _asked_for(matrix: GrownMatrix) -> str:
    rows = [row for row in matrix.came.values() if row.doubt]
    said = ", ".join(f"row {_at(row)} ({row.key})" for row in rows)
    doubts = dict.fromkeys(row.doubt.value for row in rows if row.doubt)
    went = dict.fromkeys(code for row in rows for code in row.went)
    names = f" ({', '.join(went)})" if went else ""
    return f"{matrix.repeat} does not ask for {said}: {'; '.join(doubts)}{names}"


def _on_survey(form: Questionnaire, one: NewEdition, matrix: GrownMatrix, survey: FormGrid) -> Iterator[str]:
    """Yield which cells of the survey are to be changed to what: its rows are told by their names."""
    whole = one.left.renewal if one.left else one.renewal
    lines = zip(LINES, whole.lines.get(matrix.repeat, ()), one.renewal.lines.get(matrix.repeat, _NO_LINES), strict=False)
    said = [f"at {matrix.repeat} {survey.header(column, one.language)} = {new}" for column, new, old in lines if new != old]
    there = {name: at for name, at in whole.written.items() if at != one.renewal.written.get(name)}
    asked = [each.name for each in form.in_repeat[matrix.repeat] if each.name in there]
    said += [f"at {name} {survey.header('excel::cell', one.language)} = {there[name]}" for name in asked]
    if said:
        yield f"on the sheet survey, {', '.join(said)}"


def _on_choices(form: Questionnaire, one: NewEdition, matrix: GrownMatrix, choices: FormGrid) -> Iterator[str]:
    """Yield what is to be written into the list of a matrix."""
    name = next(each.list_name for each in form.repeats if each.name == matrix.repeat)
    label, before = choices.header("label", one.language or form.languages[0]), ""
    for code in matrix.order:
        if code in matrix.came and matrix.came[code].doubt:
            where, row = f"behind {before}" if before else "at the top", matrix.came[code]
            yield f"on the sheet choices, in the list {name}, {where} a row with {choices.header('name')} = {code}, {label} = {row.key}"
        before = code
    if went := dict.fromkeys(code for row in matrix.came.values() for code in row.went):
        those = ", ".join(went)
        yield f"and take {those} out of that list, or where it is one of these rows, give it that {label} in place of a row of its own"


def _of_cells(one: NewEdition, whole: Renewal, question: FoundQuestion, survey: FormGrid) -> str:
    names, header = named_cells(book_of(one.data)), survey.header("excel::cell", one.language)
    mine = {Cell(question.sheet, *at) for at in question.cells}
    owners = [name for name, cells in whole.cells.items() if mine & {*cells}]
    taken = {cell for cells in whole.cells.values() for cell in cells}
    every, left = (place(question.sheet, sorted(cell[1:] for cell in those), names)[0] for those in (mine, mine - taken))
    begun = f"{left} ({question.label[:_SHOWN]}) is not asked for. To ask for it: on the sheet survey, "
    if len(owners) == 1:
        return f"{begun}at {owners[0]} {header} = {every}"
    return f"{begun}add it to {header} of the one of {', '.join(owners)} that it belongs to"


def _at(row: AddedRow) -> str:
    return f"{row.row} of {quoted(row.sheet)}"
