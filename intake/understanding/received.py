"""The days that a message names, where its header does not say when it was written, or says a day to come: it was written when it came.

Who has a wrong clock, or writes no date, names a day all the same. What is read from the bytes alone cannot know when they came.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from domain.intent import Intent, IntentKind
from intake.parsing.mail import Mail
from intake.understanding.days.dates import dates
from intake.understanding.examine import Examined
from intake.understanding.machines.away import back

_AHEAD = timedelta(days=1)  # Clocks go wrong by hours, and zones are written wrongly: what is named counts from that day all the same.


def as_received(examined: Examined, received_at: datetime) -> Examined:
    """Return what a message says, with the days that it names counted from when it came where its own date cannot be right."""
    sent = examined.mail.sent
    if sent is not None and sent <= received_at + _AHEAD:
        return examined
    return replace(examined, intents=tuple(_dated(examined.mail, one, received_at) for one in examined.intents))


def _dated(mail: Mail, intent: Intent, received_at: datetime) -> Intent:
    if intent.intent is IntentKind.AUTO_REPLY:
        return replace(intent, until=back(mail, intent.words, received_at))
    return replace(intent, until=_last(intent.words, received_at)) if intent.intent is IntentKind.EXTENSION else intent


def _last(words: str, received_at: datetime) -> date | None:
    """Return the last of the days to come that words name; a year is none where another day is named."""
    named = [one for one in dates(words, received_at) if one.day > received_at.date()]
    return max((one.day for one in named if not one.vague), default=max((one.day for one in named), default=None))
