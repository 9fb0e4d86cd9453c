"""How many automatic replies may go out: to one address and for one sender a day, of one study an hour. What is more waits for a person.

A reply to a message that is proven or authenticated has been asked for. Nobody vouches for any other message: its sender may be forged, and
every reply would go to somebody who never wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# A person corrects a workbook some times a day, but not so often.
ABOUT_ONE_ORGANISATION = 10
# Somebody may answer for every organisation of a region, and a study's contact gets every question.
TO_ONE_ADDRESS = 100
TO_ONE_ADDRESS_UNASKED = 5
FOR_ONE_SENDER_UNASKED = 10  # However many people the replies go to.
OF_A_STUDY, PER_ORGANISATION = 200, 5
OF_A_STUDY_UNASKED = 50


class Over(StrEnum):
    """Whose budget is spent."""

    ADDRESS = "address"
    SENDER = "sender"
    STUDY = "study"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """How many automatic replies were planned before: in the last day to an address or for a sender, in the last hour of a study.

    Those are counted that were asked for where this one is, and else those that were not: what is forged spends nothing of what others
    need. `about_organisation` counts those to the address about the organisation that this one is about.
    """

    to_address: int = 0
    about_organisation: int = 0
    for_sender: int = 0
    of_study: int = 0


def hourly(organisations: int, *, asked: bool) -> int:
    """Return how many automatic replies a study may give in an hour, to messages that `asked` for them or to others."""
    return max(OF_A_STUDY, PER_ORGANISATION * organisations) if asked else max(OF_A_STUDY_UNASKED, organisations)


def over(spent: Spent, *, asked: bool, staff: bool, organisations: int) -> Over | None:
    """Return whose budget one more reply would exceed, or None where it may go out.

    It is `asked` for by a message that is proven or authenticated; `staff` says that it goes to the study's own contact, to whom questions
    of all are passed on. A study has so many `organisations`.
    """
    of_study = hourly(organisations, asked=asked)
    if asked:
        to_address = of_study if staff else max(TO_ONE_ADDRESS, organisations)
        if spent.about_organisation >= ABOUT_ONE_ORGANISATION or spent.to_address >= to_address:
            return Over.ADDRESS
        return Over.STUDY if spent.of_study >= of_study else None
    if spent.for_sender >= FOR_ONE_SENDER_UNASKED:
        return Over.SENDER
    if spent.to_address >= (of_study if staff else TO_ONE_ADDRESS_UNASKED):
        return Over.ADDRESS
    return Over.STUDY if spent.of_study >= of_study else None
