"""How much is compared to guess what was meant: a guess is cheap, and a file may have a hundred thousand words that nobody knows."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import dataclass

_MOST = 20_000_000  # Pairs of signs, about a second: a guess for each of a thousand words of twenty signs where fifty are known.


@dataclass(slots=True)
class Guesses:
    """The guesses about one file; it changes, as what they have cost is kept."""

    left: int = _MOST

    def may_guess(self, word: str, known: Sized) -> bool:
        """Say whether a word may be compared with all that are known, and count it: only words of about its length are really compared."""
        cost = len(word) ** 2 * len(known)
        if cost > self.left:
            return False
        self.left -= cost
        return True
