"""Numbers that their format shows with other digits than they have, or not at all: in thousands, with figures that are but printed."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from tests.workbooks.files import SHEET1, changed, converted, saved, unzipped, zipped
from workbooks.appearance.numberformats import Shown, disguises_texts, shown_by_code
from workbooks.caged.opening import look
from workbooks.caged.wire import decode, encode
from workbooks.cells import Workbook
from workbooks.opendocument import cellvalues

_SPACES = {"office": "office", "table": "table", "text": "text", "style": "style", "number": "datastyle"}
DISGUISES = (
    "#,##0,",
    '0.0,,"M"',
    "0,.0",
    '0"000"',
    '0" 000"',
    "0\\0\\0",
    '"1"0',
    '"12"',
    ";;;",
    '"yes";"no"',
    "[>0]0,;0",
    "[<0]0;0,",
    '0 "000"',
    '0"\u2009000"',
    '0"\u066b5"',
    "0*0",
    '"1."0',
    '"1 "000',
    "[$1-409]0",
    '$"500"',
    '[=0]"-";0,',
    'General"000"',
    '"9"General',
    '"9"@',
    '"9"0%',
    "0,%",
    "0\\.00",
    '0","0',
    "-0",
    '"-"#,##0',
    "*-0",
    '0;"5"',
    '0;-0;"777"',
    "0;-0,",
    '[=0]"77";0',
)
SHOWN_AS_THEY_ARE = (
    *("General", "0", "#,##0", "#,##0.00", "00000", "# ?/16", "0.0E+00", "@", "0;;;@", '#,##0;-#,##0;"-"', '0" kg"', '0" m2"', '"Q1 "0'),
    *("_-* #,##0_-", '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)', "[Red]#,##0", "[$€-2] #,##0", "0\\.000", "", "[<1000]0;#,##0"),
    *('[=0]"-";#,##0', '[=0]"";General', '#,##0"\u00b2"', '#,##0" 2015 US$"', "[$CHF-807] #,##0", "# ##0 [$\u20bd-419]"),
    *('0;-0;"0"', "0;;", "0;[Red]0", "#\\.##0\\.000", "000-0000", 'General" kg"', '"year-"0', "0;-0;;@", "[<0]-0;0", '0;0;0;"-"'),
)
TEXTS_DISGUISED = ('0;0;0;"60606"', "0;-0;0;", ";;;", '@"000"', '"6"@', '0;"9"@', "@@")
TEXTS_AS_THEY_ARE = ("General", "0", '"60606"', "0;-0", '0;-0;"-"', ";;;@", "@", '"Q1 "@', '@" m2"', "0;0;0;General", "dd/mm/yyyy;@")


@pytest.mark.parametrize("code", DISGUISES)
def test_a_format_may_show_another_number(code: str) -> None:
    """Or none."""
    assert shown_by_code(code) is Shown.DISGUISED


@pytest.mark.parametrize("code", SHOWN_AS_THEY_ARE)
def test_most_formats_show_the_number_that_is_there(code: str) -> None:
    """With its unit, with what parts thousands, rounded, and zero as a dash."""
    assert shown_by_code(code) is None


@pytest.mark.parametrize("code", TEXTS_DISGUISED)
def test_a_format_may_show_another_text(code: str) -> None:
    """By its fourth part, or by its last one that has a sign of texts: another one, with more digits, twice, or not at all."""
    assert disguises_texts(code)


@pytest.mark.parametrize("code", TEXTS_AS_THEY_ARE)
def test_most_formats_show_the_text_that_is_there(code: str) -> None:
    """Those of numbers do nothing to it."""
    assert not disguises_texts(code)


def book() -> bytes:
    """Return a sheet with a number in each of these formats, the disguising ones in the first column."""
    made = openpyxl.Workbook()
    for column, codes in enumerate((("#,##0,", '0"000"', ";;;"), ("#,##0", '0" kg"', "0.00")), start=1):
        for row, code in enumerate(codes, start=1):
            made.worksheets[0].cell(row, column, 12_345_678).number_format = code
    return saved(made)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_the_cells_that_show_another_number_are_known_in_each_format(kind: str, tmp_path: Path) -> None:
    """Whatever program saved it, and behind the cage too."""
    data = book() if kind == "xlsx" else converted(book(), kind, tmp_path)
    result = look(data, f"book.{kind}").result
    assert isinstance(result, Workbook)
    assert result.sheets[0].disguised == {(1, 1), (2, 1), (3, 1)}
    assert set(result.sheets[0].cells.values()) == {12_345_678}
    assert decode(encode(result)) == result


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_the_texts_that_are_shown_as_others_are_known(kind: str, tmp_path: Path) -> None:
    """A number that is written as a text is one, and formats show it as whatever they like."""
    made = openpyxl.Workbook()
    for row, code in enumerate(('0;0;0;"60606"', "0;0;0;@"), start=1):
        made.worksheets[0].cell(row, 1, "50505").number_format = code
        made.worksheets[0].cell(row, 2, 50505).number_format = code
    data = saved(made) if kind == "xlsx" else converted(saved(made), kind, tmp_path)
    result = look(data, f"book.{kind}").result
    assert isinstance(result, Workbook)
    assert result.sheets[0].disguised == {(1, 1)}


@pytest.mark.parametrize(
    ("value", "shown", "disguised"),
    [
        (*("12345678", "12,346"), True),
        (*("12", "12000"), True),
        (*("12", ""), True),
        (*("12", "many"), True),
        (*("1.5", "15"), True),
        (*("12", "9" * 5_000), True),
        (*("0", "500"), True),
        (*("5", "#500"), True),
        (*("7", "7 000"), True),
        (*("0.5", ".5"), False),
        (*("12", "Q1 12"), False),
        (*("12", "12 2015 US$"), False),
        (*("1234567890", "(123) 456-7890"), False),
        (*("123456789", "01 23 45 67 89"), False),
        (*("12345678", "12 345 678,00 €"), False),
        (*("0.125", "0.13"), False),
        (*("2.5", "3"), False),
        (*("-1234.5", "(1.234,50)"), False),
        (*("12", "12 m2"), False),
        (*("12", "١٢"), False),
        (*("0", "-"), False),
        (*("12", "###"), False),
        (*("1.5", "1 1/2"), False),
        (*("12000", "1.2E+04"), False),
    ],
)
def test_an_ods_says_beside_a_number_what_is_shown_of_it(value: str, shown: str, disguised: bool) -> None:
    """Rounded, parted and with a unit it is the same number."""
    office, text = "urn:oasis:names:tc:opendocument:xmlns:office:1.0", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    cell = etree.fromstring(f'<c xmlns:o="{office}" xmlns:t="{text}" o:value-type="float" o:value="{value}"><t:p>{shown}</t:p></c>')
    assert cellvalues.is_disguised(cell, cellvalues.value(cell)) is disguised


def test_a_number_that_an_ods_shows_as_per_cent_is_not_also_one_that_it_shows_otherwise() -> None:
    """As Gnumeric writes it: a number whose style is one of per cent."""
    style = '<number:percentage-style style:name="P"/><style:style style:name="ce1" style:family="table-cell" style:data-style-name="P"/>'
    cell = '<table:table-cell table:style-name="ce1" office:value-type="float" office:value="0.12"><text:p>12%</text:p></table:table-cell>'
    spaces = " ".join(f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for one, name in _SPACES.items())
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{style}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="A"><table:table-row>{cell}</table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    made = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()}
    result = look(zipped(made), "book.ods").result
    assert isinstance(result, Workbook)
    assert result.sheets[0].percent == {(1, 1)}
    assert not result.sheets[0].disguised


def test_a_comment_within_a_value_cuts_nothing_off() -> None:
    """A spreadsheet program passes over it; so a cell that shows 500 does not count as 5."""
    made = openpyxl.Workbook()
    made.worksheets[0]["A1"] = 500
    data = changed(saved(made), SHEET1, lambda part: part.replace(b"<v>500<", b"<v>5<!-- -->00<"))
    result = look(data, "book.xlsx").result
    assert isinstance(result, Workbook)
    assert result.sheets[0].cells == {(1, 1): 500}


def second(usual: bool) -> bytes:
    """Return a package that names another part than the usual one as its workbook: 600 stands there, and 500 at the usual place."""
    made = openpyxl.Workbook()
    made.worksheets[0]["A1"] = 500
    parts = unzipped(saved(made))
    other = {
        "xl/workbook2.xml": parts["xl/workbook.xml"],
        "xl/_rels/workbook2.xml.rels": parts["xl/_rels/workbook.xml.rels"].replace(b"sheet1.xml", b"sheet9.xml"),
        "xl/worksheets/sheet9.xml": parts[SHEET1].replace(b">500<", b">600<"),
        "_rels/.rels": parts["_rels/.rels"].replace(b"xl/workbook.xml", b"xl/workbook2.xml"),
    }
    gone = set() if usual else {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
    return zipped({name: part for name, part in (parts | other).items() if name not in gone})


@pytest.mark.parametrize("usual", [True, False])
def test_the_workbook_is_the_one_that_the_package_names(usual: bool) -> None:
    """A spreadsheet program shows that one, and our findings are marked in it; some programs call it so, with no other beside it."""
    result = look(second(usual), "book.xlsx").result
    assert isinstance(result, Workbook)
    assert result.sheets[0].cells == {(1, 1): 600}
