"""One row of a contact file: its cells by field, and the contacts in it or what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from contacts.clean import Fault, derived_code, is_number, named_addresses, role
from contacts.columns import ContactField
from contacts.fold import fold
from contacts.loaded import Note, Rejected
from contacts.places import country_code, language_code
from domain.contact import Contact, Organisation, Role
from domain.rules.parts import named, written
from languages.telling import phrased, together


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """The cells of one row by field; `headings` are the file's own names of the columns.

    `derives_code` is true where the file has no column of codes.
    """

    number: int
    cells: Mapping[ContactField, str]
    extra: Mapping[str, str]
    headings: Mapping[ContactField, str]
    derives_code: bool
    default_language: str

    def cell(self, field: ContactField) -> str:
        """Return the text of a field, or "" where the row has none."""
        return self.cells.get(field, "")


@dataclass(frozen=True, slots=True)
class RowReading:
    """What one row gives. Without an organisation it is rejected as a whole; one bad address of several rejects only itself."""

    organisation: Organisation | None
    contacts: tuple[Contact, ...]
    rejected: tuple[Rejected, ...]
    notes: tuple[Note, ...]


def read_row(row: FileRow) -> RowReading:
    """Return what `row` says."""
    notes = tuple(_notes(row))
    found = named_addresses(row.cell(ContactField.ADDRESS))
    addresses = [one for one in found if not isinstance(one, Fault)]
    faults = tuple(_rejected(row, ContactField.ADDRESS, one.value, one.message, one.remedy) for one in found if isinstance(one, Fault))
    wrong = tuple(_faults(row, has_address=bool(found)))
    code = derived_code(row.cell(ContactField.ORGANISATION)) if row.derives_code else row.cell(ContactField.CODE)
    if wrong or not addresses:
        return RowReading(None, (), (*wrong, *faults), ())
    organisation = Organisation(
        code=code,
        name=row.cell(ContactField.ORGANISATION) or code,
        country=country_code(row.cell(ContactField.COUNTRY)) or "",
        region=row.cell(ContactField.REGION),
    )
    contacts = tuple(
        Contact(
            organisation=code,
            address=mailbox.address,
            name=_name(row) or mailbox.name,
            salutation=row.cell(ContactField.SALUTATION),
            language=language_code(row.cell(ContactField.LANGUAGE)) or row.default_language,
            role=role(row.cell(ContactField.ROLE)) or Role.TO,
            part=written(named(row.cell(ContactField.PART))),
            extra=row.extra,
        )
        for mailbox in addresses
    )
    return RowReading(organisation, contacts, faults, notes)


def _name(row: FileRow) -> str:
    """Return what a person is called, where their name stands in several columns: title, first and last name; no word stands twice.

    A telephone number where a name is to stand is none.
    """
    whole, last = row.cell(ContactField.NAME), row.cell(ContactField.LAST_NAME)
    whole = "" if is_number(whole) else whole
    first = row.cell(ContactField.FIRST_NAME) or (whole if last else "")
    name = " ".join(part for part in (first, last or whole) if part)
    title = row.cell(ContactField.TITLE)
    return f"{title} {name}" if title and name and not fold(name).startswith(f"{fold(title)} ") else name


def _faults(row: FileRow, *, has_address: bool) -> Iterator[Rejected]:
    """Yield what makes the whole row unusable."""
    if row.derives_code and not row.cell(ContactField.ORGANISATION):
        yield _rejected(
            row,
            ContactField.ORGANISATION,
            "",
            phrased("lists.nameless_row"),
            _above(phrased("lists.fill_name"), row),
        )
    if not row.derives_code and not row.cell(ContactField.CODE):
        yield _rejected(row, ContactField.CODE, "", phrased("lists.codeless_row"), _above(phrased("lists.fill_code"), row))
    if not has_address:
        yield _rejected(
            row,
            ContactField.ADDRESS,
            row.cell(ContactField.ADDRESS),
            phrased("lists.addressless_row"),
            phrased("lists.fill_address"),
        )
    language = row.cell(ContactField.LANGUAGE)
    if language and not language_code(language):
        why = phrased("lists.unknown_language", language=language)
        yield _rejected(row, ContactField.LANGUAGE, language, why, phrased("lists.write_language"))
    written = row.cell(ContactField.ROLE)
    if written and not role(written):
        yield _rejected(row, ContactField.ROLE, written, phrased("lists.unknown_role", role=written), phrased("lists.write_role"))


def _above(fill: str, row: FileRow) -> str:
    """Say what to do about a row without an organisation: it may mean the one above, but only merged cells say so for certain."""
    named = row.cell(ContactField.CODE) or row.cell(ContactField.ORGANISATION)
    return fill if named else together(fill, phrased("lists.above"))


def _notes(row: FileRow) -> Iterator[Note]:
    country = row.cell(ContactField.COUNTRY)
    if country and not country_code(country):
        message = phrased("lists.unknown_country", country=country)
        yield Note(row=row.number, column=row.headings[ContactField.COUNTRY], value=country, message=message)
    if not row.cell(ContactField.ORGANISATION) and ContactField.ORGANISATION in row.headings:
        message = phrased("lists.nameless", code=row.cell(ContactField.CODE))
        yield Note(row=row.number, column=row.headings[ContactField.ORGANISATION], value="", message=message)
    if not row.cell(ContactField.LANGUAGE) and ContactField.LANGUAGE in row.headings:
        message = phrased("lists.no_language", language=repr(row.default_language))
        yield Note(row=row.number, column=row.headings[ContactField.LANGUAGE], value="", message=message)


def _rejected(row: FileRow, field: ContactField, value: str, message: str, remedy: str) -> Rejected:
    return Rejected(row=row.number, column=row.headings.get(field, ""), value=value, message=message, remedy=remedy)
