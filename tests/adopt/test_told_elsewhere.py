"""Whatever a respondent writes into an adopted workbook is read or told: over texts and days, and on sheets that ask nothing."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime

import openpyxl
import pytest

from tests.adopt.making import Maker
from tests.adopt.returned import Sent, by_libreoffice, by_openpyxl, reading_of, sent
from tests.programs import need
from workbooks.cells import Cell, CellValue


def _sent() -> Sent:
    """Return a workbook with three questions, notes, a date of its author, and a second sheet that asks nothing."""
    make = Maker("told", protect=False)
    page = make.sheet("A")
    for row, label in enumerate(("Staff", "Wells", "Pumps"), 1):
        page.write(f"A{row}", label)
        make.ask(page, f"B{row}", label, "integer", code="#,##0")
    page.write("D1", "A note of the author")
    page.write_datetime("D2", datetime(2026, 1, 31), make.format("yyyy-mm-dd"))  # noqa: DTZ001 - A cell has no zone.
    page.write_formula("D3", "=B1+B2", make.grey, 0)
    notes = make.sheet("Notes")
    for row, text in enumerate(("Please read this first.", "Figures are of the last year.", "Questions go to us."), 1):
        notes.write(f"A{row}", text)
    notes.write_datetime("B1", datetime(2026, 2, 1), make.format("yyyy-mm-dd"))  # noqa: DTZ001
    notes.write_formula("B2", "=A!B1*2", make.grey, 0)
    notes.write("B3", 7)
    return sent(make.done())


def _filled(one: Sent, typed: Mapping[str, CellValue], new: str = "") -> bytes:
    """Return a copy with its three answers, and what is typed by `Sheet!A1`; `new` is a sheet that is added with these cells."""
    book = openpyxl.load_workbook(io.BytesIO(by_openpyxl(one.copy, {Cell("A", row, 2): 10 * row for row in (1, 2, 3)})))
    if new:
        book.create_sheet(new)
    for place, value in typed.items():
        name, at = place.split("!")
        book[name][at] = value  # type: ignore[assignment]
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _told(one: Sent, data: bytes, name: str = "returned.xlsx") -> list[str]:
    return [f"{each.sheet}!{each.cell}" for each in reading_of(one, data, name).findings if each.code == "stray_text"]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("A!D1", "We have no staff"),
        ("A!D1", datetime(2026, 5, 6)),  # noqa: DTZ001 - A cell has no zone.
        ("A!D1", True),
        ("A!D2", "Not yet known"),
        ("A!D2", datetime(2026, 5, 6)),  # noqa: DTZ001
        ("A!D2", 15),
        ("Notes!A2", "Ours are of this year"),
        ("Notes!A2", 15),
        ("Notes!B1", datetime(2026, 5, 6)),  # noqa: DTZ001
        ("Notes!B3", 8),
        ("Notes!B3", "eight"),
        ("Notes!C9", "We have no pumps"),
        ("Notes!C9", 15),
    ],
)
def test_what_is_written_over_print_or_beside_it_is_told(place: str, value: CellValue) -> None:
    """A text, a figure or a day may be an answer in the wrong place, on a sheet that asks nothing as well."""
    one = _sent()
    assert _told(one, _filled(one, {})) == []
    assert _told(one, _filled(one, {place: value})) == [place]


def test_what_is_written_on_a_sheet_of_ones_own_is_told() -> None:
    """It may be the answer for which there was no room."""
    one = _sent()
    assert _told(one, _filled(one, {"More!B2": "The pumps are of 1990", "More!B3": 12}, new="More")) == ["More!B2", "More!B3"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A note of the author.", []),
        ("a  note of the AUTHOR", []),
        ("A note of the author: 12", ["A!D1"]),
        ("A note of an author", ["A!D1"]),
    ],
)
def test_a_printed_text_that_is_only_spelt_in_another_way_is_no_answer(text: str, told: list[str]) -> None:
    """Any other may be one, also what was put behind the printed words."""
    one = _sent()
    assert _told(one, _filled(one, {"A!D1": text, "Notes!A3": "Questions go to us!"})) == told


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_nothing_is_told_of_a_copy_that_another_program_saved(kind: str) -> None:
    """Dates, formulas and figures of a sheet that asks nothing are the same in all formats."""
    need("soffice")
    one = _sent()
    saved = by_libreoffice({"told": _filled(one, {})}, kind)["told"]
    assert _told(one, saved, f"told.{kind}") == []


def test_rows_that_were_put_into_a_sheet_that_asks_nothing_are_no_answers() -> None:
    """What was only moved there was written by nobody."""
    one = _sent()
    book = openpyxl.load_workbook(io.BytesIO(_filled(one, {})))
    book["Notes"].insert_rows(2)
    written = io.BytesIO()
    book.save(written)
    assert _told(one, written.getvalue()) == []


def test_texts_that_were_typed_over_an_example_row_are_told() -> None:
    """The example row is printed, and beneath it a table begins whose other columns hold cells in it."""
    make = Maker("example", protect=False)
    page = make.sheet("A")
    page.write_row(0, 0, ["Code", "Site", "Weight", "Day"], make.head)
    page.write_row(1, 0, ["sample code", "core"])
    for row in range(2, 9):
        for letter, label, code in (("C", "Weight", "0.0"), ("D", "Day", "yyyy-mm-dd")):
            make.ask(page, f"{letter}{row}", label, "decimal" if code == "0.0" else "date", code=code)
        if row > 2:
            make.ask(page, f"A{row}", "Code", "text", code="@")
    one = sent(make.done())
    typed: dict[str, CellValue] = {"A!A2": "X-17", "A!B2": "Ravine", "A!C2": 4.5, "A!D2": date(2026, 3, 4)}
    book = openpyxl.load_workbook(io.BytesIO(one.copy))
    for place, value in typed.items():
        book["A"][place[2:]] = value  # type: ignore[assignment]
    written = io.BytesIO()
    book.save(written)
    reading = reading_of(one, written.getvalue())
    told = {f"A!{each.cell}" for each in reading.findings if each.code == "stray_text"}
    read = {value for value in reading.answers.values() if value is not None}
    assert all(place in told or value in read for place, value in typed.items()), (told, read)


def test_a_sheet_whose_labels_were_translated_is_told_in_one_sentence() -> None:
    """It names some of the cells and says how many there are; fewer are told one by one, since each may be an answer."""
    make = Maker("translated", protect=False)
    page = make.sheet("A")
    for row in range(1, 31):
        page.write(f"A{row}", f"Question {row}")
        make.ask(page, f"B{row}", f"Question {row}", "integer", code="#,##0")
    one = sent(make.done())

    def told(rows: int) -> list[str]:
        book = openpyxl.load_workbook(io.BytesIO(by_openpyxl(one.copy, {Cell("A", row, 2): row for row in range(1, 31)})))
        for row in range(31, 31 + rows):
            book["A"][f"D{row}"] = f"Pregunta {row}"
        written = io.BytesIO()
        book.save(written)
        return [each.message for each in reading_of(one, written.getvalue()).findings if each.code == "stray_text"]

    assert len(told(19)) == 19
    (said,) = told(25)
    assert all(part in said for part in ("25", "Pregunta 31", "D31, D32, D33"))
