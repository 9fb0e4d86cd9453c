"""Whoever says that figures are no secret keeps nothing secret, though the words are those of who does; and whoever forbids it does."""

from __future__ import annotations

import pytest

from domain.intent import IntentKind
from intake.understanding.intents.wanted import said
from intake.understanding.own_words.banners import is_banner
from intake.understanding.own_words.words import own_words

COVERS = {
    "en": "Dear all,\n\nPlease find attached our questionnaire.\n{}\n\nKind regards,\nJ. Doe",
    "fr": "Bonjour,\n\nVeuillez trouver ci-joint notre questionnaire.\n{}\n\nCordialement,\nJ. Petit",
    "es": "Estimados señores:\n\nAdjunto les remitimos nuestro cuestionario.\n{}\n\nAtentamente,\nJ. Vega",
    "de": "Guten Tag,\n\nanbei senden wir Ihnen unseren Fragebogen.\n{}\n\nMit freundlichen Grüßen\nJ. Kern",
    "pt": "Prezados senhores,\n\nSegue em anexo o nosso questionário.\n{}\n\nAtenciosamente,\nJ. Reis",
    "ru": "Здравствуйте!\n\nНаправляем заполненную анкету.\n{}\n\nС уважением,\nИ. Орлов",
    "zh": "您好，\n\n随函附上我们填写的问卷。\n{}\n\n此致\n李明",
    "ar": "تحية طيبة،\n\nنرفق لكم الاستبيان بعد تعبئته.\n{}\n\nمع التقدير\nسامي",
}
OPEN = (
    ("en", "This information is not sensitive and may be released to the public."),
    ("en", "Our figures are not confidential and may be published."),
    ("en", "None of this is confidential."),
    ("fr", "Nos données ne sont pas confidentielles et peuvent être publiées."),
    ("es", "Los datos no son confidenciales y pueden publicarse."),
    ("de", "Unsere Angaben sind nicht vertraulich und dürfen veröffentlicht werden."),
    ("de", "Keine unserer Angaben ist vertraulich."),
    ("pt", "Os nossos dados não são confidenciais e podem ser publicados."),
    ("ru", "Наши данные не являются конфиденциальными, их можно публиковать."),
    ("zh", "我们的数据不是保密的，可以公布。"),
    ("ar", "بياناتنا ليست سرية ويمكن نشرها."),
)
SECRET = (
    ("en", "The figures are confidential and may not be published."),
    ("en", "Nothing may be published before 1 May."),
    ("en", "None of the figures may be published."),
    ("en", "None of this may be published."),
    ("en", "They can be published only with our consent."),
    ("en", "No figure may be published before the press conference."),
    ("fr", "Rien ne doit être publié avant le 1er mai."),
    ("es", "Nada puede publicarse antes del 1 de mayo."),
    ("de", "Vor dem 1. Mai darf nichts veröffentlicht werden."),
    ("pt", "Nada pode ser publicado antes de 1 de maio."),
    ("ru", "Ничего нельзя публиковать до 1 мая."),
    ("zh", "5月1日前不得公布。"),
    ("ar", "لا يجوز نشر أي شيء قبل 1 مايو."),
)
# Markings of ministries and alliances: that something is open.
MARKED = (
    ("en", "UNCLASSIFIED // NON SENSITIVE INFORMATION RELEASABLE TO THE PUBLIC"),
    ("en", "NATO UNCLASSIFIED - RELEASABLE TO THE PUBLIC"),
    ("en", "CLEARED FOR PUBLIC RELEASE"),
    ("fr", "OTAN SANS CLASSIFICATION - Communicable au public"),
)


def read(language: str, sentence: str) -> set[IntentKind]:
    """Return what is read of a sentence in a letter that a workbook came with."""
    return {one.intent for one in said(own_words(COVERS[language].format(sentence)), beside=True)}


@pytest.mark.parametrize(("language", "sentence"), OPEN)
def test_figures_that_are_said_to_be_no_secret_are_none(language: str, sentence: str) -> None:
    """A person may read it; nothing is kept back by it."""
    assert IntentKind.CONFIDENTIAL not in read(language, sentence)


@pytest.mark.parametrize(("language", "sentence"), SECRET)
def test_figures_that_may_not_be_published_are_a_secret(language: str, sentence: str) -> None:
    """That nothing may be published is not that something may be."""
    assert IntentKind.CONFIDENTIAL in read(language, sentence)


@pytest.mark.parametrize(("language", "line"), MARKED)
def test_a_marking_that_says_open_is_nothing_that_anybody_says(language: str, line: str) -> None:
    """It stands below a signature as any other classification does."""
    marked = f"{COVERS[language].format('')}\n\n{line}\n"
    assert {one.intent for one in said(own_words(marked), beside=True)} == {IntentKind.THANKS}


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "INTERNAL USE"),
        ("en", "LIMITED CIRCULATION"),
        ("en", "General"),
        ("fr", "DIFFUSION NON RESTREINTE"),
        ("es", "CORRESPONDENCIA OFICIAL"),
        ("pt", "DIFUSÃO LIMITADA"),
        ("de", "Zur internen Verwendung"),
        ("ru", "Открытая переписка"),
        ("ar", "غير مصنّف"),
        ("ar", "للنشر العام"),
        ("zh", "一般公文"),
    ],
)
def test_a_marking_alone_above_and_beneath_a_letter_is_nobodys_word(language: str, line: str) -> None:
    """A program puts it there, in capitals or not; as a part of a sentence it is none."""
    assert is_banner(line)
    letter = COVERS[language].format("")
    assert own_words(f"{line}\n\n{letter}\n\n{line}") == own_words(letter)
    assert not is_banner(f"{line} 2026")


@pytest.mark.parametrize(
    "line",
    [
        "Staff only",
        "Staff only.",
        "Members only",
        "Government only.",
        "External only",
        "Government data only.",
        "Staff data",
        "Official data",
        "Public documents",
    ],
)
def test_what_somebody_says_of_whom_their_figures_are_is_no_marking(line: str) -> None:
    """Neither above a letter, nor where no closing follows, is it cut away."""
    assert not is_banner(line)
    letter = "Please find attached our questionnaire."
    assert line in own_words(f"{line}\n\n{letter}")
    assert line in own_words(f"{letter}\n\n{line}")


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "General"),
        ("en", "Not classified."),
        ("en", "Private"),
        ("fr", "Usage général"),
        ("es", "Ordinaria"),
        ("pt", "Circulação geral"),
        ("de", "Keine Einstufung"),
        ("ru", "Общего пользования"),
        ("ar", "استخدام عام"),
        ("zh", "一般信息"),
    ],
)
def test_what_stands_above_a_closing_is_the_senders_though_it_reads_as_a_marking(language: str, line: str) -> None:
    """No program writes between a letter and its closing; a person answers there in a word."""
    assert is_banner(line)
    letter = COVERS[language].format(f"\n{line}")
    assert line in own_words(letter)
    greeting, *_, closing, name = letter.split("\n")
    assert line in own_words(f"{greeting}\n\n{line}\n\n{closing}\n{name}")
