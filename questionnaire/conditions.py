"""Whether the conditions of a form hold for the answers of one workbook, and which items apply by them.

What depends on an answer that could not be read is not known; nor is what compares a missing code instead of a number or date.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import cached_property

from domain.answer import AnswerValue
from questionnaire.definition import Item, Question, Questionnaire
from questionnaire.expressions import Expression, truth
from questionnaire.items import items
from questionnaire.kinds import FIGURES
from questionnaire.scopes import Scopes


class Conditions:
    """The conditions of one questionnaire on one day. `unread` are the keys of items that could not be read (see `Scopes`).

    What stands in a question that does not apply is blank to them, as to ODK; but the respondent read the form with it. So what is sure is
    so with it and without.
    """

    def __init__(self, questionnaire: Questionnaire, answers: Mapping[str, AnswerValue], unread: Collection[str], today: date) -> None:
        self._form, self._answers, self._unread, self._today = questionnaire, answers, unread, today
        self._written = _View(questionnaire, answers, answers, unread, today)

    @property
    def scopes(self) -> Scopes:
        """Return what names stand for: the answers that count."""
        return self._counting.scopes

    def holds(self, expression: Expression | None, item: Item) -> bool:
        """Say whether `expression` is surely true: there is one, it reads no answer that could not be read, and it is."""
        if expression is None or expression.always is not None:
            return expression is not None and expression.always is True
        return all(view.knows(expression, item) and view.truth(expression, item) for view in self._views)

    def fails(self, expression: Expression | None, item: Item) -> bool:
        """Say whether `expression` is surely false: where it reads a missing code instead of a number or date, nobody knows."""
        return expression is not None and all(view.fails(expression, item) for view in self._views)

    def applies(self, item: Item) -> bool:
        """Say whether an item applies, as does one of which nobody knows it."""
        if self._written.leaves_out(item):
            return False
        return self._counting is self._written or not self._counting.leaves_out(item)

    def asks(self, item: Item) -> bool:
        """Say whether an item that is blank was asked: it applies, and no missing code says otherwise.

        A comparison with a code is false. So the workbook greys the row, and nobody is asked for what is left blank there; whether what is
        answered there all the same applies, nobody knows.
        """
        relevant = item.question.relevant
        if relevant is None or not self.applies(item):
            return relevant is None
        view = self._written
        return relevant.reads.isdisjoint(view.coded) or not view.knows(relevant, item) or view.truth(relevant, item)

    @cached_property
    def _views(self) -> tuple[_View, ...]:
        return tuple(dict.fromkeys((self._written, self._counting)))

    @cached_property
    def _counting(self) -> _View:
        """Return the answers without those that do not apply, nor those that do not by what is left then."""
        if not any(one.relevant for one in self._form.valued):
            return self._written
        given = [one for one in items(self._form, self._answers) if one.question.relevant and self._answers.get(one.key) is not None]
        unasked = {one.key for one in given if self._written.leaves_out(one)}
        found, left, view = unasked, set[str](), self._written
        # No form has a ring of conditions, so that this comes to an end by itself before it has done so for every question.
        for _ in self._form.answerable:
            if found == left:
                break
            now = found ^ left
            changed = {name for one in given if one.key in now for name in (one.question.name, one.question.repeat)}
            left, view = found, _View(self._form, {**self._answers, **dict.fromkeys(found)}, self._answers, self._unread, self._today)
            found = unasked | {one.key for one in given if _leaves_out(view, one, changed, found)}
        return view


class _View:
    """What the conditions come to with some of the answers that were `written`: a question always reads its own as it was."""

    def __init__(
        self,
        questionnaire: Questionnaire,
        answers: Mapping[str, AnswerValue],
        written: Mapping[str, AnswerValue],
        unread: Collection[str],
        today: date,
    ) -> None:
        self._form, self._answers, self._written, self._unread, self._today = questionnaire, answers, written, unread, today
        self._left_out: dict[tuple[int, str, str], bool] = {}

    @cached_property
    def scopes(self) -> Scopes:
        return Scopes(self._form, self._answers, self._unread)

    @cached_property
    def coded(self) -> frozenset[str]:
        return frozenset(question.name for question in self._form.answerable if question.missing)

    def leaves_out(self, item: Item) -> bool:
        """Say whether an item surely does not apply."""
        relevant = item.question.relevant
        if relevant is None or relevant.reads_own:
            return relevant is not None and self.fails(relevant, item)
        # Many questions hang on the same condition, which is one expression then: of items that read the same answers it is looked at once.
        place = (id(relevant), item.question.repeat, item.instance)
        if (known := self._left_out.get(place)) is None:
            known = self._left_out[place] = self.fails(relevant, item)
        return known

    def fails(self, expression: Expression, item: Item) -> bool:
        return self.knows(expression, item) and not self.truth(expression, item) and not self._reads_code(expression, item)

    def knows(self, expression: Expression, item: Item) -> bool:
        return not self._unread or self.scopes.known(expression, item)

    def truth(self, expression: Expression, item: Item) -> bool:
        return truth(expression.run(self.scopes.of(item), self._written.get(item.key), self._today))

    def _reads_code(self, expression: Expression, item: Item) -> bool:
        scope = self.scopes.of(item)
        return any(is_missing_code(self._form.by_name[name], scope.get(name)) for name in expression.reads & self.coded)


def _leaves_out(view: _View, item: Item, changed: Collection[str], before: Collection[str]) -> bool:
    """Say whether an item does not apply, as `before` where its condition reads nothing that `changed` since."""
    relevant = item.question.relevant
    return item.key in before if relevant is None or relevant.reads.isdisjoint(changed) else view.leaves_out(item)


def is_missing_code(question: Question, answer: object) -> bool:
    """Say whether an answer is one of the codes that may stand instead of a number or date: nothing more is asked of it."""
    return isinstance(answer, str) and answer in question.missing and question.type in FIGURES


def takes_codes(question: Question) -> bool:
    """Say whether a missing code may stand in the place of an answer."""
    return bool(question.missing) and question.type in FIGURES
