"""What stands in a cell before anybody answers: the default of its question, as a value of the question's type."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.answer import AnswerValue
from questionnaire.definition import Question, Questionnaire, QuestionType
from questionnaire.expressions import Value, evaluate
from questionnaire.expressions.tree import Call, Literal, walk
from questionnaire.expressions.values import iso_date, number, text
from questionnaire.items import items


def initial(question: Question, answers: Mapping[str, Value], today: date) -> AnswerValue:
    """Return what a question begins with beside `answers`; None where it has no default, or one that is no value of its type."""
    return as_type(question, evaluate(question.default, answers, today=today)) if question.default else None


def constant(question: Question) -> AnswerValue:
    """Return what a question always begins with, None where that hangs on anything or is no value of its type."""
    tree = question.default.tree if question.default else None
    return as_type(question, tree.value) if isinstance(tree, Literal) else None


def hangs_on_day(question: Question) -> bool:
    """Say whether what a question begins with is another value on another day."""
    tree = question.default.tree if question.default else None
    return tree is not None and any(isinstance(node, Call) and node.function == "today" for node, _ in walk(tree))


def constants(questionnaire: Questionnaire) -> dict[str, AnswerValue]:
    """Return the answers that a blank workbook holds, by the key of the item; of tables none, which have no rows before somebody writes."""
    given = ((item.key, constant(item.question)) for item in items(questionnaire) if item.question.default)
    return {key: value for key, value in given if value is not None}


def as_type(question: Question, value: AnswerValue) -> AnswerValue:  # noqa: PLR0911 - one a type
    """Return a value as that of a question's type, or one of its missing codes; None where it is neither."""
    said = text(value).strip()
    if not said or said in question.missing:
        return said or None
    match question.type:
        case QuestionType.INTEGER | QuestionType.DECIMAL:
            figure = None if isinstance(value, date) else number(value)
            if figure is None or (question.type is QuestionType.INTEGER and figure != int(figure)):
                return None
            return int(figure) if figure == int(figure) else figure
        case QuestionType.DATE:
            return iso_date(said)
        case QuestionType.SELECT_ONE:
            return said if any(one.name == said for one in question.choices) else None
        case QuestionType.SELECT_MULTIPLE:
            chosen = set(value if isinstance(value, tuple) else said.split())
            names = tuple(one.name for one in question.choices if one.name in chosen)
            return names if len(names) == len(chosen) else None
        case _:
            return said
