"""Which contacts of organisations stand on which contact list."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from store.database.mapping import chunked
from store.database.remembered import ANY, Recall
from store.people.contact_rows import ListEntryRow

_entry = ListEntryRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class ListPlace:
    """One place on a contact list; the address is in lower case."""

    list: str
    organisation: str
    address: str


def places_of(tx: Connection, codes: Iterable[str]) -> tuple[ListPlace, ...]:
    """Return the places of the contacts of these organisations, on whichever list they stand."""
    return tuple(_PLACES_OF(tx, sorted(codes)))


def on_list(tx: Connection, name: str, codes: Collection[str]) -> frozenset[tuple[str, str]]:
    """Return the contacts of these organisations that stand on a list: each by its organisation and its address in lower case."""
    return frozenset((one.organisation, one.address) for one in places_of(tx, codes) if one.list == name)


def _places_of(tx: Connection, codes: list[str]) -> Iterator[tuple[str, ListPlace]]:
    for some in chunked(codes):
        for row in tx.execute(select(_entry).where(_entry.c.organisation.in_(some))):
            yield row.organisation, ListPlace(row.list, row.organisation, row.address.lower())


_PLACES_OF = Recall[str, ListPlace](_places_of, {"list_entry": ANY})
