"""Boxes to tick, each a question of its own; two of them may be the yes and the no of one question, of which one alone can hold."""

from __future__ import annotations

from collections.abc import Iterator

from domain.answer import AnswerValue
from questionnaire.definition import Question, Questionnaire, QuestionType
from questionnaire.designed.signs import LEVELS, means

# What says yes in every language, or no. A tick is typed as the letter like it, and a cross as the Cyrillic letter.
YES_MARKS = frozenset(("x", "\u0445", "v", "+", "✓", "✔", "✅", "☑", "☒", "1", "√", "✗", "✘", "⊠"))
NO_MARKS = frozenset(("0", "☐"))
_CONTROL = frozenset({"TRUE", "FALSE"})  # What a check box that is a control says.
_CLEARED = "FALSE"


def is_box(question: Question) -> bool:
    """Say whether a question is a box to tick: it has one choice alone, which is the sign of a tick."""
    texts = {text for choice in question.choices for text in choice.label.values()}
    return question.type is QuestionType.SELECT_ONE and len(question.choices) == 1 and bool(texts) and {*map(str.lower, texts)} <= YES_MARKS


def is_ticked(answer: AnswerValue) -> bool:
    """Say whether the answer to a box is that it is ticked."""
    return answer is not None and answer != _CLEARED


def box_means(question: Question) -> bool | None:
    """Say what a box that is ticked says by the words beside it: True for yes, False for no, None for anything else."""
    said = {means(text) for text in question.label.values()} - {None}
    return said.pop() if len(said) == 1 else None


def opposites(questionnaire: Questionnaire) -> Iterator[tuple[Question, Question]]:
    """Yield the boxes that follow each other and are the yes and the no of one question, as both stand in the form."""
    first: Question | None = None
    for second in questionnaire.answerable:
        if first is not None and _are_opposite(first, second):
            yield first, second
            first = None
        else:
            first = second


def _are_opposite(first: Question, second: Question) -> bool:
    if (first.section, first.repeat) != (second.section, second.repeat) or not (_is_ticked_only(first) and _is_ticked_only(second)):
        return False
    said = box_means(first), box_means(second)
    asked = [{text.rpartition(LEVELS)[0] for text in one.label.values()} for one in (first, second)]
    # Older drafts call the first box of the two by its own word alone.
    return None not in said and said[0] != said[1] and (bool(asked[0] & asked[1]) or {""} in asked)


def _is_ticked_only(question: Question) -> bool:
    names = {choice.name for choice in question.choices}
    return is_box(question) or (question.type is QuestionType.SELECT_ONE and names == _CONTROL)
