"""The workbook of one questionnaire in one language, built once: cover, a sheet a section, hidden lists and hidden marks."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import product

from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.constants import REL_NS, SHARED_STRINGS, SHEET_MAIN_NS

from questionnaire.definition import Questionnaire, in_language
from questionnaire.layout import MARKS_SHEET, lay_out, pages, printed
from questionnaire.workbook.cover import ORGANISATION, REFERENCE, Cover, write_cover
from questionnaire.workbook.formulas import Formulas
from questionnaire.workbook.page import Maker, write_page
from questionnaire.workbook.style import DARK, Style
from questionnaire.workbook.validation import Lists
from templates import catalogue

TOKEN = "COUNTERFOIL-TOKEN"  # noqa: S105 - the placeholder of a token, no secret
TOKEN_NAME = "counterfoil_token"  # noqa: S105 - the name of a constant
_CUSTOM, _TYPES, _RELATIONS = "docProps/custom.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
_STAMPED = (REFERENCE, ORGANISATION, TOKEN)
_BEGINNING = (1980, 1, 1, 0, 0, 0)
_VT = 'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"'


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
    maker = Maker(book, Lists(book), questionnaire, language, words, style, set_up, Formulas(questionnaire, layout))
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
    return _settled(written.getvalue())


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


def _settled(xlsx: bytes) -> bytes:
    """Return the package without the time of its making, ready to be stamped cheaply.

    Its custom properties get `xmlns:vt` declared on their root, without which Gnumeric loses them.
    """
    with zipfile.ZipFile(io.BytesIO(xlsx)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[_CUSTOM] = parts[_CUSTOM].replace(f" {_VT}".encode(), b"").replace(b"<Properties ", f"<Properties {_VT} ".encode())
    _share(parts)
    parts["docProps/core.xml"] = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"1980-01-01T00:00:00Z", parts["docProps/core.xml"])
    return _packed(parts)


def _share(parts: dict[str, bytes]) -> None:
    """Move the placeholders out of the sheets, where openpyxl writes them inline, into a small part of shared strings.

    So no sheet is ever stamped.
    """
    sheets = [name for name in parts if name.startswith("xl/worksheets/")]
    for name, (place, placeholder) in product(sheets, enumerate(_STAMPED)):
        inline = f' t="inlineStr"><is><t>{placeholder}</t></is>'.encode()
        parts[name] = parts[name].replace(inline, f' t="s"><v>{place}</v>'.encode())
    texts = "".join(f'<si><t xml:space="preserve">{placeholder}</t></si>' for placeholder in _STAMPED)
    parts["xl/sharedStrings.xml"] = f'<?xml version="1.0" encoding="UTF-8"?>\n<sst xmlns="{SHEET_MAIN_NS}">{texts}</sst>'.encode()
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHARED_STRINGS}"/></Types>'
    parts[_TYPES] = parts[_TYPES].replace(b"</Types>", override.encode())
    relation = f'<Relationship Id="rIdStamped" Type="{REL_NS}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>'
    parts[_RELATIONS] = parts[_RELATIONS].replace(b"</Relationships>", relation.encode())


def _packed(parts: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name in (_TYPES, *(name for name in parts if name != _TYPES)):
            member = zipfile.ZipInfo(name, _BEGINNING)
            member.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(member, parts[name])
    return packed.getvalue()
