"""The language in which somebody wants a form is known by name, in all languages at once."""

from __future__ import annotations

import re

import pytest

from domain.intent import IntentKind
from intake.understanding.intents.wanted import said
from languages import known, toml_of
from languages.tongues import tongues

LANGUAGES = [code for code in known() if toml_of(code, "tongues.toml")]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("The form in English, please", {"en"}),
        ("Could we have the French version of the questionnaire?", {"fr"}),
        ("Please send the form in Arabic or in French.", {"ar", "fr"}),
        ("Pourriez-vous nous envoyer le questionnaire en anglais ?", {"en"}),
        ("Merci de nous envoyer la version espagnole.", {"es"}),
        ("¿Podrían enviarnos el cuestionario en inglés?", {"en"}),
        ("Por favor, envíen la versión francesa.", {"fr"}),
        ("Podem enviar o questionário em inglês?", {"en"}),
        ("Bitte schicken Sie uns den Fragebogen auf Englisch.", {"en"}),
        ("Bitte senden Sie uns die französische Fassung.", {"fr"}),
        ("Пришлите, пожалуйста, анкету на английском языке.", {"en"}),
        ("Можно анкету по-русски?", {"ru"}),
        ("نرجو إرسال الاستبيان بالإنجليزية.", {"en"}),
        ("نرجو إرسال الاستبيان باللغة الفرنسية.", {"fr"}),
        ("请问能否提供英文版问卷？", {"en"}),
        ("请发一份法语的问卷。", {"fr"}),
        ("Could we have the questionnaire in Japanese?", {"ja"}),
        ("Please send it again.", set()),
        ("Please send it to Statistics Germany again.", set()),
        ("Bitte schicken Sie den Fragebogen nach Deutschland.", set()),
        ("请再发一次，我们在英国。", set()),
    ],
)
def test_a_language_is_named_as_that_of_a_form(text: str, named: set[str]) -> None:
    """A country is none."""
    assert tongues(text) == named


def test_each_language_names_all_that_are_spoken_here() -> None:
    """And the others alike, so that whoever wants one of them is heard in each."""
    assert len(LANGUAGES) == 8
    names = {frozenset(toml_of(code, "tongues.toml")["names"]) for code in LANGUAGES}
    assert len(names) == 1
    assert names.pop() >= {*LANGUAGES}


def test_every_expression_can_be_compiled() -> None:
    """One that is misspelt would be found when the first wish comes."""
    for words in (toml_of(code, "tongues.toml") for code in LANGUAGES):
        frames = [frame.replace("{}", name) for frame in words["frames"] for name in words["names"].values()]
        assert all(re.compile(one).groups == 0 for one in frames)
        assert all("{}" in frame for frame in words["frames"])


@pytest.mark.parametrize(
    "text",
    [
        "What did we send you last year?",
        "Could you send us a copy of our answers from last year?",
        "Please send us last year's questionnaire.",
        "Pouvez-vous nous envoyer nos réponses de l'an dernier ?",
        "¿Podrían enviarnos nuestras respuestas del año pasado?",
        "Podem enviar-nos as nossas respostas do ano passado?",
        "Bitte schicken Sie uns unsere Antworten vom letzten Jahr.",
        "Пришлите, пожалуйста, наши прошлогодние ответы.",
        "هل يمكنكم إرسال إجاباتنا للعام الماضي؟",
        "请把我们去年的答卷发给我们。",
    ],
)
def test_who_wants_what_they_answered_before_is_read_by_a_person(text: str) -> None:
    """It is no wish for an empty workbook, which would be sent at once, and no courtesy."""
    (found,) = said(text)
    assert found.intent in {IntentKind.QUESTION, IntentKind.NOTE}


@pytest.mark.parametrize(
    "text", ["Please send us the questionnaire once more, we have lost it.", "Please send it again, as you did last year."]
)
def test_who_wants_the_workbook_gets_it(text: str) -> None:
    """A year may stand beside it."""
    assert IntentKind.RESEND in {one.intent for one in said(text)}
