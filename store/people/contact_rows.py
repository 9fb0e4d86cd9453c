"""The tables of organisations, of their contacts, and of who stands on which list."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    JSON,
    Column,
    Index,
    text,
)
from sqlmodel import Field

from store.database.declarations import StoredRow
from store.database.mapping import Instant


class OrganisationRow(StoredRow, table=True):
    """An organisation; its code is its own, so it outlives every list and study."""

    __tablename__ = "organisation"
    code: str = Field(primary_key=True)
    name: str
    country: str
    region: str = Field(index=True)


class ContactRow(StoredRow, table=True):
    """A contact of an organisation; one address may serve several organisations."""

    __tablename__ = "contact"
    # A sender is looked for whatever the case of the letters.
    __table_args__ = (Index("ix_contact_address_lower", text("lower(address)")),)
    organisation: str = Field(primary_key=True, foreign_key="organisation.code")
    address: str = Field(primary_key=True, index=True)
    name: str
    salutation: str
    language: str = Field(index=True)
    role: str
    part: str = Field(sa_column_kwargs={"server_default": text("''")})
    extra: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))


class ListEntryRow(StoredRow, table=True):
    """A contact stands in a list. Who stands in none is on no record any more; what they are called is kept."""

    __tablename__ = "list_entry"
    # Who is on record is asked whatever list it is.
    __table_args__ = (Index("ix_list_entry_contact", "organisation", "address"),)
    list: str = Field(primary_key=True)
    organisation: str = Field(primary_key=True)
    address: str = Field(primary_key=True)


class RetirementRow(StoredRow, table=True):
    """A contact that a person took off a list: loading a file does not put it back."""

    __tablename__ = "retirement"
    list: str = Field(primary_key=True)
    organisation: str = Field(primary_key=True)
    address: str = Field(primary_key=True)
    reason: str
    at: datetime = Field(sa_type=Instant)
