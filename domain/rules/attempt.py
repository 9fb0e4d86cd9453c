"""What one attempt to hand a letter over makes of it: retried on 4xx with growing waits, never on 5xx (RFC 5321 section 4.5.4.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from domain.letter import EVIDENCE, LOGIN, DeliveryState, Outcome
from domain.rules.refusal import is_permanent

# The waits between attempts: some five days in all.
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 480, 960, 1440, 1440, 2880))
LONGEST = max(BACKOFF)
_STATES = {
    Outcome.SENT: DeliveryState.SENT,
    Outcome.REJECTED: DeliveryState.REJECTED,
    Outcome.UNCERTAIN: DeliveryState.UNCERTAIN,
}
_ENHANCED = re.compile(r"([245])\.\d{1,3}\.\d{1,3}(?=\s|$)")
_NO_SUCH_MAILBOX = re.compile(r"\b5\.1\.(?:[1236]|10)\b")  # RFC 3463 section 3.2, and RFC 7505.


def after(outcome: Outcome, deferrals: int, now: datetime) -> tuple[DeliveryState, datetime]:
    """Return the next state of a letter that was put off so often before, and when it is due again."""
    if outcome is not Outcome.DEFERRED:
        return _STATES[outcome], now
    if deferrals < len(BACKOFF):
        return DeliveryState.DEFERRED, now + BACKOFF[deferrals]
    return DeliveryState.FAILED, now


def enhanced(code: int | None, text: str) -> str | None:
    """Return the enhanced status code that a reply begins with, where its class is that of the reply (RFC 2034 section 4, RFC 3463)."""
    found = _ENHANCED.match(text)
    return found[0] if found and code is not None and code // 100 == int(found[1]) else None


def deferrals(history: Iterable[tuple[str, str, int | None]]) -> int:
    """Return how often a letter was put off since somebody last settled it; `history` are outcome, stage and code of all attempts.

    That nobody was signed in, or the server could not be reached or refused the sender (5xx), uses up nothing of a letter's time.
    """
    number = 0
    for outcome, stage, code in history:
        if stage == EVIDENCE:
            number = 0
        elif outcome == Outcome.DEFERRED and stage not in {LOGIN, "connect"} and not is_permanent(code):
            number += 1
    return number


def no_such_mailbox_status(text: str) -> bool:
    """Say whether a server's words bear the status of an address that does not exist."""
    return bool(_NO_SUCH_MAILBOX.search(text))
