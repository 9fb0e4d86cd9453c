"""Contact lists: who stands on them, and who was taken off."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Select,
    Text,
    cast,
    delete,
    func,
    literal,
    select,
    union,
)

from domain.contact import Contact, ContactList, Organisation, Retirement
from store.database import faults
from store.database.mapping import to_row, to_value, to_values
from store.database.upserting import upsert
from store.people import keyed_hashes
from store.people.contact_rows import ContactRow, ListEntryRow, OrganisationRow, RetirementRow

_organisation, _contact = OrganisationRow.__table__, ContactRow.__table__  # type: ignore[attr-defined]
_entry, _retirement = ListEntryRow.__table__, RetirementRow.__table__  # type: ignore[attr-defined]
# What stands in the rows of a list, as the database has it.
_PLAIN = (*(one for one in _contact.c if one.name != "extra"), cast(_contact.c.extra, Text))
_PLAIN_NAMES = (*(one.name for one in _contact.c if one.name != "extra"), "extra")


def save_list(tx: Connection, contacts: ContactList, before: ContactList | None = None) -> None:
    """Keep a list with its organisations and contacts; what is there already is updated, what is absent stays.

    `before` is the list as `load_list` gave it in this transaction: what stands in it is not written again.
    """
    organisations = {one.code: one for one in before.organisations} if before else {}
    known = {(one.organisation, one.address): one for one in before.contacts} if before else {}
    upsert(tx, _organisation, [to_row(one) for one in contacts.organisations if organisations.get(one.code) != one])
    changed = [one for one in contacts.contacts if known.get((one.organisation, one.address)) != one]
    upsert(tx, _contact, [to_row(one) for one in changed])
    new = [one for one in changed if (one.organisation, one.address) not in known]
    keyed_hashes.under_own_name(tx, [one.address for one in new])
    upsert(tx, _entry, [{"list": contacts.name, "organisation": one.organisation, "address": one.address} for one in new])


def put_on(tx: Connection, name: str, organisation: str, address: str) -> None:
    """Let a contact stand on a list."""
    put_all_on(tx, [(name, organisation, address)])


def put_all_on(tx: Connection, places: Collection[tuple[str, str, str]]) -> None:
    """Let contacts stand on lists: each by the list, the organisation and the address."""
    keyed_hashes.under_own_name(tx, [address for *_, address in places])
    upsert(tx, _entry, [{"list": name, "organisation": organisation, "address": address} for name, organisation, address in places])


def take_off(tx: Connection, name: str, organisation: str, address: str) -> None:
    """Let a contact stand on a list no more."""
    tx.execute(delete(_entry).where(_entry.c.list == name, _entry.c.organisation == organisation, _entry.c.address == address))


def load_list(tx: Connection, name: str, only: Collection[str] | None = None) -> ContactList:
    """Return the list called `name`, or of it the organisations whose codes are in `only`; it is empty where there is none."""
    of_contacts, of_organisations = _rows(tx, name, only, _contact.c)
    contacts = tuple(to_values(Contact, tx.execute(of_contacts)))
    return ContactList(name, tuple(to_values(Organisation, tx.execute(of_organisations))), contacts)


def organisations_on(tx: Connection, name: str, only: Collection[str] | None = None) -> Iterator[Organisation]:
    """Yield the organisations of `load_list`, without asking for any contact."""
    _, of_organisations = _rows(tx, name, only, ())
    yield from to_values(Organisation, tx.execute(of_organisations))


@dataclass(frozen=True, slots=True)
class PlainList:
    """What `load_list` reads as the database has it: where it is the same as before, so is the list, which need not be made."""

    name: str
    contacts: Sequence[tuple[Any, ...]]
    organisations: Sequence[tuple[Any, ...]]

    def made(self) -> ContactList:
        """Return the list."""
        contacts = (dict(zip(_PLAIN_NAMES, row, strict=True)) for row in self.contacts)
        return ContactList(
            self.name,
            tuple(to_value(Organisation, dict(zip(_organisation.c.keys(), row, strict=True))) for row in self.organisations),
            tuple(to_value(Contact, row | {"extra": faults.from_json(row["extra"])}) for row in contacts),
        )


def plain_list(tx: Connection, name: str, only: Collection[str]) -> PlainList:
    """Return the list called `name`, of the organisations whose codes are in `only`, as the database has it."""
    contacts, organisations = ([tuple(row) for row in tx.execute(chosen)] for chosen in _rows(tx, name, only, _PLAIN))
    return PlainList(name, contacts, organisations)


def _rows(
    tx: Connection, name: str, only: Collection[str] | None, columns: Iterable[ColumnElement[Any]]
) -> tuple[Select[Any], Select[Any]]:
    """Return what asks for the contacts of a list, and for its organisations."""
    within = None if only is None else _each(tx, only)
    listed, left = (
        [table.c.list == name, *(() if within is None else (table.c.organisation.in_(within),))] for table in (_entry, _retirement)
    )
    joined = _entry.join(_contact, (_entry.c.organisation == _contact.c.organisation) & (_entry.c.address == _contact.c.address))
    contacts = select(*columns).select_from(joined).where(*listed).order_by(_contact.c.organisation, _contact.c.role.desc())
    # An organisation of which a person took the last contact off is asked all the same: it leaves the total by a mark alone.
    there = select(_entry.c.organisation).where(*listed).union(select(_retirement.c.organisation).where(*left))
    return contacts, select(_organisation).where(_organisation.c.code.in_(there)).order_by(_organisation.c.code)


def _each(tx: Connection, keys: Collection[str]) -> Select[Any]:
    """Return a selection of these keys, however many: they are one parameter, where each alone would cost more than its row."""
    given = json.dumps(list(keys))
    if tx.dialect.name == "postgresql":
        return select(func.json_array_elements_text(cast(literal(given, Text), JSON)).column_valued("value"))
    return select(func.json_each(given).table_valued("value").c.value)


def codes_on(tx: Connection, name: str, after: str | None, limit: int) -> tuple[str, ...]:
    """Return codes of the organisations of a list (see `load_list`), in their order: at most `limit` that come after the code `after`."""
    each = []
    for table in (_entry, _retirement):
        further = () if after is None else (table.c.organisation > after,)
        some = select(table.c.organisation).where(table.c.list == name, *further).distinct().order_by(table.c.organisation).limit(limit)
        each.append(select(some.subquery().c.organisation))
    both = union(*each).subquery()
    return tuple(tx.scalars(select(both.c.organisation).order_by(both.c.organisation).limit(limit)))


def addresses_on(tx: Connection, name: str) -> Sequence[tuple[str, str]]:
    """Return of the list called `name` each organisation with an address, by organisation and address, and nothing else of them.

    It is read from the list alone, in the order of its key: so many rows are neither sorted nor looked up.
    """
    chosen = select(_entry.c.organisation, _entry.c.address).where(_entry.c.list == name).order_by(_entry.c.organisation, _entry.c.address)
    return [(organisation, address) for organisation, address in tx.execute(chosen)]


def list_names(tx: Connection) -> tuple[str, ...]:
    """Return the names of all lists, also of those from which everybody was taken off."""
    return tuple(sorted({*tx.scalars(select(_entry.c.list).distinct()), *tx.scalars(select(_retirement.c.list).distinct())}))


def set_retired(tx: Connection, whose: tuple[str, str, str], one: Retirement | None) -> None:
    """Keep that a contact (list, organisation, address) was taken off a list, or that it was not (None)."""
    name, organisation, address = whose
    same = (_retirement.c.list == name, _retirement.c.organisation == organisation, _retirement.c.address == address)
    tx.execute(delete(_retirement).where(*same))
    if one:
        upsert(tx, _retirement, [to_row(one)])


def retired_on(tx: Connection, name: str) -> tuple[tuple[Retirement, Contact], ...]:
    """Return who was taken off a list, each with what is known of the contact."""
    same = (_contact.c.organisation == _retirement.c.organisation) & (_contact.c.address == _retirement.c.address)
    chosen = select(_contact, _retirement).join(_retirement, same).where(_retirement.c.list == name)
    rows = tx.execute(chosen.order_by(_retirement.c.organisation, _retirement.c.address)).mappings()
    return tuple((to_value(Retirement, row), to_value(Contact, row)) for row in rows)


def numbers_on(tx: Connection, name: str) -> tuple[int, int, int]:
    """Return how many organisations have a contact on a list, how many contacts stand on it, and how many were taken off it."""
    chosen = select(func.count(_entry.c.organisation.distinct()), func.count()).where(_entry.c.list == name)
    organisations, listed = tx.execute(chosen).one()
    return organisations, listed, tx.scalar(select(func.count()).where(_retirement.c.list == name)) or 0
