"""Whether the conditions of a form hold for the answers of one workbook, and which items apply by them.

What depends on an answer that could not be read is not known; nor is what compares a missing code instead of a number or date.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import cached_property

from domain.answer import AnswerValue
from questionnaire.definition import Item, Question, Questionnaire, QuestionType
from questionnaire.expressions import Expression, truth
from questionnaire.scopes import Scopes

_CODED = frozenset({QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.DATE})  # Types whose answer may be a missing code instead.


class Conditions:
    """The conditions of one questionnaire on one day. `unread` are the keys of items that could not be read (see `Scopes`)."""

    def __init__(self, questionnaire: Questionnaire, answers: Mapping[str, AnswerValue], unread: Collection[str], today: date) -> None:
        self._form, self._answers, self._unread, self._today = questionnaire, answers, unread, today
        self._applying: dict[tuple[int, str, str], bool] = {}

    @cached_property
    def scopes(self) -> Scopes:
        """Return what names stand for."""
        return Scopes(self._form, self._answers, self._unread)

    def holds(self, expression: Expression | None, item: Item) -> bool:
        """Say whether `expression` is surely true: there is one, it reads no answer that could not be read, and it is."""
        if expression is None or expression.always is not None:
            return expression is not None and expression.always is True
        return self._known(expression, item) and self._truth(expression, item)

    def fails(self, expression: Expression | None, item: Item) -> bool:
        """Say whether `expression` is surely false: where it reads a missing code instead of a number or date, nobody knows."""
        return (
            expression is not None
            and self._known(expression, item)
            and not self._truth(expression, item)
            and not self._reads_code(expression, item)
        )

    def applies(self, item: Item) -> bool:
        """Say whether an item applies, as does one of which nobody knows it."""
        relevant = item.question.relevant
        if relevant is None or relevant.reads_own:
            return relevant is None or not self.fails(relevant, item)
        # Many questions hang on the same condition, which is one expression then: of items that read the same answers it is looked at once.
        place = (id(relevant), item.question.repeat, item.instance)
        if (known := self._applying.get(place)) is None:
            known = self._applying[place] = not self.fails(relevant, item)
        return known

    def asks(self, item: Item) -> bool:
        """Say whether an item that is blank was asked: it applies, and no missing code says otherwise.

        A comparison with a code is false. So the workbook greys the row, and nobody is asked for what is left blank there; whether what is
        answered there all the same applies, nobody knows.
        """
        relevant = item.question.relevant
        if relevant is None or not self.applies(item):
            return relevant is None
        return relevant.reads.isdisjoint(self._coded) or not self._known(relevant, item) or self._truth(relevant, item)

    @cached_property
    def _coded(self) -> frozenset[str]:
        return frozenset(question.name for question in self._form.answerable if question.missing)

    def _reads_code(self, expression: Expression, item: Item) -> bool:
        scope = self.scopes.of(item)
        return any(is_missing_code(self._form.by_name[name], scope.get(name)) for name in expression.reads & self._coded)

    def _known(self, expression: Expression, item: Item) -> bool:
        return not self._unread or self.scopes.known(expression, item)

    def _truth(self, expression: Expression, item: Item) -> bool:
        return truth(expression.run(self.scopes.of(item), self._answers.get(item.key), self._today))


def is_missing_code(question: Question, answer: object) -> bool:
    """Say whether an answer is one of the codes that may stand instead of a number or date: nothing more is asked of it."""
    return isinstance(answer, str) and answer in question.missing and question.type in _CODED


def takes_codes(question: Question) -> bool:
    """Say whether a missing code may stand in the place of an answer."""
    return bool(question.missing) and question.type in _CODED
