"""Figures in sentences that are only rather like an answer: what bears them out."""

from __future__ import annotations

import pytest

from domain.intent import Intent, IntentKind
from intake.understanding.intent_rules.answers_in_text import RULE
from intake.understanding.intents.said import HeardSentence, Said
from languages.heard import Heard

_ELSEWHERE = Intent(intent=IntentKind.ELSEWHERE, words="It went by post")


def sentence(text: str, *said: str, rather: bool = False) -> HeardSentence:
    """Return a sentence that says these things, and may rather be like an answer."""
    words = len(text.split())
    likely = frozenset({"answers_in_text"} if rather else ())
    heard = Heard(
        said=frozenset(said),
        words=words,
        unsaid=words,
        courteous=0.0,
        maybe=frozenset(),
        rather=likely,
        plainly=frozenset(),
        telling=True,
        unasked=True,
    )
    return HeardSentence(text=text, heard=heard, asks=False)


@pytest.mark.parametrize(
    ("figures", "rather", "answers"),
    [("14 boats", True, False), ("14 boats and 3 cars", True, True), ("14 boats and 3 cars", False, False)],
)
def test_two_figures_are_answers_where_a_sentence_with_them_is_rather_like_one(figures: str, rather: bool, answers: bool) -> None:
    """Three are, whatever they stand in."""
    assert (RULE.find(Said(sentences=(sentence(f"There are {figures} here", rather=rather),)), ()) is not None) is answers
    assert RULE.find(Said(sentences=(sentence("There are 14 boats, 3 cars and 7 carts here"),)), ()) is not None


@pytest.mark.parametrize(
    ("said", "rather", "answers"),
    [(("portion",), True, True), (("portion",), False, False), ((), True, False), (("portion", "confirm"), True, False)],
)
def test_the_number_of_a_question_and_a_figure_are_an_answer_where_they_are_rather_like_one(
    said: tuple[str, ...], rather: bool, answers: bool
) -> None:
    """Beside another matter too, with which figures alone tell nothing; a figure that is right answers nothing."""
    told = (sentence("Question 18, which stayed blank, is 36", *said, rather=rather), sentence("It went by post", "elsewhere"))
    assert (RULE.find(Said(sentences=told), (_ELSEWHERE,)) is not None) is answers
