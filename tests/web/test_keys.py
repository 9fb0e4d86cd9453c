"""Each decision has a key of its own."""

from __future__ import annotations

from domain.case import Decision
from web.console.cases import KEYS


def test_every_decision_has_one_key_and_no_two_have_the_same() -> None:
    """Whoever adds a decision gives it a letter that is free."""
    assert set(KEYS) == set(Decision)
    assert len(set(KEYS.values())) == len(KEYS)
    assert all(len(key) == 1 and "a" <= key <= "z" for key in KEYS.values())
