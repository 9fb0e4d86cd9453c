"""Amendments: what decisions changed about contacts. The journal has their numbers alone, so that a person can be erased."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import JSON, Column, Connection, func, insert, select, update
from sqlmodel import Field

from domain.contact import Amendment
from domain.rules.decided import details
from store.database.declarations import StoredRow
from store.database.mapping import chunked, to_row, to_value
from store.people.contact_rows import ContactRow


class AmendmentRow(StoredRow, table=True):
    """One change of a contact: its fields by their names, as they were before and as they are after."""

    __tablename__ = "amendment"
    id: int | None = Field(default=None, primary_key=True)
    before: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    after: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))


_amendment, _contact = AmendmentRow.__table__, ContactRow.__table__  # type: ignore[attr-defined]


def write(tx: Connection, one: Amendment) -> int:
    """Keep an amendment, and return its number."""
    tx.execute(insert(_amendment).values(**to_row(one)))
    return int(tx.scalar(select(func.max(_amendment.c.id))) or 0)


def with_ids(tx: Connection, ids: Iterable[int]) -> dict[int, Amendment]:
    """Return the amendments with these numbers; one that was erased is not in it."""
    rows = (row for some in chunked(ids) for row in tx.execute(select(_amendment).where(_amendment.c.id.in_(some))).mappings())
    return {row["id"]: to_value(Amendment, row) for row in rows}


def settle(tx: Connection, organisation: str, address: str, changes: Sequence[tuple[Amendment, bool]]) -> None:
    """Give the fields of a contact what the amendments that are in force come to.

    A field that has been loaded from a file since, with a value that no amendment knows, stays as it is.
    """
    same = (_contact.c.organisation == organisation, _contact.c.address == address)
    row = tx.execute(select(_contact).where(*same)).mappings().first()
    if row is None:
        return
    said = {(name, value) for one, _ in changes for each in (one.before, one.after) for name, value in each.items()}
    values = {name: value for name, value in details(changes).items() if (name, row[name]) in said}
    if values:
        tx.execute(update(_contact).where(*same).values(**values))
