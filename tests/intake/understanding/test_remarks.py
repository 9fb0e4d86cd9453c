"""A remark is no intent though it has the words of one: a figure that is an estimate, a part that is sent to us."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.intent import IntentKind
from intake.understanding.intents.wanted import said

SENT = datetime(2026, 11, 30, 20, tzinfo=UTC)
CASES = tomllib.loads((Path(__file__).parents[1] / "data" / "remarks.toml").read_text(encoding="utf-8"))
LANGUAGES = {"en", "fr", "ar", "es", "ru", "zh", "de", "pt"}
ANNOUNCED = {
    "en": "Please find attached the completed questionnaire.",
    "fr": "Veuillez trouver ci-joint le questionnaire dûment rempli.",
    "es": "Adjunto el cuestionario debidamente cumplimentado.",
    "pt": "Segue em anexo o questionário devidamente preenchido.",
    "de": "Anbei erhalten Sie den ausgefüllten Fragebogen.",
    "ru": "Направляем заполненную анкету.",
    "ar": "مرفق الاستبيان بعد تعبئته.",
    "zh": "附件是填好的问卷。",
}


def each(key: str) -> list[tuple[str, str]]:
    """Return the notes under a key, each with its language."""
    return [(language, text) for language, some in CASES[key].items() for text in some]


def kinds(text: str, *, beside: bool = False) -> set[IntentKind]:
    """Return what is read in a text."""
    return {one.intent for one in said(text, sent=SENT, beside=beside)}


def test_remarks_are_known_in_each_language() -> None:
    """As all that people say."""
    assert all(set(some) == LANGUAGES for some in CASES.values())


@pytest.mark.parametrize(("language", "text"), each("estimates"))
def test_a_figure_that_is_an_estimate_makes_no_draft_of_the_workbook(language: str, text: str) -> None:
    """It is a remark about an answer, and a person reads it: alone, and below what hands the workbook over."""
    assert kinds(text, beside=True) == {IntentKind.NOTE}
    assert kinds(f"{ANNOUNCED[language]} {text}", beside=True) == {IntentKind.NOTE}


@pytest.mark.parametrize(("language", "text"), each("drafts"))
def test_a_workbook_that_is_called_a_draft_or_waits_for_something_is_one(language: str, text: str) -> None:
    """Whatever is said of its figures."""
    assert IntentKind.DRAFT in kinds(f"{ANNOUNCED[language]} {text}", beside=True)


@pytest.mark.parametrize(("_language", "text"), each("parts"))
def test_who_says_that_each_sends_their_part_answers_in_no_other_way(_language: str, text: str) -> None:
    """The parts come to us as workbooks do."""
    assert kinds(text) == {IntentKind.NOTE}


@pytest.mark.parametrize(("_language", "text"), each("another_way"))
def test_who_names_another_way_answers_elsewhere(_language: str, text: str) -> None:
    """By post, or on a page."""
    assert IntentKind.ELSEWHERE in kinds(text)


def test_who_promises_their_answers_by_a_day_answers_in_no_other_way() -> None:
    """It is the promise that it says."""
    assert kinds("We will send our answers on Friday.") == {IntentKind.EXTENSION}
