"""Where sentences end: not behind what stands before a name."""

from __future__ import annotations

import pytest

from intake.understanding.own_words.lines import sentences_of
from intake.understanding.own_words.words import sentences

NAMED = {
    "en": "Please write to Mr. Smith and Mrs. Jones from now on.",
    "fr": "Veuillez désormais écrire à M. Dupont et à Mme. Leroy.",
    "es": "Por favor escriba al Sr. García y a la Dra. Ruiz.",
    "de": "Bitte schreiben Sie an Prof. Dr. Maier.",
    "pt": "Por favor escreva ao Exmo. Sr. Costa e à Dra. Lima.",
    "ru": "Пишите, пожалуйста, на имя проф. Иванова и гр. Петрова.",
    "ar": "يرجى الكتابة إلى د. أحمد من الآن.",
    "zh": "请联系 Dr. Li 先生。",
}
ENDED = ("He took over in 5 m. We wrote.", "Так было в 2012 г. Мы писали.", "No. We wrote.", "Room 4. We wrote.")


@pytest.mark.parametrize("language", NAMED)
def test_a_sentence_goes_on_behind_the_title_of_a_name(language: str) -> None:
    """In each of the eight languages, and for whatever reads sentences."""
    assert sentences(NAMED[language]) == (NAMED[language],)
    assert sentences_of((NAMED[language],)) == ((NAMED[language],),)


@pytest.mark.parametrize("text", ENDED)
def test_what_only_looks_like_a_title_ends_a_sentence(text: str) -> None:
    """A unit, a year, an hour, a word that is a title in no language."""
    assert len(sentences(text)) == 2
    assert len(sentences_of((text,))[0]) == 2


def test_a_line_of_titles_alone_is_one_sentence() -> None:
    """However many there are; each is looked at once."""
    assert sentences("M. " * 100_000) == (" ".join(["M."] * 100_000),)
