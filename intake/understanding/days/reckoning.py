"""Which day is meant by a template that was found in a text, and by the values in it, seen from the day on which it was sent.

A period stands for its last day, since whoever asks for time until then has that day too. A day without a year is the next one, or one
that has just been.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from intake.understanding.days.mentions import Values

_JUST_BEEN = timedelta(days=31)
_DAY = 24  # Hours.
_QUARTER = 3  # Months.
_DAYS = ("day", "ordinal_day", "nth", "first", "number")  # What names a day of a month.


def day_of(rule: str, values: Values, sent: date) -> date | None:
    """Return the day that a rule names with these values, or None where it names none; raises ValueError where there is no such day."""
    return _RULES[rule](values, sent)


def next_day(month: int, day: int, sent: date) -> date:
    """Return that day of this year or the next, whichever is not long past; raises ValueError where there is none."""
    years = (year for year in range(sent.year, sent.year + 8) if day <= calendar.monthrange(year, month)[1])
    past = date(sent.year - 1, month, min(day, calendar.monthrange(sent.year - 1, month)[1]))
    if past >= sent - _JUST_BEEN and past.day == day:
        return past
    for year in years:
        if (found := date(year, month, day)) >= sent - _JUST_BEEN:
            return found
    raise ValueError(f"There is no day {day} in month {month}.")


def _of_month(values: Values, sent: date) -> date:
    month = number(values, "month", "month_number")
    if "year" in values:
        return date(number(values, "year"), month, number(values, *_DAYS))
    return next_day(month, number(values, *_DAYS), sent)


def _period(values: Values, sent: date) -> tuple[date, date]:
    """Return the first and last day of the month, quarter, week or year that the slots name."""
    if "month" in values or "month_number" in values:
        month = number(values, "month", "month_number")
        year = number(values, "year") if "year" in values else _next_end(month, sent).year
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    if "week" in values:
        weeks = (date.fromisocalendar(year, number(values, "week"), 1) for year in (sent.year, sent.year + 1))
        first = next(week for week in weeks if week + timedelta(days=6) >= sent - _JUST_BEEN)
        return first, first + timedelta(days=6)
    unit, later = _unit(values, "next", "this", "the"), number(values, "next") if "next" in values else 0
    if unit == "week":
        first = sent + timedelta(days=7 * later - sent.weekday())
        return first, first + timedelta(days=6)
    if unit == "year":
        return date(sent.year + later, 1, 1), date(sent.year + later, 12, 31)
    months = _QUARTER if unit == "quarter" else 1
    first = _months_on(sent.replace(day=1, month=sent.month - (sent.month - 1) % months), later * months)
    return first, _months_on(first, months) - timedelta(days=1)


def _next_end(month: int, sent: date) -> date:
    """Return the end of that month, which may have just been."""
    ends = (date(year, month, calendar.monthrange(year, month)[1]) for year in (sent.year - 1, sent.year, sent.year + 1))
    return next(end for end in ends if end >= sent - _JUST_BEEN)


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _early(values: Values, sent: date) -> date:
    first, last = _period(values, sent)
    return first + ((last - first) + timedelta(days=1)) // 3 - timedelta(days=1)


def _second_third(values: Values, sent: date) -> date:
    """Return the twentieth of a month: its second ten days end then, however many the last ones are."""
    return _period(values, sent)[0].replace(day=20)


def _middle(values: Values, sent: date) -> date:
    first, last = _period(values, sent)
    return first + timedelta(days=((last - first).days + 1) // 2 - 1)


def _coming(values: Values, sent: date) -> date:
    return sent + timedelta(days=(number(values, "weekday") - sent.weekday() - 1) % 7 + 1)


def _in_next_week(values: Values, sent: date) -> date:
    return sent + timedelta(days=7 - sent.weekday() + number(values, "weekday"))


def _weeks_on(values: Values, sent: date) -> date | None:
    """Return that weekday so many weeks after the coming one, a single week where none are told: "Friday week"."""
    told = _unit(values, "span", "unit") if values.keys() & {"span", "unit"} else "week"
    return _coming(values, sent) + timedelta(days=7 * number(values, "number", "span")) if told == "week" else None


def _week_of(values: Values, sent: date) -> date:
    """Return the last day of the week in which a day lies."""
    day = _of_month(values, sent) if values.keys() & {"month", "month_number"} else _day_of_a_month(values, sent)
    return _end_of_week(day)


def _end_of_week(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())


def _part_week(values: Values, sent: date) -> date:
    """Return the last day of the first week of a month, of its second, or of a further one."""
    first, last = _period(values, sent)
    return min(first + timedelta(days=7 * number(values, "part") - 1), last)


def _in_next_month(values: Values, sent: date) -> date | None:
    if _unit(values, "next") != "month":
        return None
    return _months_on(sent.replace(day=1), 1).replace(day=number(values, *_DAYS))


def _span(values: Values, sent: date) -> date:
    """Return what is that far away; a day that has begun is a whole one."""
    unit, many = _unit(values, "span", "unit"), number(values, "number", "span", "unit")
    match unit:
        case "month":
            return _months_on(sent, many)
        case "workday":
            day = sent
            for _ in range(many):
                day += timedelta(days=3 if day.weekday() == 4 else 2 if day.weekday() == 5 else 1)
            return day
        case "hour":
            return sent + timedelta(days=-(-many // _DAY))
        case _:
            return sent + timedelta(days=many * (7 if unit == "week" else 1))


def _bare_span(values: Values, sent: date) -> date | None:
    """Return what is that far away, but not for a single day or week, nor for hours, which are said of much else."""
    told = "span" in values or (number(values, "number") > 1 and _unit(values, "unit") != "hour")
    return _span(values, sent) if told else None


def _day_of_a_month(values: Values, sent: date) -> date:
    day = number(values, *_DAYS)
    first = sent.replace(day=1)
    months = (_months_on(first, later) for later in range(0 if sent.day <= day else 1, 4))
    days = [month.replace(day=day) for month in months if day <= calendar.monthrange(month.year, month.month)[1]]
    # "Friday the 27th" is no Tuesday; but a weekday that neither this month nor the next bears out is wrong, and the number is right.
    soon = _months_on(first, 2)
    return next((one for one in days if one < soon and one.weekday() == values.get("weekday")), days[0])


def number(values: Values, *slots: str) -> int:
    """Return the number of the first of these slots that is filled; 1 where a template says none."""
    value = next((values[slot] for slot in slots if slot in values), 1)
    return value if isinstance(value, int) else value[1]


def _unit(values: Values, *slots: str) -> str:
    value = next((values[slot] for slot in slots if slot in values), "day")
    return "day" if isinstance(value, int) else value[0]


_RULES: Mapping[str, Callable[[Values, date], date | None]] = {
    "day": _of_month,
    "whole": lambda values, sent: _period(values, sent)[1],
    "early": _early,
    "middle": _middle,
    "second_third": _second_third,
    "late": lambda values, sent: _period(values, sent)[1],
    "before": lambda values, sent: _period(values, sent)[0] - timedelta(days=1),
    "weekday": _coming,
    "next_week": _in_next_week,
    "later_week": lambda values, sent: _in_next_week(values, sent) + timedelta(days=7),
    "weeks_on": _weeks_on,
    "weekend": lambda _values, sent: _end_of_week(sent),
    "week_of": _week_of,
    "part_week": _part_week,
    "next_month_day": _in_next_month,
    "span": _span,
    "bare_span": _bare_span,
    "month_day": _day_of_a_month,
    "week": lambda values, sent: _period(values, sent)[1],
    "offset": lambda values, sent: sent + timedelta(days=number(values, "offset")),
    "none": lambda _values, _sent: None,
}
