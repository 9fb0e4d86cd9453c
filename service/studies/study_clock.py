"""The clock of a study: an instant as the study's own pages show it, for sentences that are told there too."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from service.studies.running import UnreadableStudyError, readable
from service.wiring import Service
from store import Transaction

_UTC = "UTC"


def zone_of(service: Service, tx: Transaction, study: str | None) -> str:
    """Return the name of a study's zone; UTC for what is of no study, or of one that cannot be read."""
    try:
        found = readable(service, tx, study) if study else None
    except UnreadableStudyError:
        found = None
    return found.study.zone if found else _UTC


def by_clock(at: datetime, zone: str) -> str:
    """Return an instant to the minute by the clocks of a zone, with its name, as in "2012-03-01 10:00 Europe/Vienna"."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"
