"""One section as a sheet: number, question, answer, help, and the hidden key column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from domain.sentences import Catalogue
from questionnaire.definition import Question, Questionnaire, QuestionType, in_language
from questionnaire.expressions import evaluate, names, truth
from questionnaire.expressions.sentence import to_sentence
from questionnaire.layout import (
    ANSWER,
    FIRST_ROW,
    HEADING_ROW,
    HELP,
    KEY,
    LABEL,
    NUMBER,
    TITLE_ROW,
    Line,
    Page,
    Slot,
    choice_labels,
    printed,
)
from questionnaire.workbook.formulas import Formulas, labels
from questionnaire.workbook.style import (
    ANSWER_GROUND,
    BAND,
    DARK,
    LOCKED,
    MUTED,
    OPEN,
    UNASKED,
    UNASKED_GROUND,
    WHITE,
    Style,
    at,
    box,
    ground,
    row_points,
    underline,
)
from questionnaire.workbook.validation import Lists, bounds, hold_to_condition, number_format, validation

WIDTHS = {NUMBER: 7.0, LABEL: 54.0, ANSWER: 36.0, HELP: 34.0, KEY: 20.0}


@dataclass(frozen=True)
class Maker:
    """What all sheets of one workbook share. `set_up` makes a sheet ready for the screen and the printer."""

    book: Workbook
    lists: Lists
    questionnaire: Questionnaire
    language: str
    catalogue: Catalogue
    style: Style
    set_up: Callable[[Worksheet], None]
    formulas: Formulas

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages of the form."""
        return self.questionnaire.languages

    def text(self, code: str) -> str:
        """Return a text of the workbook by its code."""
        return self.catalogue.say(code).message


def write_page(maker: Maker, page: Page) -> None:
    """Write the sheet of one section."""
    sheet = maker.book.create_sheet(page.sheet)
    maker.set_up(sheet)
    sheet.print_title_rows = f"{TITLE_ROW}:{HEADING_ROW}"
    sheet.freeze_panes = at(sheet, FIRST_ROW, NUMBER)
    for column, width in WIDTHS.items():
        sheet.column_dimensions[at(sheet, 1, column).column_letter].width = width
    sheet.column_dimensions[at(sheet, 1, KEY).column_letter].hidden = True
    _head(maker, sheet, page.title)
    last = page.lines[-1].row
    sheet.print_area = f"A1:{at(sheet, last, HELP).coordinate}"
    banded, rules = True, _Rules(maker, sheet)
    for line in page.lines:
        # A question and its choices share one band.
        banded = banded if line.choice else not banded
        _write_line(maker, sheet, line, banded=banded)
        if line.slot:
            rules.cover(line.question, line.slot)
    _grey_what_does_not_apply(maker, sheet, page)


def _grey_what_does_not_apply(maker: Maker, sheet: Worksheet, page: Page) -> None:
    """Let rows turn grey and italic while the answers say that they do not apply: one rule a condition, over all its rows."""
    rows: dict[str, list[str]] = {}
    for line in page.lines:
        condition = maker.formulas.unasked(line.question)
        if condition:
            rows.setdefault(condition, []).append(f"{at(sheet, line.row, NUMBER).coordinate}:{at(sheet, line.row, HELP).coordinate}")
    for condition, ranges in rows.items():
        look = FormulaRule(  # type: ignore[no-untyped-call]
            formula=[condition], font=Font(italic=True, color=UNASKED), fill=PatternFill(bgColor=UNASKED_GROUND)
        )
        sheet.conditional_formatting.add(" ".join(ranges), look)


class _Rules:
    """The validations of one sheet: one a question, over all its cells."""

    def __init__(self, maker: Maker, sheet: Worksheet) -> None:
        self._maker, self._sheet = maker, sheet
        self._made: dict[str, DataValidation] = {}

    def cover(self, question: Question, slot: Slot) -> None:
        rule = self._made.get(question.name) or self._add(question)
        rule.add(at(self._sheet, slot.row, slot.column))

    def _add(self, question: Question) -> DataValidation:
        maker = self._maker
        list_name = ""
        if question.type is QuestionType.SELECT_ONE:
            list_name = maker.lists.name(choice_labels(question, maker.language, maker.languages))
        elif question.type is QuestionType.SELECT_MULTIPLE:
            list_name = maker.lists.name((maker.text("workbook_yes"), maker.text("workbook_no")))
        rule = validation(question, maker.catalogue, hint=_hint(maker, question), list_name=list_name)
        formula = maker.formulas.allowed(question)
        if formula and bounds(question.constraint) == (None, None):
            hold_to_condition(
                rule,
                question,
                formula,
                told=_condition(maker, question),
                title=maker.catalogue.say("expression_wrong", condition="").message,
            )
        self._sheet.add_data_validation(rule)
        self._made[question.name] = rule
        return rule


def _condition(maker: Maker, question: Question) -> str:
    """Return what the form says of an answer that fails its constraint, or else the constraint itself."""
    own = question.constraint_message.get(maker.language)
    if own or not question.constraint:
        return own or ""
    sentence = to_sentence(question.constraint.tree, labels(maker.questionnaire, maker.language), maker.catalogue, question.name)
    return maker.catalogue.say("expression_wrong", condition=sentence).remedy


def _head(maker: Maker, sheet: Worksheet, title: str) -> None:
    style = maker.style
    sheet.merge_cells(start_row=TITLE_ROW, start_column=NUMBER, end_row=TITLE_ROW, end_column=HELP)
    style.put(at(sheet, TITLE_ROW, NUMBER), title, bold=True, size=15, colour=DARK)
    sheet.row_dimensions[TITLE_ROW].height = row_points((title, sum(WIDTHS.values()) * 0.6)) * 1.3 + 4
    headings = {NUMBER: "number", LABEL: "question", ANSWER: "answer", HELP: "help", KEY: "key"}
    for column, code in headings.items():
        cell = at(sheet, HEADING_ROW, column)
        indent = 1 if column in {ANSWER, HELP} else 0
        style.put(cell, maker.text(f"workbook_{code}"), bold=True, colour=WHITE, indent=indent)
        cell.fill = ground(DARK)
    sheet.row_dimensions[HEADING_ROW].height = 24


def _write_line(maker: Maker, sheet: Worksheet, line: Line, *, banded: bool) -> None:
    question, is_note = line.question, line.question.type is QuestionType.NOTE
    help_text = "" if line.choice or is_note else _help(maker, question)
    _write_texts(maker, sheet, line, help_text, banded=banded)
    label_width = WIDTHS[LABEL] + (WIDTHS[ANSWER] + WIDTHS[HELP] if is_note else -3 if line.choice else 0)
    height = row_points((line.text, label_width), (help_text, WIDTHS[HELP]))
    if is_note:
        sheet.merge_cells(start_row=line.row, start_column=LABEL, end_row=line.row, end_column=HELP)
    if line.slot:
        _write_answer(maker, sheet, line.slot, question)
        # A text is given room for some lines.
        height = max(height, 54.0 if question.type is QuestionType.TEXT else 22.0)
    sheet.row_dimensions[line.row].height = height


def _write_texts(maker: Maker, sheet: Worksheet, line: Line, help_text: str, *, banded: bool) -> None:
    style, kind = maker.style, line.question.type
    for column in (NUMBER, LABEL, ANSWER, HELP, KEY):
        cell = at(sheet, line.row, column)
        cell.border, cell.protection = underline(), LOCKED
        if banded:
            cell.fill = ground(BAND)
    heads_choices = kind is QuestionType.SELECT_MULTIPLE and not line.choice
    style.put(at(sheet, line.row, NUMBER), "" if line.choice else printed(line.question.reference), colour=MUTED)
    style.put(at(sheet, line.row, LABEL), line.text, italic=kind is QuestionType.NOTE, bold=heads_choices, indent=2 if line.choice else 0)
    style.put(at(sheet, line.row, HELP), help_text, size=10, colour=MUTED, indent=1)


def _write_answer(maker: Maker, sheet: Worksheet, slot: Slot, question: Question) -> None:
    cell = at(sheet, slot.row, slot.column)
    maker.style.put(cell, "", indent=1)
    cell.border, cell.fill, cell.protection = box(), ground(ANSWER_GROUND), OPEN
    cell.number_format = number_format(question.type)
    key = at(sheet, slot.row, KEY)
    maker.style.put(key, slot.key, size=8, colour=MUTED)
    # Some programs print a sliver of a hidden column where its text overflows; a format that hides the text makes Gnumeric drop it.
    key.alignment = Alignment(horizontal="fill")
    quoted = slot.sheet.replace("'", "''")
    target = f"'{quoted}'!${cell.column_letter}${slot.row}"
    maker.book.defined_names[slot.key] = DefinedName(slot.key, attr_text=target)


def _hint(maker: Maker, question: Question) -> str:
    return printed(in_language(question.hint, maker.language, maker.languages))


def _help(maker: Maker, question: Question) -> str:
    several = maker.text("workbook_choose_several") if question.type is QuestionType.SELECT_MULTIPLE else ""
    return "\n".join(part for part in (_required(maker, question), several, _hint(maker, question)) if part)


def _required(maker: Maker, question: Question) -> str:
    if not question.required:
        return ""
    conditional = bool(names(question.required))
    if not conditional and not truth(evaluate(question.required, {})):
        return ""
    return maker.text("workbook_required_if" if conditional or question.relevant else "workbook_required")
