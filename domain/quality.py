"""What a study says of its quality: the settings of the report, and where each case ended, by the codes of AAPOR."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from domain.rules.outcome_rates import Group


class Silence(StrEnum):
    """What an organisation is that was written to and never answered."""

    UNKNOWN = "unknown"  # 3.19: nobody knows whether it is still one that is to be asked.
    ELIGIBLE = "eligible"  # 2.20: the list is a list of members, so that who stands on it is to be asked.


class SentBack(StrEnum):
    """What a workbook is that was sent back to be corrected, and was not."""

    PARTIAL = "partial"  # 1.2 or 2.12, by how much of it is filled in; never 1.1, since it does not count.
    OTHER = "other"  # 2.36: it is eligible, and no answer of it counts.


class Basis(StrEnum):
    """Of which questions it is asked how many of them a workbook answers."""

    REQUIRED = "required"  # Those that the form requires, as far as they apply: what AAPOR calls the crucial ones.
    ALL = "all"  # All that apply.


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityPlan:
    """How a study is reported on: `[quality]` in study.toml.

    `complete` and `partial` are shares of the questions `of` which they are taken, from 0 to 1: a workbook with more than the first is
    complete, one with at least the second a partial one, any other a break-off. `weight` is the heading of a column of the contact list
    with the size of an organisation, blank where there is none. `e` is the share of the unknown cases that is eligible, None where it is
    estimated. `closes` is the last day of the collection, and what counts but came later is no answer for the rates; None where
    all that counts is one, and the codes are final after the deadline.
    """

    complete: float = 0.8
    partial: float = 0.5
    of: Basis = Basis.REQUIRED
    weight: str = ""
    e: float | None = None
    silence: Silence = Silence.UNKNOWN
    sent_back: SentBack = SentBack.PARTIAL
    closes: date | None = None


class Code(StrEnum):
    """A final disposition code, as AAPOR has it for mail surveys of specifically named persons; 3.91 is that of internet surveys."""

    COMPLETE = "1.1"
    PARTIAL = "1.2"
    REFUSAL = "2.112"  # By those who were asked.
    BLANK = "2.113"  # An implicit refusal: a blank questionnaire came back.
    BREAK_OFF = "2.12"  # Not enough of it is filled in.
    NON_CONTACT = "2.20"
    AWAY = "2.26"  # Unavailable during the whole collection.
    LATE = "2.27"  # Completed, and not returned in time.
    UNREADABLE = "2.35"  # Technological issues.
    OTHER = "2.36"
    NOT_SENT = "3.11"
    NOTHING_RETURNED = "3.19"
    UNDELIVERABLE = "3.30"
    FORWARDED = "3.40"  # Undeliverable, and somebody else to write to is known.
    UNSAMPLED = "3.91"  # Returned from an address that is not on the list.
    NOT_ELIGIBLE = "4.10"


GROUPS: Mapping[Code, Group] = MappingProxyType(
    {
        Code.COMPLETE: Group.COMPLETE,
        Code.PARTIAL: Group.PARTIAL,
        Code.REFUSAL: Group.REFUSAL,
        Code.BLANK: Group.REFUSAL,
        Code.BREAK_OFF: Group.REFUSAL,
        Code.NON_CONTACT: Group.NON_CONTACT,
        Code.AWAY: Group.NON_CONTACT,
        Code.LATE: Group.NON_CONTACT,
        Code.UNREADABLE: Group.OTHER,
        Code.OTHER: Group.OTHER,
        Code.NOT_SENT: Group.UNKNOWN_UNIT,
        Code.NOTHING_RETURNED: Group.UNKNOWN_UNIT,
        Code.UNDELIVERABLE: Group.UNKNOWN_OTHER,
        Code.FORWARDED: Group.UNKNOWN_OTHER,
        Code.UNSAMPLED: Group.UNKNOWN_OTHER,
        Code.NOT_ELIGIBLE: Group.NOT_ELIGIBLE,
    }
)


class Event(StrEnum):
    """What gave a case its code; the values are keys of `[event]` in the words of the report."""

    ACCEPTED = "accepted"
    LATE = "late"
    SENT_BACK = "sent_back"
    HELD = "held"
    BLANK = "blank"
    UNREADABLE = "unreadable"
    WROTE = "wrote"
    CLAIMED = "claimed"
    DECLINED = "declined"
    UNSUBSCRIBED = "unsubscribed"
    ELSEWHERE = "elsewhere"
    INELIGIBLE = "ineligible"
    UNDELIVERABLE = "undeliverable"
    FORWARDED = "forwarded"
    AWAY = "away"
    SENT = "sent"
    NOT_SENT = "not_sent"


@dataclass(frozen=True, slots=True)
class Source:
    """Where an event is recorded, as in `submission 12`, and when it was; None and "" where nothing is recorded of it."""

    at: datetime | None = None
    record: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposition:
    """Where a case ended. `share` is how much of what it is measured by was filled in, where a workbook came.

    It is `final` once the collection is over: until then the code is a temporary one, and the case may get another.
    """

    code: Code
    event: Event
    source: Source
    share: float | None = None
    final: bool = False

    @property
    def group(self) -> Group:
        """Return what the rates take it for."""
        return GROUPS[self.code]
