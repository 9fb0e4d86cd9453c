"""A contact file read whole: header, rows, organisations, and what is told of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from contacts.codes import note_on_codes
from contacts.columns import ContactField, as_given, assign, require, require_given
from contacts.loaded import ContactKey, Duplicate, Loaded, Note, Rejected, key_of
from contacts.rows import FileRow, RowReading, read_row
from contacts.shape import by_values, missing_columns, seen_columns, without_notes
from contacts.tables import ContactTable, read_table
from domain.contact import Contact, Organisation
from exports.neutral import unmarked
from languages import ENGLISH
from languages.telling import phrased

WatchRows = Callable[[Sequence[FileRow]], Iterable[FileRow]]  # Gives the rows one by one, and may show how far the reading is.


def read(
    data: bytes,
    file: str,
    *,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
    default_language: str = ENGLISH,
    watch: WatchRows = iter,
) -> Loaded:
    """Return what the contact file `data` says; `file` is its name, for messages and as a hint of its format.

    `sheet` names the sheet of a spreadsheet that is read; without it, it is the visible one with the best header. `columns` are headings
    that the user assigned, THEIRS -> OURS (see `columns.ContactField`). A row that is wrong is among `rejected` and stops no other. Raises
    ContactFileError where nothing can be taken in: no table, or a header without what a list needs.
    """
    given = as_given(columns or {}, file)
    table = read_table(data, file, given, sheet)
    require_given(table.header, given, file)
    fields = by_values(table, assign(table.header, given), given)
    require(table.header, fields, seen_columns(table, fields, file))
    table, left_out = without_notes(table, fields)
    rows, seen = _rows(table, fields, default_language), seen_columns(table, fields, file)
    gathered = _Gathered()
    for row in watch(rows):
        gathered.take(row.number, read_row(row), row.headings)
    return Loaded(
        file=file,
        encoding=table.encoding,
        delimiter=table.delimiter,
        rows=len(rows),
        columns=seen.columns,
        first_cells=seen.first_cells,
        organisations=tuple(gathered.organisations.values()),
        contacts=tuple(gathered.contacts.values()),
        rejected=tuple(gathered.rejected),
        duplicates=tuple(gathered.duplicates),
        warnings=tuple(missing_columns(table, fields, default_language, given)),
        notes=(*note_on_codes(rows), *left_out, *gathered.notes),
        sheet=table.sheet,
        others=table.others,
        rows_of=gathered.rows_of,
    )


def _rows(table: ContactTable, fields: Mapping[int, ContactField], default_language: str) -> Sequence[FileRow]:
    headings: dict[ContactField, str] = {field: table.header[column] for column, field in fields.items() if field is not ContactField.EXTRA}
    return [
        FileRow(
            number=number,
            cells={
                field: unmarked(cells[column])
                for column, field in fields.items()
                if column < len(cells) and field is not ContactField.EXTRA
            },
            extra={
                table.header[column]: unmarked(cells[column])
                for column, field in fields.items()
                if field is ContactField.EXTRA and column < len(cells) and cells[column]
            },
            headings=headings,
            derives_code=ContactField.CODE not in headings,
            default_language=default_language,
        )
        for number, cells in table.records
    ]


class _Gathered:
    """What the rows say together: the first row that names an organisation or an address counts."""

    def __init__(self) -> None:
        self.organisations: dict[str, Organisation] = {}
        self.contacts: dict[ContactKey, Contact] = {}
        self.rows_of: dict[ContactKey, int] = {}
        self.rejected: list[Rejected] = []
        self.duplicates: list[Duplicate] = []
        self.notes: list[Note] = []

    def take(self, number: int, reading: RowReading, headings: Mapping[ContactField, str]) -> None:
        """Add what row `number` says."""
        self.rejected += reading.rejected
        self.notes += reading.notes
        if not reading.organisation:
            return
        organisation = self._organisation(number, reading.organisation, headings)
        for contact in reading.contacts:
            spelt = contact if contact.organisation == organisation.code else replace(contact, organisation=organisation.code)
            self._contact(number, spelt, organisation)

    def _organisation(self, number: int, said: Organisation, headings: Mapping[ContactField, str]) -> Organisation:
        known = self.organisations.setdefault(said.code.casefold(), said)
        for name, field in (("name", ContactField.ORGANISATION), ("country", ContactField.COUNTRY), ("region", ContactField.REGION)):
            before, now = getattr(known, name), getattr(said, name)
            nameless = name == "name"
            if not now or now == before or (nameless and now == said.code):
                continue
            if not before or (nameless and before == known.code):
                known = replace(known, **{name: now})
                continue
            message = phrased("lists.differs", field=phrased(f"lists.fields.{name}"), code=known.code, before=before, now=now)
            self.notes.append(Note(row=number, column=headings.get(field, ""), value=now, message=message))
        self.organisations[said.code.casefold()] = known
        return known

    def _contact(self, number: int, contact: Contact, organisation: Organisation) -> None:
        key = key_of(contact)
        first = self.rows_of.setdefault(key, number)
        if key in self.contacts:
            where = {"first": str(first), "row": str(number)}
            message = phrased("lists.twice", address=contact.address, organisation=organisation.name, **where)
            self.duplicates.append(Duplicate(number, contact.address, first, message))
            return
        self.contacts[key] = contact
