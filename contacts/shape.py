"""What a list is like beside its rows: columns that their values tell apart, what stands between and under the rows, what is missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from contacts.clean import is_number, is_title, role
from contacts.columns import ContactField, SeenColumns
from contacts.fold import fold
from contacts.loaded import Note
from contacts.tables import ContactTable
from languages.telling import phrased, together

_ORGANISATION = (ContactField.CODE, ContactField.ORGANISATION)
# Columns of which some value must be one of these, or they are something else.
_BORNE_OUT: Mapping[ContactField, Callable[[str], object]] = {
    ContactField.ROLE: role,
    ContactField.TITLE: is_title,
    ContactField.NAME: lambda value: not is_number(value),
}
# How people begin what they note under a table: "* until May", "(1) acting", "Note: ...", "Total: 38".
_REMARK = re.compile(r"^(?:[*†‡•–—-]|\(?\d{1,2}\)|[^@:：]{1,30}[:：])\s*\S")
_FIRST = 3  # rows, of which a person sees what a column holds
_LONG = 60  # characters of a text that is a sentence and no name


def by_values(table: ContactTable, fields: dict[int, ContactField], given: Mapping[str, ContactField]) -> dict[int, ContactField]:
    """Return the fields as the values of their columns bear them out; what the user said is not doubted.

    A column headed "Contact" that holds telephone numbers names nobody, and one headed "Role" or "Title" that says what people are ("Legal
    adviser") is kept as extra; one headed "Salutation" that says no more than "Ms" goes before the name, since no letter begins with it.
    """
    found = dict(fields)
    for column, field in fields.items():
        values = {cells[column] for _, cells in table.records if column < len(cells) and cells[column]}
        if not values or field in given.values():
            continue
        if field in _BORNE_OUT and not any(_BORNE_OUT[field](value) for value in values):
            found[column] = ContactField.EXTRA
        elif field is ContactField.SALUTATION and all(is_title(value) for value in values):
            found[column] = ContactField.EXTRA if ContactField.TITLE in fields.values() else ContactField.TITLE
    return found


def without_notes(table: ContactTable, fields: Mapping[int, ContactField]) -> tuple[ContactTable, tuple[Note, ...]]:
    """Return the table without what is no row of it, and a note on each: headings between rows, and notes under the table.

    A row with an address is always one of the table's. Under the last of them, what stands below a blank row, or alone in its row as a
    remark does, is a note; what stands in the columns of the organisation right under it is an organisation without an address.
    """
    last = max((number for number, cells in table.records if any("@" in cell for cell in cells)), default=0)
    under, before, notes = False, last, []
    for number, cells in table.records:
        if any("@" in cell for cell in cells):
            continue
        if number > last > 0:
            under = under or number > before + 1 or _is_remark(cells, fields)
            before = number
        if (number > last > 0 and under) or number in table.headings:
            text = next(cell for cell in cells if cell)
            where = "under_table" if number > last else "across_table"
            notes.append(Note(row=number, column="", value=text, message=phrased(f"lists.{where}", row=str(number), text=text)))
    left_out = {one.row for one in notes}
    kept = tuple(record for record in table.records if record[0] not in left_out)
    return replace(table, records=kept), tuple(notes)


def _is_remark(cells: tuple[str, ...], fields: Mapping[int, ContactField]) -> bool:
    filled = [(column, text) for column, text in enumerate(cells) if text]
    if len(filled) != 1:
        return False
    ((column, text),) = filled
    return fields.get(column) not in _ORGANISATION or bool(_REMARK.match(text)) or len(text) > _LONG


def seen_columns(table: ContactTable, fields: Mapping[int, ContactField], file: str) -> SeenColumns:
    """Return the columns of a table as they are read, with their first cells."""
    first = [cells for _, cells in table.records[:_FIRST]]
    return SeenColumns(
        file=file,
        rows=len(table.records),
        columns={table.header[column]: field for column, field in fields.items()},
        first_cells={table.header[column]: tuple(cells[column] for cells in first if column < len(cells)) for column in fields},
        sheet=table.sheet,
        others=table.others,
    )


def missing_columns(
    table: ContactTable, fields: Mapping[int, ContactField], language: str, given: Mapping[str, ContactField]
) -> Iterator[Note]:
    """Yield what a person should know before anything else: that no column was found for what letters say of everybody.

    And that nothing stands beneath the header, or that a column of addresses is not read, unless they said so themselves.
    """
    told = {fold(theirs) for theirs in given}
    have, rows, seen = set(fields.values()), len(table.records), seen_columns(table, fields, "")
    unread = [f'"{theirs}"' for theirs, ours in seen.columns.items() if ours is ContactField.EXTRA]
    headings = phrased("lists.unread_headings", headings=tuple(unread)) if unread else ""
    if not rows:
        yield _missing(table, phrased("lists.no_rows"), "", "")
    if ContactField.ORGANISATION not in have and rows:
        yield _missing(table, phrased("lists.no_names", n=rows), headings, seen.example(ContactField.ORGANISATION))
    if ContactField.LANGUAGE not in have and rows:
        yield _missing(table, phrased("lists.no_languages", language=repr(language)), headings, seen.example(ContactField.LANGUAGE))
    for column, field in fields.items():
        if field is ContactField.EXTRA and fold(table.header[column]) not in told and _holds_addresses(table, column):
            message = phrased("lists.addresses_beside", heading=f'"{table.header[column]}"')
            yield _missing(table, message, "", "")


def _holds_addresses(table: ContactTable, column: int) -> bool:
    """Say whether a column is one of addresses: in most of its cells one stands."""
    cells = [one[column] for _, one in table.records if column < len(one) and one[column]]
    return sum("@" in cell for cell in cells) * 2 > len(cells)


def _missing(table: ContactTable, message: str, headings: str, mended_by: str) -> Note:
    return Note(row=table.header_row, column="", value="", message=together(message, headings), mended_by=mended_by)
