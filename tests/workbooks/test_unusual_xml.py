"""Workbooks whose XML is not written as nearly every program writes it: what is read of them is what a spreadsheet program shows."""

from __future__ import annotations

import re
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from tests.workbooks.files import SHEET1, changed, saved, unzipped, zipped
from workbooks.caged.opening import look
from workbooks.cells import Sheet, Workbook
from workbooks.ooxml.strings import shared_strings
from workbooks.refusal import Refusal
from workbooks.xml import has_prefixes

STYLES = "xl/styles.xml"
RELATIONS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OTHERS = b' xmlns:x="urn:x" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x"'
Change = Callable[[bytes], bytes]


def book() -> bytes:
    """Return a workbook with a number, two that are shown otherwise, by a rule and by a format, and merged cells."""
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for row, value in enumerate((50505, 7, 8), start=1):
        sheet.cell(row, 2, value)
    sheet["B3"].number_format = "0,"
    rule = Rule(type="expression", formula=["TRUE"], dxf=DifferentialStyle(numFmt=NumberFormat(numFmtId=199, formatCode=";;;")))
    sheet.conditional_formatting.add("B2", rule)
    sheet.merge_cells("A4:B4")
    return saved(made)


def sheet_of(part: str, change: Change) -> Sheet:
    """Return the first sheet of the workbook, of which a part was changed."""
    result = look(changed(book(), part, change), "book.xlsx").result
    assert isinstance(result, Workbook)
    return result.sheets[0]


def spreadsheet(cell: str, row: str = "", table: str = "") -> bytes:
    """Return an OpenDocument spreadsheet with one cell, and what stands behind its row and its table."""
    names = {"office": "office", "table": "table", "text": "text"}
    spaces = " ".join(f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for one, name in names.items())
    body = f'<table:table table:name="A"><table:table-row>{cell}</table:table-row>{row}</table:table>{table}'
    whole = f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
    content = f"<office:document-content {spaces}>{whole}</office:document-content>"
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()})


def in_utf16(part: bytes) -> bytes:
    """Return a part in another encoding."""
    return ('<?xml version="1.0" encoding="UTF-16"?>' + part.decode().partition("?>")[2 if part.startswith(b"<?") else 0]).encode("utf-16")


def swap(old: bytes, new: bytes, before: bytes = b"<worksheet ", declared: bytes = OTHERS) -> Change:
    """Return what puts one text in place of another, and declares prefixes."""

    def change(part: bytes) -> bytes:
        assert old in part
        return part.replace(old, new).replace(before, before.rstrip() + declared + b" ")

    return change


@pytest.mark.parametrize(
    ("part", "change"),
    [
        (SHEET1, in_utf16),
        (STYLES, in_utf16),
        (SHEET1, swap(b"<mergeCell ref", b'<mergeCell x:a="1" ref')),
        (SHEET1, swap(b'ref="A4:B4"', b'ref="A4&#58;$B$4"')),
        (SHEET1, swap(b'sqref="B2"', b'sqref="$B$2"')),
        (SHEET1, swap(b'<c r="B3"', b'<c r="B3" x:a=\' s="0"\'')),
        (SHEET1, swap(b"</sheetData>", b'<row r="9"><x:c r="B1"><x:v>9</x:v></x:c></row></sheetData>')),
        (SHEET1, swap(b"</sheetData>", b'<!-- --><x:row r="1"><c r="B1"><v>9</v></c></x:row></sheetData>')),
        (SHEET1, swap(b"</row>", b'<x:y><c r="B1"><v>9</v></c></x:y></row>')),
        (STYLES, lambda part: part.replace(b"<xf ", b'<x:xf xmlns:x="urn:x"/><xf ')),
        (STYLES, lambda part: part.replace(b"</styleSheet>", b'<x:cellXfs xmlns:x="urn:x"/></styleSheet>')),
        (STYLES, lambda part: part.replace(b"<dxf>", b'<x:dxf xmlns:x="urn:x"/><dxf>')),
    ],
)
def test_what_is_not_usual_hides_nothing(part: str, change: Change) -> None:
    """Another encoding, references, attributes and elements of another program's, around cells and in styles."""
    found = sheet_of(part, change)
    assert found.cells == {(1, 2): 50505, (2, 2): 7, (3, 2): 8}
    assert found.disguised == {(2, 2), (3, 2)}
    assert found.merged == {(4, 1): (4, 2)}


def test_a_sheet_is_the_one_that_its_own_relationship_names() -> None:
    """No attribute of another program's that is called as it is; where two of office programs are, nobody knows which is meant."""
    made = openpyxl.Workbook()
    made.worksheets[0]["A1"] = 1
    made.create_sheet("Other")["A1"] = 2

    def first(uri: bytes) -> object:
        change = swap(b"<sheet ", b'<sheet x:id="rId2" ', b"<workbook ", b' xmlns:x="%s"' % uri)
        return look(changed(saved(made), "xl/workbook.xml", change), "book.xlsx").result

    result = first(b"urn:x")
    assert isinstance(result, Workbook)
    assert [one.cells for one in result.sheets] == [{(1, 1): 1}, {(1, 1): 2}]
    assert first(b"http://schemas.microsoft.com/office/later") == Refusal("file_broken", {})


@pytest.mark.parametrize(("other", "counts"), [("urn:x", 505), ("urn:oasis:names:tc:opendocument:xmlns:form:1.0", None)])
def test_a_value_of_an_ods_is_the_one_that_is_shown(other: str, counts: int | None) -> None:
    """Whatever else is called so, and stands before it."""
    said = f'xmlns:x="{other}" x:value="999" office:value-type="float" office:value="505"'
    cell = f"<table:table-cell {said}><text:p>505</text:p></table:table-cell>"
    result = look(spreadsheet(cell), "book.ods").result
    assert (result.sheets[0].cells if isinstance(result, Workbook) else None) == (counts and {(1, 1): counts})


def test_a_sheet_or_a_relationship_of_another_program_is_none() -> None:
    """Though it is called as one of ours: a spreadsheet program does not show it."""
    made = openpyxl.Workbook()
    made.worksheets[0]["A1"] = 1
    made.create_sheet("Other")["A1"] = 2
    parts = unzipped(saved(made))
    book, rels = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    listed = swap(b"</sheets>", b'<x:sheet name="Sheet" r:id="rId2" xmlns:r="%s"/></sheets>' % RELATIONS, b"<workbook ")(parts[book])
    found = re.search(rb'<Relationship [^>]*sheet2[^>]*Id="(\w+)"[^>]*/>|<Relationship [^>]*Id="(\w+)"[^>]*sheet2[^>]*/>', parts[rels])
    assert found
    relation = found[0].replace(b"<Relationship ", b'<x:Relationship xmlns:x="urn:x" ').replace(found[1] or found[2], b"rId1")
    other = zipped(parts | {book: listed, rels: parts[rels].replace(b"</Relationships>", relation + b"</Relationships>")})
    result = look(other, "book.xlsx").result
    assert isinstance(result, Workbook)
    assert [(one.name, one.cells) for one in result.sheets] == [("Sheet", {(1, 1): 1}), ("Other", {(1, 1): 2})]


def test_a_row_or_a_table_of_an_ods_that_another_program_put_there_is_none() -> None:
    """Nor is one within a group lost."""
    number = '<table:table-cell office:value-type="float" office:value="{}"><text:p>{}</text:p></table:table-cell>'
    row = "<table:table-row>" + number.format(8, 8) + "</table:table-row>"
    foreign = f'<x:y xmlns:x="urn:x">{row}</x:y><table:table-row-group>{row}</table:table-row-group>'
    table = f'<x:y xmlns:x="urn:x"><table:table table:name="A">{row}</table:table></x:y>'
    result = look(spreadsheet(number.format(7, 7), foreign, table), "book.ods").result
    assert isinstance(result, Workbook)
    assert [one.cells for one in result.sheets] == [{(1, 1): 7, (2, 1): 8}]


def test_a_rule_for_a_whole_column_is_one_for_its_cells() -> None:
    """What is no plain area may be anything."""
    assert sheet_of(SHEET1, swap(b'sqref="B2"', b'sqref="B:B"')).disguised == {(1, 2), (2, 2), (3, 2)}


def test_a_cell_with_a_prefix_is_one_like_others() -> None:
    """Which names the same namespace: it is shown, and so it counts."""
    change = swap(b'<c r="B1" t="n"><v>50505</v></c>', b'<m:c r="B1"><m:v>60606</m:v></m:c>', declared=b' xmlns:m="' + MAIN + b'"')
    assert sheet_of(SHEET1, change).cells[1, 2] == 60606


def test_a_shared_text_with_a_prefix_is_one_like_others() -> None:
    """And one of another program's moves none of them."""
    said = b"<si><t>one</t></si><x:si/><m:si><m:t>two</m:t></m:si><si><t>three</t></si>"
    part = b'<sst xmlns="%s" xmlns:m="%s" xmlns:x="urn:x">%s</sst>' % (MAIN, MAIN, said)
    assert list(shared_strings(part)) == ["one", "two", "three"]


def test_a_part_that_declares_more_prefixes_than_any_program_is_parsed_whole() -> None:
    """To look for each of a hundred thousand in a sheet of fifty megabytes would take minutes."""
    few, many = (b"".join(b' xmlns:p%d="urn:p"' % number for number in range(count)) for count in (8, 100))
    assert not has_prefixes(b"<sheet" + few + b"><c/></sheet>", len(few))
    assert has_prefixes(b"<sheet" + many + b"><c/></sheet>", len(many))
    assert has_prefixes(b"<sheet" + few + b"><p1:c/></sheet>", len(few))
