"""The workbook of one questionnaire in one language, built once: cover, a sheet a section, hidden lists and hidden marks."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from languages import catalogue
from questionnaire.definition import Questionnaire, in_language
from questionnaire.layout import MARKS_SHEET
from questionnaire.pages import lay_out, pages
from questionnaire.printed import printed
from questionnaire.workbook.cover import write_cover
from questionnaire.workbook.cover_words import Cover
from questionnaire.workbook.drop_downs import DropDownLists
from questionnaire.workbook.formulas import Formulas
from questionnaire.workbook.maker import Maker
from questionnaire.workbook.operands import Operands
from questionnaire.workbook.page import write_page
from questionnaire.workbook.placeholders import REFERENCE, TOKEN, TOKEN_NAME
from questionnaire.workbook.previous import last_rounds
from questionnaire.workbook.results import Results
from questionnaire.workbook.settle import settled
from questionnaire.workbook.style import DARK, Style


def build(questionnaire: Questionnaire, language: str, cover: Cover, *, protect: bool = True) -> bytes:
    """Return the blank workbook (xlsx) with placeholders for reference, organisation and token; the same input gives the same bytes.

    Without `protect` the sheets are not locked.
    """
    book = Workbook()
    title = printed(in_language(questionnaire.title, language, questionnaire.languages)) or questionnaire.id
    book.remove(book.worksheets[0])
    style, words = Style.of(language), catalogue(language)
    pages_ = pages(questionnaire, language)

    def set_up(sheet: Worksheet) -> None:
        _set_up(sheet, style, footer=title, protect=protect)

    layout = lay_out(questionnaire, language)
    lists = DropDownLists(book)
    operands = Operands(questionnaire, pages_, language, words.say("workbook_yes").message, lists)
    places = {(place.sheet, place.row): place for place in last_rounds(pages_)}
    maker = Maker(
        book=book,
        lists=lists,
        questionnaire=questionnaire,
        language=language,
        catalogue=words,
        style=style,
        set_up=set_up,
        formulas=Formulas(operands),
        last_rounds=places,
        results=Results(questionnaire),
    )
    for page in pages_:
        write_page(maker, page)
    write_cover(maker, cover, title, pages_)
    # The lists were written first, and belong behind the sections.
    book.move_sheet(book.worksheets[1], len(pages_))
    _mark(book, layout.version, language, cover.study or questionnaire.id)
    _describe(book, title, cover, language)
    book.active = 0
    if protect:
        book.security = WorkbookProtection(lockStructure=True)
    written = io.BytesIO()
    book.save(written)
    return settled(written.getvalue(), [sheet.title for sheet in book.worksheets], maker.results)


def _set_up(sheet: Worksheet, style: Style, *, footer: str, protect: bool) -> None:
    sheet.sheet_view.rightToLeft = style.right_to_left
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = DARK
    sheet.protection.sheet = protect
    # What openpyxl calls a permission is in truth a lock: the reader may widen columns and rows.
    sheet.protection.formatColumns, sheet.protection.formatRows = False, False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top, sheet.page_margins.bottom = 0.6, 0.75
    # An ampersand begins a code in a footer; the file name carries the printed reference.
    texts = (footer.replace("&", "&&")[:90], "&F", "&P / &N")
    left, centre, right = (_HeaderFooterPart(text=text) for text in texts)
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(left=left, center=centre, right=right)


def _mark(book: Workbook, version: str, language: str, study: str) -> None:
    sheet = book.create_sheet(MARKS_SHEET)
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True
    marks = {"token": TOKEN, "reference": REFERENCE, "version": version, "language": language, "study": study}
    for row in marks.items():
        sheet.append(row)
    book.defined_names[TOKEN_NAME] = DefinedName(TOKEN_NAME, attr_text=f'"{TOKEN}"', hidden=True)
    for name, value in marks.items():
        # The stubs do not know this attribute.
        book.custom_doc_props.append(StringProperty(name=f"Counterfoil {name}", value=value))  # type: ignore[attr-defined]


def _describe(book: Workbook, title: str, cover: Cover, language: str) -> None:
    about = book.properties
    about.title, about.subject, about.creator, about.language = title, cover.study_title, cover.sender, language
    about.created = datetime(1980, 1, 1, tzinfo=UTC)
