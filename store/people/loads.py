"""What loading a file changed of a contact list, kept so that it can be put back; the journal has the entry, and names nobody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Column, Connection, bindparam, delete, insert, select
from sqlmodel import Field

from domain.contact import Contact, ContactList
from domain.rules.loaded import put_back
from store.database.declarations import StoredRow
from store.database.mapping import chunked, to_row, to_value
from store.database.upserting import upsert
from store.people.contact_lists import put_all_on
from store.people.contact_rows import ContactRow, ListEntryRow, OrganisationRow
from store.people.contacts import organisations

Key = tuple[str, str]  # An organisation by its code, and an address; "" where it is about the organisation itself.


class LoadChangeRow(StoredRow, table=True):
    """What one loading changed of a contact, or of an organisation (then `address` is ""); `before` is None where it was new.

    `listed` says that it put the contact on the list.
    """

    __tablename__ = "load_change"
    entry: int = Field(primary_key=True)
    organisation: str = Field(primary_key=True)
    address: str = Field(primary_key=True)
    list: str
    listed: bool
    before: dict[str, Any] | None = Field(sa_column=Column(JSON(none_as_null=True), nullable=True))
    after: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


_change = LoadChangeRow.__table__  # type: ignore[attr-defined]
_contact, _entry = ContactRow.__table__, ListEntryRow.__table__  # type: ignore[attr-defined]
_organisation = OrganisationRow.__table__  # type: ignore[attr-defined]
_MINE = (_contact.c.organisation == bindparam("of"), _contact.c.address == bindparam("at"))


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadChange:
    """What loading a file changed of a contact, or of an organisation (see `LoadChangeRow`)."""

    organisation: str
    address: str
    list: str
    listed: bool
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]

    @property
    def key(self) -> Key:
        """Return of what it is."""
        return self.organisation, self.address


def changes(tx: Connection, current: ContactList, after: ContactList) -> tuple[LoadChange, ...]:
    """Return what becomes other where a list is kept as it is `after`, and `current` is what stands on it; before it is kept."""
    were = {one.code: one for one in current.organisations}
    listed = {(one.organisation, one.address): one for one in current.contacts}
    renewed = [one for one in after.organisations if were.get(one.code) != one]
    touched = [one for one in after.contacts if listed.get((one.organisation, one.address)) != one]
    known = {one.code: to_row(one) for one in organisations(tx, [one.code for one in renewed])}
    kept = _kept(tx, {one.organisation for one in touched})
    made = [
        LoadChange(organisation=one.code, address="", list=after.name, listed=False, before=known.get(one.code), after=to_row(one))
        for one in renewed
        if known.get(one.code) != to_row(one)
    ]
    return *made, *(
        LoadChange(
            organisation=one.organisation,
            address=one.address,
            list=after.name,
            listed=(one.organisation, one.address) not in listed,
            before=kept.get((one.organisation, one.address)),
            after=to_row(one),
        )
        for one in touched
    )


def keep(tx: Connection, entry: int, made: Iterable[LoadChange]) -> None:
    """Keep what the loading of this entry changed."""
    if rows := [{"entry": entry, **to_row(one)} for one in made]:
        tx.execute(insert(_change), rows)


def of_entry(tx: Connection, entry: int) -> tuple[LoadChange, ...]:
    """Return what the loading of this entry changed, without those who were erased."""
    chosen = select(_change).where(_change.c.entry == entry).order_by(_change.c.organisation, _change.c.address)
    return tuple(to_value(LoadChange, row) for row in tx.execute(chosen).mappings())


def put_on_by(tx: Connection, entry: int) -> frozenset[Key]:
    """Return whom the loading of this entry put on its list, without those who were erased: not what it changed of each."""
    chosen = select(_change.c.organisation, _change.c.address).where(_change.c.entry == entry, _change.c.listed)
    return frozenset((row.organisation, row.address) for row in tx.execute(chosen))


def settle(tx: Connection, entry: int, *, stands: bool, but: Collection[Key]) -> None:
    """Put what a loading changed back, or on again where it `stands`; who is in `but` stays as they are.

    A field that somebody changed since stays, too. An organisation that came new stays known, and is on no list.
    """
    found = of_entry(tx, entry)
    _settle_organisations(tx, [one for one in found if not one.address], stands=stands)
    theirs = [one for one in found if one.address and one.key not in but]
    listed = [one for one in theirs if one.listed]
    if not stands and listed:
        tx.execute(
            delete(_entry).where(
                _entry.c.list == bindparam("on"), _entry.c.organisation == bindparam("of"), _entry.c.address == bindparam("at")
            ),
            [{"on": one.list, "of": one.organisation, "at": one.address} for one in listed],
        )
    _settle_contacts(tx, theirs, stands=stands)
    if stands:
        put_all_on(tx, [(one.list, one.organisation, one.address) for one in listed])


def _settle_organisations(tx: Connection, found: Iterable[LoadChange], *, stands: bool) -> None:
    changed = [one for one in found if one.before is not None]
    now = {one.code: to_row(one) for one in organisations(tx, [one.organisation for one in changed])}
    rows = [put_back(now[one.organisation], one.before or {}, one.after, stands=stands) for one in changed if one.organisation in now]
    upsert(tx, _organisation, rows)


def _settle_contacts(tx: Connection, found: Collection[LoadChange], *, stands: bool) -> None:
    now = _kept(tx, {one.organisation for one in found})
    there = [one for one in found if one.key in now and one.before is not None]
    rows = [put_back(now[one.key], one.before or {}, one.after, stands=stands) for one in there]
    new = [one for one in found if one.before is None]
    if stands:
        rows += [dict(one.after) for one in new if one.key not in now]
    upsert(tx, _contact, rows)
    if not stands and new:
        # Who stands on another list by now is known there.
        elsewhere = select(_entry.c.list).where(_entry.c.organisation == _contact.c.organisation, _entry.c.address == _contact.c.address)
        tx.execute(delete(_contact).where(*_MINE, ~elsewhere.exists()), [{"of": one.organisation, "at": one.address} for one in new])


def _kept(tx: Connection, codes: Iterable[str]) -> dict[Key, dict[str, Any]]:
    """Return what is kept of all contacts of these organisations, also of those who stand on no list."""
    asked = (select(_contact).where(_contact.c.organisation.in_(some)) for some in chunked(codes))
    found = (to_value(Contact, row) for chosen in asked for row in tx.execute(chosen).mappings())
    return {(one.organisation, one.address): to_row(one) for one in found}
