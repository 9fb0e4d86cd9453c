"""Text of one direction within text of the other."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.sentences import Catalogue, Sentence, ends_itself
from domain.texts.bidi import FSI, LRI, PDI, RLI, is_right_to_left, isolated, plain, tamed

ANY = st.text(st.sampled_from(f"ab1 2-(.שش٣{FSI}{RLI}{LRI}{PDI}\u202a\u202e\u202c"), max_size=12)


def balanced(text: str) -> bool:
    """Say whether no isolate of `text` reaches beyond it."""
    depth = [sum((one in FSI + RLI + LRI) - (one == PDI) for one in text[:end]) for end in range(len(text) + 1)]
    return min(depth) == 0 == depth[-1]


@given(ANY, st.booleans())
def test_nothing_that_is_written_turns_what_stands_around_it(text: str, right_to_left: bool) -> None:
    """Whatever controls somebody typed: what is left of them ends in the text, and all its words are there."""
    made = isolated(tamed(text), right_to_left=right_to_left)
    assert balanced(made)
    assert not set(made) & set("\u202a\u202b\u202c\u202d\u202e")
    assert plain(made) == plain(text)
    assert isolated(made, right_to_left=right_to_left) == made


@pytest.mark.parametrize(
    ("text", "within_arabic", "within_english"),
    [
        ("CYB12-0007-K", FSI, ""),
        ("2012-02-10", FSI, ""),
        ("12 %", FSI, ""),
        ("30 أبريل 2012", FSI, FSI),
        ("شركة النيل", "", FSI),
        ("Nile شركة النيل للاتصالات", RLI, RLI),
        ("نايل Nile Telecommunications", LRI, LRI),
        ("— (…)", "", ""),
        ("", "", ""),
    ],
)
def test_what_is_of_the_other_direction_is_isolated_by_the_direction_of_most_of_its_letters(
    text: str, within_arabic: str, within_english: str
) -> None:
    """Numbers and Latin words within Arabic, Arabic within English; all else is left as it is."""
    for right_to_left, initiator in ((True, within_arabic), (False, within_english)):
        made = isolated(text, right_to_left=right_to_left)
        assert made == (f"{initiator}{text}{PDI}" if initiator else text)


def test_no_character_of_the_right_is_overlooked() -> None:
    """A text is not looked through that can have none; so each character that is one has to be looked for, alone and among others."""
    for code in set(range(0x110000)) - set(range(0xD800, 0xE000)):
        if unicodedata.bidirectional(chr(code)) in {"R", "AL", "AN"}:
            assert isolated(f"a{chr(code)}", right_to_left=False) == f"{FSI}a{chr(code)}{PDI}"


def test_a_sentence_isolates_the_facts_that_others_wrote_and_no_others() -> None:
    """By its own direction, also where it begins with a sign."""
    words = Catalogue("ar", {"x": Sentence("«{value}» ليس رقما.", "{value}"), "y": Sentence("“{value}” is no number.")})
    assert words.tell("x", value="12 %").message == f"«{FSI}12 %{PDI}» ليس رقما."
    assert words.tell("x", value="a\u202e{y}").remedy == f"{FSI}a{{y}}{PDI}"
    assert words.tell("y", value="12 %").message == "“12 %” is no number."
    assert words.tell("y", value="شركة").message == f"“{FSI}شركة{PDI}” is no number."
    assert words.say("x", value="12 %").message == "«12 %» ليس رقما."
    assert is_right_to_left(words.tell("x", value="abc").message)


@pytest.mark.parametrize("label", ["Why?", "Staff:", "Say.", "كم؟", "为什么？", "Γιατί;", "Why? ", f"{FSI}Why?{PDI}", "Und…"])
def test_a_label_that_ends_itself_is_known_in_every_script(label: str) -> None:
    """Question marks, colons and full stops, also before space and controls of direction."""
    assert ends_itself(label)
    assert not ends_itself(f"{label} (2010)")
    assert not ends_itself("")
