"""How sure a guess is."""

from __future__ import annotations

from enum import StrEnum


class Sureness(StrEnum):
    """How far a guess may be believed; a person must look at the last kind before the form can be used."""

    SURE = "sure"
    GUESSED = "guessed"
    NEEDS_YOU = "needs you"


_ORDER = tuple(Sureness)


def least(*guesses: Sureness) -> Sureness:
    """Return the least sure of several guesses."""
    return max(guesses, key=_ORDER.index)
