"""What the name of a question is in the formulas of a workbook.

Outside of repeats it is the cell of its answer by its defined name: that follows a cell which is moved, and reaches other sheets in every
program. In a repeat, the questions of the same repeat are cells of the same row (or column, in a matrix) beside the formula, so that one
formula serves all instances. From elsewhere, what stands in a repeat is a range.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from openpyxl.utils import get_column_letter

from questionnaire.definition import Question, Questionnaire, QuestionType
from questionnaire.expressions.excel import calculated_cell, to_excel, to_excel_condition
from questionnaire.expressions.excel_lookup import HoldsLists
from questionnaire.expressions.excel_pieces import (
    TRUE,
    Constant,
    Logical,
    NoReadingError,
    Numeric,
    OneOf,
    Piece,
    Range,
    Several,
    Textual,
    Unread,
)
from questionnaire.expressions.tree import Literal
from questionnaire.expressions.values import Number
from questionnaire.layout import Column, Slot
from questionnaire.pages import Page
from questionnaire.printed import choice_labels, codes

# Stands in a formula for the row of the instance in a table, and for the letters of its column in a matrix. No form can hold it.
INSTANCE = "\0"
Addresses = Mapping[str, Mapping[str, str]]  # The cells of questions by name, and of each by its choice ("" where it has one cell).


def placed(formula: str, instance: int | str) -> str:
    """Return a formula for one instance: `instance` is its row in a table, or the letters of its column in a matrix."""
    return formula.replace(INSTANCE, str(instance))


class Operands:
    """The operands of one workbook, scope by scope: outside of all repeats, and in each repeat."""

    def __init__(
        self, questionnaire: Questionnaire, pages: Sequence[Page], language: str, yes: str, lists: HoldsLists | None = None
    ) -> None:
        self.lists = lists
        self.questionnaire, self._language, self._yes = questionnaire, language, yes
        self.outside = Scope(self, "", _addresses((slot, slot.key) for slot in _slots(pages) if not slot.item))
        inside = {page.repeat.name: Scope(self, page.repeat.name, _beside(page)) for page in pages if page.repeat}
        self._inside = {repeat.name: inside.get(repeat.name) or Scope(self, repeat.name, {}) for repeat in questionnaire.repeats}
        # A matrix has ranges by the key of the row, a table by that of the column.
        rows = ((slot, slot.anchor) for slot in _slots(pages) if slot.item)
        self._ranges = {**_addresses(rows), **_addresses((column, column.key) for column in _columns(pages))}
        self._only = {
            slot.question: _only(slot, page) for page in pages if page.asides for slot in reversed([*_slots([page])]) if slot.item
        }

    def within(self, repeat: str) -> Scope:
        """Return the scope of a repeat's questions, whose addresses hold `INSTANCE`; of "" the one outside."""
        return self._inside[repeat] if repeat else self.outside

    def instances(self, page: Page) -> Iterator[Scope]:
        """Yield the scope of each instance of a matrix, by defined names."""
        for column in dict.fromkeys(slot.column for slot in _slots([page])):
            yield Scope(self, _repeat_of(page), _addresses((slot, slot.key) for slot in _slots([page]) if slot.column == column))

    def series(self, name: str) -> Piece | Unread | None:
        """Return what a question of a repeat, or the repeat itself, is from elsewhere."""
        inside = self.questionnaire.in_repeat.get(name)
        if inside is not None:
            asked = (self._range(question) for question in inside if question.asked)
            return Range.instances(each for each in asked if isinstance(each, Range))
        return self._range(self.questionnaire.by_name[name])

    def _range(self, question: Question) -> Piece | Unread:
        ranges = self._ranges.get(question.name)
        if not ranges:
            return Unread()
        if question.type is QuestionType.SELECT_MULTIPLE:
            return Range.choices(ranges.values(), self._yes)
        each, only = self.within(question.repeat)(question.name), self._only.get(question.name, "")
        if isinstance(each, Numeric):
            return Range.cells(ranges[""], numbers=True, whole=each.whole, day=each.day, only=only)
        return each if isinstance(each, Unread) else Range.cells(ranges[""], only=only)

    def answer(self, question: Question, addresses: Mapping[str, str]) -> Piece:
        """Return what the cells of an answer are."""
        address = addresses.get("", "")
        match question.type:
            case QuestionType.SELECT_MULTIPLE:
                return Several(addresses, self._yes)
            case QuestionType.SELECT_ONE:
                labels = choice_labels(question, self._language, self.questionnaire.languages)
                return OneOf(address, {choice.name: label for choice, label in zip(question.choices, labels, strict=True)})
            case QuestionType.INTEGER | QuestionType.DECIMAL:
                return Numeric.cell(address, whole=question.type is QuestionType.INTEGER, missing=codes(question))
            case QuestionType.DATE:
                return Numeric.cell(address, whole=True, day=True)
            case _:
                return Textual.cell(address)


class Scope:
    """What names are to the expressions of one repeat, or of all that is outside of repeats: the `CellOf` of the Excel reading."""

    def __init__(self, operands: Operands, repeat: str, addresses: Addresses) -> None:
        self._operands, self._repeat, self._addresses = operands, repeat, addresses
        self._made: dict[str, Piece | Unread | None] = {}

    def __call__(self, name: str) -> Piece | Unread | None:
        """Return what `name` is; None where it takes no answer."""
        if name not in self._made:
            self._made[name] = Unread()  # What a calculation that reads itself would get.
            self._made[name] = self._operand(name)
        return self._made[name]

    def columns(self, keys: tuple[str, ...], values: tuple[str | Number, ...]) -> tuple[str, str]:
        """Return where two columns of a list beside the form stand."""
        if self._operands.lists is None:
            raise NoReadingError
        return self._operands.lists.columns(keys, values)

    def of(self, name: str) -> Mapping[str, str]:
        """Return the cells of a question by choice."""
        return self._addresses.get(name, {})

    def _operand(self, name: str) -> Piece | Unread | None:
        question = self._operands.questionnaire.by_name.get(name)
        if question is None:
            return self._operands.series(name) if name in self._operands.questionnaire.in_repeat else None
        if question.type is QuestionType.NOTE:
            return None
        if question.repeat != self._repeat:
            return self._operands.series(name) if question.repeat else self._operands.outside(name)
        if question.calculation is None:
            return self._operands.answer(question, self.of(name))
        formula = calculation(question, self)
        if formula is None:
            return Unread()
        cell = self.of(name).get("")
        return self._kind(question, cell) if cell else self._unseen(question, formula)

    def _unseen(self, question: Question, formula: str) -> Piece | Unread:
        """Return a calculation that has no cell: its formula stands wherever it is read."""
        match self._kind(question, f"({formula})"):
            case Numeric(whole=whole, day=day, missing=()):
                # Where it is blank the formula gives "", and to add something to that fails.
                return Numeric(formula=f"(({formula})+0)", fails=True, whole=whole, day=day)
            case Constant() | Textual() | Logical() as made:
                return made
            case _:
                return Unread()

    def _kind(self, question: Question, address: str) -> Piece | Unread:
        """Return what the value of a calculation is that stands at `address`."""
        tree = question.calculation.tree if question.calculation else Literal("")
        made = calculated_cell(tree, self, address)
        # Where it may not apply, the cell may be blank, which a constant and a condition never are.
        return Unread() if question.relevant and isinstance(made, (Constant, Logical)) else made


def calculation(question: Question, scope: Scope) -> str | None:
    """Return the formula of a calculation, "" where it is blank or does not apply; None where there is no Excel reading."""
    formula = to_excel(question.calculation.tree, scope) if question.calculation else None
    applies = to_excel_condition(question.relevant.tree, scope) if question.relevant else TRUE
    if formula is None or applies is None:
        return None
    return formula if applies == TRUE else f'IF({applies},{formula},"")'


def _slots(pages: Iterable[Page]) -> Iterator[Slot]:
    return (slot for page in pages for line in page.lines for slot in line.slots)


def _columns(pages: Iterable[Page]) -> Iterator[Column]:
    return (column for page in pages if page.table for column in page.table.answers)


def _only(first: Slot, page: Page) -> str:
    """Return the condition of the cells of answers in a row of a matrix, between which stand those for flags and notes."""
    return f"MOD(COLUMN({first.anchor})-COLUMN({first.key}),{1 + len(page.asides)})=0"


def _repeat_of(page: Page) -> str:
    return page.repeat.name if page.repeat else ""


def _beside(page: Page) -> Addresses:
    """Return the cells of an instance as the formulas on the same sheet reach them."""
    if page.table:
        return _addresses((column, f"${get_column_letter(column.column)}{INSTANCE}") for column in page.table.answers)
    return _addresses((slot, f"{INSTANCE}${slot.row}") for slot in _slots([page]))


def _addresses(pairs: Iterable[tuple[Slot | Column, str]]) -> Addresses:
    made: dict[str, dict[str, str]] = {}
    for place, address in pairs:
        made.setdefault(place.question, {})[place.choice] = address
    return made
