"""The token bucket of a domain, or of an account, that a server asked to be slower: it starts slowly and is free again in the end.

Waits between attempts are spread (jitter), so that letters which were refused together do not come back together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zlib import crc32

# The waits where the server names none; the last one stays.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240))
# Letters a minute after the first refusal; each further one halves it, and each letter that is taken adds a tenth.
START, LEAST, GROWTH = 10.0, 1.0, 1.1
# A bucket holds the tokens of so much of a minute: who waited for long sends no more at once for that.
_BURST = 1 / 6
# Whoever is taken at this pace needs no bucket any more.
FREE = 60.0
_MINUTE = timedelta(minutes=1)
LONGEST = timedelta(days=1)
_SPREAD = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """What may leave by a transport to a domain (blank: by its account at all).

    There were `tokens` at `filled_at`, which may lie ahead: nothing leaves before. They grow by `per_minute`, and a bucket holds those of
    ten seconds, and one at least. `said` are the server's words, `since` is when it first said so after it last took a letter, `strikes`
    how often since.
    """

    transport: str
    domain: str
    tokens: float
    per_minute: float
    filled_at: datetime
    since: datetime
    strikes: int
    said: str


def tokens(bucket: Bucket, now: datetime) -> float:
    """Return how many tokens there are."""
    if now < bucket.filled_at:
        return 0.0
    return min(bucket.tokens + (now - bucket.filled_at) / _MINUTE * bucket.per_minute, max(bucket.per_minute * _BURST, 1.0))


def opens(bucket: Bucket, now: datetime) -> datetime:
    """Return when the next letter may leave: `now`, or later."""
    missing = max(0.0, 1.0 - (bucket.tokens if now < bucket.filled_at else tokens(bucket, now)))
    return max(now, bucket.filled_at) + missing / bucket.per_minute * _MINUTE


def taken(bucket: Bucket, now: datetime) -> Bucket:
    """Return the bucket after one token was taken out.

    No letter and no bucket waits for longer than a day: where it was open for that long nobody asked, and its time begins anew.
    """
    since = now if now - bucket.filled_at > LONGEST else bucket.since
    return replace(bucket, tokens=tokens(bucket, now) - 1, filled_at=now, since=since)


def returned(bucket: Bucket) -> Bucket:
    """Return the bucket after a token was put back that no letter used; it holds no more than it can."""
    return replace(bucket, tokens=min(bucket.tokens + 1, max(bucket.per_minute * _BURST, 1.0)))


def slower(bucket: Bucket | None, transport: str, domain: str, said: str, wait: timedelta | None, now: datetime) -> Bucket:
    """Return the bucket after the server asked to be slower, for so long where it says so.

    Whatever was on its way when the bucket was closed makes it no slower still.
    """
    strikes = bucket.strikes if bucket else 0
    if bucket and strikes and now < bucket.filled_at:
        strikes -= 1  # It is said within the wait that the last one began, and so is no word that this did not help.
    # Where the wait that the server named did not help, it is twice as long each time.
    named = min(wait * 2 ** min(strikes, 16), LONGEST) if wait else None
    until = now + spread(named or WAITS[min(strikes, len(WAITS) - 1)], f"{transport} {domain} {strikes}", over=named is not None)
    if bucket and now < bucket.filled_at:
        return replace(bucket, filled_at=max(until, bucket.filled_at) if wait else bucket.filled_at)
    return Bucket(
        transport=transport,
        domain=domain,
        tokens=1.0,
        per_minute=max(bucket.per_minute / 2, LEAST) if bucket else START,
        filled_at=until,
        since=bucket.since if bucket and strikes else now,
        strikes=strikes + 1,
        said=said,
    )


def quicker(bucket: Bucket, now: datetime) -> Bucket | None:
    """Return the bucket after a letter was taken; None where it is not needed any more."""
    if bucket.per_minute * GROWTH > FREE:
        return None
    grown = replace(bucket, per_minute=bucket.per_minute * GROWTH, strikes=0)
    return grown if now < bucket.filled_at else replace(grown, tokens=tokens(bucket, now), filled_at=now)


def spread(wait: timedelta, key: str, *, over: bool = False) -> timedelta:
    """Return a wait that is up to a fifth shorter, as `key` has it; where a server named it (`over`), up to a fifth longer."""
    share = crc32(key.encode()) / 2**32 * _SPREAD
    return wait * (1 + share) if over else wait * (1 - share)
