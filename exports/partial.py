"""Calculations that leave something out: a figure that they read is a missing code, and a sum passes over it as a spreadsheet does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.answer import AnswerValue
from questionnaire.definition import Question, Questionnaire
from questionnaire.items import instances, key_of


def may_be_partial(question: Question, form: Questionnaire) -> bool:
    """Say whether a calculation reads, itself or by other calculations, a figure that may be a missing code."""
    return any(one.missing or may_be_partial(one, form) for one in _read(question, form))


def is_partial(question: Question, instance: str, form: Questionnaire, answers: Mapping[str, AnswerValue]) -> bool:
    """Say whether a figure that a calculation reads, itself or by other calculations, is a missing code."""
    return any(
        answers.get(key_of(one, where)) in one.missing or is_partial(one, where, form, answers)
        for one in _read(question, form)
        for where in _where(one, question, instance, form, answers)
    )


def _read(question: Question, form: Questionnaire) -> Iterator[Question]:
    reads = question.calculation.reads if question.calculation else frozenset[str]()
    yield from (form.by_name[name] for name in sorted(reads & form.by_name.keys()))


def _where(one: Question, question: Question, instance: str, form: Questionnaire, answers: Mapping[str, AnswerValue]) -> tuple[str, ...]:
    """Return the instances of a question that a calculation reads: in its own repeat the one it stands in, else all."""
    if not one.repeat:
        return ("",)
    return (instance,) if one.repeat == question.repeat else instances(form, answers)[one.repeat]
