"""The questionnaires that are mutated, each with answers that obey it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from itertools import islice
from pathlib import Path

from domain.answer import AnswerValue
from questionnaire.calculated import calculated
from questionnaire.definition import Item, Question, Questionnaire, QuestionType
from questionnaire.expressions import evaluate, truth
from questionnaire.items import items, key_of
from questionnaire.layout import Layout
from questionnaire.pages import lay_out
from questionnaire.scopes import Scopes
from questionnaire.xlsform import load
from tests.questionnaire.repeat_samples import FIGURES
from tests.questionnaire.workbook_samples import personal

T = QuestionType
TODAY = date(2012, 3, 20)
MODEL = Path(os.environ.get("MUTATIONS_FORM", "templates/studies/cybercrime-2012/questionnaire.xlsx"))
_ROWS = 4  # So many instances are given in each table.
_TRIED = 40
_BLANK_OF = 6  # One optional text of so many is left blank.


@dataclass(frozen=True, eq=False)
class Sample:
    """One questionnaire in one language, and what a respondent answers."""

    name: str
    form: Questionnaire = field(repr=False)
    language: str

    @cached_property
    def answers(self) -> Mapping[str, AnswerValue]:
        """Return the answers by the key of their item; None where nothing is given."""
        return _answers(self.form)

    @cached_property
    def layouts(self) -> tuple[Layout, ...]:
        """Return the layouts of all languages."""
        return tuple(lay_out(self.form, language) for language in self.form.languages)

    @cached_property
    def blank(self) -> bytes:
        """Return the workbook that is sent out."""
        return personal(self.language, self.form)


@cache
def samples() -> tuple[Sample, ...]:
    """Return the model study in two languages, and a smaller form that has all that a workbook can have in a third."""
    model = load(MODEL.read_bytes(), MODEL.name)
    return Sample("model-en", model, "en"), Sample("model-ar", model, "ar"), Sample("figures-fr", FIGURES, "fr")


def _answers(form: Questionnaire) -> dict[str, AnswerValue]:
    made: dict[str, AnswerValue] = {}
    taken: set[AnswerValue] = set()
    tables = [repeat for repeat in form.repeats if not repeat.instances]
    wanted = {
        key_of(one, str(row)): None for table in tables for one in form.in_repeat[table.name] for row in range(1, _room(table.room) + 1)
    }
    for number, item in enumerate(items(form, wanted)):
        if not item.question.asked:
            continue
        scope = Scopes(form, wanted | made | dict(calculated(form, wanted | made, (), TODAY).values))
        answer = _answer(item, scope, number, taken) if _applies(item, scope) else None
        made[item.key] = answer
        taken.add(answer)
    return made


def _room(room: int) -> int:
    return min(room, _ROWS)


def _applies(item: Item, scope: Scopes) -> bool:
    relevant = item.question.relevant
    return relevant is None or truth(evaluate(relevant, scope.of(item), today=TODAY))


def _answer(item: Item, scope: Scopes, number: int, taken: set[AnswerValue]) -> AnswerValue:
    """Return an answer that obeys the form and, where the type lets it, that no other item has."""
    question = item.question
    if question.required is None and question.type is T.TEXT and number % _BLANK_OF == 0:
        return None
    tried = list(islice(_candidates(question, number), _TRIED))
    allowed = [one for one in tried if _is_allowed(item, one, scope)]
    fresh = [] if question.choices else [one for one in allowed if one not in taken]
    return (fresh or allowed or [None])[0]


def _is_allowed(item: Item, answer: AnswerValue, scope: Scopes) -> bool:
    constraint = item.question.constraint
    if constraint is None:
        return True
    return truth(evaluate(constraint, {**scope.of(item), item.question.name: answer}, this=answer, today=TODAY))


def _candidates(question: Question, number: int) -> Iterator[AnswerValue]:
    match question.type:
        case T.TEXT:
            yield f"Answer {number} in words"
        case T.INTEGER:
            small = range(3 + number % 60, 70)
            yield from (*(() if question.repeat else (2000 - 7 * number,)), *small, *range(60 + number, 0, -1))
        case T.DECIMAL:
            yield from (*(() if question.repeat else (1240.5 + number,)), *(2.25 + (number + step) % 70 for step in range(40)), 0.75)
        case T.DATE:
            latest = (date(2012, 2, 13), date(2011, 12, 29), date(2010, 11, 30))
            yield from (day - timedelta(days=number % 28 + step) for step in range(4) for day in latest)
        case T.SELECT_ONE:
            yield from (choice.name for choice in question.choices)
        case T.SELECT_MULTIPLE:
            names = [choice.name for choice in question.choices]
            yield tuple(names[1:3])
            yield from ((name,) for name in names)
