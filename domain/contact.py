"""Who is asked: organisations, and the people and mailboxes through which they are reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """How a contact is written to."""

    TO = "to"  # The letter is addressed to this contact.
    CC = "cc"  # The contact gets a letter of its own, whose header shows the To.


@dataclass(frozen=True, slots=True)
class Organisation:
    """The unit that must answer. `code` is its own, `country` is ISO 3166-1 alpha-2 or blank."""

    code: str
    name: str
    country: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A person or mailbox of an organisation. `extra` are the further columns of the list, kept for the letters."""

    organisation: str
    address: str
    name: str = ""
    salutation: str = ""
    language: str = "en"
    role: Role = Role.TO
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ContactList:
    """A named set of organisations and contacts."""

    name: str
    organisations: tuple[Organisation, ...] = ()
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Suppression:
    """An address that is never written to again, with the reason."""

    address: str
    reason: str
