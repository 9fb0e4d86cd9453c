"""What an office announces to everybody beneath a signature is nobody's word to us; what its sender says to us there reaches a person.

The lines are in `tests/intake/data/whole/feet.toml`; decision 0193 tells how they were judged.
"""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.intent import IntentKind
from intake.understanding.intents.wanted import said
from intake.understanding.own_words.words import own_words

DATA = Path(__file__).parents[1] / "data" / "whole"
FEET, LINES = (tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8")) for name in ("feet", "lines"))
SENT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def told(text: str) -> set[IntentKind]:
    """Return what is read in a text beside a workbook, and is more than thanks."""
    read = said(own_words(text), beside=True, sent=SENT, answered="Questionnaire CYB12-0005-A")
    return {one.intent for one in read} - {IntentKind.THANKS}


def letters(language: str, kind: str) -> dict[str, str]:
    """Return by each line of a language letters that have it beneath a signature: with a closing and a telephone above it, and without."""
    around = LINES[language]
    begun = f"{around['greeting']}\n\n{around['cover']}"
    signed = f"{around['signed']}\n{around['title']}"
    found = {}
    for line in FEET[language][kind]:
        found[f"closed {line}"] = f"{begun}\n\n{around['closing']}\n{signed}\n{around['telephone']}\n\n{line}\n"
        found[f"named {line}"] = f"{begun}\n\n{around['closing']}\n{signed}\n\n{line}\n"
        found[f"carded {line}"] = f"{begun}\n\n{signed}\n{around['telephone']}\n{line}\n"
        found[f"bare {line}"] = f"{begun}\n\n{signed}\n\n{line}\n"
    return found


@pytest.mark.parametrize("language", FEET)
def test_what_an_office_announces_beneath_a_signature_is_no_word_to_act_on(language: str) -> None:
    """Exhibitions, hours, events, how it treats data, electronic signatures, lists, registers, and notices of one sentence."""
    assert {line: kinds for line, text in letters(language, "beneath").items() if (kinds := told(text))} == {}


@pytest.mark.parametrize("language", FEET)
def test_what_is_said_to_us_beneath_a_signature_reaches_a_person(language: str) -> None:
    """A new address, a figure put right, when to call, what was counted, and a postscript, though it looks like an announcement."""
    assert [line for line, text in letters(language, "kept").items() if not told(text)] == []
