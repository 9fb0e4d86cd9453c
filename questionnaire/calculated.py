"""The values of the calculations, worked out from the answers as they were read: what a cell of the workbook shows is not trusted.

What stands in a question that does not apply is nobody's figure: a value that counts is worked out without it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from graphlib import TopologicalSorter
from typing import NamedTuple

from domain.answer import AnswerValue
from questionnaire.conditions import Conditions
from questionnaire.definition import Item, Question, Questionnaire
from questionnaire.expressions import evaluate, truth
from questionnaire.items import items, key_of
from questionnaire.scopes import Scopes


class Calculated(NamedTuple):
    """The values by the key of the item, and the keys of those that nobody can know, since they depend on what could not be read."""

    values: Mapping[str, AnswerValue]
    unknown: frozenset[str]


def calculated_as_applies(
    questionnaire: Questionnaire, answers: Mapping[str, AnswerValue], unread: Collection[str], today: date
) -> Calculated:
    """Return the values of all calculations of the answers that apply; another is blank to them, as a skipped question is to ODK."""
    made, hanging, left = calculated(questionnaire, answers, unread, today), _hanging(questionnaire), set[str]()
    given = [item for item in items(questionnaire, answers) if item.question.name in hanging and answers.get(item.key) is not None]
    while given:
        # Whether a question applies may hang on a calculation: what was left out once stays out, so that this comes to an end.
        conditions = Conditions(questionnaire, {**answers, **made.values}, {*unread, *made.unknown}, today)
        found = {item.key for item in given if not conditions.applies(item)}
        if found <= left:
            break
        left |= found
        made = calculated(questionnaire, {**answers, **dict.fromkeys(left)}, unread, today)
    return made


def calculated(questionnaire: Questionnaire, answers: Mapping[str, AnswerValue], unread: Collection[str], today: date) -> Calculated:
    """Return the values of all calculations of the answers as they stand, in repeats one an instance: as the cells of a workbook show them.

    One that does not apply is blank, as is one that cannot be known.
    """
    ordered = _in_order(tuple(question for question in questionnaire.questions if question.calculation))
    values: dict[str, AnswerValue] = {}
    unknown: set[str] = set()
    if ordered:
        scopes = Scopes(questionnaire, answers, unread)
        for question in ordered:
            # Of a table that could not be read nobody knows the instances: the column as a whole stands for them.
            made = {item.key: _value(scopes, item, today) for item in _items(scopes, question) or [_column(question)]}
            worked_out = {key: value for key, (value, _) in made.items() if key != key_of(question) or not question.repeat}
            lost = {key for key, (_, known) in made.items() if not known}
            scopes.put(question, worked_out, lost)
            values |= worked_out
            unknown |= lost
    return Calculated(values, frozenset(unknown))


def _in_order(calculations: tuple[Question, ...]) -> tuple[Question, ...]:
    """Return the calculations so that each follows those that it reads (a form with a ring of them is refused when it is loaded)."""
    by_name = {question.name: question for question in calculations}
    sorter = TopologicalSorter({question.name: sorted(_reads(question) & by_name.keys() - {question.name}) for question in calculations})
    return tuple(by_name[name] for name in sorter.static_order())


def _reads(question: Question) -> frozenset[str]:
    expressions = [one for one in (question.calculation, question.relevant) if one]
    return frozenset().union(*(one.reads for one in expressions))


def _hanging(questionnaire: Questionnaire) -> frozenset[str]:
    """Return the questions that may not apply and are read by a calculation."""
    read = frozenset[str]().union(*(_reads(one) for one in questionnaire.questions if one.calculation))
    return frozenset(one.name for one in questionnaire.answerable if one.relevant and one.name in read)


def _column(question: Question) -> Item:
    return Item(question, "", key_of(question))


def _items(scopes: Scopes, question: Question) -> list[Item]:
    if not question.repeat:
        return [_column(question)]
    return [Item(question, instance, key_of(question, instance)) for instance in scopes.instances[question.repeat]]


def _value(scopes: Scopes, item: Item, today: date) -> tuple[AnswerValue, bool]:
    """Return the value of a calculation, and whether it is known."""
    calculation, relevant, answers = item.question.calculation, item.question.relevant, scopes.of(item)
    if relevant and scopes.known(relevant, item) and not truth(evaluate(relevant, answers, today=today)):
        return None, True
    if calculation is None or not scopes.known(calculation, item):
        return None, False
    return evaluate(calculation, answers, today=today), True
