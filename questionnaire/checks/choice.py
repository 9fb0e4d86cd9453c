"""An answer to a question with choices is one of those choices."""

from __future__ import annotations

from collections.abc import Iterator

from domain.answer import AnswerValue
from domain.finding import Finding
from questionnaire.checks.subject import Check, CheckSubject
from questionnaire.definition import Question
from questionnaire.expressions.values import text


def _run(subject: CheckSubject) -> Iterator[Finding]:
    for item, answer in subject.given:
        foreign = _foreign(item.question, answer) if item.question.choices else ()
        if foreign:
            yield subject.not_a_choice("choice", item, subject.quoted(item, foreign))


def _foreign(question: Question, answer: AnswerValue) -> tuple[str, ...]:
    names = [choice.name for choice in question.choices]
    chosen = answer if isinstance(answer, tuple) else (text(answer),)
    return tuple(name for name in chosen if name not in names)


CHECK = Check("choice", "choice", "An answer to a question with choices is one of those choices.", _run)
