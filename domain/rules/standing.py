"""Where an organisation stands in a study (the words of AAPOR's Standard Definitions; see the glossary)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from domain.contact import Stopped
from domain.journal import What
from domain.letter import DeliveryState
from domain.quality import CaseEvent
from domain.submission import Standing, SubmissionState

Named = TypeVar("Named")
LOST = (DeliveryState.REJECTED, DeliveryState.BOUNCED, DeliveryState.FAILED)
ASKED = (Stopped.UNSUBSCRIBED, Stopped.COMPLAINED)


@dataclass(frozen=True, slots=True)
class Reach:
    """How one contact can be reached: why it is not written to, and what became of the newest letter to it; None where nothing did."""

    stopped: Stopped | None = None
    newest: DeliveryState | None = None

    @property
    def reached(self) -> bool:
        """Say whether letters to this contact arrive, as far as is known."""
        return self.stopped is None and self.newest not in LOST


def kept_of_erased(kept: Collection[CaseEvent]) -> tuple[Reach, ...]:
    """Return how contacts could be reached who were all erased, by what is kept of the case for them: as one who stands for them all."""
    if CaseEvent.SENT not in kept:
        return ()
    if CaseEvent.UNSUBSCRIBED in kept:
        return (Reach(Stopped.UNSUBSCRIBED),)
    return (Reach(newest=DeliveryState.BOUNCED if CaseEvent.UNDELIVERABLE in kept else None),)


def is_away(until: date, today: date) -> bool:
    """Say whether somebody is away today who is to the end of the day `until`."""
    return today <= until


def mailed(usable: Sequence[Named], away: Collection[Named]) -> tuple[Named, ...]:
    """Return to whom of those who may be written to a mailing goes: not to who is away, unless all are."""
    return tuple(one for one in usable if one not in away) or tuple(usable)


@dataclass(frozen=True, slots=True)
class Mark:
    """What was said about an organisation by a person; it holds to the end of the day `until`, where there is one."""

    what: What
    until: date | None = None

    def holds_on(self, today: date) -> bool:
        """Say whether the mark holds on this day."""
        return self.until is None or today <= self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is known of one organisation in a study.

    `waits` says that a case about it waits for a person, `lacks` that not all parts have come of an answer of which some count.
    `unusable` says that something came of which nothing could be taken (see `domain.rules.not_taken`), or that waits with another's.
    """

    states: Collection[SubmissionState] = ()
    waits: bool = False
    mark: Mark | None = None
    contacts: Collection[Reach] = ()
    lacks: bool = False
    unusable: bool = False


def standing(history: History) -> Standing | None:
    """Return where an organisation stands, or None where it is ineligible and leaves the total.

    An answer that counts comes first, so that nobody is ever `declined` beside counted answers. Who asked that none of its addresses be
    written to has declined. What came back but does not count yet, sent back or waiting for a person, is `queried`, and so is an answer
    of which a part is missing: it is a partial one. Who sent a blank workbook or a scan is not silent either.
    """
    mark = history.mark.what if history.mark else None
    if mark is What.INELIGIBLE:
        return None
    if SubmissionState.ACCEPTED in history.states and not history.lacks:
        return Standing.ANSWERED
    if mark is What.DECLINED or asked_for_nothing(history.contacts):
        return Standing.DECLINED
    if history.waits or history.lacks or history.unusable or not {SubmissionState.QUERIED, SubmissionState.HELD}.isdisjoint(history.states):
        return Standing.QUERIED
    return Standing.SILENT if any(contact.reached for contact in history.contacts) else Standing.UNDELIVERABLE


def asked_for_nothing(contacts: Collection[Reach]) -> bool:
    """Say whether there are contacts, and all of them asked that nothing be sent to them."""
    return bool(contacts) and all(contact.stopped in ASKED for contact in contacts)


def waits_for_us(history: History, today: date) -> bool:
    """Say whether an organisation waits for us: for a decision, until a day that was agreed, or until an answer from elsewhere is filed.

    Who is ineligible is not asked, and waits for nothing; a case about it waits all the same.
    """
    mark = history.mark
    if mark is not None and mark.what is What.INELIGIBLE:
        return False
    if history.waits or SubmissionState.HELD in history.states:
        return True
    return mark is not None and mark.what in {What.WAITING, What.ELSEWHERE} and mark.holds_on(today)


def is_on_us(found: Standing | None, *, waits: bool, mark: str | None, until: date | None) -> bool:
    """Say whether one that `waits` waits for something that we do, and is not only left alone: given time, or answering elsewhere.

    Where no case of it is open, it is the other way round with these: it is we who wait for them.
    """
    left_alone = found in {Standing.SILENT, Standing.UNDELIVERABLE} and (mark == What.ELSEWHERE or until is not None)
    return waits and not left_alone
