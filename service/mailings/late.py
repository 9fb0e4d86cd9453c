"""Organisations that came after mailings to everybody had left: who they are, and how they get what they missed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from contacts import typed_contact
from domain.letter import DeliveryState, LetterKind
from domain.rules.approved import lacking
from domain.rules.named import NOBODY_GOT
from domain.study import Audience, Mailing
from domain.telling import Telling
from languages.telling import mailing_called, phrased
from service.approving.approvals import approval
from service.approving.proposals import addressee
from service.contacts.called import code_called
from service.contacts.census import census
from service.letters.planned import wanted
from service.mailings.shares import has_left
from service.studies.running import Running, if_readable
from service.wiring import Service
from store import Transaction, contacts, deliveries, outbox, studies

_NAMED = 3  # Of more organisations the first are named.


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """Organisations of a study, by code, and the mailings that they all missed, in order.

    Each mailing of `send`, in order, is to be sent to them by name; what they were never given goes before it by itself. So many people as
    `approvals` have to approve these for them before; 0 where nobody has.
    """

    study: str
    organisations: tuple[str, ...]
    missed: tuple[str, ...]
    send: tuple[str, ...] = ()
    approvals: int = 0


def late(service: Service, contact_list: str, now: datetime) -> tuple[Late, ...]:
    """Return who of a contact list missed mailings of the studies that use it and are at work, those together that missed the same."""
    with service.store.reading() as tx:
        return tuple(one for study in studies.applied_ids(tx) for one in _late_of(service, tx, study, contact_list, now))


def told(late: Late) -> Telling:
    """Say who missed which mailings; of many organisations the first are named."""
    who = (*late.organisations[:_NAMED], *(["…"] if len(late.organisations) > _NAMED else []))
    return phrased("lists.late", n=len(late.organisations), who=who, mailings=tuple(map(mailing_called, late.missed)))


def unreached_at(service: Service, address: str, now: datetime, organisation: str = "") -> tuple[Late, ...]:
    """Return which mailings to everybody reached nobody at the organisations of a contact: none was sent to them, or all of it was lost.

    `organisation` is the one that is meant, of those that the address serves; blank where all of them are.
    """
    with service.store.reading() as tx:
        code = (code_called(tx, organisation) or organisation) if organisation else ""
        at_address = contacts.at_address(tx, typed_contact.address(address))
        there = {(name, one.organisation) for name, one in at_address if not code or _same(one.organisation, code)}
        return tuple(one for study in studies.applied_ids(tx) for one in _unreached_of(service, tx, study, there, now))


def _unreached_of(service: Service, tx: Transaction, study: str, there: Collection[tuple[str, str]], now: datetime) -> Iterator[Late]:
    found = if_readable(service, tx, study)
    if found is None:
        return
    codes = sorted(code for name, code in there if name == found.study.contact_list)
    for code, case in census(tx, found, now, codes).items() if codes else ():
        had: dict[str | None, set[DeliveryState]] = {}
        for one in outbox.of_organisations(tx, [code]):
            if one.study == study and one.kind is LetterKind.MAILING:
                had.setdefault(one.mailing, set()).add(one.state)
        left = [one for one in _to_everybody(found) if has_left(tx, found, one.name) and case.usable and wanted(one, case)]
        names = tuple(one.name for one in left if had.get(one.name, set()) <= NOBODY_GOT)
        if names:
            given_before = tuple(one for one in names if one in had)
            late = Late(study=study, organisations=(code,), missed=names, send=(*given_before, names[-1]))
            yield _with_steps(service, tx, found, late, now)


def _with_steps(service: Service, tx: Transaction, found: Running, late: Late, now: datetime) -> Late:
    """Return the same with what is to be sent, each mailing once, and how many people have to approve that before."""
    send = tuple(dict.fromkeys(late.send or late.missed[-1:]))
    if not found.study.approvals:
        return replace(late, send=send)
    cases, people = census(tx, found, now, late.organisations), 0
    for name in late.missed:
        stands = approval(tx, service.store.archive, found, found.study.mailing(name))
        theirs = [addressee(code, one.address) for code, case in cases.items() for one in case.usable]
        people = max((people, *lacking(stands.said, theirs, stands.needed).values()))
    return replace(late, send=send, approvals=people)


def _to_everybody(found: Running) -> list[Mailing]:
    return sorted((one for one in found.study.mailings if one.audience is Audience.ALL), key=lambda one: one.at)


def _same(code: str, other: str) -> bool:
    return code.casefold() == other.strip().casefold()


def _late_of(service: Service, tx: Transaction, study: str, contact_list: str, now: datetime) -> Iterator[Late]:
    found = if_readable(service, tx, study)
    if found is None or found.study.contact_list != contact_list:
        return
    by_missed: dict[tuple[str, ...], list[str]] = {}
    for code, names in missed(tx, found, now).items():
        by_missed.setdefault(names, []).append(code)
    for names, codes in by_missed.items():
        yield _with_steps(service, tx, found, Late(study=study, organisations=tuple(codes), missed=names), now)


def missed(tx: Transaction, found: Running, now: datetime) -> dict[str, tuple[str, ...]]:
    """Return the mailings to everybody that have left, by the organisations that would get them and did not."""
    study = found.study
    left = [one for one in _to_everybody(found) if has_left(tx, found, one.name)]
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
