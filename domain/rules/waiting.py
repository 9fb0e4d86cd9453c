"""How long the reminders of an organisation wait that waits for us, or whose contact is away."""

from __future__ import annotations

from datetime import date, timedelta

from domain.journal import What
from domain.rules.standing import Mark

UNANSWERED = timedelta(days=7)  # So long at most does a question that nobody answers keep reminders back.
AWAY = timedelta(days=60)  # Whoever is away for longer is no longer the one to ask.
GRANTED = timedelta(days=14)  # What somebody gets who asks for more time, and does not say how much.


def until_answered(today: date) -> date:
    """Return the last day on which reminders wait for the answer to what somebody asks or notes today."""
    return today + UNANSWERED


def while_away(until: date | None, today: date) -> date | None:
    """Return the last day on which reminders wait for somebody who is away until this day; None where there is nothing to wait for."""
    return min(until, today + AWAY) if until is not None and until >= today else None


def granted(until: date | None, today: date) -> date:
    """Return the last day on which reminders wait for whoever got more time; `until` is the day that they asked for, if they named one."""
    return until if until is not None and until >= today else today + GRANTED


def waits_longer(mark: Mark | None, until: date) -> bool:
    """Say whether an organisation that is marked so would wait longer by waiting until this day; any other mark says more than that."""
    return mark is None or (mark.what is What.WAITING and mark.until is not None and mark.until < until)
