"""What surrounds a filled form in every language asks for nothing: surveys of a service, working hours, notes verbales, wishes, notices.

The lines are in `tests/intake/data/whole/frames.toml`; decision 0192 tells how they were judged.
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
FRAMES, LINES = (tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8")) for name in ("frames", "lines"))
SENT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def told(text: str) -> set[IntentKind]:
    """Return what is read in a text beside a workbook, and is more than thanks."""
    read = said(own_words(text), beside=True, sent=SENT, answered="Questionnaire CYB12-0005-A")
    return {one.intent for one in read} - {IntentKind.THANKS}


def letters(language: str) -> dict[str, str]:
    """Return by each line of a language a letter that has it in its place; beneath a signature with a closing above it, and without."""
    of, around = FRAMES[language], LINES[language]
    begun = f"{around['greeting']}\n\n{around['cover']}"
    signed = f"{around['signed']}\n{around['title']}"
    end = f"{around['closing']}\n{signed}\n{around['telephone']}"
    found = {f"below {line}": f"{begun}\n\n{end}\n\n{line}\n" for line in (*of["beneath"], *of["notices"])}
    found |= {f"bare {line}": f"{begun}\n\n{signed}\n{around['telephone']}\n{line}\n" for line in of["beneath"]}
    found |= {f"alone {line}": f"{begun}\n\n{signed}\n{around['telephone']}\n\n{line}\n" for line in of["notices"]}
    found |= {line: f"{line}\n\n{around['cover']}\n\n{end}\n" for line in of["asking"]}
    found |= {line: f"{around['greeting']}\n\n{line} {around['cover']}\n\n{end}\n" for line in of["wishes"]}
    first, second, *last = of["verbal"]
    notes = (first, second, *(f"{first}\n\n{one}" for one in last))
    return found | {one: f"{one}\n\n{end}\n" for one in notes}


def kept(language: str) -> dict[str, str]:
    """Return by each line of a language that a person must read a letter that has it, within it and beneath a name."""
    of, around = FRAMES[language], LINES[language]
    begun = f"{around['greeting']}\n\n{around['cover']}"
    found = {f"within {line}": f"{begun} {line}\n\n{around['closing']}\n{around['signed']}\n" for line in of["kept"]}
    notice = of["notices"][0]
    found |= {f"noted {line}": f"{begun} {line}\n\n{around['closing']}\n{around['signed']}\n\n{notice}\n" for line in of["kept"]}
    return found | {f"beneath {line}": f"{begun}\n\n{around['signed']}\n\n{line}\n" for line in of["kept"]}


@pytest.mark.parametrize("language", FRAMES)
def test_what_surrounds_a_filled_form_is_no_word_to_act_on(language: str) -> None:
    """Beneath a signature, as a notice, as a question or a wish of courtesy, and as a note verbale."""
    assert {line: kinds for line, text in letters(language).items() if (kinds := told(text))} == {}


@pytest.mark.parametrize("language", FRAMES)
def test_what_only_begins_like_it_reaches_a_person(language: str) -> None:
    """A question about the study, an absence with somebody to write to, and who wants their address deleted."""
    assert [line for line, text in kept(language).items() if not told(text)] == []
