"""What words stand for, whatever their language is: what is learned of it in one is known in all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from languages import concepts, known, toml_of
from languages.learning import all_examples, concepts_learned, hash_of_all
from languages.likeness import likenesses

SPOKEN = ("ar", "de", "en", "es", "fr", "pt", "ru", "zh")
SOME = {
    "en": {
        "elsewhere": ("the ministry holds the data", "the agency keeps these figures", "ask the office that keeps it"),
        "thanks": ("dear colleagues", "many thanks and kind regards", "with thanks"),
    }
}


def names_in(language: str, word: str) -> set[str]:
    """Return the names of the concepts for which a word stands."""
    return {concepts.names()[number] for number in concepts.lexicons()[language].of(concepts.plain(word))}


def test_the_languages_that_are_learned_have_words_for_every_concept() -> None:
    """A key that is missing, or misspelt, would go unheard."""
    assert tuple(sorted(concepts.lexicons())) == tuple(sorted(one.code for one in likenesses())) == SPOKEN
    english = {*toml_of("en", concepts.FILE)}
    assert all({*toml_of(code, concepts.FILE)} - {"letters", "prefixes"} == english for code in SPOKEN)
    assert all(said.strip() for code in SPOKEN for said in toml_of(code, concepts.FILE).values())


def test_what_is_kept_was_learned_from_the_examples_and_the_words_that_are_there() -> None:
    """Whoever changes one of them runs `python -m languages.learning`."""
    told = all_examples()
    file = concepts.packed(concepts.weights(), hash_of_all(told))
    assert concepts.unpacked(file) == (concepts.weights(), hash_of_all(told))
    assert concepts.unpacked(Path(concepts.__file__).with_name(concepts.NAME).read_bytes())[1] == hash_of_all(told)
    assert len(concepts.weights().rows) == concepts.size() * len(concepts.weights().intents)
    assert all(one.intents == concepts.weights().intents for one in likenesses())


@pytest.mark.parametrize(
    ("language", "word", "name"),
    [
        ("en", "Ministries", "body"),
        ("de", "Landesjugendamt", "body"),
        ("de", "Ämter", "body"),
        ("ar", "والوزارة", "body"),
        ("ru", "министерством", "body"),
        ("fr", "détient", "hold"),
        ("es", "exactas", "right"),
    ],
)
def test_a_word_stands_for_what_it_begins_with_ends_with_or_is_behind_its_prefix(language: str, word: str, name: str) -> None:
    """However it is inflected, compounded or written together with a small word."""
    assert name in names_in(language, word)


def test_the_signs_of_chinese_are_read_by_the_longest_word_that_begins_at_each() -> None:
    """And traditional characters as simplified ones."""
    simplified, traditional = (concepts.places_of("zh", one) for one in ("统计局负责", "統計局負責"))
    assert simplified == traditional
    named = [{concepts.names()[at] for at in one} for one in concepts.lexicons()["zh"].in_signs("统计局负责")]
    assert named == [{"body"}, {"charge"}]


def test_a_text_in_a_language_without_concepts_says_nothing_by_them() -> None:
    """Nor does one without any word that stands for something."""
    assert concepts.scores("ja", "2024") == concepts.scores("en", "Zymotechnik Pfrundner") == concepts.scores("en", "") == []


def test_the_order_of_concepts_and_their_neighbours_count() -> None:
    """The ministry holds it: another one does than we."""
    assert concepts.places_of("en", "the ministry holds it") != concepts.places_of("en", "it holds the ministry")


def test_what_was_learned_in_one_language_is_known_in_another() -> None:
    """Nobody said it in French."""
    weights = concepts_learned(SOME)
    score = dict(zip(weights.intents, weights.scores(concepts.places_of("fr", "le ministère détient les chiffres")), strict=True))
    assert score["elsewhere"] > score["thanks"]


def test_the_same_examples_teach_the_same_of_concepts() -> None:
    """So that a file that differs tells that examples or words differ."""
    assert concepts_learned(SOME) == concepts_learned(SOME)
    assert hash_of_all(SOME) != hash_of_all({"en": {**SOME["en"], "thanks": SOME["en"]["thanks"][1:]}})


@given(st.sampled_from(known()), st.text(max_size=200))
def test_whatever_is_written_has_places_that_there_are(language: str, text: str) -> None:
    """Each once, in order."""
    places = concepts.places_of(language, text)
    assert places == sorted(set(places))
    assert all(0 <= place < concepts.size() for place in places)
