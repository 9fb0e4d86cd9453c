"""Phrases, and where a text says them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from languages import known, toml_of
from languages.checked import checked
from languages.intents import hear, languages
from languages.listening import Listener, folded, text_of
from languages.phrase_table import IntentWords
from languages.phrasebooks import all_phrases, phrases_of

LISTENER = Listener(language="en", families={"fruit": phrases_of({"fruit": all_phrases(["apple*", "blood orange"], {})})}, gap=2)


def says(phrase: str, text: str, *, letters: dict[str, str] | None = None, prefixes: tuple[str, ...] = ()) -> bool:
    """Say whether a text says a phrase."""
    book = phrases_of({"it": all_phrases([phrase], letters or {})}, LISTENER.families)
    return bool(LISTENER.spans(book, text_of([folded(text, letters or {})], prefixes)))


@pytest.mark.parametrize(
    ("phrase", "text", "said"),
    [
        ("not ready", "It is NOT ready!", True),
        ("not ready", "It is not already done", False),
        ("ready*", "readiness", False),
        ("read*", "readiness", True),
        ("*ness", "readiness", True),
        ("*adi*", "readiness", True),
        ("don't know", "We don’t know", True),
        ("réponse", "REPONSE", True),
        ("a .. d", "a b c d", True),
        ("a .. d", "a b c c d", False),
        ("a ... d", "a b c c d", True),
        ("a ... d", "a b, c d", False),
        ("a (b|c) d", "a c d", True),
        ("a (b)? d", "a d", True),
        ("a (b|c)* d", "a b c b d", True),
        ("a (b|c)* d", "a b c b c d", False),
        ("two {fruit}", "two apples", True),
        ("two {fruit} only", "two blood oranges only", False),
        ("two {fruit} only", "two blood orange, only", True),
        ("^ yes $", "Yes.", True),
        ("^ yes $", "Yes, we do", False),
        ("answers :", "Our answers: 12", True),
        ("answers :", "Our answers, 12", False),
        ("ready ?", "Are you ready?", True),
        ("ready ?", "We are ready.", False),
        ("write @", "Write to: a.b@c.example", False),
        ("write to @", "Write to: a.b@c.example", True),
        ("see ://", "See https://a.example/x?y=1", True),
        ("in # days", "in 14 days", True),
        ("不 .. 加", "我们不想再参加调查", False),
        ("不 .. 加", "我们不参加调查", True),
    ],
)
def test_a_phrase_is_said_or_not(phrase: str, text: str, said: bool) -> None:
    """What each sign stands for."""
    assert says(phrase, text) is said


def test_letters_and_prefixes_of_a_language_make_no_difference() -> None:
    """As of German and Arabic."""
    assert says("könn*", "Koennen wir", letters={"oe": "o"})
    assert says("كتاب", "والكتاب", prefixes=("وال",))
    assert not says("كتاب", "والكتاب")


def test_a_phrase_ends_with_its_sentence() -> None:
    """A gap does not go on in the next."""
    text = text_of([folded("We can not.", {}), folded("Wait please", {})], ())
    assert LISTENER.spans(phrases_of({"it": all_phrases(["not .. wait"], {})}), text) == {}
    assert [list(places) for places in text.sentences()] == [[0, 1, 2], [4, 5]]


def test_a_family_that_goes_on_is_heard_by_each_listener_up_to_where_that_one_ends() -> None:
    """Of one text they remember what the families say; one that says `...`, or names such a family, ends elsewhere for each."""
    families = {"end": phrases_of({"end": all_phrases(["a ... d"], {})})}
    families |= {"both": phrases_of({"both": all_phrases(["({end}|b)"], {})}, families)}
    for name in families:
        book, text = phrases_of({"it": all_phrases([f"{{{name}}}"], {})}, families), text_of([folded("a b, c d", {})], ())
        whole, clause = (Listener(language="en", families=families, gap=2, ends=ends) for ends in (frozenset[str](), frozenset({","})))
        assert (0, 5) in whole.spans(book, text)["it"]
        assert (0, 5) not in clause.spans(book, text).get("it", set())
        assert (0, 5) in whole.spans(book, text)["it"]


@pytest.mark.parametrize("written", ["(a|b", "a)", "a|b", "", "(|a)", "a + b", "(a|)"])
def test_what_is_no_phrase_is_told(written: str) -> None:
    """A bracket that does not match, a choice of nothing, a sign that means nothing."""
    with pytest.raises(ValueError, match="no phrase"):
        all_phrases([written], {})


def test_every_phrase_of_every_language_is_one_and_its_families_are_there() -> None:
    """Else the first message would find it."""
    assert {language.said_by.language for language in languages()} >= {"en", "fr", "ar", "es", "ru", "zh", "de", "pt"}
    for code in known():
        words = checked(IntentWords, toml_of(code, "intents.toml"))
        written = [phrase for table in (words.said, words.unless) for phrases in vars(table).values() for phrase in phrases]
        named = {part for phrase in (*written, *sum(words.families.values(), ())) for part in _families(phrase)}
        assert named <= set(words.families), code


def _families(phrase: str) -> list[str]:
    return [part.partition("}")[0] for part in phrase.split("{")[1:]]


@given(st.text(max_size=200))
def test_whatever_is_written_is_heard(text: str) -> None:
    """Nothing that a person can write is an error."""
    (heard,) = hear([text])
    assert 0 <= heard.unsaid <= heard.words
    assert 0 <= heard.courteous <= 1
