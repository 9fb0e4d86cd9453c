"""What all sheets of one workbook share while they are written, and the cells that they have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass

from openpyxl.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from domain.sentences import Catalogue
from questionnaire.definition import Question, Questionnaire, QuestionType
from questionnaire.expressions.excel_pieces import Numeric
from questionnaire.workbook.drop_downs import DropDownLists
from questionnaire.workbook.formulas import Formulas
from questionnaire.workbook.operands import placed
from questionnaire.workbook.previous import LastRound
from questionnaire.workbook.results import Results
from questionnaire.workbook.style import ANSWER_GROUND, BAND, LOCKED, MUTED, OPEN, Style, box, dashed, ground, thin_box
from questionnaire.workbook.validation import number_format, number_format_of


@dataclass(frozen=True, kw_only=True)
class Maker:
    """What all sheets of one workbook share. `set_up` makes a sheet ready for the screen and the printer.

    `last_rounds` are the places for values of the last round, by sheet and row. `results` are what formulas give in the blank workbook.
    """

    book: Workbook
    lists: DropDownLists
    questionnaire: Questionnaire
    language: str
    catalogue: Catalogue
    style: Style
    set_up: Callable[[Worksheet], None]
    formulas: Formulas
    last_rounds: Mapping[tuple[str, int], LastRound]
    results: Results

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages of the form."""
        return self.questionnaire.languages

    def text(self, code: str) -> str:
        """Return a text of the workbook by its code."""
        return self.catalogue.say(code).message


def put_value(maker: Maker, cell: Cell, question: Question, instance: int | str = "", item: str = "") -> None:
    """Make `cell` the cell of a question: one to answer in, or, where it is calculated, a locked one with its formula.

    `instance` is the row or the letters of the column in a repeat, `item` the key of the answer where there is one by itself.
    """
    if question.calculation is None:
        put_answer(maker, cell, question)
        return
    formula = maker.formulas.calculated(question)
    put_calculated(maker, cell, question, "" if formula is None else placed(formula, instance))
    if formula:
        maker.results.put_calculated(cell, item)


def put_answer(maker: Maker, cell: Cell, question: Question) -> None:
    """Make `cell` one to answer in, or a locked one where nobody may."""
    maker.style.put(cell, "", indent=1)
    cell.border, cell.fill, cell.protection = box(), ground(ANSWER_GROUND), OPEN
    if question.read_only:
        cell.border, cell.fill, cell.protection = dashed(), ground(BAND), LOCKED
    cell.number_format = number_format(question.type)


def put_aside(maker: Maker, cell: Cell) -> None:
    """Make `cell` one for a flag or a note, which are texts whatever they look like."""
    maker.style.put(cell, "", size=10, indent=1)
    cell.border, cell.fill, cell.protection = thin_box(), ground(ANSWER_GROUND), OPEN
    cell.number_format = number_format(QuestionType.TEXT)


def put_calculated(maker: Maker, cell: Cell, question: Question, formula: str) -> None:
    """Write a value that is worked out; without a formula, that it will be so when the workbook is returned."""
    maker.style.put(cell, "" if formula else maker.text("workbook_calculated_later"), size=11 if formula else 10, indent=1)
    cell.border, cell.fill, cell.protection = dashed(), ground(BAND), LOCKED
    if formula:
        cell.value = f"={formula}"
        operand = maker.formulas.operands.within(question.repeat)(question.name)
        cell.number_format = number_format_of(operand) if isinstance(operand, Numeric) else "General"


def put_key(maker: Maker, cell: Cell, text: str) -> None:
    """Write what only the program reads."""
    maker.style.put(cell, text, size=8, colour=MUTED)
    # Some programs print a sliver of a hidden column where its text overflows; a format that hides the text makes Gnumeric drop it.
    cell.alignment = Alignment(horizontal="fill")


def like(cell: Cell, other: Cell) -> None:
    """Give `cell` the look and the protection of `other`, which is much faster than to make them anew."""
    cell._style = copy(other._style)  # type: ignore[attr-defined]


def give_name(maker: Maker, key: str, sheet: Worksheet, first: Cell, last: Cell | None = None) -> None:
    """Define the name `key` for a cell, or for the cells from `first` to `last`."""
    quoted = sheet.title.replace("'", "''")
    end = f":${last.column_letter}${last.row}" if last else ""
    maker.book.defined_names[key] = DefinedName(key, attr_text=f"'{quoted}'!${first.column_letter}${first.row}{end}")


def begin_at(sheet: Worksheet, cell: Cell) -> None:
    """Let the sheet be opened with the cursor in `cell`."""
    selection = sheet.sheet_view.selection[-1]
    selection.activeCell = selection.sqref = cell.coordinate


def beginning_of(sheet: str) -> str:
    """Return the place of a sheet's beginning, as links within the workbook say it."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!A1"
