"""What a check says of one mailing, for somebody who waits for it at the console: one look at a time, and each one bounded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from domain.errors import ConfigurationError
from service.authoring.drafts import prospective
from service.mailings.check import Checked, check_mailing
from service.studies.find import find_mailing
from service.wiring import Service

MOST = 500  # Letters that one look makes; what was made is remembered, so that the next look goes on where this one ended.
_LOOKS = Lock()  # A look takes the processor for seconds: two at once would keep everybody else from their pages.


@dataclass(frozen=True, slots=True)
class Preflight:
    """What was found of a mailing as it stands in the study's folder, and when."""

    mailing: str
    found: Checked
    at: datetime


def preflight(service: Service, study_id: str, name: str, now: datetime, most: int = MOST) -> Preflight:
    """Make the letters of a mailing, at `most` so many of those that were not made before, and tell what is wrong or doubtful.

    ConfigurationError where there is no such mailing, the folder cannot be read, or another look is being made.
    """
    if not _LOOKS.acquire(blocking=False):
        raise ConfigurationError(
            "Somebody else looks at a mailing just now.", where=name, remedy="Try again in a minute.", key="looks_already"
        )
    try:
        found = prospective(service, study_id)
        return Preflight(name, check_mailing(service, found, find_mailing(found, name), now, most), now)
    finally:
        _LOOKS.release()
