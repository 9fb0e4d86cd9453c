"""A sheet saved as text, by programs and by hand: the cells come back as they were, or the file is refused."""

from __future__ import annotations

import csv
import io
import subprocess
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.office import save_as
from tests.programs import need
from tests.workbooks.files import saved
from workbooks.caged.opening import look
from workbooks.cells import Workbook
from workbooks.refusal import Refusal

TABLE = [
    ["No.", "Question, as printed", "Réponse"],
    ["1", "Name; address, and telephone", "Société Générale, 3 rue de l'Été"],
    ["2", 'He said "yes", twice', "two\nlines, one cell"],
    ["3", "Amount (in thousands, if any)", "1,5"],
    ["4", "A | B", "tab\there"],
    ["", "", ""],
    ["5", "Comments, if any", ""],
]
ARABIC = [["رقم", "السؤال، كما طبع", "الجواب"], ["1", "الاسم؛ العنوان", "شركة النيل للاتصالات"], ["2", "السيد المدير المحترم", "نعم"]]


def written(rows: list[list[str]], delimiter: str, line_end: str = "\r\n") -> str:
    """Return the rows as programs write them."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return buffer.getvalue()


def cells(rows: list[list[str]]) -> dict[tuple[int, int], str]:
    """Return the cells of the rows, all as texts."""
    return {(row, column): value for row, values in enumerate(rows, 1) for column, value in enumerate(values, 1) if value}


def read(data: bytes, name: str = "answers.csv") -> object:
    """Return the cells of the only sheet, or the code of the refusal."""
    found = look(data, name).result
    if isinstance(found, Refusal):
        return found.code
    assert isinstance(found, Workbook)
    return dict(found.sheets[0].cells)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman"])
def test_any_delimiter_and_encoding_gives_the_same_cells(delimiter: str, line_end: str, encoding: str) -> None:
    """Any delimiter and encoding gives the same cells."""
    assert read(written(TABLE, delimiter, line_end).encode(encoding)) == cells(TABLE)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1256"])
def test_arabic_is_read_in_the_encodings_that_excel_saves(delimiter: str, encoding: str) -> None:
    """Arabic is read in the encodings that Excel saves."""
    assert read(written(ARABIC, delimiter).encode(encoding)) == cells(ARABIC)


def test_marks_of_direction_do_not_make_noise_of_a_text() -> None:
    """Marks of direction, of which Arabic texts are full, do not make noise of a text."""
    rows = [[f"\N{RIGHT-TO-LEFT MARK}{value}\N{LEFT-TO-RIGHT MARK}" for value in values] for values in ARABIC]
    assert read(written(rows, "\t").encode("utf-16")) == cells(rows)


@given(
    st.lists(st.lists(st.text("ab,;|\t\"' é\n", max_size=8), min_size=3, max_size=3), min_size=2, max_size=8),
    st.sampled_from(",;\t|"),
)
def test_a_delimiter_that_excel_says_is_believed_and_quotes_and_lines_survive(rows: list[list[str]], delimiter: str) -> None:
    """A delimiter that Excel says is believed, and quotes, delimiters and lines in cells survive."""
    assert read((f"sep={delimiter}\r\n" + written(rows, delimiter)).encode("utf-8-sig")) == cells(rows)


def test_labels_full_of_commas_and_a_lone_semicolon_do_not_make_a_wrong_delimiter() -> None:
    """Labels full of commas and a lone semicolon do not make a wrong delimiter."""
    rows = [[str(number), f"One, two, three{', four' * (number % 3)}", "1,5"] for number in range(20)]
    rows[7][1] += "; a lone semicolon"
    assert read(written(rows, "\t").encode()) == cells(rows)
    assert read(written(rows, ";").encode()) == cells(rows)
    assert read(written(rows, ",").encode()) == cells(rows)


def test_a_sheet_of_one_column_stays_one() -> None:
    """A sheet of one column stays one."""
    assert read(b"Question\r\nyes\r\nno\r\n") == {(1, 1): "Question", (2, 1): "yes", (3, 1): "no"}


@pytest.mark.parametrize("program", ["soffice", "ssconvert"])
def test_what_programs_save_as_text_is_read(program: str, tmp_path: Path) -> None:
    """What LibreOffice and Gnumeric save as text is read."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row, values in enumerate(TABLE, 1):
        for column, value in enumerate(values, 1):
            book.active.cell(row, column, value or None)
    (tmp_path / "book.xlsx").write_bytes(saved(book))
    if program == "ssconvert":
        subprocess.run([need(program), "book.xlsx", "book.csv"], cwd=tmp_path, check=True, capture_output=True, timeout=300)
        assert read((tmp_path / "book.csv").read_bytes()) == cells(TABLE)
        return
    # Separator, quotation mark and character set: semicolon and Windows-1252, tab and UTF-16, comma and UTF-8.
    for number, options in enumerate(("59,34,1", "9,34,65535", "44,34,76")):
        folder = tmp_path / str(number)
        target = f"csv:Text - txt - csv (StarCalc):{options}"
        save_as(target, [tmp_path / "book.xlsx"], folder)
        assert read((folder / "book.csv").read_bytes()) == cells(TABLE)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("\ufeffNo.;Réponse\r\n1;oui".encode()[:-6] + b"\xe9\xff;oui", "file_encoding"),
        ("No.;Réponse\r\n1;oui".encode("utf-16") + b"\0", "file_encoding"),
        (b'1;"never closed;2\r\n3;4\r\n', "file_broken"),
    ],
)
def test_what_would_lose_letters_or_cells_is_refused(data: bytes, code: str) -> None:
    """What would lose letters or cells is refused."""
    assert read(data) == code


def test_excels_unicode_text_is_read_and_a_letter_is_not() -> None:
    """Excel saves "Unicode text" as .txt: a table with tabs is one, a letter is none."""
    assert read(written(TABLE, "\t").encode("utf-16"), "answers.txt") == cells(TABLE)
    assert read(written(ARABIC, "\t").encode("cp1256"), "answers.txt") == cells(ARABIC)
    assert read(b"Dear Sir,\r\n\r\nplease find our answers attached.\r\n\tYours, A.\r\n", "letter.txt") == "file_not_a_workbook"
