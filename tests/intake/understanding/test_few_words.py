"""What offices write beside a form in languages of which few words are known, and what a person must read there.

The sentences are in `tests/intake/data/whole/few.toml`; decision 0190 tells how they were judged.
"""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.intent import IntentKind
from intake.understanding.intents.wanted import said
from intake.understanding.own_words.words import own_words
from languages.courtesies import announces, few_words_of

FEW = tomllib.loads((Path(__file__).parents[1] / "data" / "whole" / "few.toml").read_text(encoding="utf-8"))
SENT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def told(*paragraphs: str) -> set[IntentKind]:
    """Return what is read in paragraphs above a name, beside a workbook, and is more than thanks."""
    text = "\n\n".join((*paragraphs, "Anna Roy"))
    return {one.intent for one in said(own_words(text), beside=True, sent=SENT, answered="Questionnaire")} - {IntentKind.THANKS}


@pytest.mark.parametrize("language", FEW)
def test_an_announcement_and_what_is_polite_beside_it_are_courtesy(language: str) -> None:
    """As a mail of its own, and behind an announcement."""
    of = FEW[language]
    assert [one for one in of["announce"] if told(one)] == []
    assert [one for one in of["courtesy"] if told(of["announce"][0], one)] == []


@pytest.mark.parametrize("language", FEW)
def test_what_is_told_behind_an_announcement_reaches_a_person(language: str) -> None:
    """However short it is: a question, what is provisional or comes later, what is confidential, and who comes instead."""
    of = FEW[language]
    assert [one for one in of["matters"] if not told(of["announce"][0], one)] == []


@pytest.mark.parametrize(
    ("sentence", "passes"),
    [
        ("Bijgaand ontvangt u de ingevulde vragenlijst van het waterschapshuis.", True),
        ("Bijgaand ontvangt u de ingevulde vragenlijst zonder waterschapshuis.", False),
        ("Bijgaand waterschapshuis polder gemaal dijk.", False),
        ("Bijgaand ontvangt u de ingevulde vragenlijst, zie info@office.example.", False),
        ("Bijgaand ontvangt u de ingevulde vragenlijst?", False),
    ],
)
def test_an_announcement_may_have_a_few_words_that_nobody_taught(sentence: str, passes: bool) -> None:
    """None that tells, no address, no question."""
    assert announces(sentence, few_words_of(["Bijgaand ontvangt u de ingevulde vragenlijst."])) is passes


def test_a_russian_text_is_none_of_few_words() -> None:
    """Its letters tell it from Ukrainian and Bulgarian."""
    assert (
        few_words_of(
            ["\u0417\u0430\u043f\u043e\u043b\u043d\u0435\u043d\u043d\u044b\u0439 \u0434\u043e\u0434\u0430\u0454\u0442\u044c\u0441\u044f."]
        )
        == ()
    )
