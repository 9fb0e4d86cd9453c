"""Addresses: written to no more because staff says so, or written to again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.case import CaseKind, CaseReasons
from domain.contact import Stopped
from domain.errors import ConfigurationError
from domain.journal import What
from domain.rules.standing import LOST
from languages.telling import phrased, together
from service.effects.probes import open_where_asked
from service.rulings.decided import Decided
from service.rulings.opening import reached_again
from service.wiring import Service
from store import Transaction, contacts, decisions, journal, outbox, suppressions
from store.cases.decisions import Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """Which address a person speaks of, who they are, and why."""

    address: str
    by: str
    note: str = ""


def stop(service: Service, said: Addressed, now: datetime) -> Decided:
    """Write to an address no more. ConfigurationError where nobody on record has it, or it is suppressed already."""
    with service.store.transaction() as tx:
        journal.alone(tx)
        if not contacts.organisations_of(tx, [said.address]):
            remedy, facts = "`counterfoil contacts list` shows the addresses.", {"address": said.address}
            raise ConfigurationError("No contact has this address.", where=said.address, remedy=remedy, key="no_contact", facts=facts)
        there = suppressions.suppressed(tx, [said.address])
        if there:
            (reason,) = (one.reason for one in there.values())
            why, remedy = phrased("faults.suppressed_already", why=reason.rstrip(".")), phrased("faults.suppressed_already_do")
            raise ConfigurationError(why, where=said.address, remedy=remedy)
        about = decisions.address(tx, said.address)
        note = said.note or f"{said.by} decided this."
        ruling = Ruling(what=What.SUPPRESS, about=about, value=Stopped.BY_HAND.value, note=note)
        (entry,) = decisions.decide(tx, decisions.person(tx, said.by), now, [ruling])
        nobody = [tell_nobody_left(tx, one, entry.number, now) for one in sorted(contacts.organisations_of(tx, [said.address]))]
    return Decided(entry=entry.number, told=together(phrased("done.contact.stopped", address=said.address), *nobody))


def nobody_left(tx: Transaction, organisation: str) -> str:
    """Say of an organisation that none of its addresses may be written to; blank where one still may."""
    addresses = contacts.addresses_of(tx, organisation)
    if len(suppressions.suppressed(tx, addresses)) < len({one.lower() for one in addresses}):
        return ""
    return phrased("done.contact.last_address", organisation=organisation)


def tell_nobody_left(tx: Transaction, organisation: str, entry: int, now: datetime) -> str:
    """Say that an organisation has no address left, and open a case in each study that still asks it; blank where it has one.

    The cases fall with the decision in the journal's `entry`.
    """
    if not (said := nobody_left(tx, organisation)):
        return ""
    why = CaseReasons(
        reasons=(phrased("reasons.unreachable", organisation=organisation),),
        at_desk=phrased("reasons.desk.add_or_release"),
    )
    opened = open_where_asked(tx, organisation, CaseKind.UNREACHABLE, why, entry, now)
    return together(said, phrased("done.contact.case_now")) if opened else said


def _lost(tx: Transaction, address: str) -> str:
    """Say what is still needed where the last letter to an address was lost; blank where it was not."""
    letters = outbox.to_addresses(tx, [address])
    if not letters or max(letters, key=lambda one: one.id).state not in LOST:
        return ""
    return phrased("done.contact.lost")


def release(service: Service, said: Addressed, now: datetime) -> Decided:
    """Write to an address again that is suppressed, or whose owner was away. ConfigurationError where it is neither."""
    with service.store.transaction() as tx:
        journal.alone(tx)
        if not suppressions.suppressed(tx, [said.address]) and not suppressions.absent(tx, [said.address]):
            why, remedy = phrased("faults.not_suppressed"), phrased("faults.not_suppressed_do")
            raise ConfigurationError(why, where=said.address, remedy=remedy)
        ruling = Ruling(what=What.RELEASE, about=decisions.address(tx, said.address), note=said.note)
        (entry,) = decisions.decide(tx, decisions.person(tx, said.by), now, [ruling])
        for organisation in contacts.organisations_of(tx, [said.address]):
            reached_again(tx, organisation, entry.by, now, entry.number)
        lost = _lost(tx, said.address)
    return Decided(entry=entry.number, told=together(phrased("done.contact.released", address=said.address), lost))
