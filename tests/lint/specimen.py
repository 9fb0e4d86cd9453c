"""A workbook with one of everything that the lint looks at, and nothing wrong: what the tests break."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from tests.workbooks.files import saved, unzipped

SHEET1, SHEET2, WORKBOOK = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"
TYPES, RELS, RELS1 = "[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/_rels/sheet1.xml.rels"
_KIND = "application/vnd.openxmlformats-officedocument."
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_DRAWINGML = "http://schemas.openxmlformats.org/drawingml/2006/"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING, COMMENTS, VML = "xl/drawings/drawing1.xml", "xl/comments/comment1.xml", "xl/drawings/commentsDrawing1.vml"
STYLES, TABLE, CUSTOM, CORE = "xl/styles.xml", "xl/tables/table1.xml", "docProps/custom.xml", "docProps/core.xml"
_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def specimen() -> dict[str, bytes]:
    """Return the parts of the workbook, by name."""
    book = openpyxl.Workbook()
    first = book.worksheets[0]
    first.title = "First one"
    _cells(first)
    _rules(first)
    _looks(first)
    _table(book.create_sheet("Second"))
    book.create_sheet("Hidden").sheet_state = "hidden"
    book.defined_names["rate"] = DefinedName("rate", attr_text="'First one'!$B$2")
    first.print_area, first.print_title_rows = "A1:D20", "1:2"
    properties: Any = book.custom_doc_props  # type: ignore[attr-defined]
    properties.append(StringProperty(name="token", value="abc"))
    properties.append(StringProperty(name="version", value="1"))
    book.properties.created = book.properties.modified = datetime(2012, 2, 10, tzinfo=UTC)
    return _with_picture(_with_tables(unzipped(saved(book))))


def _cells(sheet: Worksheet) -> None:
    sheet["A1"], sheet["B2"], sheet["C2"], sheet["A3"] = "Title", 1.5, True, " padded "
    sheet["B3"], sheet["C3"] = "=SUM(B2,2)", "#N/A"
    sheet["B2"].number_format = "0.0##"
    sheet["A1"].font, sheet["A1"].fill = Font(name="Arial", sz=14), PatternFill("solid", fgColor="FFEEAA")
    sheet["A4"].hyperlink = "https://study.example/"
    sheet["A5"].hyperlink = "#Second!A1"
    sheet["B2"].comment, sheet["B3"].comment = Comment("Too low", "Study"), Comment("A formula", "Study")


def _rules(sheet: Worksheet) -> None:
    listed = DataValidation(type="list", formula1='"Yes,No"', promptTitle="Title", prompt="Text")
    listed.add("C2")
    whole = DataValidation(type="whole", operator="between", formula1="1", formula2="9")
    whole.add("B2")
    sheet.add_data_validation(listed)
    sheet.add_data_validation(whole)
    fill = PatternFill(bgColor="DDDDDD")
    between = CellIsRule(operator="between", formula=["1", "2"], fill=fill)  # type: ignore[no-untyped-call]
    sheet.conditional_formatting.add("A1:A9", FormulaRule(["B2>1"], fill=fill))  # type: ignore[no-untyped-call]
    sheet.conditional_formatting.add("A1:B9", between)


def _looks(sheet: Worksheet) -> None:
    sheet.freeze_panes = "B3"
    sheet.merge_cells("A7:B8")
    sheet.merge_cells("A10:B10")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 20, 30
    sheet.row_dimensions[1].height = 30
    sheet.protection.sheet, sheet.protection.password = True, "secret"
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text="&P of &N"))
    sheet.page_setup.scale = 90


def _table(sheet: Worksheet) -> None:
    for row in (("Name", "Value"), ("a", 1), ("b", 2)):
        sheet.append(row)
    sheet.add_table(Table(displayName="Values", ref="A1:B3"))


def _with_tables(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Return the parts with a table of shared strings and a calculation chain, which openpyxl does not write."""
    inline = b't="inlineStr"><is><t>Title</t></is>'
    parts[SHEET1] = parts[SHEET1].replace(inline, b't="s"><v>0</v>')
    chain = f'<calcChain xmlns="{_MAIN}"><c r="B3" i="1"/></calcChain>'
    texts = f'<sst xmlns="{_MAIN}" count="1" uniqueCount="1"><si><t>Title</t></si></sst>'
    for kind, content in {"sharedStrings": texts, "calcChain": chain}.items():
        parts[f"xl/{kind}.xml"] = content.encode()
        _typed(parts, f"xl/{kind}.xml", f"{_KIND}spreadsheetml.{kind}+xml")
        _related(parts, RELS, kind, f"{kind}.xml")
    return parts


def _with_picture(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Return the parts with a drawing of one picture, for which openpyxl would need another library."""
    corners = "".join(_corner(end, at) for end, at in (("from", 5), ("to", 7)))
    named = '<xdr:nvPicPr><xdr:cNvPr id="1" name="A picture" descr="One pixel"/><xdr:cNvPicPr/></xdr:nvPicPr>'
    filled = f'<xdr:blipFill><a:blip xmlns:r="{_OFFICE}" r:embed="image"/></xdr:blipFill><xdr:spPr/>'
    anchor = f"<xdr:twoCellAnchor>{corners}<xdr:pic>{named}{filled}</xdr:pic><xdr:clientData/></xdr:twoCellAnchor>"
    parts[DRAWING] = f'<xdr:wsDr xmlns:xdr="{_DRAWINGML}spreadsheetDrawing" xmlns:a="{_DRAWINGML}main">{anchor}</xdr:wsDr>'.encode()
    parts["xl/media/image1.png"] = base64.b64decode(_PIXEL)
    _typed(parts, DRAWING, f"{_KIND}drawing+xml")
    parts[TYPES] = parts[TYPES].replace(b"</Types>", b'<Default Extension="png" ContentType="image/png"/></Types>')
    parts[f"{DRAWING.replace('/drawing1', '/_rels/drawing1')}.rels"] = f'<Relationships xmlns="{_PACKAGE}"></Relationships>'.encode()
    _related(parts, "xl/drawings/_rels/drawing1.xml.rels", "image", "../media/image1.png")
    _related(parts, RELS1, "drawing", "../drawings/drawing1.xml")
    parts[SHEET1] = parts[SHEET1].replace(b"<legacyDrawing", f'<drawing xmlns:r="{_OFFICE}" r:id="drawing"/><legacyDrawing'.encode())
    return parts


def _corner(end: str, at: int) -> str:
    places = "".join(f"<xdr:{name}>{at}</xdr:{name}><xdr:{name}Off>0</xdr:{name}Off>" for name in ("col", "row"))
    return f"<xdr:{end}>{places}</xdr:{end}>"


def _typed(parts: dict[str, bytes], name: str, kind: str) -> None:
    given = f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'
    parts[TYPES] = parts[TYPES].replace(b"</Types>", given.encode())


def _related(parts: dict[str, bytes], rels: str, kind: str, target: str) -> None:
    relation = f'<Relationship Id="{kind}" Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    parts[rels] = parts[rels].replace(b"</Relationships>", relation.encode())
