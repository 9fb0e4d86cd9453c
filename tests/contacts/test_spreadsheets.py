"""Contact lists in spreadsheets, opened by the same reader as the respondents' workbooks."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from contacts.load import read
from domain.errors import ContactFileError

pytestmark = pytest.mark.outside  # A child process opens each spreadsheet.


def _xlsx(rows: list[list[object]]) -> bytes:
    workbook = Workbook()
    cover = workbook.active
    assert cover is not None
    cover.append(["This list was made in Geneva."])
    sheet = workbook.create_sheet("Members")
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def test_a_spreadsheet_gives_the_same_contacts_as_the_csv() -> None:
    """The sheet with the best header is the list; rows count as Excel does."""
    rows: list[list[object]] = [
        [],
        ["Code", "Société", "Pays", "Courriel", "Téléphone"],
        [7, "Réseau Alpin", "Suisse", "a@alpin.example", 41225550110],
        [8, "شركة النيل", "مصر", "not an address"],
    ]
    loaded = read(_xlsx(rows), "list.xlsx")
    csv = "Code;Société;Pays;Courriel;Téléphone\n7;Réseau Alpin;Suisse;a@alpin.example;41225550110\n"
    assert loaded.contacts == read(csv.encode(), "list.csv").contacts
    assert loaded.encoding == "xlsx"
    assert [(one.row, one.column) for one in loaded.rejected] == [(4, "Courriel")]


def test_a_file_that_is_no_spreadsheet_is_refused_by_name() -> None:
    """A PDF, a broken workbook: the reader says what it is."""
    for data in (b"%PDF-1.7\nnothing", b"PK\x03\x04 broken"):
        with pytest.raises(ContactFileError) as caught:
            read(data, "list.xlsx")
        assert caught.value.where == "list.xlsx"
        assert caught.value.remedy
