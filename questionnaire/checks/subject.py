"""What a check looks at: the answers of one workbook, where they stood, and the language in which to speak."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from domain.finding import Finding, Severity
from domain.sentences import Catalogue
from domain.submission import AnswerValue, Located
from questionnaire.definition import Question, Questionnaire, Text, in_language
from questionnaire.expressions import Expression, evaluate, truth
from questionnaire.expressions.values import is_blank, text

_SHOWN = 80  # Characters of a label or an answer that a sentence quotes.
_LISTED = 8  # Choices that a sentence lists; more are found in the drop-down.


@dataclass(frozen=True)
class Subject:
    """The answers to be checked.

    `answers` are the typed values by question (a blank is None); `untyped` is the raw text of what could not be read as its type, whose
    answer is None; `located` is the place of every question that was found. `today` is the local date of the check.
    """

    questionnaire: Questionnaire
    answers: Mapping[str, AnswerValue]
    untyped: Mapping[str, str]
    located: Mapping[str, Located]
    language: str
    catalogue: Catalogue
    today: date

    @cached_property
    def typed(self) -> tuple[Question, ...]:
        """Return the questions that take an answer, but those whose answer could not be read: only the check of types speaks of them."""
        return tuple(question for question in self.questionnaire.answerable if question.name not in self.untyped)

    @cached_property
    def applying(self) -> tuple[Question, ...]:
        """Return the typed questions that apply, as does one of which that depends on an answer that could not be read."""
        return tuple(question for question in self.typed if not self.fails(question.relevant, question))

    @cached_property
    def given(self) -> tuple[tuple[Question, AnswerValue], ...]:
        """Return the questions that apply and have an answer, with it."""
        pairs = ((question, self.answers.get(question.name)) for question in self.applying)
        return tuple((question, answer) for question, answer in pairs if not is_blank(answer))

    @cached_property
    def violating(self) -> tuple[tuple[Question, Expression, AnswerValue], ...]:
        """Return the questions whose answer surely fails their constraint, with the constraint and the answer."""
        return tuple(
            (question, question.constraint, answer)
            for question, answer in self.given
            if question.constraint and self.fails(question.constraint, question)
        )

    def holds(self, expression: Expression | None, question: Question) -> bool:
        """Say whether `expression` is surely true: there is one, it reads no answer that could not be read, and it is."""
        return expression is not None and self._known(expression) and self._truth(expression, question)

    def fails(self, expression: Expression | None, question: Question) -> bool:
        """Say whether `expression` is surely false."""
        return expression is not None and self._known(expression) and not self._truth(expression, question)

    def _known(self, expression: Expression) -> bool:
        return not self.untyped or expression.reads.isdisjoint(self.untyped)

    def _truth(self, expression: Expression, question: Question) -> bool:
        return truth(evaluate(expression, self.answers, this=self.answers.get(question.name), today=self.today))

    def text(self, written: Text) -> str:
        """Return a text of the form in the language of the subject, or in another one that has it."""
        return in_language(written, self.language, self.questionnaire.languages)

    def label(self, question: Question) -> str:
        """Return what the respondent sees: the printed number and the label."""
        return f"{question.reference} {self.text(question.label)}".strip()

    def shown(self, question: Question, answer: AnswerValue) -> str:
        """Return an answer as the respondent sees it: labels of choices, a date as year-month-day."""
        labels = {choice.name: self.text(choice.label) for choice in question.choices}
        names = answer if isinstance(answer, tuple) else (text(answer),)
        return shortened(self.listed(labels.get(name, name) for name in names))

    def listed(self, texts: Iterable[str]) -> str:
        """Return several texts as a list in the language of the subject, whose comma may be another one."""
        return self.catalogue.say("check_comma").message.join(texts)

    def not_a_choice(self, code: str, question: Question, value: str) -> Finding:
        """Return the error that `value` is none of the question's choices, naming them where they are few."""
        if len(question.choices) > _LISTED:
            return self.finding(code, Severity.ERROR, question, "check_choice_many", value=value)
        offered = self.listed(self.text(choice.label) for choice in question.choices)
        return self.finding(code, Severity.ERROR, question, "check_choice", value=value, offered=offered)

    def finding(self, code: str, severity: Severity, question: Question, sentence: str, own: str = "", **facts: object) -> Finding:
        """Return a finding at the question's place: the catalogue's `sentence` (or the form's `own` message) and its remedy."""
        label, located = self.label(question), self.located.get(question.name)
        said = self.catalogue.say(sentence, label=shortened(label), **facts)
        return Finding(
            code=code,
            severity=severity,
            message=own or said.message,
            remedy=said.remedy,
            question=question.name,
            sheet=located.sheet if located else None,
            cell=located.cell if located else None,
            label=label,
        )


@dataclass(frozen=True, slots=True)
class Check:
    """An edit check. `code` is that of its findings, `says` is one sentence about what it looks for."""

    name: str
    code: str
    says: str
    run: Callable[[Subject], Iterator[Finding]]


def shortened(written: str) -> str:
    """Return a text as a sentence quotes it: on one line, and not longer than a line."""
    line = " ".join(written.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1].rstrip()}…"
