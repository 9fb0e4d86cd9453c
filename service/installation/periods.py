"""For how long personal data is kept: `[retain]` in the settings, a period for each class of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, Field

from settings.reading import Line, TomlSection, told

# Days: a month and a year are as long as the longest of them, so that nothing goes too early.
_UNITS = {"day": 1, "week": 7, "month": 31, "year": 366}
_PERIOD = re.compile(r"([1-9]\d{0,3}) (day|week|month|year)s?")
_REMEDY = 'Write a number and days, weeks, months or years, such as "5 years".'


def _period(text: str) -> str:
    if not _PERIOD.fullmatch(text):
        raise told(f"{text!r} is no period.", _REMEDY)
    return text


Period = Annotated[Line, AfterValidator(_period)]


class RetainTable(TomlSection):
    """How old each class of personal data may become; what is left out is kept."""

    mail: Period | None = Field(default=None, examples=['mail = "5 years"'])
    letters: Period | None = Field(default=None, examples=['letters = "5 years"'])
    contacts: Period | None = Field(default=None, examples=['contacts = "2 years"'])
    notes: Period | None = Field(default=None, examples=['notes = "5 years"'])

    @property
    def periods(self) -> Mapping[str, timedelta]:
        """Return the periods that are set, by class."""
        return {name: length(text) for name, text in self.model_dump().items() if text is not None}


def length(text: str) -> timedelta:
    """Return how long a period is (ValueError where it is none)."""
    found = _PERIOD.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return timedelta(days=int(found[1]) * _UNITS[found[2]])
