"""Addresses that are not written to: suppressed for good, or away until a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, delete, func, select
from sqlmodel import Field

from domain.contact import Absence, Stopped, Suppression
from store.database.declarations import StoredRow
from store.database.mapping import Instant, chunked, to_row, to_value
from store.database.remembered import ANY, Recall
from store.database.upserting import upsert
from store.people import keyed_hashes
from store.people.contact_rows import ContactRow, ListEntryRow


class SuppressionRow(StoredRow, table=True):
    """An address that is never written to again; where it was erased, its keyed hash (see `store.people.keyed_hashes`)."""

    __tablename__ = "suppression"
    address: str = Field(primary_key=True)
    why: str
    reason: str
    at: datetime = Field(sa_type=Instant)


class AbsenceRow(StoredRow, table=True):
    """An address whose owner is away to the end of a day."""

    __tablename__ = "absence"
    address: str = Field(primary_key=True)
    until: date
    reason: str


_suppression, _absence = SuppressionRow.__table__, AbsenceRow.__table__  # type: ignore[attr-defined]
_contact, _entry = ContactRow.__table__, ListEntryRow.__table__  # type: ignore[attr-defined]

_SUPPRESSED = select(_suppression).where(_suppression.c.address.in_(bindparam("addresses", expanding=True)))


def suppress(tx: Connection, one: Suppression, at: datetime) -> None:
    """Keep that an address is not written to."""
    upsert(tx, _suppression, [{**to_row(one), "address": one.address.lower(), "at": at}])


def release(tx: Connection, address: str) -> None:
    """Allow an address again."""
    tx.execute(delete(_suppression).where(_suppression.c.address == address.lower()))


def suppressed(tx: Connection, addresses: Iterable[str]) -> dict[str, Suppression]:
    """Return which of these addresses are suppressed, by the address in lower case."""
    return {one.address: one for one in _STOPPED(tx, [address.lower() for address in addresses])}


def _stopped(tx: Connection, addresses: list[str]) -> Iterator[tuple[str, Suppression]]:
    asked = keyed_hashes.with_keyed(tx, addresses)
    for some in chunked(asked):
        for row in tx.execute(_SUPPRESSED, {"addresses": some}).mappings():
            own = asked[row["address"]]
            yield own, to_value(Suppression, {**row, "address": own})


_STOPPED = Recall[str, Suppression](_stopped, {"suppression": ANY})


def suppressed_since(tx: Connection, why: Stopped, since: datetime, until: datetime) -> dict[str, datetime]:
    """Return the addresses that were suppressed for a reason between these two moments, and when."""
    chosen = select(_suppression.c.address, _suppression.c.at).where(_suppression.c.why == why.value)
    rows = tx.execute(chosen.where(_suppression.c.at > since, _suppression.c.at <= until).order_by(_suppression.c.address))
    return {row.address: row.at for row in rows}


def suppressed_on(tx: Connection, name: str, only: Collection[str] | None = None) -> dict[str, Suppression]:
    """Return which addresses of a list are suppressed, by the address in lower case; `only` names the organisations that are wanted."""
    chosen = (
        select(_suppression)
        .join(_contact, func.lower(_contact.c.address) == _suppression.c.address)
        .join(_entry, (_entry.c.organisation == _contact.c.organisation) & (_entry.c.address == _contact.c.address))
        .where(_entry.c.list == name)
        .distinct()
    )
    some_or_all = [chosen] if only is None else [chosen.where(_contact.c.organisation.in_(some)) for some in chunked(only)]
    return {row["address"]: to_value(Suppression, row) for one in some_or_all for row in tx.execute(one).mappings()}


def size(tx: Connection, name: str) -> tuple[int, int]:
    """Return how many organisations, and how many contacts that may be written to, stand on a list."""
    chosen = select(func.count(_entry.c.organisation.distinct()), func.count()).where(_entry.c.list == name)
    organisations, entries = tx.execute(chosen).one()
    stopped = select(_suppression.c.address).where(_suppression.c.address == func.lower(_entry.c.address)).exists()
    return organisations, entries - (tx.scalar(select(func.count()).where(_entry.c.list == name, stopped)) or 0)


def set_absence(tx: Connection, address: str, one: Absence | None) -> None:
    """Keep until when the owner of an address is away, or that they are not (None)."""
    tx.execute(delete(_absence).where(_absence.c.address == address.lower()))
    if one:
        upsert(tx, _absence, [{"address": address.lower(), "until": one.until, "reason": one.reason}])


def absent(tx: Connection, addresses: Iterable[str]) -> dict[str, Absence]:
    """Return which of these addresses have an owner who is away, or was, by the address in lower case."""
    asked = (select(_absence).where(_absence.c.address.in_(some)) for some in chunked({one.lower() for one in addresses}))
    return {row["address"]: to_value(Absence, row) for chosen in asked for row in tx.execute(chosen).mappings()}
