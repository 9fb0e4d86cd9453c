"""A mail that decides and takes itself back decides nothing, in whatever words and language, before, beside or below the decision."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from intake.understanding.coordinators.case_words import is_unsure, said_of_case
from intake.understanding.own_words.words import own_words, with_signature
from languages import known, toml_of
from languages.decisions import word

NOW = datetime(2012, 3, 1, tzinfo=UTC)
AUTHOR = "Thomas Aubert <thomas.aubert@itu.example>"
LANGUAGES = [code for code in known() if toml_of(code, "decisions.toml")]
SAID = {
    "en": ("forget it", "Leave it.", "Ignore my last mail", "please disregard my previous message", "Never mind!", "no, leave it for now"),
    "fr": (
        "oubliez",
        "Laissez tomber.",
        "Ne tenez pas compte de mon dernier message",
        "merci d’ignorer mon message précédent",
        "Non, laissez",
    ),
    "es": ("olvídelo", "Olvidelo por favor", "déjelo así", "Haga caso omiso de mi último correo", "ignore mi correo anterior"),
    "ar": ("انسَ الأمر", "دعه كما هو", "تجاهلوا رسالتي الأخيرة", "يرجى تجاهل رسالتي السابقة", "لا عليكم"),
    "ru": ("забудьте", "Оставьте как есть.", "Не обращайте внимания на моё последнее письмо", "Извините, прошу не учитывать", "отбой"),
    "zh": ("算了", "当我没说。", "请忽略我上一封邮件", "上一封邮件请忽略", "先不要处理"),
    "de": ("vergessen Sie es", "Lassen Sie das!", "Bitte ignorieren Sie meine letzte Mail", "meine letzte Nachricht bitte ignorieren"),
    "pt": ("esqueça", "Deixe estar.", "Ignore o meu último e-mail", "favor desconsiderar a mensagem anterior", "Desculpe, deixe como está"),
}
EACH = [(language, text) for language in LANGUAGES for text in SAID[language]]


@pytest.mark.parametrize(("language", "text"), EACH)
@pytest.mark.parametrize(
    "shape", ["{d}\n{t}", "{d}\n\n{t}", "{d} - {t}", "{d}. {t}", "{t},\n{d}", "{t}\n\n{d}", "{t}. {d}", "{d}\n\nThomas\n\n{t}"]
)
def test_what_takes_itself_back_decides_nothing(language: str, text: str, shape: str) -> None:
    """And whoever wrote it is told that it says two things, and not that it says none."""
    mail = shape.format(d=word(language, "accept"), t=text)
    words, whole = own_words(mail, AUTHOR), with_signature(mail)
    assert said_of_case(words, NOW, whole) is None
    assert is_unsure(words, whole)


@pytest.mark.parametrize("decision", ["accept", "reject", "declined", "noted", "grant", "undo", "yes", "wait until 15 March"])
def test_no_decision_stands_beside_a_word_that_takes_it_back(decision: str) -> None:
    """A confirmation and a reason are none either."""
    for mail in (f"{decision}\nforget it", f"{decision} - forget it", f"{decision}\n\nThomas\n\nignore my last mail"):
        assert said_of_case(own_words(mail, AUTHOR), NOW, with_signature(mail)) is None, mail


@pytest.mark.parametrize(
    ("mail", "note"),
    [
        ("reject: ignore my colleague’s workbook", "ignore my colleague’s workbook"),
        ("accept\n\nThank you, and do not forget the receipt", "Thank you, and do not forget the receipt"),
        ("accept: they said that we may leave the second sheet", "they said that we may leave the second sheet"),
        ("accept\n\n-- \nThomas Aubert\nStop TB Partnership", ""),
        ("accept\n\nThomas\n\nIf you are not the intended reader of this message and got it in error,\nplease ignore it.", ""),
        ("accept\n\nPlease disregard this message if misdirected.", "Please disregard this message if misdirected."),
        ("accepter\n\nThomas\n\nVeuillez ignorer ce message s’il ne vous est pas destiné.", ""),
        ("annehmen\n\nThomas\n\nIgnorieren Sie diese Mail, falls sie nicht für Sie bestimmt ist.", ""),
        ("aceptar\n\nThomas\n\nIgnore este mensaje si no es para usted.", ""),
    ],
)
def test_reasons_remarks_and_disclaimers_take_nothing_back(mail: str, note: str) -> None:
    """They forget and ignore something else."""
    found = said_of_case(own_words(mail, AUTHOR), NOW, with_signature(mail))
    assert found is not None
    assert found.note == note
