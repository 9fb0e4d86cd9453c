"""The workbook with matrices, tables and calculations: where things stand, what the cells work out, and what they let in."""

from __future__ import annotations

import io
import os
import subprocess
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from questionnaire.expressions import parse
from questionnaire.layout import GROWTH, KEY
from questionnaire.pages import lay_out, pages
from questionnaire.workbook.build import build
from tests.lint import findings
from tests.office import save_as
from tests.programs import need
from tests.questionnaire.repeat_samples import FIGURES, LAST_ROUND, figures
from tests.questionnaire.workbook_samples import COVER, PERSONAL, blank, opened, saved

LANGUAGES = FIGURES.languages
MATRIX, EQUIPMENT = "Offences by year", "Equipment bought"


def made(language: str = "en", **previous: str) -> bytes:
    """Return one organisation's workbook."""
    workbook = blank(language, FIGURES)
    return workbook.prefix + workbook.stamp(replace(PERSONAL, previous=previous))


def cell_below(sheet: Any, heading: str, row: int) -> Any:
    """Return the cell of a table under a visible heading, in the instance with this number."""
    head = next(cell for cells in sheet.iter_rows() for cell in cells if cell.value == heading)
    return sheet.cell(head.row + 1 + row, head.column)


def cell_across(sheet: Any, label: str, heading: str) -> Any:
    """Return the cell of a matrix in the row of a visible label, under a visible heading."""
    row = next(cell.row for (cell,) in sheet.iter_rows(min_col=2, max_col=2) if cell.value == label)
    column = next(cell.column for cell in sheet[2] if str(cell.value) == heading)
    return sheet.cell(row, column)


def filled(data: bytes) -> openpyxl.Workbook:
    """Return the workbook as a person filled it in, by what they see."""
    book = opened(data)
    section, matrix, table = (book[name] for name in ("Numbers", MATRIX, EQUIPMENT))
    for label, value in {"Any cases at all?": "Yes", "Number of employees": 100, "Of these, women": 40, "Remark": "none"}.items():
        cell_across(section, label, "Your answer").value = value
    for heading, recorded, solved in (("2009", 10, 5), ("2010", 0, "n/a"), ("2011", 8, 0)):
        cell_across(matrix, "Recorded offences", heading).value = recorded
        cell_across(matrix, "Of these, solved", heading).value = solved
    for row, (pieces, price) in enumerate([(2, 1.5), ("n/a", 7), (3, 10)], 1):
        cell_below(table, "Pieces", row).value = pieces
        cell_below(table, "Price of one", row).value = price
    # A row beneath the framed ones.
    cell_below(table, "Pieces", 20).value = 1
    cell_below(table, "Price of one", 20).value = 100
    return book


def by_libreoffice(data: bytes, folder: Path) -> bytes:
    """Return the workbook as LibreOffice saves it."""
    return all_by_libreoffice([data], folder)[0]


def all_by_libreoffice(books: Sequence[bytes], folder: Path) -> list[bytes]:
    """Return the workbooks as LibreOffice saves them, which is started once."""
    asked = [folder / "in" / f"{number}.xlsx" for number, _ in enumerate(books)]
    (folder / "in").mkdir()
    for path, data in zip(asked, books, strict=True):
        path.write_bytes(data)
    save_as("xlsx", asked, folder / "out", locale="C.UTF-8")
    return [(folder / "out" / path.name).read_bytes() for path in asked]


def by_gnumeric(data: bytes, folder: Path) -> bytes:
    """Return the workbook as Gnumeric saves it."""
    source, target = folder / "source.xlsx", folder / "target.xlsx"
    source.write_bytes(data)
    command = [need("ssconvert"), "--recalc", str(source), str(target)]
    subprocess.run(command, env={**os.environ, "LC_ALL": "C.UTF-8"}, capture_output=True, check=True, timeout=300)
    return target.read_bytes()


def calculated_book(data: bytes) -> openpyxl.Workbook:
    """Return a workbook with the results of its formulas."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Gnumeric writes no default style.
        return openpyxl.load_workbook(io.BytesIO(data), data_only=True)


PROGRAMS = (by_libreoffice, by_gnumeric)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_matrix_stands_where_the_layout_says(language: str) -> None:
    """Each cell has its name, each row its key and a name over all its cells, and the columns have the headings of the list."""
    book, layout = opened(made(language)), lay_out(FIGURES, language)
    slots = [slot for slot in layout.slots if slot.item]
    assert {slot.item for slot in slots} >= {"offences[2009].recorded", "offences[2011].why"}
    for slot in slots:
        sheet = book[slot.sheet]
        assert (sheet.cell(slot.row, 2).value, sheet.cell(2, slot.column).value) == (slot.label, slot.heading)
        assert sheet.cell(slot.row, layout.key_column(slot)).value == slot.anchor
        assert sheet.column_dimensions[get_column_letter(layout.key_column(slot))].hidden
        assert list(book.defined_names[slot.key].destinations) == [(slot.sheet, f"${get_column_letter(slot.column)}${slot.row}")]
        assert list(book.defined_names[slot.anchor].destinations) == [(slot.sheet, f"$C${slot.row}:$E${slot.row}")]
        assert not sheet.cell(slot.row, slot.column).protection.locked


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fixed", [False, True])
def test_a_table_stands_where_the_layout_says(language: str, fixed: bool) -> None:
    """Headings, the hidden keys, numbered rows with a frame, and further rows without one that are open as well, unless it is fixed."""
    form = figures(fixed=fixed)
    book, (table,) = opened(build(form, language, COVER)), lay_out(form, language).tables
    sheet = book[table.sheet]
    assert sheet.row_dimensions[table.head + 1].hidden
    assert [sheet.cell(table.first + place, 1).value for place in range(table.room)] == list(range(1, 9))
    assert (table.last - table.first + 1, sheet.cell(table.last + 1, 2).protection.locked) == (8 if fixed else 8 + GROWTH, True)
    for column in table.columns:
        letters = get_column_letter(column.column)
        assert (sheet.cell(table.head, column.column).value, sheet.cell(table.head + 1, column.column).value) == (column.label, column.key)
        assert list(book.defined_names[column.key].destinations) == [(sheet.title, f"${letters}${table.first}:${letters}${table.last}")]
        rows = range(table.first, table.last + 1)
        assert {bool(sheet.cell(row, column.column).protection.locked) for row in rows} == {column.calculated}
        framed = [row for row in rows if getattr(sheet.cell(row, column.column).border.left, "style", None)]
        assert framed == list(range(table.first, table.first + table.room))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("protect", [True, False])
def test_nothing_in_the_parts_would_be_repaired(language: str, protect: bool) -> None:
    """The lint finds nothing, in what is built and in what is stamped."""
    assert findings(build(FIGURES, language, COVER, protect=protect)) == ()
    assert findings(made(language, **LAST_ROUND)) == ()
    assert findings(blank(language, FIGURES).unaddressed) == ()


@pytest.mark.parametrize("program", PROGRAMS)
def test_cells_work_out_what_the_form_says(tmp_path: Path, program: Any) -> None:
    """Row by row in a table, column by column in a matrix, and over all instances from outside; blank where something is missing."""
    book = calculated_book(program(saved(filled(made())), tmp_path))
    section, matrix, table = (book[name] for name in ("Numbers", MATRIX, EQUIPMENT))
    shown = {
        label: cell_across(section, label, "Your answer").value
        for label in (
            "Men",
            "Share of men (%)",
            "Four times the employees",
            "Offences in all years",
            "Cost of all equipment",
            "Kinds of equipment",
        )
    }
    assert list(shown.values()) == [60, 60, 400, 18, 133, 4]
    assert [cell_across(matrix, "Share solved (%)", year).value for year in ("2009", "2010", "2011")] in ([50, None, 0], [50, "", 0])
    assert [cell_below(table, "Cost", row).value or "" for row in (1, 2, 3, 4, 20)] == [3, "", 30, "", 100]
    assert book.worksheets[0]["B8"].value == "5 of 5 required questions answered"


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_missing_code_makes_a_calculation_blank(tmp_path: Path, program: Any) -> None:
    """It is no number, and 0 would be wrong."""
    book = filled(made())
    cell_across(book["Numbers"], "Number of employees", "Your answer").value = "D"
    shown = calculated_book(program(saved(book), tmp_path))["Numbers"]
    assert [cell_across(shown, label, "Your answer").value or "" for label in ("Men", "Four times the employees")] == ["", ""]


def test_what_excel_cannot_work_out_is_said() -> None:
    """A regular expression has no Excel reading."""
    sheet = opened(made())["Numbers"]
    cell = cell_across(sheet, "Code", "Your answer")
    assert (cell.value, cell.protection.locked) == ("Worked out when the workbook is returned.", True)


def rules(book: openpyxl.Workbook, sheet: str) -> dict[str, Any]:
    """Return the validations of a sheet by their cells."""
    return {str(rule.sqref): rule for rule in book[sheet].data_validations.dataValidation}


def test_a_rule_in_a_repeat_speaks_of_the_same_instance() -> None:
    """One validation and one format serve all rows of a table, or all columns of a matrix."""
    book = opened(made())
    solved = rules(book, MATRIX)["C4:E4"]
    assert (solved.type, solved.errorStyle) == ("custom", "warning")
    assert solved.formula1 == 'OR(C$4="n/a",IFERROR(AND(ISNUMBER(C$4),C$4=INT(C$4),AND(COUNT(C$4,C$3)=2,C$4<=C$3)),FALSE))'
    grey = {str(each.sqref): each.rules[0].formula[0] for each in book[MATRIX].conditional_formatting}
    assert set(grey) == {"C5:E5", "A7:F7"}
    assert "$2" not in grey["C5:E5"]
    assert "C$3" in grey["C5:E5"]
    first = lay_out(FIGURES, "en").tables[0].first
    pieces = rules(book, EQUIPMENT)[f"D{first}:D{first + 8 + GROWTH - 1}"]
    assert f"$D{first}" in pieces.formula1
    assert "q_staff" in pieces.formula1


def test_a_cell_lets_in_numbers_that_meet_the_constraint_and_codes(tmp_path: Path) -> None:
    """LibreOffice says of the rule's formula what it would say of the answer."""
    cases: dict[int | float | str, bool] = {5: True, 101: False, 0: False, 2.5: False, "n/a": True, "N/A": True, "D": False, 100: True}
    books: list[openpyxl.Workbook] = []
    first = lay_out(FIGURES, "en").tables[0].first
    for pieces in cases:
        books.append(opened(made()))
        cell_across(books[-1]["Numbers"], "Number of employees", "Your answer").value = 100
        sheet = books[-1][EQUIPMENT]
        sheet.cell(first, 4).value = pieces
        sheet.cell(first, 30).value = f"={next(rule.formula1 for cells, rule in rules(books[-1], EQUIPMENT).items() if cells[0] == 'D')}"
    calculated = map(calculated_book, all_by_libreoffice([saved(book) for book in books], tmp_path))
    assert [book[EQUIPMENT].cell(first, 30).value for book in calculated] == list(cases.values())


def test_a_table_gets_frames_as_it_is_filled() -> None:
    """A further row looks like the framed ones as soon as anything stands in it or above it."""
    book, (table,) = opened(made()), lay_out(FIGURES, "en").tables
    begin, last = table.first + table.room, table.last
    formats = {str(each.sqref): each.rules[0] for each in book[EQUIPMENT].conditional_formatting}
    frame = formats[f"B{begin}:E{last} G{begin}:I{last}"]
    assert frame.formula == [f"COUNTA($B{begin - 1}:$E{begin},$G{begin - 1}:$I{begin})>0"]
    assert formats[f"F{begin}:F{last}"].formula == frame.formula
    # What does not apply is grey only in a row that is begun.
    assert formats[f"E{table.first}:E{last}"].formula[0].startswith(f"AND(COUNTA($B{table.first}:$E{table.first}")


def test_long_notes_above_a_table_leave_room_to_scroll() -> None:
    """Headings that fill the window would hide the rows for good."""
    long = {"en": "Please read this with care. " * 120}
    form = replace(FIGURES, questions=tuple(replace(each, label=long) if each.name == "guide" else each for each in FIGURES.questions))
    assert opened(build(form, "en", COVER))[EQUIPMENT].freeze_panes == "B1"


def test_codes_and_units_are_told_where_one_answers() -> None:
    """In the help, and when something else was typed."""
    book = opened(made())
    staff = cell_across(book["Numbers"], "Number of employees", "Your answer")
    rule = rules(book, "Numbers")[staff.coordinate]
    assert rule.type == "custom"
    assert rule.error.endswith("If there is no number: n/a, D")
    told = cell_across(book["Numbers"], "Number of employees", "Help").value
    assert told == "Required.\nAt the end of 2011\nUnit: employees\nIf there is no number: n/a, D"


def test_codes_too_many_for_a_rule_are_not_refused() -> None:
    """A validation holds 255 characters; better none than one that refuses what the form allows."""
    codes = tuple(f"not available for reason {number}" for number in range(20))
    form = replace(FIGURES, questions=tuple(replace(each, missing=codes) if each.name == "staff" else each for each in FIGURES.questions))
    data = build(form, "en", COVER)
    rule = rules(opened(data), "Numbers")["C4"]
    assert (rule.type, rule.showErrorMessage, bool(rule.prompt)) == (None, False, True)
    assert findings(data) == ()


def test_a_warning_only_warns() -> None:
    """The form's author said that the constraint need not be met."""
    from domain.finding import Severity  # noqa: PLC0415

    weak = tuple(replace(each, severity=Severity.WARNING, missing=()) if each.name == "staff" else each for each in FIGURES.questions)
    rule = rules(opened(build(replace(FIGURES, questions=weak), "en", COVER)), "Numbers")["C4"]
    assert (rule.type, rule.errorStyle) == ("whole", "warning")


def texts(data: bytes) -> list[str]:
    """Return every text in the cells of a workbook."""
    cells: Iterable[Any] = (cell for sheet in opened(data).worksheets for row in sheet.iter_rows() for cell in row)
    return [cell.value for cell in cells if isinstance(cell.value, str)]


@pytest.mark.parametrize(
    ("language", "told", "in_matrix"),
    [
        ("en", "Last round: 120", "Last round: 2009: 12 · 2010: 15.5"),
        ("fr", "Enquête précédente\u00a0: 120", "Enquête précédente\u00a0: 2009: 12 · 2010: 15.5"),
        ("ar", "الجولة السابقة: 120", "الجولة السابقة: 2009: 12 · 2010: 15.5"),
    ],
)
def test_the_last_rounds_value_is_shown_and_stands_raw_behind_the_key(language: str, told: str, in_matrix: str) -> None:
    """One value in a section, and one a column in a matrix."""
    data = made(language, **LAST_ROUND)
    helps = [text.split("\n")[-1] for text in texts(data)]
    assert helps.count(told) == helps.count(in_matrix) == 1
    book, layout = opened(data), lay_out(FIGURES, language)
    (staff,) = layout.by_item["staff"]
    assert book[staff.sheet].cell(staff.row, KEY + 1).value == "120"
    assert book[staff.sheet].column_dimensions["F"].hidden
    (recorded,) = layout.by_item["offences[2009].recorded"]
    behind = [book[recorded.sheet].cell(recorded.row, layout.key_column(recorded) + 1 + place).value or "" for place in range(3)]
    assert behind == ["12", "15.5", ""]


def test_where_there_was_no_last_round_nothing_is_left_of_it() -> None:
    """Neither the words nor a placeholder."""
    shown = texts(made())
    assert not any("Last round:" in text or "COUNTERFOIL-" in text for text in shown)
    assert "Required." in shown


def test_a_value_of_the_last_round_is_text_whatever_it_is() -> None:
    """It is escaped as a name is."""
    assert any(text.endswith('Last round: <1 & "2">') for text in texts(made(staff='<1 & "2">')))


def test_every_sheet_opens_at_its_first_answer_and_the_cover_leads_to_all() -> None:
    """The cursor stands where one begins to fill in, and the cover is in front."""
    book = opened(made())
    assert book.active is book.worksheets[0]
    first = lay_out(FIGURES, "en").tables[0].first
    cursors = {name: book[name].sheet_view.selection[-1].activeCell for name in ("Numbers", MATRIX, EQUIPMENT)}
    assert cursors == {"Numbers": "C3", MATRIX: "C3", EQUIPMENT: f"B{first}"}
    links = {cell.hyperlink.location for row in book.worksheets[0].iter_rows() for cell in row if cell.hyperlink}
    assert links == {f"'{page.sheet}'!A1" for page in pages(FIGURES, "en")}
    to_table = next(cell for (cell,) in book["Numbers"].iter_rows(min_col=2, max_col=2) if cell.value == f"See the sheet “{EQUIPMENT}”.")
    assert to_table.hyperlink
    assert to_table.hyperlink.location == f"'{EQUIPMENT}'!A1"


def test_headings_stay_in_sight() -> None:
    """Those of a table and its row numbers; the questions of a matrix; the headings of a section."""
    book, first = opened(made()), lay_out(FIGURES, "en").tables[0].first
    assert [book[name].freeze_panes for name in ("Numbers", MATRIX, EQUIPMENT)] == ["A3", "C3", f"B{first}"]


@pytest.mark.parametrize("program", PROGRAMS)
def test_other_programs_keep_what_was_answered_and_the_names(tmp_path: Path, program: Any) -> None:
    """Nothing of an answer is lost on the way."""
    before = filled(made())
    after = calculated_book(program(saved(before), tmp_path))
    keys = {slot.key for slot in lay_out(FIGURES, "en").slots} | {column.key for column in lay_out(FIGURES, "en").tables[0].columns}
    assert keys <= set(after.defined_names)
    for sheet in (sheet for sheet in before.worksheets[1:] if sheet.sheet_state == "visible"):
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, (int, float)):
                    assert after[sheet.title][cell.coordinate].value == cell.value


def test_a_count_that_excel_cannot_say_is_left_out() -> None:
    """A wrong count is worse than none; the other sheets have theirs."""
    hidden = parse("regex(${remark}, '[a-z]+')")
    form = replace(FIGURES, questions=tuple(replace(each, relevant=hidden) if each.name == "women" else each for each in FIGURES.questions))
    cover = [str(cell.value) for row in opened(build(form, "en", COVER)).worksheets[0].iter_rows() for cell in row if cell.value]
    assert not any("required questions" in text for text in cover)
    assert sum("of" in text and text.startswith("=") for text in cover) == 1
