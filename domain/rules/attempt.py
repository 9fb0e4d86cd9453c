"""What one attempt to hand a letter over makes of it: retried on 4xx with growing waits, never on 5xx (RFC 5321 section 4.5.4.1)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from domain.letter import DeliveryState, Outcome

# The waits between attempts: some five days in all.
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 480, 960, 1440, 1440, 2880))
LONGEST = max(BACKOFF)
_STATES = {
    Outcome.SENT: DeliveryState.SENT,
    Outcome.REJECTED: DeliveryState.REJECTED,
    Outcome.UNCERTAIN: DeliveryState.UNCERTAIN,
}
_NO_SUCH_MAILBOX = re.compile(r"\b5\.1\.(?:[1236]|10)\b")  # RFC 3463 section 3.2, and RFC 7505.


def after(outcome: Outcome, attempts: int, now: datetime) -> tuple[DeliveryState, datetime]:
    """Return the next state of a letter that was tried `attempts` times before, and when it is due again."""
    if outcome is not Outcome.DEFERRED:
        return _STATES[outcome], now
    if attempts < len(BACKOFF):
        return DeliveryState.DEFERRED, now + BACKOFF[attempts]
    return DeliveryState.FAILED, now


def no_such_mailbox_status(text: str) -> bool:
    """Say whether a server's words bear the status of an address that does not exist."""
    return bool(_NO_SUCH_MAILBOX.search(text))
