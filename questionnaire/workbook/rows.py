"""A sheet of rows: number, question, answer, help, and the hidden key; in a matrix the answer has a column for each instance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from questionnaire.asides import heading_of
from questionnaire.definition import Aside, Question, QuestionType
from questionnaire.layout import ANSWER, FIRST_ROW, HEADING_ROW, LABEL, NUMBER, TITLE_ROW
from questionnaire.pages import Page, PageLine
from questionnaire.printed import printed
from questionnaire.workbook.begun import put_default
from questionnaire.workbook.maker import Maker, begin_at, beginning_of, give_name, like, put_aside, put_key, put_value
from questionnaire.workbook.operands import INSTANCE, placed
from questionnaire.workbook.rules import Rules
from questionnaire.workbook.shown_answers import show_answers
from questionnaire.workbook.style import BAND, DARK, LINK, LOCKED, MUTED, WHITE, at, ground, row_points, underline

_HIDDEN_WIDTH = 20.0
_MATRIX_WIDTH = 96.0  # Of all answers together, as far as each is readable.
_FEW = 5  # Columns of a matrix that have room for texts.
_ASIDES = {Aside.FLAG: 11.0, Aside.NOTE: 24.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """The columns of one sheet: how many take answers and keep values of the last round, and how wide they are (in characters).

    Behind each column of answers stand those of the `asides`.
    """

    answers: int
    asides: tuple[Aside, ...]
    label: float
    answer: float
    help: float
    previous: bool

    @property
    def help_column(self) -> int:
        return ANSWER + self.answers * self.step

    @property
    def step(self) -> int:
        """Return how many columns there are for each of answers."""
        return 1 + len(self.asides)

    @property
    def key_column(self) -> int:
        return self.help_column + 1

    @property
    def last_column(self) -> int:
        return self.key_column + (self.answers * self.step if self.previous else 0)

    def widths(self) -> dict[int, float]:
        """Return the width of each column."""
        each = (self.answer, *(_ASIDES[aside] for aside in self.asides))
        answers = dict(enumerate(each * self.answers, ANSWER))
        hidden = dict.fromkeys(range(self.key_column, self.last_column + 1), _HIDDEN_WIDTH)
        return {NUMBER: 7.0, LABEL: self.label, **answers, self.help_column: self.help, **hidden}

    @property
    def shown(self) -> float:
        """Return the width of all that is seen."""
        return 7.0 + self.label + self.answers * (self.answer + sum(_ASIDES[aside] for aside in self.asides)) + self.help


def write_rows(maker: Maker, sheet: Worksheet, page: Page) -> None:
    """Write the sheet of a section or of a matrix."""
    grid = _grid(maker, page)
    _set_up(sheet, page, grid)
    _head(maker, sheet, page, grid)
    rules, banded = Rules(maker, sheet), True
    for line in page.lines:
        # A question and its choices share one band.
        banded = banded if line.choice else not banded
        _write_line(maker, sheet, line, grid, banded=banded)
        if line.question and line.slots:
            _write_values(maker, sheet, line, line.question, grid)
            _rule_values(rules, line, line.question)
            for slot in line.beside:
                put_aside(maker, at(sheet, slot.row, slot.column))
                give_name(maker, slot.key, sheet, at(sheet, slot.row, slot.column))
                rules.beside(line.question, Aside(slot.aside), f"{get_column_letter(slot.column)}{slot.row}")
        if line.question:
            _grey(maker, rules, line, line.question, grid)
    rules.write()


def _grid(maker: Maker, page: Page) -> _Grid:
    previous = any((page.sheet, line.row) in maker.last_rounds for line in page.lines)
    if not page.headings:
        # A figure alone needs less room than a text, so that there is some for what stands beside it.
        widths = {"label": 50.0, "answer": 28.0} if page.asides else {"label": 54.0, "answer": 36.0}
        return _Grid(answers=1, asides=page.asides, help=34.0, previous=previous, **widths)
    numbers = {QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.DATE, QuestionType.CALCULATE, QuestionType.NOTE}
    narrow = len(page.headings) > _FEW or all(line.question and line.question.type in numbers for line in page.lines)
    answer = max(14.0 if narrow else 20.0, min(24.0, _MATRIX_WIDTH / len(page.headings)))
    return _Grid(answers=len(page.headings), asides=page.asides, label=46.0, answer=answer, help=32.0, previous=previous)


def _set_up(sheet: Worksheet, page: Page, grid: _Grid) -> None:
    for column, width in grid.widths().items():
        dimension = sheet.column_dimensions[get_column_letter(column)]
        dimension.width, dimension.hidden = width, column >= grid.key_column
    sheet.print_title_rows = f"{TITLE_ROW}:{HEADING_ROW}"
    sheet.print_area = f"A1:{get_column_letter(grid.help_column)}{page.lines[-1].row}"
    # In a matrix the question stays in sight while one goes to the right.
    sheet.freeze_panes = at(sheet, FIRST_ROW, ANSWER if page.headings else NUMBER)
    first = next((slot for line in page.lines for slot in line.slots if line.question and line.question.asked), None)
    begin_at(sheet, at(sheet, first.row, first.column) if first else at(sheet, FIRST_ROW, ANSWER))


def _head(maker: Maker, sheet: Worksheet, page: Page, grid: _Grid) -> None:
    style = maker.style
    sheet.merge_cells(start_row=TITLE_ROW, start_column=NUMBER, end_row=TITLE_ROW, end_column=LABEL if page.headings else grid.help_column)
    style.put(at(sheet, TITLE_ROW, NUMBER), page.title, bold=True, size=15, colour=DARK)
    width = 7.0 + grid.label if page.headings else grid.shown
    sheet.row_dimensions[TITLE_ROW].height = row_points((page.title, width * 0.6)) * 1.3 + 4
    answers = dict(_headings(maker, page, grid))
    texts = {NUMBER: maker.text("workbook_number"), LABEL: maker.text("workbook_question"), **answers}
    texts |= {grid.help_column: maker.text("workbook_help"), grid.key_column: maker.text("workbook_key")}
    texts |= dict.fromkeys(range(grid.key_column + 1, grid.last_column + 1), maker.text("workbook_previous"))
    for column, text in texts.items():
        cell = at(sheet, HEADING_ROW, column)
        style.put(cell, text, bold=True, colour=WHITE, indent=1 if ANSWER <= column <= grid.help_column else 0)
        cell.fill = ground(DARK)
    sheet.row_dimensions[HEADING_ROW].height = max(24, *(row_points((text, grid.widths()[column] - 3)) for column, text in answers.items()))


def _headings(maker: Maker, page: Page, grid: _Grid) -> Iterator[tuple[int, str]]:
    """Yield the text above each column of answers, and of what stands beside them."""
    for place, text in enumerate(page.headings or (maker.text("workbook_answer"),)):
        first = ANSWER + place * grid.step
        yield first, text
        named = text if page.headings else ""
        yield from ((column, heading_of(aside, maker.catalogue, named)) for column, aside in enumerate(grid.asides, first + 1))


class GrowingRow(RowDimension):
    """A row whose height is nobody's wish, so that spreadsheet programs fit it to what is written there."""

    @property
    def customHeight(self) -> bool:  # noqa: N802 - the name is that of the attribute, which openpyxl writes from it
        """Say that the height may be changed."""
        return False


def _write_line(maker: Maker, sheet: Worksheet, line: PageLine, grid: _Grid, *, banded: bool) -> None:
    _write_texts(maker, sheet, line, grid, banded=banded)
    if line.question and line.question.mentions:
        show_answers(maker, at(sheet, line.row, LABEL), line.question)
    across = not line.question or line.question.type is QuestionType.NOTE
    last_round = maker.last_rounds.get((sheet.title, line.row))
    # The value of the last round is not known yet: there is room for it.
    help_text = f"{line.help}\n{' ' * 24 * len(last_round.raw)}" if last_round else line.help
    label_width = grid.shown - 7 if across else grid.label - (3 if line.choice else 0)
    height = row_points((line.text, label_width), (help_text, grid.help))
    if across:
        sheet.merge_cells(start_row=line.row, start_column=LABEL, end_row=line.row, end_column=grid.help_column)
    is_text = bool(line.slots and line.question and line.question.type is QuestionType.TEXT)
    if line.slots:
        # A text is given room for some lines.
        height = max(height, 54.0 if is_text else 22.0)
    sheet.row_dimensions[line.row] = (GrowingRow if is_text else RowDimension)(sheet, line.row, ht=height)


def _write_texts(maker: Maker, sheet: Worksheet, line: PageLine, grid: _Grid, *, banded: bool) -> None:
    style, kind = maker.style, line.question.type if line.question else QuestionType.NOTE
    look = at(sheet, line.row, NUMBER)
    look.border, look.protection = underline(), LOCKED
    if banded:
        look.fill = ground(BAND)
    for column in range(LABEL, grid.key_column + 1):
        like(at(sheet, line.row, column), look)
    heads_choices = kind is QuestionType.SELECT_MULTIPLE and not line.choice
    number, label, helped = (at(sheet, line.row, column) for column in (NUMBER, LABEL, grid.help_column))
    style.put(number, "" if line.choice or not line.question else printed(line.question.reference), colour=MUTED)
    style.put(label, line.text, italic=kind is QuestionType.NOTE and not line.to, bold=heads_choices, indent=2 if line.choice else 0)
    if line.to:
        style.put(label, line.text, colour=LINK, underlined=True)
        label.hyperlink = Hyperlink(ref=label.coordinate, location=beginning_of(line.to))
        return
    last_round = maker.last_rounds.get((sheet.title, line.row))
    told = line.help + (last_round.told if last_round else "")
    style.put(helped, told, size=10, colour=MUTED, indent=1)


def _write_values(maker: Maker, sheet: Worksheet, line: PageLine, question: Question, grid: _Grid) -> None:
    cells = [at(sheet, slot.row, slot.column) for slot in line.slots]
    for cell, slot in zip(cells, line.slots, strict=True):
        if question.calculation or cell is cells[0]:
            put_value(maker, cell, question, cell.column_letter, slot.item or question.name)
        else:
            like(cell, cells[0])
        put_default(maker, cell, question, slot.choice, instance=cell.column_letter, item=slot.item or question.name)
        give_name(maker, slot.key, sheet, cell)
    anchor = line.slots[0].anchor
    if anchor:
        give_name(maker, anchor, sheet, cells[0], cells[-1])
    put_key(maker, at(sheet, line.row, grid.key_column), anchor or line.slots[0].key)
    last_round = maker.last_rounds.get((sheet.title, line.row))
    for place, placeholder in enumerate(last_round.raw if last_round else ()):
        put_key(maker, at(sheet, line.row, grid.key_column + 1 + place * grid.step), placeholder)


def _rule_values(rules: Rules, line: PageLine, question: Question) -> None:
    if question.asked:
        first, last = (get_column_letter(slot.column) for slot in (line.slots[0], line.slots[-1]))
        cells = f"{first}{line.row}" if first == last else f"{first}{line.row}:{last}{line.row}"
        each = [f"{get_column_letter(slot.column)}{line.row}" for slot in line.slots] if line.beside else [cells]
        for place in each:
            rules.validate(question, place, first)


def _grey(maker: Maker, rules: Rules, line: PageLine, question: Question, grid: _Grid) -> None:
    condition = maker.formulas.unasked(question)
    if condition is None:
        return
    first, last = get_column_letter(NUMBER), get_column_letter(grid.help_column)
    if INSTANCE in condition and line.slots:
        # It holds for some columns and not for others.
        first, last = (get_column_letter(slot.column) for slot in (line.slots[0], line.slots[-1]))
        for letters in [get_column_letter(slot.column) for slot in line.slots] if line.beside else []:
            rules.grey(placed(condition, letters), f"{letters}{line.row}")
        if line.beside:
            return
    rules.grey(placed(condition, first), f"{first}{line.row}:{last}{line.row}")
