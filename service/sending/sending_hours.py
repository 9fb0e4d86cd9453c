"""Mailings leave in the hours in which people work where they are read; what comes too early or too late waits, and is no alarm."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from contacts.zones import zone_of
from domain.letter import Letter, LetterKind
from domain.rules.hours import opens
from service.contacts.census import InvitedOrganisation
from service.studies.running import Running
from service.wiring import Service
from store import outbox


def postpone(
    service: Service,
    letters: Sequence[Letter],
    studies: Mapping[str, Running],
    cases: Mapping[str, Mapping[str, InvitedOrganisation]],
    now: datetime,
) -> Collection[int]:
    """Let letters be due in the hours of their recipients, and return those that may not leave now; `cases` are those of each study."""
    early: dict[int, datetime] = {}
    for study in cases.keys() & studies.keys():
        early |= _too_early(studies[study], [one for one in letters if one.study == study], cases[study], now)
    if early:
        with service.store.transaction() as tx:
            outbox.be_due(tx, early)
    return early.keys()


def in_hours(
    service: Service,
    letters: Sequence[Letter],
    studies: Mapping[str, Running],
    cases: Mapping[str, Mapping[str, InvitedOrganisation]],
    time: Callable[[], datetime],
) -> Iterator[Letter]:
    """Yield letters as long as it is still their recipients' hours when their turn comes; the others are due when those begin again.

    A server that takes its time makes of a batch an evening's work.
    """
    late: set[int] = set()
    for number, letter in enumerate(letters):
        running = studies.get(letter.study)
        if running and letter.id not in late and may_leave_at(running, letter, cases[letter.study], now := time()) > now:
            late.update(postpone(service, letters[number:], studies, cases, now))
        if letter.id not in late:
            yield letter


def _too_early(running: Running, letters: Iterable[Letter], cases: Mapping[str, InvitedOrganisation], now: datetime) -> dict[int, datetime]:
    """Return the letters of mailings that may not leave now, and when each may; what answers somebody leaves at any time."""
    if running.study.hours is None:
        return {}
    found = {one.id: may_leave_at(running, one, cases, now) for one in letters}
    return {number: at for number, at in found.items() if at > now}


def may_leave_at(running: Running, letter: Letter, cases: Mapping[str, InvitedOrganisation], now: datetime) -> datetime:
    """Return when a letter may leave by the hours of its recipient: `now`, or later."""
    if running.study.hours is None or letter.kind is not LetterKind.MAILING or letter.asked_for:
        return now
    case = cases.get(str(letter.organisation))
    zone = zone_of(case.contact(letter.address), case.organisation) if case else None
    return opens(running.study.hours, now, zone or running.study.zone)
