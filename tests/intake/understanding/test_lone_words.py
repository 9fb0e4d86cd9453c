"""A lone word of a decision is known as such, every one of every language: it is meant for the program and goes to nobody who asked."""

from __future__ import annotations

import pytest

from domain.said_of_case import Beside
from intake.understanding.coordinators.case_words import lone_word
from languages.decisions import vocabulary

_UNSPACED = 0x2E7F
LONE = sorted(("" if ord(words[0][0]) > _UNSPACED else " ").join(words) for words, what in vocabulary().items() if what != Beside.YES)


@pytest.mark.parametrize("word", LONE)
def test_every_word_that_decides_is_known_where_it_stands_alone(word: str) -> None:
    """With a point, with courtesy, below a greeting or above a name."""
    for written in (word, f"{word.capitalize()}.", f"Please, {word}!", f"Bonjour,\n\n{word}\n\nJean-Luc"):
        assert lone_word(written), written


@pytest.mark.parametrize(
    "text",
    ["Yes", "oui.", "The year 2011.", "Annuler la ligne 4 suffit.", "Please wait until we have sent you the new workbook on 15 March.", ""],
)
def test_what_says_more_or_answers_a_question_is_none(text: str) -> None:
    """A sentence of somebody who answers goes to who asked."""
    assert not lone_word(text)
