"""Who took the place of a contact that was taken off a list: the address that came onto that list by the same decision."""

from __future__ import annotations

from collections.abc import Iterable

from contacts.loaded import ContactKey
from domain.contact import Retirement
from domain.journal import Subject, What
from store import Transaction, decisions, journal, standing_decisions


def successors(tx: Transaction, gone: Iterable[Retirement]) -> dict[ContactKey, str]:
    """Return the addresses that took the places of those who were taken off their lists, where any did."""
    found = {(one.organisation.casefold(), one.address.casefold()): _successor(tx, one) for one in gone}
    return {key: address for key, address in found.items() if address}


def _successor(tx: Transaction, gone: Retirement) -> str:
    about = decisions.known_contact(tx, gone.list, gone.organisation, gone.address)
    if about is None:
        return ""
    entry = standing_decisions.last_about(tx, about)
    made = standing_decisions.brought(tx, entry.follows or entry.number)
    numbers = [int(one.about.id) for one in made if one.what is What.LIST and one.about.subject is Subject.CONTACT]
    for name in journal.names(tx, numbers).values():
        on, organisation, address = name.split("\t")
        if (on, organisation) == (gone.list, gone.organisation):
            return address
    return ""
