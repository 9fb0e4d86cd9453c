"""Addresses: written to no more because staff says so, or written to again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.contact import Stopped
from domain.errors import ConfigurationError
from domain.journal import What
from service.decided import Decided
from service.wiring import Service
from store import contacts, decisions, journal
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
        there = contacts.suppressed(tx, [said.address])
        if there:
            (reason,) = (one.reason for one in there.values())
            raise ConfigurationError(f"It is suppressed already: {reason}", where=said.address, remedy="Nothing was changed.")
        about = decisions.address(tx, said.address)
        note = said.note or f"{said.by} decided it."
        ruling = Ruling(what=What.SUPPRESS, about=about, value=Stopped.BY_HAND.value, note=note)
        (entry,) = decisions.decide(tx, decisions.person(tx, said.by), now, [ruling])
    return Decided(entry.number, f"{said.address} is not written to any more.")


def release(service: Service, said: Addressed, now: datetime) -> Decided:
    """Write to a suppressed address again. ConfigurationError where it is not suppressed."""
    with service.store.transaction() as tx:
        journal.alone(tx)
        if not contacts.suppressed(tx, [said.address]):
            remedy = "`counterfoil contacts list` shows those that are."
            raise ConfigurationError("This address is not suppressed.", where=said.address, remedy=remedy)
        ruling = Ruling(what=What.RELEASE, about=decisions.address(tx, said.address), note=said.note)
        (entry,) = decisions.decide(tx, decisions.person(tx, said.by), now, [ruling])
    return Decided(entry.number, f"{said.address} is written to again.")
