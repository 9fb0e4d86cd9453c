"""Which workbooks of an organisation are halves of one answer: asked here alone, by whoever takes one in and by whoever puts them together.

They are compared by what is somebody's word in them, in the words of all versions of the questionnaire.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial

from domain.answer import AnswerValue
from domain.rules import halves
from domain.submission import Submission
from questionnaire.definition import Questionnaire, QuestionType
from questionnaire.items import parts
from questionnaire.reading.answers.answer import Answer
from questionnaire.reading.answers.defaults import begun
from questionnaire.versions.words import VersionWords

# Who filled a workbook in and when, and what they say in their own words, differs between two people who agree in all else.
_OWN_WORDS = frozenset({QuestionType.TEXT, QuestionType.DATE})


def written(form: Questionnaire, answers: Mapping[str, AnswerValue], day: date) -> dict[str, AnswerValue]:
    """Return those answers to a form that are somebody's word: no calculations, and no default that was left as it stood in its cell."""
    given = {key: value for key, value in halves.answered(answers).items() if _is_asked(form, key)}
    left = begun(form, {key: Answer(value, filled=True) for key, value in given.items()}, day).left
    return {key: value for key, value in given.items() if key not in left}


def said(words: VersionWords, version: int, answers: Mapping[str, AnswerValue], day: date) -> dict[str, AnswerValue]:
    """Return what is somebody's word in a workbook, in the words of all versions; nothing where its version cannot be read any more."""
    if version in words.unreadable:
        return {}
    found = written(words.form(version), answers, day)
    return found if words.are_one else words.translation(version).answers(found)


def said_by(words: VersionWords, one: Submission) -> dict[str, AnswerValue]:
    """Return what is somebody's word in a workbook that was filed."""
    return said(words, one.version, one.answers, one.received_at.date())


def beside(words: VersionWords, mine: Mapping[str, AnswerValue], others: Iterable[Submission]) -> tuple[Submission, ...]:
    """Return which of these workbooks are halves beside one that says `mine`, oldest first (see `domain.rules.halves`)."""
    form = words.versions[-1].questionnaire if words.are_one else words.union.questionnaire
    matters = partial(_matters, form)
    alike = [one for one in others if not halves.differ(mine, said_by(words, one), matters)]
    return halves.beside(mine, alike, partial(said_by, words))


def _matters(form: Questionnaire, key: str) -> bool:
    question = form.by_name.get(parts(key)[2])
    return question is not None and question.type not in _OWN_WORDS


def _is_asked(form: Questionnaire, key: str) -> bool:
    question = form.by_name.get(parts(key)[2])
    return question is not None and question.asked
