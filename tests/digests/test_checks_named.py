"""The report on quality calls a check in words, with its code beside, and counts one organisation as one."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import languages
from digests.quality import _called
from languages.phrases import console_languages, phrases
from questionnaire.checks import CHECKS


def catalogued(name: str) -> list[str]:
    """Return the codes of the sentences of a file, as they stand in English."""
    return list(tomllib.loads((Path(languages.__file__).parent / "en" / "sentences" / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("language", console_languages())
def test_each_check_of_the_program_has_words_in_each_language(language: str) -> None:
    """And what a cell is found with, which no check looks for; the code stays, since the data have it."""
    said = phrases("quality", language)
    for code in [*(one.code for one in CHECKS), "cell_uncalculated", "cell_error", "date_ambiguous", "date_unknown"]:
        told = _called(code, said)
        assert code in told
        assert len(told) > len(code) + 4
    assert _called("of_somebody_else", said) == "of_somebody_else"


# The same findings, where a sentence tells of several at once or in another way.
_OTHER_SENTENCES = {"rungs_disagree_same", "stray_many", "over_formulas", "answers_hidden", "answers_unseen"}


@pytest.mark.parametrize("language", console_languages())
def test_whatever_the_reading_of_a_workbook_finds_has_words_in_each_language(language: str) -> None:
    """A code alone tells nothing to who reads the report; it stands behind the words, since the data have it."""
    said = phrases("quality", language)
    codes = {code for code in catalogued("reading.toml") if code not in _OTHER_SENTENCES}
    assert len(codes) > 40
    assert [code for code in codes if _called(code, said) == code] == []


def test_one_organisation_that_returned_something_is_told_in_the_singular() -> None:
    """In English as in French."""
    spread = dict.fromkeys(("least", "lower", "median", "upper", "most"), "1")
    assert phrases("quality", "en").count("days", 1, **spread).startswith("1 organisation returned")
    assert phrases("quality", "fr").count("days", 1, **spread).startswith("1 organisation a renvoyé")
    assert phrases("quality", "en").count("days", 2, **spread).startswith("2 organisations returned")
