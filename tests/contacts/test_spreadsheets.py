"""Contact lists in spreadsheets, opened by the same reader as the respondents' workbooks."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook

from contacts.load import read
from domain.errors import ContactFileError

pytestmark = pytest.mark.outside  # A child process opens each spreadsheet.


def packed(members: dict[str, str]) -> bytes:
    """Return a zip of these texts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return made.getvalue()


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


@pytest.mark.parametrize(
    ("data", "called"),
    [
        (b"%PDF-1.7\nnothing", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "a picture"),
        (b"{\\rtf1 Acme}", "a text document"),
        (
            packed({"[Content_Types].xml": "<x ContentType='application/vnd.wordprocessingml'/>", "word/document.xml": "<x/>"}),
            "a text document",
        ),
    ],
)
def test_what_is_no_list_is_called_what_it_is(data: bytes, called: str) -> None:
    """Not a table without headings, nor a workbook that somebody should have sent."""
    with pytest.raises(ContactFileError) as caught:
        read(data, "list.csv")
    assert caught.value.what == f"The file is {called}, and no list that can be read."
    assert "CSV" in caught.value.remedy
