"""Who is addressed in the place of a contact that was given up (see `service.effects.giving_up`): the digest tells it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from digests.facts import Arrival, ArrivalKind
from domain.journal import Subject, in_force
from service.effects.probes import RULE
from store import Transaction, journal
from store.people.of_other_lists import addresses_elsewhere


def promoted(
    tx: Transaction, contact_list: str, since: datetime | None, named: Callable[[Collection[str]], Mapping[str, str]], zone: ZoneInfo
) -> Iterator[Arrival]:
    """Yield who came to be addressed since then, of the organisations that have a name here (by code); not what was undone since.

    Whom other lists alone have is told by the studies that ask them.
    """
    made = journal.changes_by(tx, RULE, since)
    contacts = journal.names(tx, [int(one.about.id) for one in made])
    force = {one.number for one in in_force(journal.about(tx, Subject.DETAILS, [one.about.id for one in made]))}
    names = named({code.partition("\t")[0] for code in contacts.values()})
    for one in made:
        code, _, address = contacts.get(int(one.about.id), "").partition("\t")
        if one.number in force and code in names and address not in addresses_elsewhere(tx, contact_list, code):
            yield Arrival(when=one.at.astimezone(zone), organisation=names[code], what=ArrivalKind.PROMOTED, address=address)
