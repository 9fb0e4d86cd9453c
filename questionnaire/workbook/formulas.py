"""What the cells of a workbook calculate: which rows do not apply, what an answer must meet, and how much is answered.

Cells are named by their keys, which are defined names: those follow a cell that is moved, and reach other sheets in every program.
"""

from __future__ import annotations

from collections.abc import Callable

from questionnaire.definition import Question, Questionnaire, QuestionType, in_language
from questionnaire.expressions import Expression, parse
from questionnaire.expressions.excel import to_excel_condition
from questionnaire.expressions.excel_pieces import Numeric, OneOf, Several, Textual, blank, joined, negated, quoted
from questionnaire.expressions.tree import Binary, Call, Operator
from questionnaire.layout import Layout, choice_labels, printed
from templates import catalogue

_VALIDATION_LENGTH, _FORMULA_LENGTH = 255, 8192  # What Excel allows in a validation, and anywhere else.
_TRUE = parse("true()")
_Cell = Numeric | Textual | OneOf | Several


class Formulas:
    """The formulas of one questionnaire in one language."""

    def __init__(self, questionnaire: Questionnaire, layout: Layout) -> None:
        self._questionnaire, self._words = questionnaire, catalogue(layout.language)
        yes = self._words.say("workbook_yes").message
        self._cells = {
            question.name: _cell(question, layout, choice_labels(question, layout.language, questionnaire.languages), yes)
            for question in questionnaire.answerable
        }

    def unasked(self, question: Question) -> str | None:
        """Return the condition that `question` does not apply, or None where it always does or Excel cannot say."""
        return to_excel_condition(Call("not", (question.relevant.tree,)), self._cells.get) if question.relevant else None

    def allowed(self, question: Question) -> str | None:
        """Return the condition that the cell of a number or date holds one that meets its constraint, or None where Excel cannot say."""
        cell = self._cells.get(question.name)
        if question.constraint is None or not isinstance(cell, Numeric):
            return None
        met = to_excel_condition(question.constraint.tree, {**self._cells, ".": cell}.get)
        if met is None:
            return None
        whole = [f"{cell.formula}=INT({cell.formula})"] if question.type is QuestionType.INTEGER else []
        formula = joined("AND", [f"ISNUMBER({cell.formula})", *whole, met])
        # Of a text INT makes an error, which would let it in.
        safe = f"IFERROR({formula},FALSE)"
        return safe if len(safe) <= _VALIDATION_LENGTH else None

    def progress(self) -> str | None:
        """Return the formula that says how many of the required questions are answered, or None: there are none, or Excel cannot say."""
        owed = [(question, self._owed(question)) for question in self._questionnaire.answerable if question.required]
        terms = [(question, condition) for question, condition in owed if condition != "FALSE"]
        if not terms or any(condition is None for _, condition in terms):
            return None
        required = "+".join("1" if condition == "TRUE" else f"N({condition})" for _, condition in terms)
        answered = "+".join(f"N({self._answered(question, str(condition))})" for question, condition in terms)
        said = self._words.say("expression_progress", answered="\0answered\0", required="\0required\0").message.split("\0")
        values = {"answered": f"({answered})", "required": f"({required})"}
        formula = "&".join(values.get(part) or quoted(part) for part in said if part)
        return formula if len(formula) < _FORMULA_LENGTH else None

    def _owed(self, question: Question) -> str | None:
        required, relevant = question.required or _TRUE, question.relevant
        tree = Binary(Operator.AND, relevant.tree, required.tree) if relevant and not _always(required) else (relevant or required).tree
        return to_excel_condition(tree, self._cells.get)

    def _answered(self, question: Question, condition: str) -> str:
        given = negated(blank(self._cells[question.name]))
        return given if condition == "TRUE" else joined("AND", [condition, given])


def labels(questionnaire: Questionnaire, language: str) -> Callable[[str, str], str]:
    """Return what gives the printed label of a question by its name, or of one of its choices by its code too ("" where there is none)."""

    def label_of(name: str, code: str) -> str:
        question = questionnaire.by_name.get(name)
        if question is None:
            return "" if code else name
        if not code:
            return printed(in_language(question.label, language, questionnaire.languages)) or name
        offered = zip(question.choices, choice_labels(question, language, questionnaire.languages), strict=True)
        return next((label for choice, label in offered if choice.name == code), "")

    return label_of


def _always(expression: Expression) -> bool:
    return expression.tree == _TRUE.tree


def _cell(question: Question, layout: Layout, labels: tuple[str, ...], yes: str) -> _Cell:
    slots = layout.by_question[question.name]
    address = slots[0].key
    match question.type:
        case QuestionType.SELECT_MULTIPLE:
            return Several({slot.choice: slot.key for slot in slots}, yes)
        case QuestionType.SELECT_ONE:
            return OneOf(address, {choice.name: label for choice, label in zip(question.choices, labels, strict=True)})
        case QuestionType.INTEGER | QuestionType.DECIMAL:
            return Numeric.cell(address, whole=question.type is QuestionType.INTEGER)
        case QuestionType.DATE:
            return Numeric.cell(address, whole=True, day=True)
        case _:
            return Textual.cell(address)
