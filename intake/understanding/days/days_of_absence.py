"""What looks like figures, and is the days of an absence: "od 20. 7. do 31. 7. sem odsoten" has points as a numbered answer has."""

from __future__ import annotations

from datetime import datetime

from intake.understanding.days.dates import dates
from languages.mail import pattern


def tells_only_days(words: str, sent: datetime | None) -> bool:
    """Say whether words tell an absence, and every number in them is of a day that they name; days count from when they were `sent`."""
    bare = words
    for day in dates(words, sent) if sent else ():
        bare = bare[: day.start] + " " * (day.end - day.start) + bare[day.end :]
    return pattern("absent").search(words) is not None and not any(map(str.isdigit, bare))
