"""One row of a contact file: its cells by field, and the contacts in it or what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from contacts.clean import Fault, derived_code, mailboxes, role
from contacts.columns import Field
from contacts.loaded import Note, Rejected
from contacts.places import country_code, language_code
from domain.contact import Contact, Organisation, Role

_AGAIN = "Correct it in the file, and load the file again."


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row by field; `headings` are the file's own names of the columns.

    `derives_code` is true where the file has no column of codes.
    """

    number: int
    cells: Mapping[Field, str]
    extra: Mapping[str, str]
    headings: Mapping[Field, str]
    derives_code: bool
    default_language: str

    def cell(self, field: Field) -> str:
        """Return the text of a field, or "" where the row has none."""
        return self.cells.get(field, "")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one row gives. Without an organisation it is rejected as a whole; one bad address of several rejects only itself."""

    organisation: Organisation | None
    contacts: tuple[Contact, ...]
    rejected: tuple[Rejected, ...]
    notes: tuple[Note, ...]


def read_row(row: Row) -> Reading:
    """Return what `row` says."""
    notes = tuple(_notes(row))
    found = mailboxes(row.cell(Field.ADDRESS))
    addresses = [one for one in found if not isinstance(one, Fault)]
    faults = tuple(_rejected(row, Field.ADDRESS, one.value, one.message, one.remedy) for one in found if isinstance(one, Fault))
    wrong = tuple(_faults(row, has_address=bool(found)))
    code = derived_code(row.cell(Field.ORGANISATION)) if row.derives_code else row.cell(Field.CODE)
    if wrong or not addresses:
        return Reading(None, (), (*wrong, *faults), ())
    organisation = Organisation(
        code=code,
        name=row.cell(Field.ORGANISATION) or code,
        country=country_code(row.cell(Field.COUNTRY)) or "",
        region=row.cell(Field.REGION),
    )
    contacts = tuple(
        Contact(
            organisation=code,
            address=mailbox.address,
            name=row.cell(Field.NAME) or mailbox.name,
            salutation=row.cell(Field.SALUTATION),
            language=language_code(row.cell(Field.LANGUAGE)) or row.default_language,
            role=role(row.cell(Field.ROLE)) or Role.TO,
            extra=row.extra,
        )
        for mailbox in addresses
    )
    return Reading(organisation, contacts, faults, notes)


def _faults(row: Row, *, has_address: bool) -> Iterator[Rejected]:
    """Yield what makes the whole row unusable."""
    if row.derives_code and not row.cell(Field.ORGANISATION):
        yield _rejected(
            row, Field.ORGANISATION, "", "The row names no organisation.", "Fill in the organisation's name, and load the file again."
        )
    if not row.derives_code and not row.cell(Field.CODE):
        yield _rejected(
            row, Field.CODE, "", "The row has no organisation code.", "Fill in the organisation's code, and load the file again."
        )
    if not has_address:
        yield _rejected(
            row, Field.ADDRESS, row.cell(Field.ADDRESS), "The row has no e-mail address.", "Fill in an address, and load the file again."
        )
    language = row.cell(Field.LANGUAGE)
    if language and not language_code(language):
        yield _rejected(
            row, Field.LANGUAGE, language, f'"{language}" is no language that is known.', "Write a code or a name, as in fr or French."
        )
    written = row.cell(Field.ROLE)
    if written and not role(written):
        yield _rejected(row, Field.ROLE, written, f'"{written}" is no role.', "Write to (addressed) or cc (gets a copy).")


def _notes(row: Row) -> Iterator[Note]:
    country = row.cell(Field.COUNTRY)
    if country and not country_code(country):
        message = f'"{country}" is no country that is known, so the organisation has none. Write its name or its ISO code, as in FR.'
        yield Note(row.number, row.headings[Field.COUNTRY], country, message)
    if not row.cell(Field.ORGANISATION) and Field.ORGANISATION in row.headings:
        message = f"The organisation {row.cell(Field.CODE)} has no name in this row."
        yield Note(row.number, row.headings[Field.ORGANISATION], "", message)


def _rejected(row: Row, field: Field, value: str, message: str, remedy: str) -> Rejected:
    return Rejected(row.number, row.headings.get(field, ""), value, message, remedy or _AGAIN)
