"""How often a password may be tried: from one address, for one name from there, and for one name from anywhere else than its owner's.

And how often somebody may go from one address to the provider of single sign-on, and come back.
"""

from __future__ import annotations

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

# The last is wide, and not asked where somebody of the name came in before, so that a stranger who guesses from many addresses keeps nobody
# out; 12 signs are not guessed at 100 an hour.
FROM_ADDRESS, FOR_NAME_FROM_ADDRESS, FOR_NAME = parse("30/minute"), parse("10/10 minutes"), parse("100/hour")

# There is nothing to guess; but each makes us ask another server. A whole agency may come from one address in the morning.
AWAY_FROM_ADDRESS = parse("60/minute")


class Tries:
    """Counts tries, as long as the process lives."""

    def __init__(self) -> None:
        self._rate = MovingWindowRateLimiter(MemoryStorage())
        self._came_in: set[tuple[str, str]] = set()

    def one_more(self, address: str, name: str) -> bool:
        """Say whether a password may be tried once more, and count it."""
        known = _known(name)
        counted = [(FROM_ADDRESS, (address,)), (FOR_NAME_FROM_ADDRESS, (address, known))]
        if (address, known) not in self._came_in:
            counted.append((FOR_NAME, ("", known)))
        return all(self._rate.hit(limit, *whose) for limit, whose in counted)

    def came_in(self, address: str, name: str) -> None:
        """Remember that somebody of this name came in from this address."""
        self._came_in.add((address, _known(name)))

    def away(self, address: str) -> bool:
        """Say whether somebody from this address may go to the provider or come back once more, and count it."""
        return self._rate.hit(AWAY_FROM_ADDRESS, "away", address)


def _known(name: str) -> str:
    return " ".join(name.casefold().split())[:200]
