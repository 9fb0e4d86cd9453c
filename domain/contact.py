"""Who is asked: organisations, and the people and mailboxes through which they are reached."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

_END = re.compile(r"[\s\u200e\u200f,:;،؛，：；]+$")  # Marks, and the spaces and signs of direction that may stand around them.


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person or mailbox of an organisation. `extra` are the further columns of the list, kept for the letters.

    `part` names the parts of a questionnaire that the contact fills in, as the list does (see `domain.rules.parts`); "" is the whole.
    """

    organisation: str
    address: str
    name: str = ""
    salutation: str = ""
    language: str = "en"
    role: Role = Role.TO
    part: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


def without_mark(salutation: str) -> str:
    """Return a salutation without the comma or colon at its end, which the letter writes, in the way of its language."""
    return _END.sub("", salutation)


@dataclass(frozen=True, slots=True)
class ContactList:
    """A named set of organisations and contacts."""

    name: str
    organisations: tuple[Organisation, ...] = ()
    contacts: tuple[Contact, ...] = ()


class Stopped(StrEnum):
    """Why an address is not written to."""

    UNSUBSCRIBED = "unsubscribed"  # Its owner asked for it.
    COMPLAINED = "complained"  # Its owner marked a letter as unwanted (RFC 5965).
    NO_SUCH_MAILBOX = "no_such_mailbox"  # A mail server says that it does not exist.
    UNDELIVERABLE = "undeliverable"  # Letters to it kept coming back for other reasons.
    BY_HAND = "by_hand"  # Staff decided it.


@dataclass(frozen=True, slots=True)
class Suppression:
    """An address that is never written to again, with the reason as a sentence."""

    address: str
    why: Stopped
    reason: str


class ContactState(StrEnum):
    """Whether a contact is written to."""

    ACTIVE = "active"
    ABSENT = "absent"  # Until a day that is known: meanwhile mailings go to the others of the organisation, where there are others.
    SUPPRESSED = "suppressed"  # Its address is not written to, in any study.
    RETIRED = "retired"  # It does not stand on the list any more; what it is called is kept.


@dataclass(frozen=True, slots=True)
class Absence:
    """An address whose owner is away to the end of the day `until`, with the reason as a sentence."""

    address: str
    until: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retirement:
    """A contact that a person took off a list, why (blank where nobody said) and when."""

    list: str
    organisation: str
    address: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a decision changed about a contact: each field by its name, as it was before and as it is after."""

    before: Mapping[str, str]
    after: Mapping[str, str]
