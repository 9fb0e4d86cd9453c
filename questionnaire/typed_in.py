"""An answer as a person types it outside of a workbook, on a command line or in a form: read as its cell would be."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date

from domain.answer import AnswerValue
from questionnaire.calculated import calculated_as_applies
from questionnaire.definition import Question, Questionnaire, QuestionType
from questionnaire.reading.values.choices import AmbiguousChoiceError, UnknownChoiceError, one_choice
from questionnaire.reading.values.typed import Context, Converted, Unreadable, typed

_BETWEEN = re.compile(r"[,;\n]")


def typed_in(questionnaire: Questionnaire, question: Question, text: str, language: str) -> AnswerValue | Unreadable:
    """Return the value that a text means, None for a blank one, or why it cannot be read.

    Choices are named by their codes or labels; several are divided by commas or semicolons.
    """
    context = Context(language, questionnaire.languages)
    if not text.strip():
        return None
    if question.type is QuestionType.SELECT_MULTIPLE:
        return _several(question, text, context)
    made = typed(question, text, context)
    return made.value if isinstance(made, Converted) else made


def by_codes(question: Question, text: str) -> str | tuple[str, ...] | None:
    """Return the choices of which a text is the codes, exactly and divided by commas; None where it is anything else."""
    given = {one.strip() for one in text.split(",")}
    found = tuple(choice.name for choice in question.choices if choice.name in given)
    if len(found) != len(given):
        return None
    if question.type is QuestionType.SELECT_MULTIPLE:
        return found
    return found[0] if len(found) == 1 else None


def _several(question: Question, text: str, context: Context) -> AnswerValue | Unreadable:
    # A label may have a comma of its own, and one name alone none between.
    whole = _one(question, text, context)
    parts = [part for part in _BETWEEN.split(text) if part.strip()] if isinstance(whole, Unreadable) else []
    found = [_one(question, part, context) for part in parts] or [whole]
    wrong = next((one for one in found if isinstance(one, Unreadable)), None)
    return wrong or tuple(choice.name for choice in question.choices if choice.name in found)


def _one(question: Question, text: str, context: Context) -> str | Unreadable:
    try:
        return one_choice(question, text.strip(), context.language, context.languages)[0]
    except AmbiguousChoiceError:
        return Unreadable(text.strip(), "choice_ambiguous")
    except UnknownChoiceError:
        return Unreadable(text.strip())


def worked_out(
    questionnaire: Questionnaire, answers: Mapping[str, AnswerValue], unread: Collection[str], today: date
) -> dict[str, AnswerValue]:
    """Return answers with their calculations as they come to now; one that cannot be known is blank."""
    return {**answers, **calculated_as_applies(questionnaire, answers, unread, today).values}
