"""The days that a text names, seen from the moment at which it was sent: "15 March", "by the end of February", "in two weeks".

A period stands for its last day, since whoever asks for time until then has that day too. A day without a year is the next one, or one
that has just been. Where 3/4/2027 may be in March or in April, and the language of the text does not tell, it is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from intake.understanding.days.mentions import Mention, Values, mentions, year_of
from intake.understanding.days.reckoning import day_of, next_day, number
from languages.date_tokens import Token, has_any, tokens
from languages.date_words import from_now, likely, longer, month_first, month_first_by_points
from languages.dates import vocabulary

# A number that is written a second time: "fifteen (15) days", "15 (fifteen) days".
_AGAIN = re.compile(r"(?<=[^\W\d])\s{0,2}\(\d{1,3}\)(?=\s)|(?<=\d)\s{0,2}\([^\W\d]{1,20}\)(?=\s)")
_ENDS_IN_A_NUMBER = re.compile(r"(?<!\d)(?:\d{1,2}|\d{4})\.$")
_NUMBERS = re.compile(r"\d+")
# A day and the time of it, as a program names the moment at which it got what it answers.
_STAMP = re.compile(r"(?<!\d)(\d{1,2})([/-])(\d{1,2})\2(\d{4}),? (?=\d{1,2}:\d\d)")
_EXACT = {"date", "day", "month_day", "next_month_day"}
_LOOSE = {"whole", "week", "week_of", "part_week", "span", "bare_span"}
_WITHOUT_MONTH = {"lead", "weekday", "day", "ordinal_day"}
_NEAREST_WORDS, _NEAREST_SIGNS = 2, 24
_BEHIND_WEEKDAY = 2  # Words: "Friday for sure".
_FAR = timedelta(days=270)
_NEXT_YEAR = ("year", 1)
_NEAR = 3  # The year of 15/3/27 is at most as many years away.


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionedDate:
    """A day that a text names between its characters `start` and `end`; `vague` where a whole year is meant, not its end.

    It is `more` where it only tells how much more time is meant ("two more weeks"), and not when: it is counted from the day of sending.
    It is `exact` where the calendar names it ("15 March", "the 15th"), and it is no end of a week or month and no length of time. It is
    `told_again` where it is exact and says in other words what was told just before, as in "in April, on the 24th" or "not fifteen days but
    until 6 March": no more than two words stand behind a whole month or week, or a length of time. It is `in_hours` where a length of time
    is told by these, or by working days ("within 48 hours", "within three working days"), as promises are. It is `next_such` where it is
    the next day of its number or of the week, since no month is told. It is a `weekday` where nothing but a day of the week is told. It is
    `rather_over` where no year is told and the last such day was nearer by far: in May a year that ends on 31 March has ended.
    """

    day: date
    start: int
    end: int
    vague: bool = False
    more: bool = False
    exact: bool = False
    told_again: bool = False
    in_hours: bool = False
    next_such: bool = False
    weekday: bool = False
    rather_over: bool = False


def dates(text: str, sent: datetime) -> tuple[MentionedDate, ...]:
    """Return the days that `text` names, in its order; `sent` is when it was sent, in the zone of the sender."""
    return _dates(text, sent.date())


def lone_weekday(text: str, sent: datetime) -> tuple[MentionedDate, ...]:
    """Return the only weekday in `text` that no other words make a day of, as in "you'll have it Friday"; nothing where there are more.

    Nearly nothing stands behind it: "as I told you Monday, you will have it soon" and "after the Thursday meeting" tell of something else.
    """
    words = tokens(text)
    taken = {at for one in mentions(words) for at in range(one.start, one.end)}
    named = [
        (at, at + len(term.words), term.value)
        for at, word in enumerate(words)
        for term in vocabulary().get(word.text, {}).get("weekday", ())
        if at not in taken and not term.abbreviated and (word.capital or not term.needs)
        if term.words == tuple(one.text for one in words[at : at + len(term.words)])
    ]
    behind = [one for one in words[named[-1][1] :] if one.text.isalnum()] if named else []
    if len({value for *_, value in named}) != 1 or len(behind) > _BEHIND_WEEKDAY:
        return ()
    start, end, value = named[0]
    day = day_of("weekday", {"weekday": value}, sent.date())
    return (MentionedDate(day=day, start=words[start].start, end=words[end - 1].end, next_such=True, weekday=True),) if day else ()


def with_whole_days(sentences: Iterable[str]) -> tuple[str, ...]:
    """Return sentences without an end between the number of a day and its month, as in "until 15. August", "2026. augusztus 24-ig"."""
    whole: list[str] = []
    for one in sentences:
        if whole and _goes_on(whole[-1], one):
            whole[-1] += f" {one}"
        else:
            whole.append(one)
    return tuple(whole)


def _goes_on(before: str, sentence: str) -> bool:
    """Say whether a point between two parts belongs to the number of a day, or to a month in short."""
    first = next(iter(tokens(sentence[:_NEAREST_SIGNS])), None)
    counts = first is not None and first.kind == "number"
    if _ENDS_IN_A_NUMBER.search(before):
        return counts or sentence[:1].islower() or (first is not None and _is_month(first))
    last = tokens(before[-_NEAREST_SIGNS:])[-2:-1]
    return counts and any(map(_is_month, last))


def _is_month(token: Token) -> bool:
    return "month" in vocabulary().get(token.text, {})


@lru_cache(maxsize=64)
def _dates(text: str, today: date) -> tuple[MentionedDate, ...]:
    """Return the days that a text of `today` names, which several rules ask of the same sentence."""
    words = tokens(_AGAIN.sub(lambda again: " " * len(again[0]), text))
    said = tuple(mentions(words))
    stamped = _stamped(text, today)
    around = zip((None, *said), said, (*said[1:], None), strict=False)
    found = ((one, before, after, _day(one, words, today, stamped)) for before, one, after in around)
    more = has_any(words, longer())
    return tuple(
        MentionedDate(
            day=day,
            start=words[one.start].start,
            end=words[one.end - 1].end,
            vague=_has_unit(one.values, "year") and one.rule != "late",
            more=longer_,
            exact=one.rule in _EXACT,
            told_again=one.rule in _EXACT and before is not None and _is_loose(before) and _is_near(before, one, words, text),
            in_hours=_has_unit(one.values, "hour") or _has_unit(one.values, "workday"),
            next_such=one.values.keys() <= _WITHOUT_MONTH,
            weekday=one.rule == "weekday",
            rather_over=day > today + _FAR and not _tells_year(one, words) and not _is_next_year(before, one, after, words, text),
        )
        for one, before, after, day in found
        if day
        for longer_ in (more and _tells_how_long(one, words),)
    )


def _is_loose(mention: Mention) -> bool:
    """Say whether a mention leaves open which day it is: the end of a month is one day, that of a week its last working day to some."""
    return mention.rule in _LOOSE or (mention.rule == "late" and _has_unit(mention.values, "week"))


def _is_near(before: Mention, one: Mention, words: tuple[Token, ...], text: str) -> bool:
    """Say whether next to nothing stands between two mentions, as "but" or "most likely" does."""
    between = text[words[before.end - 1].end : words[one.start].start]
    return len(between) <= _NEAREST_SIGNS and len(re.findall(r"\w+", between)) <= _NEAREST_WORDS


def _tells_how_long(mention: Mention, words: tuple[Token, ...]) -> bool:
    """Say whether a mention is a length of time that does not begin on the day of writing, as that of "within two weeks" does."""
    return mention.rule in {"span", "bare_span"} and not has_any(words[mention.start : mention.end], from_now())


def _tells_year(mention: Mention, words: tuple[Token, ...]) -> bool:
    """Say whether a mention tells of which year it is, be it as what comes or as a length of time from now on."""
    told = {"year", "next", "unit", "span"} & mention.values.keys()
    return bool(told) or any(one.kind == "full" for one in words[mention.start : mention.end])


def _is_next_year(before: Mention | None, one: Mention, after: Mention | None, words: tuple[Token, ...], text: str) -> bool:
    """Say whether a mention is of the next year by another beside it: "next year in March", "in March of next year"."""
    first = before is not None and before.values.get("next") == _NEXT_YEAR and _is_near(before, one, words, text)
    return first or (after is not None and after.values.get("next") == _NEXT_YEAR and _is_near(one, after, words, text))


def _has_unit(values: Values, unit: str) -> bool:
    return any(not isinstance(value, int) and value[0] == unit for value in values.values())


def _day(mention: Mention, words: tuple[Token, ...], sent: date, stamped: set[bool]) -> date | None:
    """Return the day that is meant, or None where there is no such day, or none can be told from another."""
    try:
        if mention.rule == "date":
            return _numeric(words, mention.values, sent, stamped)
        return day_of(mention.rule, mention.values, sent)
    except (ValueError, OverflowError):
        return None


def _numeric(words: tuple[Token, ...], values: Values, sent: date, stamped: set[bool]) -> date | None:
    token = words[number(values, "full", "short")]
    first, *others = (int(part) for part in _NUMBERS.findall(token.text))
    if first > 31:
        # The year comes first; what has no third number, as "No. 77/2", is the number of a letter.
        return date(year_of(first), *others) if len(others) > 1 else None
    second, *year = others
    by_points = "." in token.text and not likely(words) <= month_first_by_points()
    swapped = False if by_points or first == second or first > 12 else True if second > 12 else _month_first(words, stamped)
    if swapped is None:
        return None
    day, month = (second, first) if swapped else (first, second)
    return date(_full_year(year[0], sent), month, day) if year else next_day(month, day, sent)


def _full_year(year: int, sent: date) -> int:
    """Return a year of two digits as the one that is near; raises ValueError where none is."""
    if year >= 100:
        return year_of(year)
    near = year + sent.year // 100 * 100
    if abs(near - sent.year) > _NEAR:
        raise ValueError(f"{year} is no year near {sent.year}.")
    return near


def _month_first(words: tuple[Token, ...], stamped: set[bool]) -> bool | None:
    """Return whether a text writes the month first: as its other dates do, or its stamp, or its language; None where none tells."""
    orders = _shown(words) or stamped or _usual(words)
    return next(iter(orders)) if len(orders) == 1 else None


def _shown(words: tuple[Token, ...]) -> set[bool | None]:
    """Return which orders the dates of a text show: the number above 12 is the day."""
    pairs = [_NUMBERS.findall(word.text)[:2] for word in words if word.kind in {"full", "short"} and "." not in word.text]
    known = [(int(first) > 12, int(second) > 12) for first, second in pairs if len(first) <= 2]
    return {month_first for day_first, month_first in known if day_first != month_first}


def _stamped(text: str, sent: date) -> set[bool]:
    """Return whether the month stands first in a stamp of the day itself, in "your message sent on 02/03/2026 09:12:31 AM"."""
    stamps = [(int(first), int(second), int(year)) for first, _, second, year in _STAMP.findall(text)]
    orders = {True: (sent.month, sent.day, sent.year), False: (sent.day, sent.month, sent.year)}
    return {month_first for month_first, day in orders.items() if day in stamps and sent.day != sent.month}


def _usual(words: tuple[Token, ...]) -> set[bool | None]:
    """Return which orders are usual in the languages that a text may be in."""
    return {month_first()[code] for code in likely(words)}
