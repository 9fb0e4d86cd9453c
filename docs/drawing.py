"""The workbook of the authors' tour that is drawn by hand: its table as cells, corrections of its draft, and answers in a copy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Border, Font, PatternFill, Protection, Side

Rows = list[dict[str, str]]
# A cell that takes an answer stands as [ ] in the table, one that takes a number with its format, as in [0].
_FORMATS = {"[ ]": "@", "[0]": "#,##0", "[0.0]": "#,##0.0"}
_SIDE = Side(style="thin", color="FF7F8C8D")
_FRAME = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)


def draw(file: Path, name: str, grid: Sequence[Sequence[str]]) -> None:
    """Write a workbook with one protected sheet, whose first row is its title."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = name
    for column, width in (("A", 34), ("B", 24), ("C", 24)):
        sheet.column_dimensions[column].width = width
    sheet.page_margins.top = sheet.page_margins.left = 0.4
    sheet.protection.sheet = True
    sheet.page_setup.orientation = "landscape"
    for row, texts in enumerate(grid, 1):
        for place, text in enumerate(texts, 1):
            cell = sheet.cell(row, place)
            if text in _FORMATS:
                cell.number_format, cell.border = _FORMATS[text], _FRAME
                cell.fill, cell.protection = PatternFill("solid", fgColor="FFFFF9E0"), Protection(locked=False)
            elif text:
                cell.value = int(text) if text.isdecimal() else text
                cell.font = Font(bold=row == 1 or text.isdecimal())
    book.save(file)


def correct(file: Path, name: str, rows: Rows) -> None:
    """Write into the rows of a form that have these names, or into the first one where the table names none; columns may be new."""
    book = load_workbook(file)
    sheet = book[name]
    titles = [str(title) for (title,) in sheet.iter_cols(max_row=1, values_only=True)]
    # A draft has its labels and messages in one language, which the page leaves out.
    columns = {title if title.startswith("excel::") else title.partition("::")[0]: place for place, title in enumerate(titles, 1)}
    numbers = {str(row[columns["name"] - 1]): number for number, row in enumerate(sheet.values, 1)} if "name" in columns else {}
    for row in rows:
        number = numbers[row["name"]] if "name" in row else 2
        for title, text in row.items():
            place = columns.setdefault(title, sheet.max_column + 1)
            sheet.cell(1, place).value = sheet.cell(1, place).value or title
            if text and title != "name":
                sheet.cell(number, place).value = text
    book.save(file)


def type_in(file: Path, target: Path, rows: Rows) -> None:
    """Save a copy of a workbook with answers in its cells."""
    book = load_workbook(file)
    for row in rows:
        text = row["answer"]
        book[row["sheet"]][row["cell"]].value = float(text) if text.replace(".", "", 1).isdecimal() else text
    book.save(target)
