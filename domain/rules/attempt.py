"""What one attempt to hand a letter over makes of it: retried on 4xx until it expires, never on 5xx (RFC 5321 section 4.5.4.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from domain.letter import EVIDENCE, LOGIN, DeliveryState, Outcome
from domain.rules.bucket import spread
from domain.rules.refusal import is_permanent

# The waits between attempts; the last one stays.
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 480, 960, 1440))
# So long after it was first put off a letter expires: RFC 5321 asks for four to five days at least.
LIFETIME = timedelta(days=5)
_STATES = {
    Outcome.SENT: DeliveryState.SENT,
    Outcome.REJECTED: DeliveryState.REJECTED,
    Outcome.UNCERTAIN: DeliveryState.UNCERTAIN,
}
_ENHANCED = re.compile(r"([245])\.\d{1,3}\.\d{1,3}(?=\s|$)")
_NO_SUCH_MAILBOX = re.compile(r"\b5\.1\.(?:[1236]|10)\b")  # RFC 3463 section 3.2, and RFC 7505.


def after(
    outcome: Outcome, before: Sequence[datetime], now: datetime, key: str = "", asked: timedelta | None = None
) -> tuple[DeliveryState, datetime]:
    """Return the next state of a letter that was put off at these times before, and when it is due again.

    The waits of letters with different keys differ a little (see `domain.rules.bucket.spread`). Where the server `asked` for a wait, that
    one holds, and twice as long each time that it did not help. The last try is when the letter expires.
    """
    if outcome is not Outcome.DEFERRED:
        return _STATES[outcome], now
    expires = min(before, default=now) + LIFETIME
    if now >= expires:
        return DeliveryState.FAILED, now
    wait = min(asked * 2 ** min(len(before), 16), BACKOFF[-1]) if asked else BACKOFF[min(len(before), len(BACKOFF) - 1)]
    return DeliveryState.DEFERRED, min(now + spread(wait, f"{key} {len(before)}", over=asked is not None), expires)


def enhanced(code: int | None, text: str) -> str | None:
    """Return the enhanced status code that a reply begins with, where its class is that of the reply (RFC 2034 section 4, RFC 3463)."""
    found = _ENHANCED.match(text)
    return found[0] if found and code is not None and code // 100 == int(found[1]) else None


def put_off(history: Iterable[tuple[str, str, int | None, datetime]]) -> list[datetime]:
    """Return when a letter was put off since somebody last settled it; `history` are outcome, stage, code and time of all attempts.

    That nobody was signed in, or the server could not be reached or refused the sender (5xx), uses up nothing of a letter's time.
    """
    found: list[datetime] = []
    for outcome, stage, code, at in history:
        if stage == EVIDENCE:
            found = []
        elif outcome == Outcome.DEFERRED and stage not in {LOGIN, "connect"} and not is_permanent(code):
            found.append(at)
    return found


def no_such_mailbox_status(text: str) -> bool:
    """Say whether a server's words bear the status of an address that does not exist."""
    return bool(_NO_SUCH_MAILBOX.search(text))
