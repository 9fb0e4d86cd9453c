"""What reading a contact file gives: the contacts, and everything that a person should be told about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from contacts.columns import ContactField
from domain.contact import Contact, Organisation

ContactKey = tuple[str, str]  # Organisation code and address, both case-folded: what makes a contact the same one again.


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A row that was not taken in. `row` counts as Excel does, `column` is the heading in the file."""

    row: int
    column: str
    value: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An address that stands twice in one organisation; the first row counts."""

    row: int
    address: str
    first_row: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something that was decided without asking, and can be seen here."""

    row: int
    column: str
    value: str
    message: str
    mended_by: str = ""  # Their own column as ours, THEIRS=OURS, where reading it so would mend this.


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A contact file as it was read.

    `rows` counts those beneath the header that are not blank; `columns` is THEIRS -> OURS; `rows_of` says in which row each contact stood.
    `first_cells` are what stands in each column in the first rows. `warnings` are about the file as a whole. `sheet` is the one that was
    read of a spreadsheet, `others` are those that were not.
    """

    file: str
    encoding: str
    delimiter: str
    rows: int
    columns: Mapping[str, ContactField]
    organisations: tuple[Organisation, ...]
    contacts: tuple[Contact, ...]
    rejected: tuple[Rejected, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    warnings: tuple[Note, ...] = ()
    notes: tuple[Note, ...] = ()
    sheet: str = ""
    others: tuple[str, ...] = ()
    rows_of: Mapping[ContactKey, int] = field(default_factory=dict)
    first_cells: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def key_of(contact: Contact) -> ContactKey:
    """Return what makes a contact the same one again."""
    return contact.organisation.casefold(), contact.address.casefold()
