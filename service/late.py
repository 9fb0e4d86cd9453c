"""Organisations that came after mailings to everybody had left: who they are, and how they get what they missed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from contacts import given
from domain.study import Audience, Mailing
from service.census import census
from service.plan import wanted
from service.running import Running, UnreadableStudyError, readable
from service.shares import has_left
from service.wiring import Service
from store import Transaction, contacts, deliveries, studies


@dataclass(frozen=True, slots=True)
class Late:
    """Organisations of a study, by code, and the mailings that they all missed, in order."""

    study: str
    organisations: tuple[str, ...]
    missed: tuple[str, ...]


def late(service: Service, contact_list: str, now: datetime) -> tuple[Late, ...]:
    """Return who of a contact list missed mailings of the studies that use it and are at work, those together that missed the same."""
    with service.store.reading() as tx:
        return tuple(one for study in studies.applied_ids(tx) for one in _late_of(service, tx, study, contact_list, now))


def late_at(service: Service, address: str, organisation: str, now: datetime) -> tuple[Late, ...]:
    """Return what the organisation of a contact missed in the studies that use a list on which the contact stands."""
    with service.store.reading() as tx:
        lists = [name for name, one in contacts.at_address(tx, given.address(address)) if _same(one.organisation, organisation)]
    each = [one for name in lists for one in late(service, name, now)]
    theirs = [replace(one, organisations=tuple(code for code in one.organisations if _same(code, organisation))) for one in each]
    return tuple(one for one in theirs if one.organisations)


def _same(code: str, other: str) -> bool:
    return code.casefold() == other.strip().casefold()


def _late_of(service: Service, tx: Transaction, study: str, contact_list: str, now: datetime) -> Iterator[Late]:
    found = None
    with suppress(UnreadableStudyError):  # Its mailings do not leave either, and `doctor` tells of it.
        found = readable(service, tx, study)
    if found is None or found.study.contact_list != contact_list:
        return
    by_missed: dict[tuple[str, ...], list[str]] = {}
    for code, names in missed(tx, found, now).items():
        by_missed.setdefault(names, []).append(code)
    for names, codes in by_missed.items():
        yield Late(study, tuple(codes), names)


def missed(tx: Transaction, found: Running, now: datetime) -> dict[str, tuple[str, ...]]:
    """Return the mailings to everybody that have left, by the organisations that would get them and did not."""
    study = found.study
    to_everybody = sorted((one for one in study.mailings if one.audience is Audience.ALL), key=lambda one: one.at)
    left = [one for one in to_everybody if has_left(tx, found, one.name)]
    lacking = {one.name: deliveries.not_planned_for(tx, study.id, one.name) for one in left}
    without = frozenset().union(*lacking.values())
    cases = census(tx, found, now, without) if without else {}
    lacks = {code: tuple(one.name for one in left if code in lacking[one.name] and wanted(one, cases[code])) for code in cases}
    return {code: names for code, names in lacks.items() if names and cases[code].usable}


def count_late(tx: Transaction, found: Running, mailing: Mailing, now: datetime) -> int:
    """Return how many organisations would get a mailing to everybody that has left, and did not: as many as `missed` names with it.

    Whoever nobody has marked gets it where an address may be written to (see `letter_for`): the store counts those. Of the few others the
    census says where they stand.
    """
    if mailing.audience is not Audience.ALL or not has_left(tx, found, mailing.name):
        return 0
    study = found.study
    unmarked, marked = deliveries.reached_not_planned_for(tx, study.id, mailing.name, study.contact_list)
    cases = census(tx, found, now, marked).values() if marked else ()
    return unmarked + sum(bool(case.usable and wanted(mailing, case)) for case in cases)
