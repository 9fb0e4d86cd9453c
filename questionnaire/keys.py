"""The defined names of a workbook's cells, rows and columns: the same in every language, and legal in every program."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping

from questionnaire.definition import Question, Questionnaire, QuestionType

_LENGTH = 64
_ILLEGAL = re.compile(r"[^A-Za-z0-9_]")

# By question, its choice or instance, and what stands beside the answer ("" where there is none).
CellKeys = Mapping[tuple[str, str, str], str]


def cell_keys(questionnaire: Questionnaire) -> CellKeys:
    """Return the key of each cell, row and column."""
    # Excel does not tell the case of defined names apart, and knows neither hyphens nor other alphabets everywhere.
    keys: dict[tuple[str, str, str], str] = {}
    taken: set[str] = set()
    for question, part, aside in _places(questionnaire):
        raw = "__".join(filter(None, (f"q_{question}", part, aside)))
        legal = _ILLEGAL.sub("_", raw)
        if legal != raw or len(legal) > _LENGTH or legal.casefold() in taken:
            digest = hashlib.sha256("/".join([question, part, *filter(None, [aside])]).encode()).hexdigest()[:8]
            legal = f"{legal[: _LENGTH - 9]}_{digest}"
        taken.add(legal.casefold())
        keys[question, part, aside] = legal
    return keys


def _places(questionnaire: Questionnaire) -> Iterator[tuple[str, str, str]]:
    """Yield what has a key: first all answers, so that what stands beside them takes no name of theirs."""
    instances = {repeat.name: [instance.name for instance in repeat.instances] for repeat in questionnaire.repeats}
    for question in questionnaire.valued:
        yield from ((question.name, part, "") for part in _parts(question, instances.get(question.repeat, [])))
    for question in questionnaire.valued:
        for aside in question.asides:
            yield from ((question.name, part, aside) for part in instances.get(question.repeat) or [""])


def _parts(question: Question, instances: list[str]) -> list[str]:
    if question.type is QuestionType.SELECT_MULTIPLE:
        return [choice.name for choice in question.choices]
    return ["", *instances]
