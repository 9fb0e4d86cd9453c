"""Organisations and their contacts, whatever list they stand on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import (
    Connection,
    bindparam,
    func,
    select,
)

from domain.contact import Contact, Organisation
from store.database.mapping import chunked, to_row, to_value
from store.database.remembered import ANY, Recall
from store.database.upserting import upsert
from store.people.contact_rows import ContactRow, ListEntryRow, OrganisationRow, RetirementRow

_organisation, _contact = OrganisationRow.__table__, ContactRow.__table__  # type: ignore[attr-defined]
_entry, _retirement = ListEntryRow.__table__, RetirementRow.__table__  # type: ignore[attr-defined]


_ON_RECORD = select(_entry.c.list).where(_entry.c.organisation == _contact.c.organisation, _entry.c.address == _contact.c.address).exists()
_ORGANISATIONS_OF = select(func.lower(_contact.c.address).label("address"), _contact.c.organisation).where(
    func.lower(_contact.c.address).in_(bindparam("addresses", expanding=True)), _ON_RECORD
)
_OF_ORGANISATIONS = (
    select(_contact)
    .where(_contact.c.organisation.in_(bindparam("codes", expanding=True)), _ON_RECORD)
    .order_by(_contact.c.organisation, _contact.c.role.desc())
)


def keep(tx: Connection, contact: Contact) -> None:
    """Keep what a contact is called who may come to stand on a list; who is known stays as they are."""
    upsert(tx, _contact, [to_row(contact)], update=False)


def organisations(tx: Connection, codes: Iterable[str]) -> tuple[Organisation, ...]:
    """Return the organisations with these codes."""
    asked = (select(_organisation).where(_organisation.c.code.in_(some)) for some in chunked(codes))
    return tuple(to_value(Organisation, row) for chosen in asked for row in tx.execute(chosen.order_by(_organisation.c.code)).mappings())


def of_organisations(tx: Connection, codes: Iterable[str]) -> tuple[Contact, ...]:
    """Return the contacts of these organisations, whatever list they stand in."""
    return tuple(_CONTACTS_OF(tx, sorted(codes)))


def _contacts_of(tx: Connection, codes: list[str]) -> Iterator[tuple[str, Contact]]:
    for some in chunked(codes):
        for row in tx.execute(_OF_ORGANISATIONS, {"codes": some}).mappings():
            yield row["organisation"], to_value(Contact, row)


_CONTACTS_OF = Recall[str, Contact](_contacts_of, {"contact": ANY, "list_entry": ANY})


def at_address(tx: Connection, address: str) -> tuple[tuple[str, Contact], ...]:
    """Return the contacts with an address, whatever its case, each with the list on which it stands."""
    same = (_contact.c.organisation == _entry.c.organisation) & (_contact.c.address == _entry.c.address)
    chosen = select(_entry.c.list, _contact).join(_contact, same).where(func.lower(_contact.c.address) == address.lower())
    rows = tx.execute(chosen.order_by(_entry.c.list, _contact.c.organisation)).mappings()
    return tuple((row["list"], to_value(Contact, row)) for row in rows)


def at_addresses(tx: Connection, addresses: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return to which organisations each of these addresses belongs, of those that belong to any, in lower case."""
    found: dict[str, set[str]] = {}
    for some in chunked({one.lower() for one in addresses}):
        lowered = func.lower(_contact.c.address)
        for row in tx.execute(select(lowered.label("address"), _contact.c.organisation).where(lowered.in_(some))):
            found.setdefault(row.address, set()).add(row.organisation)
    return {address: frozenset(codes) for address, codes in found.items()}


def ever_of_each(tx: Connection, organisations: Collection[str]) -> dict[str, frozenset[str]]:
    """Return the addresses in lower case that each of these organisations has or had."""
    found: dict[str, set[str]] = {}
    for some in chunked(organisations):
        for row in tx.execute(select(_contact.c.organisation, _contact.c.address).where(_contact.c.organisation.in_(some))):
            found.setdefault(row.organisation, set()).add(row.address.lower())
    return {code: frozenset(addresses) for code, addresses in found.items()}


def ever_of(tx: Connection, organisation: str) -> frozenset[str]:
    """Return the addresses that an organisation has or had, also of those who stand on no list any more."""
    return frozenset(tx.scalars(select(_contact.c.address).where(_contact.c.organisation == organisation)))


def known(tx: Connection, organisation: str, address: str) -> Contact | None:
    """Return what is known of a contact of an organisation, also of one that stands on no list any more; the case does not matter."""
    chosen = select(_contact).where(_contact.c.organisation == organisation, func.lower(_contact.c.address) == address.lower())
    row = tx.execute(chosen).mappings().first()
    return to_value(Contact, row) if row else None


def organisation(tx: Connection, code: str) -> Organisation | None:
    """Return an organisation by its code; the case does not matter."""
    # The database makes both small, since not every one knows the small letters of all scripts.
    row = tx.execute(select(_organisation).where(func.lower(_organisation.c.code) == func.lower(code))).mappings().first()
    return to_value(Organisation, row) if row else None


def every_organisation(tx: Connection) -> tuple[Organisation, ...]:
    """Return all organisations, on whichever list they stand, or on none."""
    return tuple(to_value(Organisation, row) for row in tx.execute(select(_organisation).order_by(_organisation.c.code)).mappings())


def keep_organisation(tx: Connection, one: Organisation) -> None:
    """Keep an organisation that nobody knows yet; one that is known stays as it is."""
    upsert(tx, _organisation, [to_row(one)], update=False)


def addresses_of(tx: Connection, organisation: str) -> frozenset[str]:
    """Return the addresses of an organisation, on whichever list they stand."""
    return frozenset(tx.scalars(select(_contact.c.address).where(_contact.c.organisation == organisation, _ON_RECORD)))


def organisations_of(tx: Connection, addresses: Iterable[str]) -> frozenset[str]:
    """Return the codes of the organisations that any of these addresses belongs to; the case of letters does not matter."""
    return frozenset(_CODES_OF(tx, [address.lower() for address in addresses]))


def _codes_of(tx: Connection, addresses: list[str]) -> Iterator[tuple[str, str]]:
    for some in chunked(addresses):
        yield from ((row.address, row.organisation) for row in tx.execute(_ORGANISATIONS_OF, {"addresses": some}))


_CODES_OF = Recall[str, str](_codes_of, {"contact": ANY, "list_entry": ANY})
