"""What counts as queried need be no answer: whoever only asked for time, or asked something, is not said to have one to correct."""

from __future__ import annotations

import pytest

from languages.phrases import console_languages, phrases

_CORRECT = ("correct", "corrig", "correg", "تصحيح", "исправ", "更正")


@pytest.mark.parametrize("language", console_languages())
def test_the_word_for_queried_speaks_of_no_correction(language: str) -> None:
    """Nor does what explains it, or says in which order those who owe an answer are named; of a workbook with errors it is said still."""
    said = phrases("status", language)
    assert said.say("arrived.queried")
    told = [one for key, one in said.phrases.items() if key in {"standing.queried", "regions.note"} or key.startswith("owing_more")]
    assert len(told) >= 3
    assert not [one for one in told if any(word in one for word in _CORRECT)]
