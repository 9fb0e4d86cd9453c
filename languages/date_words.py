"""The words of each language in which dates are told, and in which language a text may be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from babel import Locale

from languages import known, toml_of
from languages.checked import Texts, checked
from languages.date_tokens import Token, split, tokens
from languages.kept import kept

Unit = Literal["hour", "day", "workday", "week", "month", "quarter", "year"]
DateRule = Literal[
    "date",
    "day",
    "whole",
    "early",
    "middle",
    "second_third",
    "late",
    "before",
    "weekday",
    "next_week",
    "later_week",
    "weeks_on",
    "weekend",
    "week_of",
    "part_week",
    "span",
    "bare_span",
    "month_day",
    "next_month_day",
    "week",
    "none",
]


@dataclass(frozen=True, kw_only=True)
class DateWords:
    """`dates.toml`: how dates are told in sentences. The English file says what each key is for.

    `locales` are those of CLDR that name the months and weekdays, and that say what 3/4/2027 is, where they agree; `without` are names of
    theirs that are other words in languages that are read beside this one, and `own` those that are other months there: they are this
    only in a text of which this language has the most common words. The values of
    `months` count from 1, those of `weekdays` from 0 for Monday, those of `offsets` in days; `nth` are the days of a month as words,
    `first` those that say too much else without a month behind them. `parts` are weeks of a month, from 1. `later` is the unit after
    `next`. `clock` stands behind a time of day, which is no day of a month. `forms` are templates by what they say. `longer` are words by
    which a length of time is more time than there is, `from_now` those by which it begins on the day of writing. `numbers` are the words
    for each number, up to a hundred, as they stand before days. Those behind each other are one number, also where one of `joins` stands
    between them, as in "thirty and one"; `compounds` are how they are written as one word, with what is added to them: "{ten}{one}" adds
    nothing, and "veinti{one}" adds 20. `articles` are those of `numbers` of which none is made, as in "twenty a week".
    """

    locales: Texts = ()
    without: Texts = ()
    own: Texts = ()
    longer: Texts = ()
    from_now: Texts = ()
    common: str = ""
    capital: Texts = ()
    ordinals: Texts = ()
    clock: Texts = ()
    prefixes: Texts = ()
    suffixes: Texts = ()
    months: Mapping[str, int] = field(default_factory=dict)
    weekdays: Mapping[str, int] = field(default_factory=dict)
    numbers: Mapping[str, Texts] = field(default_factory=dict)
    compounds: Mapping[str, int] = field(default_factory=dict)
    joins: Texts = ()
    articles: Texts = ()
    units: Mapping[Unit, Texts] = field(default_factory=dict)
    spans: Mapping[Unit, Mapping[str, int]] = field(default_factory=dict)
    the: Mapping[Unit, Texts] = field(default_factory=dict)
    this: Mapping[Unit, Texts] = field(default_factory=dict)
    next: Mapping[Unit, Texts] = field(default_factory=dict)
    later: Mapping[Unit, Texts] = field(default_factory=dict)
    offsets: Mapping[str, int] = field(default_factory=dict)
    nth: Mapping[str, int] = field(default_factory=dict)
    first: Mapping[str, int] = field(default_factory=dict)
    parts: Mapping[str, int] = field(default_factory=dict)
    leads: Texts = ()
    forms: Mapping[DateRule, Texts] = field(default_factory=dict)


@kept
def month_first() -> Mapping[str, bool | None]:
    """Return by language whether the month stands first in 3/4/2027; None where its locales disagree."""
    return {code: _agreed({one.find("M") < one.find("d") for one in _patterns(code)}) for code in dated()}


@kept
def month_first_by_points() -> frozenset[str]:
    """Return the languages in which it stands first in 3.4. as well: Hungarian writes 2027. 3. 4."""
    return frozenset(code for code, first in month_first().items() if first and all("." in one for one in _patterns(code)))


def _patterns(code: str) -> tuple[str, ...]:
    return tuple(str(Locale.parse(locale).date_formats["short"].pattern) for locale in words_of(code).locales)


def _agreed(said: set[bool]) -> bool | None:
    return said.pop() if len(said) == 1 else None


@cache
def common() -> Mapping[str, frozenset[str]]:
    """Return by word the languages in which it is so common that a text of some words has it."""
    found: dict[str, set[str]] = {}
    for code in dated():
        for token in tokens(words_of(code).common):
            found.setdefault(token.text, set()).add(code)
    return {word: frozenset(codes) for word, codes in found.items()}


def likely(words: Iterable[Token]) -> frozenset[str]:
    """Return the languages that a text may be in: those of which it has the most common words."""
    votes = Counter(code for word in words for code in common().get(word.text, ()))
    most = max(votes.values(), default=0)
    return frozenset(code for code, count in votes.items() if count == most)


@cache
def joins() -> frozenset[str]:
    """Return the words that may stand within a number, between a ten or a hundred and what is less."""
    return frozenset(token.text for code in dated() for text in words_of(code).joins for token in tokens(text))


@cache
def articles() -> frozenset[str]:
    """Return the words for one of which no other number is made."""
    return frozenset(token.text for code in dated() for text in words_of(code).articles for token in tokens(text))


@cache
def longer() -> frozenset[tuple[str, ...]]:
    """Return the words of all languages by which a length of time is more time than there is, each as its tokens."""
    return frozenset(split(text) for code in dated() for text in words_of(code).longer)


@cache
def from_now() -> frozenset[tuple[str, ...]]:
    """Return the words of all languages by which a length of time begins on the day of writing, each as its tokens."""
    return frozenset(split(text) for code in dated() for text in words_of(code).from_now)


@cache
def clock() -> frozenset[str]:
    """Return the words of all languages behind a time of day, such as "pm"."""
    return frozenset(word for code in dated() for text in words_of(code).clock for word in split(text))


@cache
def leads() -> frozenset[tuple[str, ...]]:
    """Return the words of all languages that lead to a day, each as its tokens."""
    return frozenset(split(text) for code in dated() for text in words_of(code).leads)


def common_words(code: str) -> str:
    """Return the words of a language that a text of some words has, parted by spaces."""
    return words_of(code).common


@cache
def words_of(code: str) -> DateWords:
    """Return how dates are told in a language."""
    return checked(DateWords, toml_of(code, "dates.toml"))


@cache
def dated() -> tuple[str, ...]:
    """Return the languages in which days are read."""
    return tuple(code for code in known() if toml_of(code, "dates.toml"))
