"""A repeat as a table: a heading a question, and beneath a framed row an instance, with room to grow."""

from __future__ import annotations

from openpyxl.styles import Border, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from questionnaire.definition import Aside, Question, QuestionType
from questionnaire.layout import HEADING_ROW, TITLE_ROW, Column, Table
from questionnaire.pages import Page
from questionnaire.printed import choice_labels
from questionnaire.workbook.begun import default_formula
from questionnaire.workbook.filled import begins, begun, filled, runs
from questionnaire.workbook.maker import Maker, begin_at, give_name, like, put_aside, put_key, put_value
from questionnaire.workbook.operands import INSTANCE, placed
from questionnaire.workbook.rules import Rules
from questionnaire.workbook.style import DARK, MUTED, WHITE, at, ground, row_points

_NUMBER_WIDTH = 6.0
_WIDTHS = {
    QuestionType.TEXT: 30.0,
    QuestionType.INTEGER: 15.0,
    QuestionType.DECIMAL: 15.0,
    QuestionType.DATE: 15.0,
    QuestionType.CALCULATE: 15.0,
    QuestionType.SELECT_MULTIPLE: 17.0,
}
_ASIDES = {Aside.FLAG: 12.0, Aside.NOTE: 24.0}
_NARROWEST_CHOICE, _WIDEST_CHOICE = 16.0, 34.0
_NARROWEST = 76.0  # Of the whole table, so that the sentences above it have room.
_ROW_POINTS = 22.0
_FROZEN_POINTS = 260.0  # More than this would leave no room to scroll on a small screen.


def write_table(maker: Maker, sheet: Worksheet, page: Page, table: Table) -> None:
    """Write the sheet of a table."""
    questions = [maker.questionnaire.by_name[column.question] for column in table.columns]
    widths = _widths(maker, table, questions)
    sheet.column_dimensions["A"].width = _NUMBER_WIDTH
    for column, width in zip(table.columns, widths, strict=True):
        sheet.column_dimensions[_letters(column)].width = width
    sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = _ROW_POINTS, True
    above = _above(maker, sheet, page, table, sum(widths))
    heads = _heads(maker, sheet, page, table, widths)
    rules = Rules(maker, sheet)
    for column, question in zip(table.columns, questions, strict=True):
        if column.aside:
            _write_aside(maker, sheet, rules, table, column, question)
        else:
            _write_column(maker, sheet, rules, table, column, question)
    rules.write()
    _number(maker, sheet, table)
    if table.further:
        _frame_further(maker, rules, table)
    sheet.print_title_rows = f"{table.head}:{table.head}"
    if table.further and any(column.calculated or begins(maker.questionnaire, table, column) for column in table.columns):
        # The formulas of the further rows count as content, and would come out of the printer as pages of headings.
        sheet.print_area = f"A1:{_letters(table.columns[-1])}{table.first + table.room - 1}"
    sheet.freeze_panes = f"B{table.first if above + heads <= _FROZEN_POINTS else TITLE_ROW}"
    first = next((column for column in table.columns if not column.calculated), table.columns[0])
    begin_at(sheet, at(sheet, table.first, first.column))


def _widths(maker: Maker, table: Table, questions: list[Question]) -> list[float]:
    widths = [
        _ASIDES[Aside(column.aside)] if column.aside else _WIDTHS.get(question.type) or _choice_width(maker, question)
        for column, question in zip(table.columns, questions, strict=True)
    ]
    return [width * max(1.0, _NARROWEST / sum(widths)) for width in widths]


def _choice_width(maker: Maker, question: Question) -> float:
    longest = max(map(len, choice_labels(question, maker.language, maker.languages)), default=0)
    return min(_WIDEST_CHOICE, max(_NARROWEST_CHOICE, longest + 4.0))


def _above(maker: Maker, sheet: Worksheet, page: Page, table: Table, width: float) -> float:
    """Write the title and the sentences above the table, and return how high they are together."""
    texts = [(TITLE_ROW, page.title), *((line.row, line.text) for line in page.lines)]
    for row, text in texts:
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=table.columns[-1].column)
        if row == TITLE_ROW:
            maker.style.put(at(sheet, row, 1), text, bold=True, size=15, colour=DARK)
            sheet.row_dimensions[row].height = row_points((text, width * 0.6)) * 1.3 + 4
        else:
            maker.style.put(at(sheet, row, 1), text, italic=row > HEADING_ROW)
            sheet.row_dimensions[row].height = row_points((text, width))
    return sum(sheet.row_dimensions[row].height or 0.0 for row, _ in texts)


def _heads(maker: Maker, sheet: Worksheet, page: Page, table: Table, widths: list[float]) -> float:
    """Write the help of the columns, their headings, and the hidden row of their keys; return how high the first two are together."""
    style, helps, heads = maker.style, table.head - 1, table.head
    style.put(at(sheet, heads, 1), maker.text("workbook_number"), bold=True, colour=WHITE)
    style.put(at(sheet, helps, 1), "")
    for column, helped in zip(table.columns, page.helps, strict=True):
        # What is said of a select_multiple is said once, above the first of its columns.
        first = next(each for each in table.columns if each.question == column.question)
        style.put(at(sheet, helps, column.column), helped if column is first else "", size=10, colour=MUTED)
        style.put(at(sheet, heads, column.column), column.label, bold=True, colour=WHITE)
        put_key(maker, at(sheet, heads + 1, column.column), column.key)
    for column_number in range(1, table.columns[-1].column + 1):
        at(sheet, heads, column_number).fill = ground(DARK)
    sheet.row_dimensions[heads + 1].hidden = True
    sheet.row_dimensions[helps].height = max(row_points((text, width)) for text, width in zip(page.helps, widths, strict=True))
    labels = zip((column.label for column in table.columns), widths, strict=True)
    sheet.row_dimensions[heads].height = max(24.0, *(row_points((text, width - 2)) for text, width in labels))
    return sum(sheet.row_dimensions[row].height or 0.0 for row in (helps, heads))


def _write_column(maker: Maker, sheet: Worksheet, rules: Rules, table: Table, column: Column, question: Question) -> None:
    first, last = at(sheet, table.first, column.column), at(sheet, table.last, column.column)
    give_name(maker, column.key, sheet, first, last)
    _look(maker, sheet, table, column, question)
    cells = f"{first.coordinate}:{last.coordinate}"
    _begin(maker, sheet, table, column, question)
    if column.calculated:
        _calculate(maker, sheet, table, column, question)
    else:
        rules.validate(question, cells, table.first)
    condition = maker.formulas.unasked(question)
    if condition is not None:
        _grey(maker, rules, table, column, condition)


def _write_aside(maker: Maker, sheet: Worksheet, rules: Rules, table: Table, column: Column, question: Question) -> None:
    first, last = at(sheet, table.first, column.column), at(sheet, table.last, column.column)
    give_name(maker, column.key, sheet, first, last)
    put_aside(maker, first)
    _repeat_look(sheet, table, column)
    rules.beside(question, Aside(column.aside), f"{first.coordinate}:{last.coordinate}")


def _grey(maker: Maker, rules: Rules, table: Table, column: Column, condition: str) -> None:
    """Let cells turn grey: where it hangs on the row, and beneath the frames, only in a row in which something is answered."""
    letters, further = _letters(column), table.first + table.room
    if INSTANCE not in condition:
        rules.grey(condition, f"{letters}{table.first}:{letters}{further - 1}")
    begin = table.first if INSTANCE in condition else further
    if begin <= table.last:
        rules.grey(
            f"AND({filled(maker.questionnaire, table, begin)},{placed(condition, begin)})", f"{letters}{begin}:{letters}{table.last}"
        )


def _look(maker: Maker, sheet: Worksheet, table: Table, column: Column, question: Question) -> None:
    """Make all cells of a column those of a question."""
    put_value(maker, at(sheet, table.first, column.column), question)
    _repeat_look(sheet, table, column)


def _repeat_look(sheet: Worksheet, table: Table, column: Column) -> None:
    """Give all cells of a column the look of the first; the further ones are open too, but have no frame until they are wanted."""
    first = at(sheet, table.first, column.column)
    for row in range(table.first + 1, table.first + table.room):
        like(at(sheet, row, column.column), first)
    if table.further:
        further = at(sheet, table.first + table.room, column.column)
        like(further, first)
        further.border, further.fill = Border(), PatternFill()
        for row in range(further.row + 1, table.last + 1):
            like(at(sheet, row, column.column), further)


def _begin(maker: Maker, sheet: Worksheet, table: Table, column: Column, question: Question) -> None:
    """Let each row show its default as soon as anything else is answered in it."""
    shows = question.default and begins(maker.questionnaire, table, column)
    formula = default_formula(maker, question, column.choice) if shows else None
    for row in range(table.first, table.last + 1 if formula else table.first):
        cell = at(sheet, row, column.column)
        cell.value = f'=IF({begun(maker.questionnaire, table, row)},{placed(formula or "", row)},"")'
        maker.results.put(cell, None)


def _calculate(maker: Maker, sheet: Worksheet, table: Table, column: Column, question: Question) -> None:
    """Let each row work out its value as soon as anything is answered in it."""
    formula = maker.formulas.calculated(question)
    for row in range(table.first, table.last + 1 if formula else table.first):
        cell = at(sheet, row, column.column)
        cell.value = f'=IF({begun(maker.questionnaire, table, row)},{placed(formula or "", row)},"")'
        maker.results.put(cell, None)


def _frame_further(maker: Maker, rules: Rules, table: Table) -> None:
    """Let a further row get its frames as soon as anything stands in it or in the row above."""
    begin = table.first + table.room
    wanted = filled(maker.questionnaire, table, begin - 1, begin)
    for calculated in (False, True):
        ranges = [f"{first}{begin}:{last}{table.last}" for first, last in runs(table, calculated=calculated)]
        if ranges:
            rules.frame(wanted, " ".join(ranges), calculated=calculated)


def _number(maker: Maker, sheet: Worksheet, table: Table) -> None:
    """Write the number of each framed row."""
    for number, row in enumerate(range(table.first, table.first + table.room), 1):
        cell = at(sheet, row, 1)
        maker.style.put(cell, "", size=10, colour=MUTED)
        cell.value = number


def _letters(column: Column) -> str:
    return get_column_letter(column.column)
