"""Faults of one sheet: cells, looks, validations, hyperlinks, comments, drawings and tables."""

from __future__ import annotations

from tests.lint.broken import Broken, put, swap
from tests.lint.specimen import COMMENTS, DRAWING, RELS1, SHEET1, SHEET2, TABLE, VML, WORKBOOK

_RULE, _LINK = '<cfRule type="expression" priority="1" dxfId="0">', ' r:id="rId2"/></hyperlinks>'
_PANE = '<pane xSplit="1" ySplit="2" topLeftCell="B3" activePane="bottomRight"'


def _location(text: str) -> tuple[str, str, str]:
    return SHEET1, _LINK, f' location="{text}"/></hyperlinks>'


BROKEN = (
    Broken("row_order", "a row stands too late", swap(SHEET1, '<row r="5">', '<row r="3">')),
    Broken("row_order", "a row beyond the last", swap(SHEET1, '<row r="10">', '<row r="1048577">')),
    Broken("row_height", "410 points", swap(SHEET1, 'ht="30"', 'ht="410"')),
    Broken("cell_order", "a cell of another row", swap(SHEET1, '<c r="A3"', '<c r="A2"')),
    Broken("cell_order", "a cell stands too late", swap(SHEET1, '<c r="C2"', '<c r="A2"')),
    Broken("cell_order", "a cell beyond the last column", swap(SHEET1, '<c r="C2"', '<c r="XFE2"')),
    Broken("cell_style", "a format that is not there", swap(SHEET1, 's="2"', 's="3"')),
    Broken("cell_string", "a text that is not there", swap(SHEET1, 't="s"><v>0</v>', 't="s"><v>1</v>')),
    Broken("cell_string", "the text itself", swap(SHEET1, 't="s"><v>0</v>', 't="s"><v>Title</v>')),
    Broken("cell_number", "a comma", swap(SHEET1, "<v>1.5</v>", "<v>1,5</v>")),
    Broken("cell_number", "not a number", swap(SHEET1, "<v>1.5</v>", "<v>NaN</v>")),
    Broken("cell_number", "too large for a double", swap(SHEET1, "<v>1.5</v>", "<v>1e999</v>")),
    Broken("cell_boolean", "a word", swap(SHEET1, 't="b"><v>1</v>', 't="b"><v>true</v>')),
    Broken("cell_error", "one that Excel does not know", swap(SHEET1, "#N/A", "#ERROR!")),
    Broken("cell_date", "a date as a person writes it", swap(SHEET1, 't="n"><v>1.5</v>', 't="d"><v>10/2/2012</v>')),
    Broken("cell_inline", "text in a cell of numbers", swap(SHEET2, '<c r="A1" t="inlineStr">', '<c r="A1">')),
    Broken("cell_text_length", "32,768 units", swap(SHEET1, " padded ", "x" * 32768)),
    Broken("view_pane", "divided nowhere", swap(SHEET1, 'xSplit="1" ySplit="2"', "")),
    Broken("view_pane", "scrolled into the frozen rows", swap(SHEET1, 'topLeftCell="B3"', 'topLeftCell="B2"')),
    Broken("view_pane", "the active pane is not there", swap(SHEET1, _PANE, _PANE.replace('xSplit="1" ', ""))),
    Broken("view_selection", "the cell is not selected", swap(SHEET1, 'activeCell="A1" sqref="A1"', 'activeCell="A1" sqref="B2:C3"')),
    Broken("view_selection", "two in one pane", swap(SHEET1, 'pane="topRight"', 'pane="bottomLeft"')),
    Broken("view_zoom", "5 per cent", swap(SHEET1, "<sheetView ", '<sheetView zoomScale="5" ')),
    Broken("column_order", "two overlap", swap(SHEET1, 'min="2" max="2"', 'min="1" max="2"')),
    Broken("column_order", "the first after the last", swap(SHEET1, 'min="2" max="2"', 'min="4" max="3"')),
    Broken("column_width", "256 characters", swap(SHEET1, 'width="20"', 'width="256"')),
    Broken("column_style", "a format that is not there", swap(SHEET1, '<col width="20"', '<col style="9" width="20"')),
    Broken("merge_overlap", "two share a cell", swap(SHEET1, 'ref="A10:B10"', 'ref="B8:C9"')),
    Broken("merge_single", "one cell", swap(SHEET1, 'ref="A10:B10"', 'ref="A10"')),
    Broken("page_scale", "5 per cent", swap(SHEET1, 'scale="90"', 'scale="5"')),
    Broken("page_margins", "below nothing", swap(SHEET1, 'left="0.75"', 'left="-1"')),
    Broken("header_length", "256 units", swap(SHEET1, "&amp;C&amp;P of &amp;N", "x" * 256)),
    Broken("protection_hash", "the password itself", swap(SHEET1, 'password="DAA7"', 'password="secret"')),
    Broken("protection_hash", "an algorithm without a hash", swap(SHEET1, 'password="DAA7"', 'algorithmName="SHA-512"')),
    Broken("validation_formula", "a list of nothing", swap(SHEET1, '<formula1>"Yes,No"</formula1>', "")),
    Broken("validation_formula", "between one number", swap(SHEET1, "<formula2>9</formula2>", "")),
    Broken("validation_list", "256 units", swap(SHEET1, "Yes,No", f"Yes,{'x' * 252}")),
    Broken("validation_text", "a title of 33 units", swap(SHEET1, 'promptTitle="Title"', f'promptTitle="{"x" * 33}"')),
    Broken("validation_text", "a message of 256 units", swap(SHEET1, 'prompt="Text"', f'prompt="{"x" * 256}"')),
    Broken("validation_overlap", "two for one cell", swap(SHEET1, 'sqref="C2"', 'sqref="A1 B1:B3"')),
    Broken("conditional_formula", "a formula is missing", swap(SHEET1, "<formula>B2&gt;1</formula>", "")),
    Broken("conditional_formula", "no operator", swap(SHEET1, 'priority="2" operator="between"', 'priority="2"')),
    Broken("conditional_priority", "two of one priority", swap(SHEET1, _RULE, _RULE.replace('"1"', '"2"'))),
    Broken("conditional_place", "for no cells", swap(SHEET1, ' sqref="A1:A9"', "")),
    Broken("hyperlink_target", "it leads nowhere", swap(SHEET1, _LINK, "/></hyperlinks>")),
    Broken("hyperlink_location", "a sheet that is not there", swap(*_location("'Third one'!A1"))),
    Broken("hyperlink_location", "no cell", swap(*_location("Second!ZZZZ1"))),
    Broken("hyperlink_length", "an address of 2,080 units", swap(RELS1, "https://study.example/", "x" * 2080)),
    Broken("comment_duplicate", "two on one cell", swap(COMMENTS, 'ref="B3"', 'ref="B2"')),
    Broken("comment_author", "nobody", swap(COMMENTS, 'authorId="0"', 'authorId="1"')),
    Broken("comment_length", "32,768 units", swap(COMMENTS, "Too low", "x" * 32768)),
    Broken("comment_drawing", "the sheet names no drawing", swap(SHEET1, 'r:id="anysvml"', 'r:id=""')),
    Broken("comment_shape", "a shape of another cell", swap(VML, "Row>1<", "Row>5<")),
    Broken("comment_shape", "a comment without a shape", swap(COMMENTS, 'ref="B3"', 'ref="D4"')),
    Broken("vml_shape_id", "two have the same", swap(VML, "_x0000_s1027", "_x0000_s1026")),
    Broken("vml_shape_type", "it is not defined", swap(VML, 'type="#_x0000_t202"', 'type="#note"')),
    Broken("drawing_root", "no anchor", swap(DRAWING, "<xdr:twoCellAnchor>", "<xdr:pic/><xdr:twoCellAnchor>")),
    Broken("drawing_anchor", "it ends before it begins", swap(DRAWING, "<xdr:col>7", "<xdr:col>2")),
    Broken("drawing_anchor", "beyond the last column", swap(DRAWING, "<xdr:col>7", "<xdr:col>16384")),
    Broken("drawing_anchor", "no clientData", swap(DRAWING, "<xdr:clientData/>", "")),
    Broken("drawing_id", "two objects have the same", swap(DRAWING, "<xdr:cNvPicPr/>", '<xdr:cNvPr id="1" name="x"/>')),
    Broken("image_content", "a text", put("xl/media/image1.png", b"no picture")),
    Broken("table_id", "none", swap(TABLE, '<table id="1"', '<table id="0"')),
    Broken("table_name", "a blank in it", swap(TABLE, 'displayName="Values"', 'displayName="The values"')),
    Broken("table_name", "that of a defined name", swap(WORKBOOK, 'name="rate"', 'name="VALUES"')),
    Broken("table_area", "a header only", swap(TABLE, ' ref="A1:B3" header', ' ref="A1:B1" header')),
    Broken("table_area", "the filter is elsewhere", swap(TABLE, '<autoFilter ref="A1:B3"', '<autoFilter ref="A1:C3"')),
    Broken("table_overlap", "merged cells", swap(SHEET2, "<pageMargins", '<mergeCells><mergeCell ref="B3:C3"/></mergeCells><pageMargins')),
    Broken("table_columns", "two of one name", swap(TABLE, 'name="Value"/>', 'name="NAME"/>')),
    Broken("table_columns", "more than in the area", swap(TABLE, ' ref="A1:B3" header', ' ref="A1:C3" header')),
    Broken("table_header", "another text", swap(SHEET2, "<t>Value</t>", "<t>Values</t>")),
)
