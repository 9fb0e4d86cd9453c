"""How often a password may be tried: from one address, for one name from there, and for one name from anywhere.

And how often somebody may go from one address to the provider of single sign-on, and come back.
"""

from __future__ import annotations

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

# The last is wide, so that a stranger who guesses keeps nobody from signing in for long; 12 signs are not guessed at 100 an hour.
FROM_ADDRESS, FOR_NAME_FROM_ADDRESS, FOR_NAME = parse("30/minute"), parse("10/10 minutes"), parse("100/hour")

# There is nothing to guess; but each makes us ask another server. A whole agency may come from one address in the morning.
AWAY_FROM_ADDRESS = parse("60/minute")


class Tries:
    """Counts tries, as long as the process lives."""

    def __init__(self) -> None:
        self._rate = MovingWindowRateLimiter(MemoryStorage())

    def one_more(self, address: str, name: str) -> bool:
        """Say whether a password may be tried once more, and count it."""
        known = " ".join(name.casefold().split())[:200]
        counted = ((FROM_ADDRESS, (address,)), (FOR_NAME_FROM_ADDRESS, (address, known)), (FOR_NAME, ("", known)))
        return all(self._rate.hit(limit, *whose) for limit, whose in counted)

    def away(self, address: str) -> bool:
        """Say whether somebody from this address may go to the provider or come back once more, and count it."""
        return self._rate.hit(AWAY_FROM_ADDRESS, "away", address)
