"""What the names in an expression stand for, item by item: the answers outside of repeats, and within one those of the same instance.

What could not be read is nobody's blank: an expression that reads it has no value that anybody knows.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Iterable, Mapping

from domain.answer import AnswerValue
from questionnaire.definition import Item, Question, Questionnaire
from questionnaire.expressions import Expression, Series, Value
from questionnaire.items import instances, key_of, parts


class Scopes:
    """The answers of one questionnaire as its expressions read them.

    `unread` are the keys of items that could not be read; that of a whole column of a table has an empty instance (see `items.key_of`).
    """

    def __init__(self, questionnaire: Questionnaire, answers: Mapping[str, AnswerValue], unread: Collection[str] = ()) -> None:
        self._form, self._answers = questionnaire, dict(answers)
        self._unread = set(unread)
        self._unread_names: set[str] = set()
        self._note_unread(unread)
        self.instances = instances(questionnaire, answers) if questionnaire.repeats else {}
        self._outer: dict[str, Value] = {**answers}
        self._inside: dict[tuple[str, str], dict[str, Value]] = {}
        for repeat, those in self.instances.items():
            self._enter(repeat, those)

    def _enter(self, repeat: str, those: Iterable[str]) -> None:
        questions = self._form.in_repeat[repeat]
        for instance in those:
            self._inside[repeat, instance] = {one.name: self._answers.get(key_of(one, instance)) for one in questions}
        for one in questions:
            self._outer[one.name] = self._series(one)
        given = [[self._answers.get(key_of(one, instance)) for one in questions if one.asked] for instance in those]
        self._outer[repeat] = Series.of_instances(given)

    def _series(self, question: Question) -> Series:
        return Series(tuple(self._answers.get(key_of(question, instance)) for instance in self.instances[question.repeat]))

    def _note_unread(self, keys: Iterable[str]) -> None:
        for key in keys:
            repeat, _, name = parts(key)
            self._unread_names |= {name, repeat} if repeat else {name}

    def of(self, item: Item) -> Mapping[str, Value]:
        """Return what the names in an expression of `item` stand for."""
        inside = self._inside.get((item.question.repeat, item.instance)) if item.instance else None
        return self._outer if inside is None else ChainMap(inside, self._outer)

    def known(self, expression: Expression, item: Item) -> bool:
        """Say whether `expression` of `item` reads only what could be read."""
        if not self._unread:
            return True
        if not item.instance:
            return expression.reads.isdisjoint(self._unread_names)
        return all(self._is_read(name, item) for name in expression.reads)

    def _is_read(self, name: str, item: Item) -> bool:
        question = self._form.by_name.get(name)
        if question is None or question.repeat != item.question.repeat:
            return name not in self._unread_names
        return self._unread.isdisjoint({key_of(question, item.instance), key_of(question)})

    def put(self, question: Question, values: Mapping[str, AnswerValue], unknown: Collection[str] = ()) -> None:
        """Add the values of a calculation by key, those among them that nobody can know being `unknown`."""
        self._answers.update(values)
        self._unread |= set(unknown)
        self._note_unread(unknown)
        if question.repeat:
            for instance in self.instances[question.repeat]:
                self._inside[question.repeat, instance][question.name] = values.get(key_of(question, instance))
            self._outer[question.name] = self._series(question)
        else:
            self._outer[question.name] = values.get(question.name)
