"""Items: the single answers of a questionnaire. A question is one, and in a repeat or a matrix it is one for each instance.

Answers are kept flat, by the key of their item: `employees`, or `offences[2010].fraud` for the question `fraud` in the instance 2010 of the
repeat `offences`. So everything that lists, compares, stores or exports answers knows nothing of repeats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from domain.answer import AnswerValue
from domain.sentences import before_more
from questionnaire.definition import Item, Question, Questionnaire, Repeat, in_language

_FLAG = "@flag"
_KEY = re.compile(r"(?P<repeat>[^\[\]]+)\[(?P<instance>[^\[\]]*)\]\.(?P<question>.+)")


def key_of(question: Question, instance: str = "") -> str:
    """Return the key of an item."""
    return f"{question.repeat}[{instance}].{question.name}" if question.repeat else question.name


@lru_cache(maxsize=1 << 16)
def parts(key: str) -> tuple[str, str, str]:
    """Return (repeat, instance, question) of an item's key; repeat and instance are "" outside of repeats."""
    found = _KEY.fullmatch(key)
    return (found["repeat"], found["instance"], found["question"]) if found else ("", "", key)


def shown_key(question: Question, key: str) -> str:
    """Return the key of the item whose figure of the last round is shown beside an item of `question`: its own, or the one it revises."""
    return key.removesuffix(question.name) + question.revises if question.revises else key


def flag_key(key: str) -> str:
    """Return under which key the flag of an item stands among figures of the last round. No name of a question has such a sign."""
    return f"{key}{_FLAG}"


def is_flag(key: str) -> bool:
    """Say whether a flag stands under a key, and no figure."""
    return key.endswith(_FLAG)


def figure_of(flag: str) -> str:
    """Return under which key the figure stands that a flag marks."""
    return flag.removesuffix(_FLAG)


def item_of(questionnaire: Questionnaire, key: str) -> Item:
    """Return the item of a key."""
    _, instance, name = parts(key)
    return Item(questionnaire.by_name[name], instance, key)


def items(questionnaire: Questionnaire, given: Iterable[str] = ()) -> tuple[Item, ...]:
    """Return all items that are asked or calculated, in the order of the questions, and in a repeat instance by instance.

    `given` are the keys of answers: of a table, they say which instances there are; a matrix has all of its own.
    """
    return tuple(_items(questionnaire, given)) if questionnaire.repeats else questionnaire.items


def _items(questionnaire: Questionnaire, given: Iterable[str]) -> Iterator[Item]:
    seen = instances(questionnaire, given)
    done: set[str] = set()
    for question in questionnaire.valued:
        if not question.repeat:
            yield Item(question, "", question.name)
        elif question.repeat not in done:
            done.add(question.repeat)
            for instance in seen[question.repeat]:
                yield from (Item(one, instance, key_of(one, instance)) for one in questionnaire.in_repeat[question.repeat])


def instances(questionnaire: Questionnaire, given: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the instances of each repeat: those of a matrix by its list, those of a table by the answers, in their order."""
    named = {repeat.name: [one.name for one in repeat.instances] for repeat in questionnaire.repeats}
    found: dict[str, dict[str, None]] = {repeat: dict.fromkeys(names) for repeat, names in named.items()}
    for key in given:
        repeat, instance, _ = parts(key) if "[" in key else ("", "", "")
        if repeat in found:
            found[repeat][instance] = None
    return {name: tuple(those) for name, those in found.items()}


def nested(questionnaire: Questionnaire, answers: Mapping[str, AnswerValue]) -> dict[str, object]:
    """Return the answers as the command line's contract has them: a repeat is a list of objects under its name.

    An object of a matrix says its instance under the name of the list that the instances come from.
    """
    made: dict[str, object] = {one.name: answers.get(one.name) for one in questionnaire.valued if not one.repeat}
    seen = instances(questionnaire, answers)
    for repeat in questionnaire.repeats:
        made[repeat.name] = [_object(questionnaire, repeat, instance, answers) for instance in seen[repeat.name]]
    return made


def _object(questionnaire: Questionnaire, repeat: Repeat, instance: str, answers: Mapping[str, AnswerValue]) -> dict[str, AnswerValue]:
    named: dict[str, AnswerValue] = {repeat.list_name: instance} if repeat.instances else {}
    return named | {one.name: answers.get(key_of(one, instance)) for one in questionnaire.in_repeat[repeat.name]}


def item_label(questionnaire: Questionnaire, item: Item, language: str) -> str:
    """Return the label of an item's question, with the heading of its column in a matrix or the number of its row in a table."""
    languages = questionnaire.languages
    label = in_language(item.question.label, language, languages) or item.question.name
    if not item.instance:
        return label
    named = next(one for one in questionnaire.repeats if one.name == item.question.repeat).instances
    heading = next((in_language(one.label, language, languages) for one in named if one.name == item.instance), item.instance)
    return f"{before_more(label)} ({before_more(heading)})"
