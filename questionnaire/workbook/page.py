"""One sheet of questions: a section, a matrix or a table."""

from __future__ import annotations

from questionnaire.pages import Page
from questionnaire.workbook.maker import Maker
from questionnaire.workbook.rows import write_rows
from questionnaire.workbook.table import write_table


def write_page(maker: Maker, page: Page) -> None:
    """Write the sheet of `page` behind those that stand."""
    sheet = maker.book.create_sheet(page.sheet)
    maker.set_up(sheet)
    if page.table:
        write_table(maker, sheet, page, page.table)
    else:
        write_rows(maker, sheet, page)
