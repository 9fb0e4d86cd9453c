"""What our letters tell people to write is understood as what the letters say, alone and as people write it in a mail."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from domain.intent import IntentKind
from intake.understanding.intents.wanted import said
from intake.understanding.own_words.words import own_words
from languages import catalogue, spoken

_QUOTED = re.compile("[\u201c\u00ab\u300c][\u00a0\u202f ]?([^\u201d\u00bb\u300d{}]+?)[\u00a0\u202f ]?[\u201d\u00bb\u300d]")
_TOLD = {"extended.md": IntentKind.RESEND, "confirmation.md": IntentKind.UNSUBSCRIBE}
_FRAMES = {
    "ar": "السلام عليكم،\n\n{}\n\nمع أطيب التحيات\nسامية حسن",
    "en": "Dear Mr Grant,\n\n{}\n\nKind regards\nAnn Lee\nDepartment of Schools",
    "es": "Estimados señores:\n\n{}\n\nSaludos cordiales\nPablo Ruiz",
    "fr": "Bonjour,\n\n{}\n\nCordialement\nAmadou Ba",
    "ru": "Здравствуйте!\n\n{}\n\nС уважением,\nИ. Петров",
    "zh": "您好：\n\n{}\n\n此致\n敬礼\n王芳",
}


def told(language: str, letter: str) -> list[str]:
    """Return the words that a letter puts in quotation marks, without those that it fills in."""
    text = resources.files("languages").joinpath(language, "letters", letter).read_text(encoding="utf-8")
    return _QUOTED.findall(text)


LETTERS = [(code, letter, words) for code in spoken() for letter in _TOLD for words in told(code, letter)]
YES = [
    (code, words)
    for code in spoken()
    for words in _QUOTED.findall(catalogue(code).say("claimed_workbook", sender="a@b.example", day="1").message)
]


def test_each_letter_tells_words_in_each_language() -> None:
    """So that none is left out of what is tried here."""
    assert {(code, letter) for code, letter, _ in LETTERS} == {(code, letter) for code in spoken() for letter in _TOLD}
    assert {code for code, _ in YES} == set(spoken()) == set(_FRAMES)


@pytest.mark.parametrize(("language", "letter", "words"), LETTERS)
@pytest.mark.parametrize("shape", ["{}", "{}.", "\u201c{}\u201d"])
def test_the_words_that_a_letter_tells_are_understood(language: str, letter: str, words: str, shape: str) -> None:
    """Alone, with a full stop or in quotation marks, and between a greeting and a signature."""
    for text in (shape.format(words), _FRAMES[language].format(shape.format(words))):
        assert [one.intent for one in said(own_words(text))] == [_TOLD[letter]], text


@pytest.mark.parametrize(("language", "words"), YES)
def test_the_yes_that_a_letter_asks_for_is_understood(language: str, words: str) -> None:
    """It is a bare one, which takes effect."""
    for text in (words, f"{words}.", _FRAMES[language].format(words)):
        (intent,) = said(own_words(text))
        assert (intent.intent, intent.alone) == (IntentKind.CONFIRM, True), text


@pytest.mark.parametrize(
    "text",
    [
        "Merci de le renvoyer",
        "Merci de renvoyer le classeur",
        "Merci de renvoyer le questionnaire.",
        "Merci de bien vouloir renvoyer le fichier.",
        "Please resend the workbook",
        "Envíen de nuevo el libro, por favor.",
        "Пришлите, пожалуйста, книгу ещё раз.",
        "请再发一次工作簿",
        "يرجى إرسال المصنف مرة أخرى",
        "Bitte senden Sie uns die Arbeitsmappe noch einmal.",
        "Por favor, enviem o ficheiro outra vez.",
    ],
)
def test_who_names_the_workbook_asks_for_it_as_well(text: str) -> None:
    """Nobody else needs to read it."""
    (intent,) = said(text)
    assert (intent.intent, intent.alone) == (IntentKind.RESEND, True)


@pytest.mark.parametrize(
    "text",
    [
        "Merci de ne pas le renvoyer.",
        "Merci de renvoyer ce questionnaire à notre direction.",
        "Please do not send it again.",
        "Bitte senden Sie den Fragebogen nicht noch einmal.",
    ],
)
def test_who_wants_it_not_or_elsewhere_gets_no_workbook(text: str) -> None:
    """A person reads that."""
    assert IntentKind.RESEND not in {one.intent for one in said(text)}
