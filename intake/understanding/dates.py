"""The days that a text names, seen from the moment at which it was sent: "15 March", "by the end of February", "in two weeks".

A period stands for its last day, since whoever asks for time until then has that day too. A day without a year is the next one, or one
that has just been. Where 3/4/2027 may be in March or in April, and the language of the text does not tell, it is none.
"""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from intake.understanding.mentions import Mention, Values, mentions
from languages.dates import Token, common, from_now, has_any, longer, month_first, tokens

# A number that is written a second time: "fifteen (15) days", "15 (fifteen) days".
_AGAIN = re.compile(r"(?<=[^\W\d])\s{0,2}\(\d{1,3}\)(?=\s)|(?<=\d)\s{0,2}\([^\W\d]{1,20}\)(?=\s)")
_NUMBERS = re.compile(r"\d+")
_JUST_BEEN = timedelta(days=31)
_EXACT = {"date", "day", "month_day", "next_month_day"}
_LOOSE = {"whole", "week", "span", "bare_span"}
_NEAREST_WORDS, _NEAREST_SIGNS = 2, 24
_NEAR = 3  # The year of 15/3/27 is at most as many years away.


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionedDate:
    """A day that a text names between its characters `start` and `end`; `vague` where a whole year is meant.

    It is `more` where it only tells how much more time is meant ("two more weeks"), and not when: it is counted from the day of sending.
    It is `exact` where the calendar names it ("15 March", "the 15th"), and it is no end of a week or month and no length of time. It is
    `told_again` where it is exact and says in other words what was told just before, as in "in April, on the 24th" or "not fifteen days but
    until 6 March": no more than two words stand behind a whole month or week, or a length of time.
    """

    day: date
    start: int
    end: int
    vague: bool = False
    more: bool = False
    exact: bool = False
    told_again: bool = False


def dates(text: str, sent: datetime) -> tuple[MentionedDate, ...]:
    """Return the days that `text` names, in its order; `sent` is when it was sent, in the zone of the sender."""
    return _dates(text, sent.date())


@lru_cache(maxsize=64)
def _dates(text: str, today: date) -> tuple[MentionedDate, ...]:
    """Return the days that a text of `today` names, which several rules ask of the same sentence."""
    words = tokens(_AGAIN.sub(lambda again: " " * len(again[0]), text))
    said = tuple(mentions(words))
    found = ((one, before, _day(one, words, today)) for before, one in zip((None, *said), said, strict=False))
    more = has_any(words, longer())
    return tuple(
        MentionedDate(
            day=day,
            start=words[one.start].start,
            end=words[one.end - 1].end,
            vague=_is_vague(one.values),
            more=longer_,
            exact=one.rule in _EXACT,
            told_again=one.rule in _EXACT and before is not None and before.rule in _LOOSE and _is_near(before, one, words, text),
        )
        for one, before, day in found
        if day
        for longer_ in (more and _tells_how_long(one, words),)
    )


def _is_near(before: Mention, one: Mention, words: tuple[Token, ...], text: str) -> bool:
    """Say whether next to nothing stands between two mentions, as "but" or "most likely" does."""
    between = text[words[before.end - 1].end : words[one.start].start]
    return len(between) <= _NEAREST_SIGNS and len(re.findall(r"\w+", between)) <= _NEAREST_WORDS


def _tells_how_long(mention: Mention, words: tuple[Token, ...]) -> bool:
    """Say whether a mention is a length of time that does not begin on the day of writing, as that of "within two weeks" does."""
    return mention.rule in {"span", "bare_span"} and not has_any(words[mention.start : mention.end], from_now())


def _is_vague(values: Values) -> bool:
    return any(not isinstance(value, int) and value[0] == "year" for value in values.values())


def _day(mention: Mention, words: tuple[Token, ...], sent: date) -> date | None:
    """Return the day that is meant, or None where there is no such day, or none can be told from another."""
    try:
        if mention.rule == "date":
            return _numeric(words, mention.values, sent)
        return _RULES[mention.rule](mention.values, sent)
    except (ValueError, OverflowError):
        return None


def _numeric(words: tuple[Token, ...], values: Values, sent: date) -> date | None:
    token = words[_number(values, "full", "short")]
    first, *others = (int(part) for part in _NUMBERS.findall(token.text))
    if first > 31:
        return date(first, *others)
    second, *year = others
    swapped = False if "." in token.text or first == second or first > 12 else True if second > 12 else _month_first(words)
    if swapped is None:
        return None
    day, month = (second, first) if swapped else (first, second)
    return date(_full_year(year[0], sent), month, day) if year else _next_day(month, day, sent)


def _full_year(year: int, sent: date) -> int:
    """Return a year of two digits as the one that is near; raises ValueError where none is."""
    if year >= 100:
        return year
    near = year + sent.year // 100 * 100
    if abs(near - sent.year) > _NEAR:
        raise ValueError(f"{year} is no year near {sent.year}.")
    return near


def _month_first(words: tuple[Token, ...]) -> bool | None:
    """Return whether a text writes the month first: as its other dates do, or its language; None where neither tells."""
    orders = _shown(words) or _usual(words)
    return orders.pop() if len(orders) == 1 else None


def _shown(words: tuple[Token, ...]) -> set[bool | None]:
    """Return which orders the dates of a text show: the number above 12 is the day."""
    pairs = [_NUMBERS.findall(word.text)[:2] for word in words if word.kind in {"full", "short"} and "." not in word.text]
    known = [(int(first) > 12, int(second) > 12) for first, second in pairs if len(first) <= 2]
    return {month_first for day_first, month_first in known if day_first != month_first}


def _usual(words: tuple[Token, ...]) -> set[bool | None]:
    """Return which orders are usual in the languages that a text may be in."""
    votes = Counter(code for word in words for code in common().get(word.text, ()))
    most = max(votes.values(), default=0)
    return {month_first()[code] for code, count in votes.items() if count == most}


def _next_day(month: int, day: int, sent: date) -> date:
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
    month = _number(values, "month", "month_number")
    if "year" in values:
        return date(_number(values, "year"), month, _number(values, "day", "nth"))
    return _next_day(month, _number(values, "day", "nth"), sent)


def _period(values: Values, sent: date) -> tuple[date, date]:
    """Return the first and last day of the month, week or year that the slots name."""
    if "month" in values or "month_number" in values:
        month = _number(values, "month", "month_number")
        year = _number(values, "year") if "year" in values else _next_end(month, sent).year
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    if "week" in values:
        weeks = (date.fromisocalendar(year, _number(values, "week"), 1) for year in (sent.year, sent.year + 1))
        first = next(week for week in weeks if week + timedelta(days=6) >= sent - _JUST_BEEN)
        return first, first + timedelta(days=6)
    unit, later = _unit(values, "next", "this", "the"), int("next" in values)
    if unit == "week":
        first = sent + timedelta(days=7 * later - sent.weekday())
        return first, first + timedelta(days=6)
    if unit == "year":
        return date(sent.year + later, 1, 1), date(sent.year + later, 12, 31)
    first = _months_on(sent.replace(day=1), later)
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])


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


def _middle(values: Values, sent: date) -> date:
    first, last = _period(values, sent)
    return first + timedelta(days=((last - first).days + 1) // 2 - 1)


def _coming(values: Values, sent: date) -> date:
    return sent + timedelta(days=(_number(values, "weekday") - sent.weekday() - 1) % 7 + 1)


def _in_next_week(values: Values, sent: date) -> date:
    return sent + timedelta(days=7 - sent.weekday() + _number(values, "weekday"))


def _in_next_month(values: Values, sent: date) -> date | None:
    if _unit(values, "next") != "month":
        return None
    return _months_on(sent.replace(day=1), 1).replace(day=_number(values, "ordinal_day", "day"))


def _span(values: Values, sent: date) -> date:
    unit, number = _unit(values, "span", "unit"), _number(values, "number", "span", "unit")
    if unit == "month":
        return _months_on(sent, number)
    if unit == "workday":
        day = sent
        for _ in range(number):
            day += timedelta(days=3 if day.weekday() == 4 else 2 if day.weekday() == 5 else 1)
        return day
    return sent + timedelta(days=number * (7 if unit == "week" else 1))


def _bare_span(values: Values, sent: date) -> date | None:
    """Return what is that far away, but not for a single day or week, which is said of much else."""
    return _span(values, sent) if "span" in values or _number(values, "number") > 1 else None


def _day_of_a_month(values: Values, sent: date) -> date:
    day = _number(values, "ordinal_day", "day")
    first = sent.replace(day=1)
    months = (_months_on(first, later) for later in range(0 if sent.day <= day else 1, 4))
    days = [month.replace(day=day) for month in months if day <= calendar.monthrange(month.year, month.month)[1]]
    # "Friday the 27th" is no Tuesday; but a weekday that neither this month nor the next bears out is wrong, and the number is right.
    soon = _months_on(first, 2)
    return next((one for one in days if one < soon and one.weekday() == values.get("weekday")), days[0])


def _number(values: Values, *slots: str) -> int:
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
    "late": lambda values, sent: _period(values, sent)[1],
    "before": lambda values, sent: _period(values, sent)[0] - timedelta(days=1),
    "weekday": _coming,
    "next_week": _in_next_week,
    "next_month_day": _in_next_month,
    "span": _span,
    "bare_span": _bare_span,
    "month_day": _day_of_a_month,
    "week": lambda values, sent: _period(values, sent)[1],
    "offset": lambda values, sent: sent + timedelta(days=_number(values, "offset")),
    "none": lambda _values, _sent: None,
}
