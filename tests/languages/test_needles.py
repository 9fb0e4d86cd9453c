"""Needles decide nothing: whatever an expression finds is found with them, in whichever letters it is written."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from languages import known, needles, toml_of
from languages.checked import keys_of
from languages.expressions import spoken
from languages.mail import MailWords, alternatives, bounce_programs, pattern

_KINDS = [name for name in keys_of(MailWords) if name != "bounce_programs"]
# What finds all of a kind at once is so long that what is drawn of it takes seconds; each part of it is found by the whole, too.
_EXPRESSIONS = [(kind, one) for kind in _KINDS for code in known() for one in toml_of(code, "mail.toml").get(kind, ())]
_EXAMPLES = Path(needles.__file__).parent
_MORE = {"\u017f": "s", "\u212a": "k", "\u0130": "i", "\u0131": "i"}
_CASES = [letter for number in range(sys.maxunicode + 1) if (letter := chr(number)).isalpha() and letter.lower() != letter.upper()]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(st.sampled_from(_EXPRESSIONS).flatmap(lambda one: st.tuples(st.just(one[0]), st.from_regex(re.compile(one[1], re.IGNORECASE)))))
def test_whatever_an_expression_finds_has_its_needles(found: tuple[str, str]) -> None:
    """Also in capitals, and in letters that only stand for others."""
    kind, text = found
    for said in (text, text.upper(), text.swapcase()):
        assert [one.span() for one in pattern(kind).finditer(said)] == [one.span() for one in pattern(kind).pattern.finditer(said)]
        assert pattern(kind).match(said) == pattern(kind).pattern.match(said) or pattern(kind).match(said)
        assert pattern(kind).sub("-", said) == pattern(kind).pattern.sub("-", said)


def test_sentences_of_people_are_read_as_without_needles() -> None:
    """Every example of every language, by every kind of expression."""
    lines = [line for file in sorted(_EXAMPLES.glob("*/examples/*.txt")) for line in file.read_text(encoding="utf-8").split("\n")[::120]]
    assert len(lines) > 50
    for kind in _KINDS:
        found = pattern(kind)
        for line in lines:
            hit, known = found.search(line), found.pattern.search(line)
            assert (hit and hit.span()) == (known and known.span()), (kind, line)


@pytest.mark.parametrize("kind", [kind for kind in _KINDS if kind != "contact_label"])  # "P.": nothing but a letter.
def test_every_kind_has_needles_in_the_words_of_all_languages(kind: str) -> None:
    """An expression that could begin with anything would be looked for in every text."""
    assert needles.ways(f"(?:{alternatives(kind)})", re.IGNORECASE)


def test_letters_that_an_expression_takes_for_the_same_are_the_same() -> None:
    """Whatever letter Python takes for another one without regard to case: a long s, the sign of Kelvin, a dotted I, the sigmas."""
    alike = [
        (one, other)
        for one in _CASES
        for other in {
            one.lower(),
            one.upper(),
            *_MORE.get(one, ()),
        }
        if re.fullmatch(re.escape(other), one, re.IGNORECASE)
    ]
    assert len(alike) > 2_000
    assert [(one, other) for one, other in alike if needles.plain(one) != needles.plain(other)] == []
    assert needles.plain("\u0130stanbul \u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03a3") == needles.plain(
        "istanbul \u03c2\u03af\u03c2\u03c5\u03c6\u03bf\u03c3"
    )


def test_a_way_is_followed_only_where_all_that_it_needs_is_there() -> None:
    """One that has but its rarest word is not; where a way needs nothing, everything may be said."""
    expression = r"(?:follow|join) us\s?:|\bnever (?:mind|again)\b"
    found = needles.ways(expression, re.IGNORECASE)
    assert found == ((("follow", "join"), (" us",), (":",)), (("never ",), ("mind", "again")))
    rare = re.compile(needles.rarest(found))
    packed = spoken(expression).ways
    assert set(packed) == {"follow", "join", "never "}
    texts = ("follow me", "join us :", "never", "never again", "us:")
    told = {text: (bool(rare.search(text)), needles.has_one(text, rare, packed)) for text in texts}
    assert told == {
        "follow me": (True, False),
        "join us :": (True, True),
        "never": (False, False),
        "never again": (True, True),
        "us:": (False, False),
    }
    assert needles.ways(r"a|\d+", re.IGNORECASE) == ()
    assert spoken(r"a|\d+").search("7")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("abcd yy", True),  # Two needles overlap, and the second one's way is there.
        ("abcd xx", True),
        ("abcd", False),
        ("abc " * 500 + "bcd yy", True),  # So many that they are not followed one by one.
        ("abc " * 500, False),
        ("abcdef 12", True),  # One needle begins with another.
        ("abcdef", False),
    ],
)
def test_no_way_is_missed_where_needles_overlap_begin_alike_or_are_many(text: str, said: bool) -> None:
    """The expression and its needles say the same."""
    found = spoken(r"abc.*?xx|bcd.*?yy|abcdef.*?12")
    assert found.screen is not None
    assert needles.has_one(text, found.screen, found.ways) is said
    assert bool(found.search(text)) is bool(found.pattern.search(text)) is said


def test_programs_of_bounces_are_looked_for_by_needles_too() -> None:
    """A report that names one is read as ever."""
    text = "This is the mail system at host mail.example.\nI'm sorry to have to inform you that your message could not be delivered."
    assert {name for name, words in bounce_programs().items() if words.search(text)} == {
        name for name, words in bounce_programs().items() if words.pattern.search(text)
    }
