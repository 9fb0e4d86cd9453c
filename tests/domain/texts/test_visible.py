"""Text from outside is shown, and commands nothing: no terminal, no line that it stands in, and no order of what is beside it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.texts.visible import all_visible, escaped, visible

ANYTHING = st.text(st.characters(codec=None), max_size=40)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Réponse of ORG, 12 %", "Réponse of ORG, 12 %"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("two\r\nlines", "two\nlines"),
        ("over\rwritten", "over␍written"),
        ("\x1b]0;owned\x07", "␛]0;owned␇"),
        ("\x1b[2J\x9b2J\x7f\x00", "␛[2J\ufffd2J␡␀"),
        ("fdp.\u202egnp.exe", "fdp.\ufffdgnp.exe"),
        ("a\u2028b\u2029c\x85d", "a\ufffdb\ufffdc\ufffdd"),
        ("half \ud800", "half \ufffd"),
        ("tagged \U000e0041", "tagged \ufffd"),
        ("السؤال \u200f3", "السؤال \u200f3"),
        ("no\u200fmark\u200e of a \u061cdirection", "nomark of a direction"),
        ("\ufeffre\u00adject\u200bed\u2060, \u180e12\u20623", "rejected, 123"),
        ("می\u200cخواهم 👨\u200d👩", "می\u200cخواهم 👨\u200d👩"),
        ("two\r\u200b\nlines", "two\nlines"),
        ("\u2068السؤال\u2069 3", "\u2068السؤال\u2069 3"),
        ("\u2067it swallows the rest", "\ufffdit swallows the rest"),
        ("and ends what \u2069 began", "and ends what \ufffd began"),
        ("\u2067not\nover lines\u2069", "\ufffdnot\nover lines\ufffd"),
    ],
)
def test_what_would_do_harm_is_shown_as_a_sign(text: str, shown: str) -> None:
    """Everything else stays: letters of every script, and the marks that these need."""
    assert visible(text) == shown


@given(ANYTHING)
def test_nothing_is_left_that_a_terminal_obeys(text: str) -> None:
    """However often it is shown, it is the same, and it can be written in UTF-8."""
    shown = visible(text)
    assert visible(shown) == shown
    assert not {character for character in shown if (ord(character) < 0x20 and character not in "\n\t") or 0x7F <= ord(character) < 0xA0}
    assert not set(shown) & set("\u2028\u2029\u202a\u202b\u202c\u202d\u202e")
    assert len(shown.split("\n")) <= text.count("\n") + 1
    shown.encode()


@given(st.recursive(ANYTHING | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(ANYTHING, inner), max_leaves=8))
def test_json_keeps_the_data_and_escapes_it(value: object) -> None:
    """What reads it gets what came in; what shows it shows ASCII in its place."""
    written = escaped(json.dumps(value, ensure_ascii=False))
    assert json.loads(written) == json.loads(json.dumps(value))
    assert visible(written) == written
    assert not set(written) & set("\u2066\u2067\u2068\u2069")


def test_every_text_in_a_value_is_shown() -> None:
    """As a letter's context is; its keys are ours."""
    assert all_visible({"a": ["\x1b", {"b": "\x1b"}], "n": 1, "none": None, "t": ("\x1b",)}) == {
        "a": ["␛", {"b": "␛"}],
        "n": 1,
        "none": None,
        "t": ["␛"],
    }
