"""The cover sheet: what this is, whose it is, by when, how to fill it in and how to return it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from openpyxl.cell import Cell
from openpyxl.styles import Border
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from languages.spelling import respelled
from questionnaire.asides import meanings
from questionnaire.definition import Aside, in_language
from questionnaire.expressions.excel_pieces import quoted
from questionnaire.pages import Page, cover_name
from questionnaire.workbook.cover_words import Cover
from questionnaire.workbook.maker import Maker, begin_at, beginning_of
from questionnaire.workbook.placeholders import ORGANISATION, REFERENCE
from questionnaire.workbook.progress import Count, counts
from questionnaire.workbook.style import (
    ANSWER_GROUND,
    BAND,
    DARK,
    INK,
    LINK,
    MUTED,
    UNASKED,
    UNASKED_GROUND,
    at,
    box,
    dashed,
    ground,
    row_points,
    underline,
)

_NAMES, _TEXTS = 26.0, 84.0
_HIDDEN = 3  # From this column on stand counts that only formulas read.


def write_cover(maker: Maker, cover: Cover, title: str, pages: Sequence[Page]) -> None:
    """Write the cover sheet, as the first one; reference and organisation are placeholders to be stamped."""
    sheet = maker.book.create_sheet(cover_name(maker.language), 0)
    maker.set_up(sheet)
    sheet.page_setup.orientation = "portrait"
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = _NAMES, _TEXTS
    _title(maker, sheet, 1, cover.study_title, size=17)
    if _plain(title) != _plain(cover.study_title):  # A form that is called as its study is not named twice.
        _title(maker, sheet, 2, title, size=13)
    row = 4
    for code, value in _facts(cover):
        _fact(maker, sheet, row, respelled(maker.text(code), cover.spelling), value, stamped=value in {REFERENCE, ORGANISATION})
        row += 1
    progress = row
    counted = {page.sheet: counts(maker.formulas.operands, page, maker.results) for page in pages}
    known = any(counted.values()) and None not in counted.values()
    row = progress + known
    for heading, paragraphs in _paragraphs(maker, cover):
        row += 1
        _heading(maker, sheet, row, heading)
        for paragraph in paragraphs:
            row += 1
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
            maker.style.put(at(sheet, row, 1), paragraph)
            sheet.row_dimensions[row].height = row_points((paragraph, _NAMES + _TEXTS))
        row += 1
    row = _legend(maker, sheet, row + 1)
    cells = _contents(maker, sheet, row + 1, pages, counted)
    if known:
        _fact(maker, sheet, progress, maker.text("expression_progress_title"), "", stamped=False)
        every = [count for those in counted.values() for count in those or ()]
        _show_progress(maker, at(sheet, progress, 2), "expression_progress", [cell for each in cells for cell in each], every)
    begin_at(sheet, at(sheet, 1, 1))
    sheet.sheet_view.tabSelected = True


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()


def _facts(cover: Cover) -> Iterator[tuple[str, str]]:
    yield "workbook_reference", REFERENCE
    yield "workbook_organisation", ORGANISATION
    yield "workbook_deadline", cover.deadline_text
    yield "workbook_sender", cover.sender


def _paragraphs(maker: Maker, cover: Cover) -> Iterator[tuple[str, list[str]]]:
    say = maker.catalogue.say
    yield "workbook_fill_title", maker.text("workbook_fill").strip().split("\n")
    if maker.questionnaire.parts:
        yield "workbook_parts_title", [say("workbook_parts").message, *_of_parts(maker)]
    if said := list(_beside_figures(maker)):
        yield "workbook_flags_title", said
    yield "workbook_return_title", [say("workbook_return", address=cover.returns_to).message]
    yield "workbook_contact_title", [cover.contact]


def _of_parts(maker: Maker) -> Iterator[str]:
    """Yield for each part which sections it has."""
    form, listed = maker.questionnaire, maker.text("check_comma").join
    for part in form.parts:
        sections = (in_language(one.label, maker.language, form.languages) or one.name for one in form.sections if part in one.parts)
        yield f"{part}{maker.text('letter_colon')} {listed(sections)}"


def _beside_figures(maker: Maker) -> Iterator[str]:
    """Yield what the cells beside figures are for, where the form has some."""
    if flags := meanings(maker.questionnaire, maker.language):
        yield maker.catalogue.say("workbook_flags", flags=" · ".join(flags)).message
    if any(Aside.NOTE in question.asides for question in maker.questionnaire.questions):
        yield maker.text("workbook_notes")


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


def _legend(maker: Maker, sheet: Worksheet, row: int) -> int:
    """Show what the cells look like, as far as such ones occur, and return the next row."""
    form = maker.questionnaire
    looks: list[tuple[str, Callable[[Cell], None]]] = [("workbook_look_answer", _look(ANSWER_GROUND, box()))]
    if any(question.relevant for question in form.questions):
        looks.append(("workbook_look_unasked", _look(UNASKED_GROUND, underline())))
    if any(question.calculation and question.label for question in form.questions):
        looks.append(("workbook_look_calculated", _look(BAND, dashed())))
    _heading(maker, sheet, row, "workbook_looks")
    for number, (code, look) in enumerate(looks, row + 1):
        example, told = at(sheet, number, 1), at(sheet, number, 2)
        grey = code == "workbook_look_unasked"
        maker.style.put(example, maker.text(f"{code}_example"), size=10, italic=grey, colour=UNASKED if grey else INK, indent=1)
        look(example)
        sentence = maker.text(code)
        maker.style.put(told, sentence, indent=1)
        sheet.row_dimensions[number].height = max(22, row_points((sentence, _TEXTS)))
    return row + len(looks) + 1


def _look(colour: str, border: Border) -> Callable[[Cell], None]:
    def give(cell: Cell) -> None:
        cell.fill, cell.border = ground(colour), border

    return give


def _contents(
    maker: Maker, sheet: Worksheet, row: int, pages: Sequence[Page], counted: Mapping[str, tuple[Count, ...] | None]
) -> list[list[tuple[str, str]]]:
    """Write a link to each sheet with how much of it is answered; return the cells of each sheet's counts (required, given)."""
    _heading(maker, sheet, row, "workbook_sheets")
    cells = []
    for number, page in enumerate(pages, row + 1):
        cells.append(_count(maker, sheet, number, counted[page.sheet] or ()))
        progress, link = at(sheet, number, 1), at(sheet, number, 2)
        maker.style.put(progress, "", size=10, colour=MUTED)
        if cells[-1]:
            _show_progress(maker, progress, "workbook_progress", cells[-1], counted[page.sheet] or ())
        elif not any(counted.values()):
            link = progress
            sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=2)
        link.hyperlink = Hyperlink(ref=link.coordinate, location=beginning_of(page.sheet))
        maker.style.put(link, page.title, colour=LINK, underlined=True)
        sheet.row_dimensions[number].height = row_points((page.title, _TEXTS))
    return cells


def _count(maker: Maker, sheet: Worksheet, row: int, those: Sequence[Count]) -> list[tuple[str, str]]:
    """Write the counts of one sheet into hidden columns, and return their cells."""
    cells = []
    for number, count in enumerate(those):
        required, given = at(sheet, row, _HIDDEN + 2 * number), at(sheet, row, _HIDDEN + 2 * number + 1)
        required.value, given.value = f"={count.required}", f"={count.given}"
        if count.owed is not None:
            maker.results.put(required, count.owed)
        maker.results.put(given, 0)
        for cell in (required, given):
            sheet.column_dimensions[cell.column_letter].hidden = True
        cells.append((required.coordinate, given.coordinate))
    return cells


def _show_progress(maker: Maker, cell: Cell, code: str, cells: Sequence[tuple[str, str]], those: Sequence[Count]) -> None:
    """Write the formula that says how many of the required answers are given, and what it says as long as none is."""
    cell.value = f"={_progress(maker, code, cells)}"
    owed = [count.owed for count in those if count.owed is not None]
    if len(owed) == len(those):
        maker.results.put(cell, maker.catalogue.say(code, answered="0", required=str(sum(owed))).message)


def _progress(maker: Maker, code: str, cells: Sequence[tuple[str, str]]) -> str:
    """Return the formula that says how many of the required answers are given."""
    said = maker.catalogue.say(code, answered="\0answered\0", required="\0required\0").message.split("\0")
    sums = {"required": "+".join(required for required, _ in cells), "answered": "+".join(given for _, given in cells)}
    return "&".join(f"({sums[part]})" if part in sums else quoted(part) for part in said if part)


def _heading(maker: Maker, sheet: Worksheet, row: int, code: str) -> None:
    maker.style.put(at(sheet, row, 1), maker.text(code), bold=True, size=12, colour=DARK)
    sheet.row_dimensions[row].height = 22
