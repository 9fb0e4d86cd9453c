"""Which types of questions hold the same kind of answer."""

from __future__ import annotations

from questionnaire.definition import Question, QuestionType

NUMBERS = frozenset({QuestionType.INTEGER, QuestionType.DECIMAL})
FIGURES = NUMBERS | {QuestionType.DATE}  # What may have a code instead of its value.
COUNTED = NUMBERS | {QuestionType.CALCULATE}  # What may have a unit.
_NUMBER = "number"


def family(question: Question) -> str:
    """Return a name of the kind of answer: whole and decimal numbers are one kind, a note has none ("")."""
    if question.type is QuestionType.NOTE:
        return ""
    return _NUMBER if question.type in NUMBERS else question.type.value
