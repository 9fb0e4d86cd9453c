"""How long the reminders of an organisation wait that waits for us, or whose contact is away."""

from __future__ import annotations

from datetime import date, timedelta

from domain.intent import Intent
from domain.journal import Entry, What

UNANSWERED = timedelta(days=7)  # So long at most does a question that nobody answers keep reminders back.
AWAY = timedelta(days=60)  # Whoever is away for longer is no longer the one to ask.
FAR = timedelta(days=365)  # No round of a study goes on for so long after somebody asks for more time in it.
_WEEK = timedelta(days=7)
GRANTED = timedelta(days=14)  # What somebody gets who asks for more time, and does not say how much.


def until_answered(today: date) -> date:
    """Return the last day on which reminders wait for the answer to what somebody asks or notes today."""
    return today + UNANSWERED


def while_away(until: date | None, today: date) -> date | None:
    """Return the last day on which reminders wait for somebody who is away until this day; None where there is nothing to wait for."""
    return min(until, today + AWAY) if until is not None and until >= today else None


def asked_until(asked: Intent, deadline: date | None, today: date, given: date | None = None) -> date | None:
    """Return until when somebody asks for time: the day that they name, or so many days more than they have.

    Whoever asks for two more weeks has until the `deadline` anyway, or until the day up to which they were `given` time before; where both
    are over, those weeks count from when they wrote. What is named as a day may be later, and stands then. Nobody asks for what they have:
    "until Friday" is the first Friday after that.
    """
    until, has = asked.until, max(deadline or date.min, given or date.min)
    if has < today:
        return until
    if asked.days is not None:
        beyond = has + timedelta(days=asked.days)
        return max(beyond, until or beyond)
    if asked.weekly and until is not None and until <= has:
        return until + (1 + (has - until) // _WEEK) * _WEEK
    return until


def is_far(until: date, today: date) -> bool:
    """Say whether a day until which somebody asks for time is so far ahead that whoever decides is told so."""
    return until > today + FAR


def granted(until: date | None, today: date, deadline: date, promised: date | None = None, given: date | None = None) -> date:
    """Return the last day on which reminders wait for whoever got more time; `until` is the day that they asked for, if they named one.

    Who named none has more time than they had: until the `deadline`, or the day up to which they were `given` time before they asked. What
    was `promised` before is never made shorter.
    """
    wanted = until if until is not None and until >= today else max(today, deadline, given or deadline) + GRANTED
    return max(wanted, promised or wanted)


def outlasts(mark: What | None, last: date | None, until: date) -> bool:
    """Say whether what marks an organisation stays as it is where it gets time until a day: whoever answers in another way is not reminded.

    Time would take that place, and once it is over they would be reminded of what they have answered.
    """
    return mark is What.ELSEWHERE and (last is None or last >= until)


def makes_way(marking: Entry | None, until: date, today: date) -> bool:
    """Say whether what marks an organisation, if anything does, makes way for a rule that lets it wait until a day.

    Only a shorter waiting does, and while it holds only that of a rule: what a person said stays.
    """
    if marking is None:
        return True
    last = date.fromisoformat(marking.value) if marking.what is What.WAITING and marking.value else date.max
    return last < until and not (marking.by_person and today <= last)
