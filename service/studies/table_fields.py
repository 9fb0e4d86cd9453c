"""What may stand in the fields of `study.toml`: each kind of text is looked at as it is read, and its fault is told there."""

from __future__ import annotations

import re
from datetime import UTC, date, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger
from pydantic import AfterValidator

from contacts.places import language_code
from domain.errors import LetterError
from domain.mail.reference import prefix_problem
from mailer.address import ascii_address
from settings.reading import Text, told

_SPAN = re.compile(r"([0-9]{1,4}) (hour|day|week)s?")
# Days that a calendar can reckon with, some weeks before and after; a year of three digits is a slip of the pen.
FIRST, BEYOND = date(1970, 1, 1), date(3000, 1, 1)
_CLOCKS = re.compile(r"((?:[01][0-9]|2[0-3]):[0-5][0-9])-((?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_UNITS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}


def _address(text: str) -> str:
    """Return an address with its domain in ASCII, as contacts are kept and messages are read: else nobody there would be known again."""
    try:
        address = ascii_address(text)
    except LetterError as error:
        raise told(error.what, error.remedy) from error
    if text != text.strip():
        raise told(f"There is a space before or after the address {text!r}.")
    return address


def _language(text: str) -> str:
    meant = language_code(text)
    if meant != text:
        raise told(f"{text!r} is not a language code.", f"Write {meant!r}." if meant else 'Write an ISO 639-1 code, such as "en" or "fr".')
    return text


def _prefix(text: str) -> str:
    if problem := prefix_problem(text):
        raise told(f"{text!r} cannot be the prefix of a reference.", f'{problem} Write one such as prefix = "CYB12".')
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError) as error:
        raise told(f"{text!r} is not a time zone.") from error
    return text


def _span(text: str) -> str:
    if not _SPAN.fullmatch(text):
        raise told(f"{text!r} is not a length of time.")
    return text


def span(text: str) -> timedelta:
    """Return a length of time that was looked at when it was read."""
    number, unit = _SPAN.fullmatch(text).groups()  # type: ignore[union-attr]
    return int(number) * _UNITS[unit]


def _hours(text: str) -> str:
    found = _CLOCKS.fullmatch(text)
    if found is None or clock(found[1]) >= clock(found[2]):
        raise told(f"{text!r} are no hours of one day.")
    return text


def clock(text: str) -> time:
    """Return a time of day; midnight at its end is its last moment."""
    return time.max if text == "24:00" else time.fromisoformat(text)


def _weekend(text: str) -> str:
    days = listed(text)
    for day in days:
        if day not in DAYS:
            raise told(f"{day!r} is no day of the week.", f"Write some of {', '.join(DAYS)}, with commas between.")
    if len({*days}) == len(DAYS):
        raise told("No day is left on which letters may leave.")
    return text


def listed(text: str) -> list[str]:
    """Return what stands between commas."""
    return [one.strip() for one in text.split(",")] if text.strip() else []


def _cron(text: str) -> str:
    try:
        CronTrigger.from_crontab(text, timezone=UTC)
    except ValueError as error:
        remedy = 'Write five fields (minute, hour, day, month, weekday), such as cron = "0 8 * * mon".'
        raise told(f"{text!r} is not a cron time: {error}.", remedy) from error
    return text


def _says(text: str) -> str:
    if not any(char.isalnum() for char in text):
        raise told("The answer says nothing.")
    return text


def _name(text: str) -> str:
    # Files of previews and letters are called after it.
    if "/" in text or "\\" in text:
        raise told(f"{text!r} cannot be the beginning of a file name.")
    return text


Name = Annotated[Text, AfterValidator(_name)]
Address = Annotated[Text, AfterValidator(_address)]
Language = Annotated[str, AfterValidator(_language)]
Prefix = Annotated[str, AfterValidator(_prefix)]
Zone = Annotated[str, AfterValidator(_zone)]
Span = Annotated[str, AfterValidator(_span)]
HoursOfDay = Annotated[str, AfterValidator(_hours)]
Weekend = Annotated[str, AfterValidator(_weekend)]
CronTime = Annotated[str, AfterValidator(_cron)]
SpokenAnswer = Annotated[str, AfterValidator(_says)]
