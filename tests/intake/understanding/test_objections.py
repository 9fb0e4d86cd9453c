"""Who objects to a workbook that was sent wants it not to count, whatever else their words are like."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.intent import Intent, IntentKind
from intake.understanding.intents.wanted import said

SENT = datetime(2026, 11, 30, 20, tzinfo=UTC)
CASES = tomllib.loads((Path(__file__).parents[1] / "data" / "objections.toml").read_text(encoding="utf-8"))
LANGUAGES = {"en", "fr", "ar", "es", "ru", "zh", "de", "pt"}


def every(key: str) -> list[str]:
    """Return the notes of all languages under a key."""
    return [text for some in CASES[key].values() for text in some]


def read(text: str, *, beside: bool = False) -> tuple[Intent, ...]:
    """Return what is read in a text."""
    return said(text, sent=SENT, beside=beside)


def test_objections_are_known_in_each_language() -> None:
    """As all that people say."""
    assert set(CASES["objects"]) == set(CASES["objects_not"]) == LANGUAGES


@pytest.mark.parametrize("text", every("objects"))
def test_who_objects_to_what_was_sent_corrects_and_asks_for_no_time(text: str) -> None:
    """Neither is it a draft of theirs, nor is a promise to send the right one tomorrow a wish for time."""
    assert [(one.intent, one.objects) for one in read(text)] == [(IntentKind.CORRECTION, True)]


@pytest.mark.parametrize("text", every("objects_not"))
def test_what_only_sounds_like_an_objection_is_none(text: str) -> None:
    """It is about our own file or letter, about a mail, or depends on something."""
    assert not any(one.objects for one in read(text))


def test_who_wants_time_beside_an_objection_asks_for_it() -> None:
    """Only a mere promise is none."""
    text = "Please ignore the file of Mr Sato, it is not approved. Could we have time until 15 December for the right one?"
    kinds = {one.intent: one for one in read(text)}
    assert set(kinds) == {IntentKind.CORRECTION, IntentKind.EXTENSION}
    assert str(kinds[IntentKind.EXTENSION].until) == "2026-12-15"


def test_who_says_that_what_they_sent_was_a_draft_objects_to_it_as_well() -> None:
    """It may have been taken for the answer."""
    (intent,) = read("Please do not use the workbook that I sent this morning, it was a draft.")
    assert (intent.intent, intent.objects) == (IntentKind.DRAFT, True)


def test_who_takes_all_answers_back_declines() -> None:
    """Nothing is to come in their place."""
    (intent,) = read("Please disregard our answers, we withdraw them.")
    assert (intent.intent, intent.objects) == (IntentKind.DECLINE, False)


@pytest.mark.parametrize("text", ["Please ignore the workbook of Mr Sato, this is the right one.", "Ignorez le fichier de M. Sato."])
def test_beside_a_workbook_nobody_needs_to_object(text: str) -> None:
    """It takes the place of what came before."""
    assert not any(one.objects for one in read(text, beside=True))
