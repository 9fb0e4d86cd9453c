"""Questions that are answered with a file: its name stands in the cell, and the file itself is attached to the mail."""

from __future__ import annotations

from collections.abc import Mapping

from domain.answer import AnswerValue
from questionnaire.definition import Questionnaire
from questionnaire.items import item_label, item_of, parts


def names_of_files(form: Questionnaire, answers: Mapping[str, AnswerValue]) -> dict[str, str]:
    """Return what is written where the form asks for files, by the key of the answer; what this form does not ask is left out."""
    asked = ((key, value, form.by_name.get(parts(key)[2])) for key, value in answers.items() if isinstance(value, str))
    return {key: value for key, value, question in asked if question and question.attached and value not in question.missing}


def asks_for_files(form: Questionnaire) -> bool:
    """Say whether the form asks for any file."""
    return any(question.attached for question in form.questions)


def called(form: Questionnaire, key: str, language: str) -> str:
    """Return how an answer is called to people who look after a study: its number, its label, and its key."""
    item = item_of(form, key)
    return f"{item.question.reference} {item_label(form, item, language)} ({key})".strip()
