"""Where sentences end: not behind what stands before a name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from intake.understanding.intent_rules.answers_in_text import figures
from intake.understanding.intents.said import written
from intake.understanding.intents.wanted import told_by
from intake.understanding.own_words.lines import sentences_of
from intake.understanding.own_words.words import sentences

SENT = datetime(2026, 2, 11, 9, tzinfo=UTC)
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


def test_lines_in_columns_are_sentences_by_themselves() -> None:
    """However long they are: a program that registers letters writes a label and a value on each, and no sentence goes on there."""
    register = (
        "Краткое содержание: О направлении формы 1-водопровод\nКол-во листов:      1\nПриложения:         1.xlsx",
        "Workflow for all documents of the department   Statutory\nClass\tReturn of the year",
    )
    assert [len(written(one)) for one in register] == [3, 2]
    assert len(written("We send herewith the questionnaire of our ministry with\nThe Statistics Act in mind.")) == 1


@pytest.mark.parametrize(
    "line", ["Released on 2025-02-12 18:04 IST", "Printed 12.03.2025 07:45:10", "Tel. No. 2852 0000", "Fax no: 2541 0000"]
)
def test_days_with_their_times_and_numbers_of_telephones_are_no_figures(line: str) -> None:
    """A register says when a letter left, and a letterhead where its office is rung up."""
    told = told_by(line, beside=True, sent=SENT)
    assert [figures(one, told) for one in told.sentences] == [0]
