"""The program's own texts as a study spells them."""

from __future__ import annotations

from languages.phrases import phrases
from languages.spelling import respelled

WORDS = {"organisation": "organization", "recognised": "recognized"}


def test_a_word_is_spelt_as_the_study_writes_it_with_its_capital_and_its_plural() -> None:
    """Fields in braces keep their names, and other words stay."""
    said = respelled("Organisations: {organisation} is an organisation not recognised; disorganisation.", WORDS)
    assert said == "Organizations: {organisation} is an organization not recognized; disorganisation."
    assert respelled("An organisation.", {}) == "An organisation."


def test_no_phrase_of_the_english_digest_spells_it_otherwise_than_the_study() -> None:
    """One spelling in letters, workbook and digest; what is filled in stays as it was written."""
    said = phrases("status", "en").respelled(WORDS)
    assert not [one for one in said.phrases.values() if "rganis" in one.replace("{organisation}", "") or "recognis" in one]
    assert said.say("decide.title", id=3, organisation="World Customs Organisation") == "Case 3: World Customs Organisation"
