"""Each decision has a key of its own."""

from __future__ import annotations

from domain.case import OPTIONS, Decision
from web.console.cases import KEYS, keys_of


def test_every_decision_has_one_key_and_no_two_have_the_same() -> None:
    """Whoever adds a decision gives it a letter that is free."""
    assert set(KEYS) == set(Decision)
    assert len(set(KEYS.values())) == len(KEYS)
    assert all(len(key) == 1 and "a" <= key <= "z" for key in KEYS.values())


def test_where_letters_are_not_latin_the_place_of_the_button_is_its_key() -> None:
    """A Russian and an Arabic keyboard type digits without being switched; no case offers more decisions than there are."""
    offered = [("declined", "It declined."), ("noted", "Nothing is done.")]
    assert keys_of(offered, "ru") == keys_of(offered, "ar") == keys_of(offered, "zh") == {"declined": "1", "noted": "2"}
    for language in ("en", "es", "fr"):
        assert keys_of(offered, language) == {"declined": "d", "noted": "n"}
    assert max(map(len, OPTIONS.values())) <= 9
