"""The cover sheet: what this is, whose it is, by when, how to fill it in and how to return it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from questionnaire.layout import Page, cover_name
from questionnaire.workbook.page import Maker
from questionnaire.workbook.style import ANSWER_GROUND, BAND, DARK, MUTED, at, box, ground, row_points, underline

REFERENCE, ORGANISATION = "COUNTERFOIL-REFERENCE", "COUNTERFOIL-ORGANISATION"
_NAMES, _TEXTS = 26.0, 84.0


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover sheet says of the study.

    `contact` is a name and address in one line; `study` is the study's id (the form's where blank).
    """

    study_title: str
    sender: str
    deadline_text: str
    returns_to: str
    contact: str
    study: str = ""


def write_cover(maker: Maker, cover: Cover, title: str, pages: Sequence[Page]) -> None:
    """Write the cover sheet, as the first one; reference and organisation are placeholders to be stamped."""
    sheet = maker.book.create_sheet(cover_name(maker.language), 0)
    maker.set_up(sheet)
    sheet.page_setup.orientation = "portrait"
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = _NAMES, _TEXTS
    _title(maker, sheet, 1, cover.study_title, size=17)
    _title(maker, sheet, 2, title, size=13)
    row = 4
    for code, value in _facts(cover):
        _fact(maker, sheet, row, maker.text(code), value, stamped=value in {REFERENCE, ORGANISATION})
        row += 1
    progress = maker.formulas.progress()
    if progress:
        _fact(maker, sheet, row, maker.text("expression_progress_title"), "", stamped=False)
        at(sheet, row, 2).value = f"={progress}"
        row += 1
    for heading, paragraphs in _paragraphs(maker, cover):
        row += 1
        maker.style.put(at(sheet, row, 1), heading, bold=True, size=12, colour=DARK)
        sheet.row_dimensions[row].height = 22
        for paragraph in paragraphs:
            row += 1
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
            maker.style.put(at(sheet, row, 1), paragraph)
            sheet.row_dimensions[row].height = row_points((paragraph, _NAMES + _TEXTS))
        row += 1
    _contents(maker, sheet, row + 1, pages)


def _facts(cover: Cover) -> Iterator[tuple[str, str]]:
    yield "workbook_reference", REFERENCE
    yield "workbook_organisation", ORGANISATION
    yield "workbook_deadline", cover.deadline_text
    yield "workbook_sender", cover.sender


def _paragraphs(maker: Maker, cover: Cover) -> Iterator[tuple[str, list[str]]]:
    say = maker.catalogue.say
    yield maker.text("workbook_fill_title"), maker.text("workbook_fill").strip().split("\n")
    yield maker.text("workbook_return_title"), [say("workbook_return", address=cover.returns_to).message]
    yield maker.text("workbook_contact_title"), [cover.contact]


def _title(maker: Maker, sheet: Worksheet, row: int, text: str, *, size: float) -> None:
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
    maker.style.put(at(sheet, row, 1), text, bold=True, size=size, colour=DARK)
    sheet.row_dimensions[row].height = row_points((text, (_NAMES + _TEXTS) * 11 / size / 1.1)) * size / 11


def _fact(maker: Maker, sheet: Worksheet, row: int, name: str, value: str, *, stamped: bool) -> None:
    label, cell = at(sheet, row, 1), at(sheet, row, 2)
    maker.style.put(label, name, colour=MUTED)
    maker.style.put(cell, value, bold=True)
    for each in (label, cell):
        each.fill, each.border = ground(BAND), underline()
    if stamped:
        cell.fill, cell.border = ground(ANSWER_GROUND), box()
    # The name of an organisation is not known yet: there is room for two lines.
    sheet.row_dimensions[row].height = 36 if value == ORGANISATION else max(22, row_points((value, _TEXTS)))


def _contents(maker: Maker, sheet: Worksheet, row: int, pages: Sequence[Page]) -> None:
    maker.style.put(at(sheet, row, 1), maker.text("workbook_sheets"), bold=True, size=12, colour=DARK)
    sheet.row_dimensions[row].height = 22
    for number, page in enumerate(pages, row + 1):
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=2)
        cell = at(sheet, number, 1)
        quoted = page.sheet.replace("'", "''")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!A1")
        maker.style.put(cell, page.title, colour="0B4F8A")
        sheet.row_dimensions[number].height = row_points((page.title, _NAMES + _TEXTS))
