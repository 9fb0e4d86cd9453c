"""Faults of the workbook: sheets, names, formulas, strings, styles, and the form of elements."""

from __future__ import annotations

from tests.lint.broken import Broken, Parts, drop, swap
from tests.lint.specimen import SHEET1, SHEET2, STYLES, WORKBOOK
from tests.workbooks.files import zipped

_STRINGS, _CHAIN = "xl/sharedStrings.xml", "xl/calcChain.xml"
_RATE = "<definedName name=\"rate\">'First one'!$B$2<"


def _formula(text: str) -> tuple[str, str, str]:
    return SHEET1, "<f>SUM(B2,2)</f>", f"<f>{text}</f>"


def _name(name: str, text: str = "'First one'!$B$2", more: str = "") -> tuple[str, str, str]:
    return WORKBOOK, _RATE, f'<definedName name="{name}"{more}>{text}<'


def _aligned(how: str) -> tuple[str, str]:
    return 'quotePrefix="0" xfId="0"/>', f'quotePrefix="0" xfId="0"><alignment {how}/></xf>'


def _without_styles(parts: Parts) -> bytes:
    return zipped({**parts, STYLES: parts[STYLES].replace(b"<fonts", b"<oldFonts").replace(b"</fonts", b"</oldFonts")})


def _all_hidden(parts: Parts) -> bytes:
    return zipped({**parts, WORKBOOK: parts[WORKBOOK].replace(b'state="visible"', b'state="hidden"')})


BROKEN = (
    Broken("element_order", "merged cells after validations", swap(SHEET1, "<sheetData>", "<mergeCells/><sheetData>")),
    Broken(
        "element_order", "the picture before the footer", swap(SHEET1, "<pageMargins", '<legacyDrawing r:id="x" xmlns:r="y"/><pageMargins')
    ),
    Broken("element_order", "fills before fonts", swap(STYLES, "<fonts", "<borders/><fonts")),
    Broken("element_repeated", "two lists of merged cells", swap(SHEET1, "<conditionalFormatting", "<mergeCells/><conditionalFormatting")),
    Broken("element_missing", "a list of columns without any", swap(SHEET2, "<sheetData>", "<cols/><sheetData>")),
    Broken("element_missing", "no validation in the list", swap(SHEET2, "<pageMargins", '<dataValidations count="0"/><pageMargins')),
    Broken("element_unknown", "a row in a row", swap(SHEET1, '<row r="7">', '<row r="7"><row/>')),
    Broken("element_foreign", "an element of another namespace", swap(SHEET1, "<sheetData>", '<x xmlns="urn:x"/><sheetData>')),
    Broken("element_foreign", "an attribute of another namespace", swap(SHEET1, "<sheetData>", '<sheetData xmlns:x="urn:x" x:y="1">')),
    Broken("attribute_unknown", "a cell with a colour", swap(SHEET1, '<c r="A1"', '<c colour="red" r="A1"')),
    Broken("attribute_missing", "a view without its window", swap(SHEET1, ' workbookViewId="0"', "")),
    Broken("attribute_value", "a truth value as a person writes it", swap(SHEET1, 'customHeight="1"', 'customHeight="yes"')),
    Broken("attribute_value", "a type that there is not", swap(SHEET1, 'type="list"', 'type="lists"')),
    Broken("attribute_value", "the corners of an area the wrong way round", swap(SHEET1, 'ref="A7:B8"', 'ref="B8:A7"')),
    Broken("attribute_value", "a colour of six digits", swap(STYLES, 'rgb="00FFEEAA"', 'rgb="FFEEAA"')),
    Broken("count", "one more merged area is counted", swap(SHEET1, '<mergeCells count="2">', '<mergeCells count="3">')),
    Broken("sheet_name", "32 characters", swap(WORKBOOK, 'name="Second"', f'name="{"x" * 32}"')),
    Broken("sheet_name", "16 characters that take two units each", swap(WORKBOOK, 'name="Second"', f'name="{"😀" * 16}"')),
    Broken("sheet_name", "a colon", swap(WORKBOOK, 'name="Second"', 'name="2: Second"')),
    Broken("sheet_name", "an apostrophe at the end", swap(WORKBOOK, 'name="Second"', 'name="Members\'"')),
    Broken("sheet_name", "History", swap(WORKBOOK, 'name="Second"', 'name="history"')),
    Broken("sheet_name_duplicate", "the same in capitals", swap(WORKBOOK, 'name="Second"', 'name="FIRST ONE"')),
    Broken("sheet_id", "two have the same", swap(WORKBOOK, 'sheetId="2"', 'sheetId="1"')),
    Broken("sheet_part", "two share a part", swap(WORKBOOK, 'r:id="rId2"', 'r:id="rId1"')),
    Broken("sheet_visible", "all are hidden", _all_hidden),
    Broken("view_active_tab", "the active one is hidden", swap(WORKBOOK, 'activeTab="0"', 'activeTab="2"')),
    Broken("view_active_tab", "the first one is not there", swap(WORKBOOK, 'firstSheet="0"', 'firstSheet="7"')),
    Broken("view_tab_selected", "another one is selected too", swap(SHEET2, "<sheetView ", '<sheetView tabSelected="1" ')),
    Broken("view_workbook", "a window that is not there", swap(SHEET1, 'workbookViewId="0"', 'workbookViewId="1"')),
    Broken("name_syntax", "a blank in it", swap(*_name("my rate"))),
    Broken("name_syntax", "it begins with a digit", swap(*_name("1st_rate"))),
    Broken("name_like_reference", "a cell", swap(*_name("TAX2012"))),
    Broken("name_like_reference", "a cell in the other notation", swap(*_name("R1C1"))),
    Broken("name_like_reference", "a truth value", swap(*_name("True"))),
    Broken("name_duplicate", "the same in capitals", swap(WORKBOOK, _RATE, f'<definedName name="RATE">1</definedName>{_RATE}')),
    Broken("name_scope", "a sheet that is not there", swap(*_name("rate", more=' localSheetId="3"'))),
    Broken("name_builtin", "one that Excel does not have", swap(WORKBOOK, "_xlnm.Print_Titles", "_xlnm.Print_Rows")),
    Broken("name_print", "the area of another sheet", swap(WORKBOOK, "'First one'!$A$1:$D$20", "Second!$A$1:$D$20")),
    Broken("name_print", "titles that are no whole rows", swap(WORKBOOK, "'First one'!$1:$2", "'First one'!$A$1:$D$2")),
    Broken("name_print", "an area that belongs to no sheet", swap(WORKBOOK, '"_xlnm.Print_Area" localSheetId="0"', '"_xlnm.Print_Area"')),
    Broken("formula_empty", "a name of nothing", swap(*_name("rate", ""))),
    Broken("formula_equals", "the sign stands in the file", swap(*_formula("=SUM(B2,2)"))),
    Broken("formula_length", "8,193 units", swap(*_formula("+".join(["1"] * 4097)))),
    Broken("formula_string", "a string of 256 units", swap(*_formula(f'LEN("{"x" * 256}")'))),
    Broken("formula_balance", "a parenthesis is missing", swap(*_formula("SUM(B2,2"))),
    Broken("formula_balance", "a quote is missing", swap(*_formula('B2&amp;"x'))),
    Broken("formula_balance", "65 levels", swap(*_formula("(" * 65 + "1" + ")" * 65))),
    Broken("formula_separator", "a semicolon", swap(*_formula("SUM(B2;2)"))),
    Broken("formula_sheet", "a sheet that is not there", swap(*_formula("'Third one'!A1"))),
    Broken("formula_sheet", "a name that points there", swap(*_name("rate", "Third!$A$1"))),
    Broken("formula_prefix", "a newer function by its bare name", swap(*_formula('TEXTJOIN(",",TRUE,B2:B3)'))),
    Broken("formula_shared", "nobody has the formula", swap(SHEET1, "<f>SUM(B2,2)</f>", '<f t="shared" si="0"/>')),
    Broken("strings_count", "one more is said", swap(_STRINGS, 'uniqueCount="1"', 'uniqueCount="2"')),
    Broken("string_length", "32,768 units", swap(_STRINGS, "Title", "x" * 32768)),
    Broken("calculation_chain", "a cell without a formula", swap(_CHAIN, 'r="B3"', 'r="A3"')),
    Broken("calculation_chain", "a sheet that is not there", swap(_CHAIN, 'i="1"', 'i="9"')),
    Broken("style_missing", "no styles part", drop(STYLES)),
    Broken("style_missing", "no fonts", _without_styles),
    Broken("style_index", "a font that is not there", swap(STYLES, 'fontId="1"', 'fontId="2"')),
    Broken("style_index", "a fill that is not there", swap(STYLES, 'fillId="2"', 'fillId="3"')),
    Broken("style_index", "a base format that is not there", swap(STYLES, 'name="Normal" xfId="0"', 'name="Normal" xfId="1"')),
    Broken("style_number_format", "not defined", swap(STYLES, 'numFmtId="164" fontId', 'numFmtId="165" fontId')),
    Broken("style_number_format", "a quote is missing", swap(STYLES, 'formatCode="0.0##"', 'formatCode="0.0 &quot;m"')),
    Broken("style_fills", "the second fill is a colour", swap(STYLES, 'patternType="gray125"', 'patternType="solid"')),
    Broken("style_font", "a name of 32 units", swap(STYLES, 'name val="Arial"', f'name val="{"x" * 32}"')),
    Broken("style_font", "no height", swap(STYLES, 'sz val="14"', 'sz val="0"')),
    Broken("style_alignment", "turned by 200 degrees", swap(STYLES, *_aligned('textRotation="200"'))),
    Broken("style_alignment", "a fourth order of reading", swap(STYLES, *_aligned('readingOrder="3"'))),
    Broken("style_name", "two are Normal", swap(STYLES, "<cellStyle ", '<cellStyle name="Normal" xfId="0"/><cellStyle ')),
    Broken("style_differential", "a conditional format has none", swap(SHEET1, 'dxfId="0"', 'dxfId="1"')),
)
