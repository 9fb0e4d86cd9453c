"""How a language is written, and the words of answers in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from languages.checked import Texts

DayStyle = Literal["long", "brief", "brief_year", "weekday", "weekday_year"]


@dataclass(frozen=True, kw_only=True)
class Words:
    """`words.toml`: how the language is written, and the words of answers. `percent` and `percent_asked` are regular expressions.

    `locale` is the CLDR locale that letters are written by, `months` are those whose names of months are read. The first of `yes` and of
    `no` is what a workbook prints; `unknown` stands in place of a figure, and `about` before one. `grouping` and `decimal` are what one
    comma or point before exactly three digits surely is; `group` is what letters part thousands by, where CLDR's own would be doubtful.
    `letters` are compared as the letters that they stand for, `article` is a prefix that does not count in a comparison.

    `no_units`, `multipliers` and `counters` are words, parted by spaces: those that make a number another one (about, at least), those that
    multiply it (thousand), and those that only count what the question asks for (as in 12人). `scales` are multipliers by which numbers are
    written as a matter of course, so that 1.2万 is read as what it says. `numerals` are signs for digits and `places` those behind
    them that say what they count, each of one sign, as in 三千五百. `year_marks`, `month_marks` and `day_marks` stand behind the
    numbers of a date, as in 2026年3月15日, or behind its year alone; `month_letters` show in a form where the month is written, as in
    DD/MM/YYYY. `days` are patterns of CLDR by which dates are printed otherwise than `locales.day` does.
    """

    locale: str = ""
    months: Texts = ()
    first_of_month: str = ""
    ordinals: Texts = ()
    particles: Texts = ()
    year_marks: Texts = ()
    month_marks: Texts = ()
    month_letters: Texts = ()
    day_marks: Texts = ()
    days: Mapping[DayStyle, str] = field(default_factory=dict)
    group: str = ""
    grouping: Texts = ()
    decimal: Texts = ()
    yes: Texts = ()
    no: Texts = ()
    unknown: Texts = ()
    about: Texts = ()
    percent: Texts = ()
    percent_before: Texts = ()
    percent_asked: Texts = ()
    totals: Texts = ()
    no_units: str = ""
    multipliers: str = ""
    counters: str = ""
    scales: Mapping[str, int] = field(default_factory=dict)
    numerals: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    article: str = ""
    letters: Mapping[str, str] = field(default_factory=dict)
