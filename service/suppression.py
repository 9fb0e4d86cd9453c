"""Addresses: written to no more because staff says so, or written to again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.case import CaseKind, CaseReasons
from domain.contact import Stopped
from domain.errors import ConfigurationError
from domain.journal import What
from domain.rules.standing import LOST
from languages.telling import phrased
from service.cases import reached_again
from service.decided import Decided
from service.probes import open_where_asked
from service.wiring import Service
from store import Transaction, contacts, decisions, journal, outbox, suppressions
from store.decisions import Ruling


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
            remedy = "`counterfoil contacts list` shows the addresses."
            raise ConfigurationError("No contact has this address.", where=said.address, remedy=remedy)
        there = suppressions.suppressed(tx, [said.address])
        if there:
            (reason,) = (one.reason for one in there.values())
            raise ConfigurationError(f"It is already suppressed: {reason.rstrip('.')}.", where=said.address, remedy="Nothing was changed.")
        about = decisions.address(tx, said.address)
        note = said.note or f"{said.by} decided this."
        ruling = Ruling(what=What.SUPPRESS, about=about, value=Stopped.BY_HAND.value, note=note)
        (entry,) = decisions.decide(tx, decisions.person(tx, said.by), now, [ruling])
        nobody = [tell_nobody_left(tx, one, entry.number, now) for one in sorted(contacts.organisations_of(tx, [said.address]))]
    return Decided(entry=entry.number, told=" ".join(filter(None, [f"{said.address} will not be written to again.", *nobody])))


def nobody_left(tx: Transaction, organisation: str) -> str:
    """Say of an organisation that none of its addresses may be written to; blank where one still may."""
    addresses = contacts.addresses_of(tx, organisation)
    if len(suppressions.suppressed(tx, addresses)) < len({one.lower() for one in addresses}):
        return ""
    return f"It was the last address of {organisation}: we can no longer write to anybody there."


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
    return f"{said} This is a case now: `counterfoil held` lists it." if opened else said


def _lost(tx: Transaction, address: str) -> str:
    """Say what is still needed where the last letter to an address was lost; blank where it was not."""
    letters = outbox.to_addresses(tx, [address])
    if not letters or max(letters, key=lambda one: one.id).state not in LOST:
        return ""
    return "The last letter to it did not arrive, so it counts as undeliverable until the next mailing has sent one."


def release(service: Service, said: Addressed, now: datetime) -> Decided:
    """Write to an address again that is suppressed, or whose owner was away. ConfigurationError where it is neither."""
    with service.store.transaction() as tx:
        journal.alone(tx)
        if not suppressions.suppressed(tx, [said.address]) and not suppressions.absent(tx, [said.address]):
            remedy = "Nothing was changed. `counterfoil contacts list` shows who is suppressed, absent or retired."
            raise ConfigurationError("This address is not suppressed.", where=said.address, remedy=remedy)
        ruling = Ruling(what=What.RELEASE, about=decisions.address(tx, said.address), note=said.note)
        (entry,) = decisions.decide(tx, decisions.person(tx, said.by), now, [ruling])
        for organisation in contacts.organisations_of(tx, [said.address]):
            reached_again(tx, organisation, entry.by, now, entry.number)
        lost = _lost(tx, said.address)
    return Decided(entry=entry.number, told=" ".join(filter(None, [f"{said.address} may be written to again.", lost])))
