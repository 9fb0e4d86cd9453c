"""What the cells of a workbook calculate: which rows do not apply, what an answer must meet, and the values that are worked out.

A formula for a question in a repeat serves all its instances: see `operands.placed`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from questionnaire.definition import Question, QuestionType
from questionnaire.expressions.excel import calculated_cell, to_excel, to_excel_condition
from questionnaire.expressions.excel_pieces import TRUE, Numeric, OneOf, Piece, Textual, Unread, joined, quoted
from questionnaire.expressions.tree import Call, Node
from questionnaire.printed import codes
from questionnaire.workbook.decided import DEEP, DecidedAnswers
from questionnaire.workbook.operands import Operands, Scope, calculation, placed

_VALIDATION_LENGTH = 255  # What Excel allows in a validation.
_FORMULA_LENGTH = 8_000  # Excel's formulas end at 8,192.
_ANY_CELL = "A1"
_FITTING: Mapping[QuestionType, Callable[[Piece | Unread], bool]] = {
    QuestionType.TEXT: lambda made: isinstance(made, (Textual, OneOf)),
    QuestionType.INTEGER: lambda made: isinstance(made, Numeric) and not made.day,
    QuestionType.DECIMAL: lambda made: isinstance(made, Numeric) and not made.day,
    QuestionType.DATE: lambda made: isinstance(made, Numeric) and made.day,
}
_WIDEST = "1048576"  # The last row; no letters of a column are longer.


class Formulas:
    """The formulas of one questionnaire in one language."""

    def __init__(self, operands: Operands) -> None:
        self.operands = operands
        self._decided: dict[str, DecidedAnswers] = {}
        self._unasked: dict[str, str | None] = {}

    def unasked(self, question: Question) -> str | None:
        """Return the condition that answers say that `question` does not apply, or None where it always does or Excel cannot say.

        Before anything was answered that it hangs on, nobody knows whether it applies, and a sheet that begins grey is passed over.
        """
        if question.relevant is None:
            return None
        # A select_multiple has many rows, all with the condition of its question.
        if question.name not in self._unasked:
            self._unasked[question.name] = self._surely_unasked(question, question.relevant.tree)
        return self._unasked[question.name]

    def _surely_unasked(self, question: Question, condition: Node) -> str | None:
        scope = self.operands.within(question.repeat)
        decided = self._decided.setdefault(question.repeat, DecidedAnswers(self.operands.questionnaire, question.repeat))
        # Where the formula is too long or would be, fewer of the questions that it hangs on are looked at.
        trees = (decided.unasked(condition, depth) for depth in range(DEEP, -1, -1))
        made = (to_excel_condition(tree, scope) for tree in trees if tree is not None)
        return next(filter(None, made), None) or to_excel_condition(Call("not", (condition,)), scope)

    def offered(self, question: Question) -> tuple[str, ...] | None:
        """Return the condition under which each choice is offered, or None where all always are or Excel cannot say it of every one.

        In a repeat a list would have to be another one in each row, which a sheet has no room for: there all are offered.
        """
        if question.repeat or not any(choice.offered for choice in question.choices):
            return None
        scope = self.operands.outside
        made = [to_excel_condition(choice.offered.tree, scope) if choice.offered else TRUE for choice in question.choices]
        return tuple(one for one in made if one is not None and len(one) < _FORMULA_LENGTH) if None not in made else None

    def calculated(self, question: Question) -> str | None:
        """Return the formula (without its =) that works out the value of `question`, or None where Excel cannot."""
        return calculation(question, self.operands.within(question.repeat))

    def begun(self, question: Question) -> str | None:
        """Return the formula (without its =) of the default of `question`, None where Excel cannot say it as a value of its type."""
        if question.default is None:
            return None
        tree, scope = question.default.tree, self.operands.within(question.repeat)
        fits = _FITTING.get(question.type, _fits_nowhere)
        return to_excel(tree, scope) if fits(calculated_cell(tree, scope, _ANY_CELL)) else None

    def allowed(self, question: Question) -> str | None:
        """Return the condition that the cell of a number or date holds what it may, or None where Excel cannot say it in 255 characters.

        That is a number or date that meets the constraint, or one of the codes that may stand instead. A constraint that has no Excel
        reading, or is too long, is left to the checks.
        """
        scope = self.operands.within(question.repeat)
        cell = scope(question.name)
        if not isinstance(cell, Numeric):
            return None
        return next((formula for formula in _allowed(question, cell, scope) if _fits(formula)), None)


def _allowed(question: Question, cell: Numeric, scope: Scope) -> Iterator[str]:
    """Yield the condition, the strictest first."""
    number = f"ISNUMBER({cell.formula})"
    whole = [f"{cell.formula}=INT({cell.formula})"] if question.type is QuestionType.INTEGER else []
    met = to_excel_condition(question.constraint.tree, _with_this(scope, cell)) if question.constraint else None
    if met:
        yield _or_code(question, cell, [number, *whole, met])
    if codes(question):
        yield _or_code(question, cell, [number, *whole])


def _with_this(scope: Scope, cell: Numeric) -> Callable[[str], Piece | Unread | None]:
    # A code is let in before the constraint is asked.
    plain = Numeric.cell(cell.formula, whole=cell.whole, day=cell.day)
    return lambda name: plain if name == "." else scope(name)


def _or_code(question: Question, cell: Numeric, conditions: list[str]) -> str:
    # Of a text INT makes an error, which would let it in.
    safe = f"IFERROR({joined('AND', conditions)},FALSE)" if len(conditions) > 1 else conditions[0]
    return joined("OR", [*(f"{cell.formula}={quoted(code)}" for code in codes(question)), safe])


def _fits_nowhere(_: Piece | Unread) -> bool:
    return False


def _fits(formula: str) -> bool:
    return len(placed(formula, _WIDEST)) <= _VALIDATION_LENGTH
