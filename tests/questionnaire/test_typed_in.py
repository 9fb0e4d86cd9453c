"""Choices that come by their codes, out of a list, and not typed."""

from __future__ import annotations

import pytest

from questionnaire.definition import Choice, Place, Question, QuestionType
from questionnaire.typed_in import by_codes


def asked(kind: QuestionType) -> Question:
    """Return a question whose choices are labelled with each other's codes, as marks are that count the other way round."""
    choices = tuple(Choice(name=str(code), label={"en": str(6 - code)}) for code in range(1, 6))
    return Question(name="mark", type=kind, label={"en": "Mark"}, section="", place=Place("survey", 2), choices=choices)


@pytest.mark.parametrize("code", ["1", "5"])
def test_the_code_that_was_chosen_is_no_label_of_another_choice(code: str) -> None:
    """Whoever chose the mark labelled 5 had another one recorded."""
    assert by_codes(asked(QuestionType.SELECT_ONE), code) == code


def test_several_codes_come_in_the_order_of_the_form() -> None:
    """However they were ticked."""
    assert by_codes(asked(QuestionType.SELECT_MULTIPLE), "4, 1") == ("1", "4")


@pytest.mark.parametrize("text", ["", "6", "1, 6", "1, 2"])
def test_what_is_no_code_is_read_as_words(text: str) -> None:
    """Also two of them where one may be chosen."""
    assert by_codes(asked(QuestionType.SELECT_ONE), text) is None
