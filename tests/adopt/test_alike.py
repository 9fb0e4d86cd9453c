"""What stands next to cells that ask, and is drawn as they are, asks too; what is drawn as labels are does not."""

from __future__ import annotations

import io
from collections.abc import Callable

import xlsxwriter

from questionnaire.adopt import Sureness, adopt
from workbooks.cells import a1

Write = Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], None]


def _asked(write: Write) -> dict[str, Sureness]:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    write(book, book.add_worksheet("Form"))
    book.close()
    return {a1(*at): one.cell_guess for one in adopt(buffer.getvalue(), "form.xlsx").questions for at in one.cells}


def test_a_heading_within_a_rule_that_was_set_over_a_whole_column_asks_nothing() -> None:
    """And the other columns of that table ask as far down as the rule goes."""

    def write(book: xlsxwriter.Workbook, page: xlsxwriter.worksheet.Worksheet) -> None:
        page.write_row("A1", ["Supplier", "Contact", "In stock?", "Remarks"], book.add_format({"bold": True}))
        page.write_row("A2", ["ABC Company", "S. Smith", "No"])
        page.data_validation("C1:C60", {"validate": "list", "source": ["Yes", "No"]})

    found = _asked(write)
    assert found.keys() == {f"{letter}{row}" for letter in "ABCD" for row in range(2, 61)}
    assert {cell[0] for cell, guess in found.items() if guess is Sureness.SURE} == {"C"}


def test_headings_with_nothing_beneath_them_ask_for_rows() -> None:
    """A row of hints beneath the headings is one of theirs, though not every column has a hint."""

    def write(book: xlsxwriter.Workbook, page: xlsxwriter.worksheet.Worksheet) -> None:
        head = book.add_format({"bold": True, "bg_color": "#8EB4E3", "border": 1})
        page.write_row("A1", ["Facility", "Evaluation", "Completed on", "Area", "Cost", "Savings"], head)
        page.write_row("A2", ["", "", "(yyyy-mm-dd)", "(m2)", "(dollars)", "(dollars)"], head)

    found = _asked(write)
    assert {"A3", "F3", "F10"} <= found.keys()
    assert not any(cell.endswith(("1", "2")) and len(cell) == len("A1") for cell in found)


def test_lines_beneath_a_box_are_its_further_lines() -> None:
    """They have no words of their own, and look as the first one."""

    def write(book: xlsxwriter.Workbook, page: xlsxwriter.worksheet.Worksheet) -> None:
        box = book.add_format({"border": 1})
        page.write("A2", "Talents:")
        for row in (2, 3, 4):
            page.merge_range(f"B{row}:E{row}", "", box)
        page.write("A6", "Awards:")
        page.merge_range("B6:E6", "", box)

    assert _asked(write).keys() == {"B2", "B3", "B4", "B6"}


def test_labels_and_blanks_that_are_framed_alike_are_pairs() -> None:
    """Several beneath each other, or one that asks; a cell that is framed within a row of others is none."""

    def write(book: xlsxwriter.Workbook, page: xlsxwriter.worksheet.Worksheet) -> None:
        box = book.add_format({"border": 1})
        for row, label in enumerate(("Length of the network", "Number of pumps", "Water sold")):
            page.write(row, 0, label, box)
            page.write_blank(row, 1, None, box)
        page.write("A6", "Is water metered?", box)
        page.write_blank("B6", None, box)

    assert _asked(write).keys() == {"B1", "B2", "B3", "B6"}


def test_a_blank_in_the_colour_of_labels_only_fills_up_its_row() -> None:
    """As beside the answer to a question that has only half a row."""

    def write(book: xlsxwriter.Workbook, page: xlsxwriter.worksheet.Worksheet) -> None:
        label, box = book.add_format({"bold": True, "bg_color": "#FFCC99", "border": 1}), book.add_format({"border": 1})
        for row, (one, other) in enumerate((("Name", "Surname"), ("Street", "City"), ("Number", ""))):
            page.write(row, 0, one, label)
            page.write_blank(row, 1, None, box)
            page.write(row, 2, other, label)
            page.write_blank(row, 3, None, box if other else label)

    assert _asked(write).keys() == {"B1", "D1", "B2", "D2", "B3"}


def test_figures_beneath_a_heading_of_inputs_ask() -> None:
    """Even where no formula reads them, as in a model that others are to write."""

    def write(book: xlsxwriter.Workbook, page: xlsxwriter.worksheet.Worksheet) -> None:
        page.merge_range("A1:B1", "Inputs", book.add_format({"bold": True}))
        page.write_row("A2", ["Price of a machine", 1000])
        page.write_row("A3", ["Interest rate", 0.04])
        page.merge_range("A5:B5", "Results of last year", book.add_format({"bold": True}))
        page.write_row("A6", ["Sales", 71])

    assert _asked(write) == {"B2": Sureness.GUESSED, "B3": Sureness.GUESSED}


def test_a_name_that_is_left_from_a_list_asks_nothing() -> None:
    """Its cells are blank, have no lines, and nothing stands over them."""

    def write(book: xlsxwriter.Workbook, page: xlsxwriter.worksheet.Worksheet) -> None:
        page.write("A1", "Name of the port:")
        page.write("A30", "Thank you.")
        book.define_name("state", "=Form!$Q$5:$Q$25")

    assert _asked(write).keys() == {"B1"}
