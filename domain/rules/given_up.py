"""When an address is given up: what each refusal weighs, how many are enough, and what is done about the last address of an organisation.

The status codes are those of RFC 3463 and the IANA registry "SMTP Enhanced Status Codes". `WEIGHTS` is the whole policy: the first row
whose pattern fits a status counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from domain.letter import DeliveryState

ENOUGH = 6  # points
LAPSES = timedelta(days=180)  # What is older says nothing about today.
PROBE_AFTER = timedelta(days=1)  # A server that denied a mailbox by mistake has a day to be mended.
RETURNS = timedelta(days=3)  # A probe that has not come back by then has arrived.


@dataclass(frozen=True, slots=True)
class Weight:
    """How many points a refusal with such a status weighs, and why."""

    status: str
    points: int
    why: str


WEIGHTS = (
    Weight(r"[45]\.1\.(?:1|2|3|6|10)", ENOUGH, "no such mailbox or domain, or it has moved: at once"),
    Weight(r"[45]\.1\.(?:5|7|8|9)", 0, "about the sender, or about nothing that is wrong"),
    Weight(r"[45]\.2\.1", 3, "the mailbox is disabled: twice"),
    Weight(r"[45]\.2\.2", 2, "the mailbox is full: on three days"),
    Weight(r"[45]\.2\.3", 0, "the letter is too large"),
    Weight(r"[45]\.3\.4", 0, "the letter is too large"),
    Weight(r"[45]\.[56]\.\d{1,3}", 0, "about the protocol or the content"),
    Weight(r"[45]\.7\.\d{1,3}", 0, "a policy: it says nothing about the mailbox"),
    Weight(r"[45]\.\d{1,3}\.\d{1,3}", 2, "any other permanent failure, also after long trying: on three days"),
)
UNSAID = Weight("", 2, "a permanent failure without a status: on three days")
_SILENT = Weight("", 0, "no server said anything about the mailbox")
# RFC 5321 section 4.2.2, and RFC 1870 section 6.1: too much for the server, which without a status may be the letter.
_EXCEEDED = Weight("", 0, "too much for the server, which may be the letter")
_552 = re.compile(r"(?:smtp;\s*)?552(?![\d.])", re.IGNORECASE)
_VAGUE = re.compile(r"[45]\.0\.0")
_STATUS = re.compile(r"(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """One letter that did not arrive for good: when that was said, with which status (None where none was), and in which words.

    `at_content` says that a server refused the letter after it had taken the recipient; `unasked` that no server spoke: the program did not
    send it, or had no reply. `code` is the reply code, where a server gave one to us.
    """

    at: datetime
    status: str | None
    text: str = ""
    at_content: bool = False
    unasked: bool = False
    code: int | None = None


def weight(refusal: Undelivered) -> Weight:
    """Return the row of the policy that a refusal falls under; a status that says nothing gives way to one in the words."""
    if refusal.unasked:
        return _SILENT
    said = refusal.status if refusal.status and not _VAGUE.fullmatch(refusal.status) else None
    inner = _STATUS.search(refusal.text)
    status = said or (inner[0] if inner else None) or refusal.status
    if status is None or _VAGUE.fullmatch(status):
        if refusal.code == 552 or _552.match(refusal.text):
            return _EXCEEDED
        return Weight("", 0, "the content was refused") if refusal.at_content else UNSAID
    return next((row for row in WEIGHTS if re.fullmatch(row.status, status)), UNSAID)


def first_of_each(reports: Iterable[tuple[int, Undelivered]]) -> tuple[tuple[int, Undelivered], ...]:
    """Return the first report about each letter: a letter is lost once, on however many days that is said."""
    first: dict[int, Undelivered] = {}
    for letter, one in reports:
        first.setdefault(letter, one)
    return tuple(first.items())


def points(refusals: Iterable[Undelivered], now: datetime, since: datetime | None = None) -> int:
    """Return what refusals come to: the heaviest of each day (UTC), as far as they have not lapsed and came after `since`.

    `since` is when the address was last known to be alive: a probe arrived, its owner wrote, or a person released it.
    """
    days: dict[object, int] = {}
    for one in refusals:
        if now - one.at <= LAPSES and (since is None or one.at > since):
            days[one.at.date()] = max(days.get(one.at.date(), 0), weight(one).points)
    return sum(days.values())


class NextStep(Enum):
    """What is done about an address that has enough points."""

    NOTHING = auto()
    PROBE = auto()  # A probe letter is sent before the last address of an organisation is given up.
    GIVE_UP = auto()


def step(score: int, *, last: bool, refused_probe: bool, probing: bool) -> NextStep:
    """Return what is done about an address with so many points.

    It may be the `last` of an organisation; `refused_probe` says that what was refused now is a probe, `probing` that one is under way.
    """
    if score < ENOUGH and not refused_probe:
        return NextStep.NOTHING
    if not last or refused_probe:
        return NextStep.GIVE_UP
    return NextStep.NOTHING if probing else NextStep.PROBE


def under_way(state: DeliveryState, sent_at: datetime | None, now: datetime) -> bool:
    """Say whether a probe may still come back; `sent_at` is when the server took it."""
    if state is DeliveryState.SENT and sent_at is not None:
        return not arrived(state, sent_at, now)
    return state in {DeliveryState.QUEUED, DeliveryState.DEFERRED, DeliveryState.SENDING, DeliveryState.UNCERTAIN}


def arrived(state: DeliveryState, sent_at: datetime | None, now: datetime) -> bool:
    """Say whether a probe arrived: a server took it, and it has not come back."""
    return state is DeliveryState.SENT and sent_at is not None and now - sent_at > RETURNS
