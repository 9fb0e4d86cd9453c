"""Whether the running service is alive, and whether it does its work: by when it was last seen to do what it does all the time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.rules.recent import is_recent

# Between two signs lies at most one message that is read, one letter, or one mailing that is planned: of a large list that takes minutes.
SILENT = timedelta(minutes=30)
DIFFER = timedelta(minutes=2)  # Clocks of machines that share a store may differ by this much.


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that was looked at: `well` or not, and what was found. It names nobody, and holds no secret."""

    what: str
    well: bool
    found: str


def turns(sign: datetime, now: datetime, every: timedelta) -> Condition:
    """Say whether the service turns, by its last sign of life; it looks at the clock so often (`every`)."""
    silent = now - sign
    well = silent <= every + SILENT
    return Condition("process", well, f"{'turns' if well else 'hangs'}: the last sign of life was {ago(silent)}")


def mailbox(collected: Mapping[str, datetime | None], now: datetime, every: timedelta, left_alone: Sequence[str] = ()) -> Condition:
    """Say whether the mailboxes were taken in lately, to their end, for each study: as lately as it must be for reminders to leave.

    That some failed and are `left_alone` for a while is told beside it.
    """
    never = sorted(study for study, at in collected.items() if at is None)
    known = [at for at in collected.values() if at is not None]
    if never:
        return Condition("mailbox", well=False, found=f"never taken in since {', '.join(never[:5])} was applied")
    if not known:
        return Condition("mailbox", well=True, found="no study was applied yet, so nothing is collected")
    oldest = min(known)
    # Who looks at the clock seldom looks at the mailbox seldom, and means it.
    well = is_recent(oldest, now) or timedelta() <= now - oldest <= 2 * every
    return Condition("mailbox", well, " ".join([f"last taken in {ago(now - oldest)}", *(f"- {one}" for one in left_alone)]))


def is_behind(now: datetime, last: datetime) -> bool:
    """Say whether a clock is behind, by the last thing that is known to have been done."""
    return last - now > DIFFER


def clock(last: datetime | None, now: datetime) -> Condition:
    """Say whether this machine's clock is behind the last thing that is known to have been done (None where nothing is)."""
    if last is not None and is_behind(now, last):
        return Condition("clock", well=False, found=f"it is behind: the last thing was done {ago(now - last)}")
    return Condition("clock", well=True, found="not behind what is known to have been done")


@dataclass(frozen=True, slots=True)
class LastAttempt:
    """The newest attempt of a transport: when, whether a server heard of a letter, and whether letters are due that wait."""

    transport: str
    at: datetime
    reached: bool


def relay(attempts: Sequence[LastAttempt], waiting: int, now: datetime) -> Condition:
    """Say whether each mail server was reached when it was last tried; where nothing waits, one that was away keeps nothing back."""
    away = [one for one in attempts if not one.reached]
    if away and waiting:
        told = "; ".join(f"{one.transport} was not reached {ago(now - one.at)}" for one in away)
        return Condition("relay", well=False, found=f"{told}, and letters wait: {waiting}")
    if not attempts:
        return Condition("relay", well=True, found="no letter was handed over yet")
    return Condition("relay", well=True, found="; ".join(f"{one.transport} was last used {ago(now - one.at)}" for one in attempts))


def ago(span: timedelta) -> str:
    """Return how long something is ago, as people say it to the minute or the second."""
    seconds = round(span.total_seconds())
    if seconds < 0:
        return "in the future, by this machine's clock"
    return f"{seconds} seconds ago" if seconds < 120 else f"{seconds // 60} minutes ago"
