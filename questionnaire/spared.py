"""What may be blank and is no missing answer: room for remarks, and boxes that are not ticked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from domain.answer import AnswerValue
from languages.asked import asked
from questionnaire.boxes import is_box, is_ticked, opposites
from questionnaire.definition import Item, Question, Questionnaire, QuestionType
from questionnaire.designed.signs import LEVELS
from questionnaire.reading.values.folding import fold

_NAME = "remarks"  # So the program calls those that it adds to sections, or so their names end.
_BRACKETED = re.compile(r"\s*[(（\[].*?[)）\]]")  # As in "Comments (optional)".


def spared(questionnaire: Questionnaire, items: Iterable[Item], answers: Mapping[str, AnswerValue]) -> frozenset[str]:
    """Return the keys of the items that are no missing answer where they are blank.

    Of the two boxes for yes and no one stays to be answered where neither is ticked.
    """
    every = tuple(items)
    there = {(item.question.name, item.instance): item for item in every}
    second = {other.name: one.name for one, other in opposites(questionnaire)}
    first = {one: other for other, one in second.items()}

    def found() -> Iterator[str]:
        for item in every:
            question = item.question
            partner = there.get((first.get(question.name, ""), item.instance))
            waits = partner is not None and not is_ticked(answers.get(partner.key))
            if is_remark(question) or (_is_unasked_box(question, second) and not waits):
                yield item.key

    return frozenset(found())


def _is_unasked_box(question: Question, second: Mapping[str, str]) -> bool:
    """Say whether nothing is missing where a box is not ticked: nobody has to tick it, or it is the second of two."""
    return is_box(question) and (question.required is None or question.name in second)


def is_remark(question: Question) -> bool:
    """Say whether a question is but room for remarks, by its name or as all that its label says, in any language."""
    if question.type is not QuestionType.TEXT or question.required is not None:
        return False
    is_named = question.name == _NAME or question.name.endswith(f"_{_NAME}")
    return is_named or any(_plain(text) in _remarks() for text in question.label.values())


def _plain(label: str) -> str:
    return fold(_BRACKETED.sub("", label.rpartition(LEVELS)[2]))


@cache
def _remarks() -> frozenset[str]:
    return frozenset(map(fold, asked().remarks))
