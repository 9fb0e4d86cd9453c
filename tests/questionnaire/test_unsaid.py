"""A condition that compares an answer with a question that has none says nothing: it makes no error of the other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from domain.answer import AnswerValue
from languages import catalogue, spoken
from questionnaire.checks import CheckSubject, run
from tests.questionnaire.forms import loaded

NAMES = ("pupils", "girls", "boys", "level")


def found(constraint: str, answers: Mapping[str, AnswerValue], language: str = "en") -> list[str]:
    """Return the messages about the number of pupils under a constraint."""
    form = loaded(
        (
            ("type", "name", "label", "constraint"),
            ("integer", "pupils", "Pupils", constraint),
            *(("integer", name, name.title(), "") for name in NAMES[1:3]),
            ("text", "level", "Level", ""),
        )
    )
    subject = CheckSubject(
        questionnaire=form,
        answers=dict.fromkeys(NAMES) | dict(answers),
        untyped={},
        located={},
        language=language,
        catalogue=catalogue(language),
        today=date(2026, 11, 30),
    )
    return [one.message for one in run(subject) if one.question == "pupils"]


@pytest.mark.parametrize("language", spoken())
def test_a_number_need_not_be_at_least_a_blank(language: str) -> None:
    """Nor is anybody told so, in any language; a number that is there is compared."""
    assert found(". >= ${girls}", {"pupils": 120000}, language) == []
    assert len(found(". >= ${girls}", {"pupils": 120000, "girls": 130000}, language)) == 1


@pytest.mark.parametrize(
    "constraint",
    [
        ". <= ${girls}",
        "${girls} > .",
        ". = ${girls}",
        ". = ${girls} + ${boys}",
        ". >= 0 and . >= ${girls} + ${boys}",
        ". > 1000 or . = ${girls}",
        "not(. > 3 and not(. > ${girls}))",
        ". = 0 or ${level} = 'high'",
        "number(${girls}) < .",
    ],
)
def test_whatever_hangs_on_an_answer_that_is_not_there_is_not_told(constraint: str) -> None:
    """However it is compared."""
    assert found(constraint, {"pupils": 5}) == []


@pytest.mark.parametrize(
    "constraint",
    [
        ". >= 10 and . >= ${girls}",
        ". < 3 or (. > 8 and ${girls} > 1)",
        ". = coalesce(${girls}, 0)",
        ". = sum(${girls}, ${boys})",
        "${girls} != ''",
        "string-length(${level}) > 0",
    ],
)
def test_what_fails_whatever_the_other_answer_is_told(constraint: str) -> None:
    """As is what asks whether there is one, or takes something in its place."""
    assert len(found(constraint, {"pupils": 5})) == 1
