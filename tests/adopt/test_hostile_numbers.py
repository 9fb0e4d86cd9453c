"""Numbers that a workbook states of itself may be anything: it is read as if nothing were said, or refused, and never a fault."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import pytest
import xlsxwriter

from domain.errors import CounterfoilError
from questionnaire.adopt import adopt
from workbooks.anatomy import anatomy
from workbooks.refusal import Refused

_PARTS = ("xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/tables/table1.xml", "xl/workbook.xml")
_NUMBER = re.compile(r'(?<=\s)([\w:]+)="(-?[\d.]+)"')
_VALUES = ("-1", "0", "", "x", "²", "٣", "1.5", "1e9", "NaN", "99999999", "9" * 5000)


def _book() -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("A")
    page.set_column("A:A", 20)
    page.set_row(3, 30, book.add_format({"locked": False}))
    page.write("A1", "Number of wells", book.add_format({"bold": True, "bg_color": "#DDDDDD"}))
    page.write_blank("B1", None, book.add_format({"border": 1, "num_format": "0.000", "locked": False}))
    page.write_datetime("B2", date(2012, 1, 1), book.add_format({"num_format": 14}))
    page.write_formula("B3", "=B1*2", None, 0)
    page.data_validation("B1", {"validate": "integer", "criteria": ">=", "value": 0})
    page.merge_range("A6:B7", "Remarks")
    page.add_table("D1:E4", {"columns": [{"header": "Name"}, {"header": "Year"}]})
    book.close()
    return buffer.getvalue()


def _with(parts: dict[str, bytes], part: str, content: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in parts.items():
            package.writestr(name, content.encode() if name == part else data)
    return buffer.getvalue()


@pytest.mark.parametrize("part", _PARTS)
def test_whatever_number_a_part_states_no_fault_comes_of_it(part: str) -> None:
    """Each attribute that is a number, in all its places at once, by each of the values that nobody expects."""
    package = zipfile.ZipFile(io.BytesIO(_book()))
    parts = {name: package.read(name) for name in package.namelist()}
    text = parts[part].decode().replace('<fgColor rgb="FFDDDDDD"/>', '<fgColor theme="3" tint="0.5"/>')
    names = {found[1] for found in _NUMBER.finditer(text)}
    assert names
    for name in names:
        for value in _VALUES:
            data = _with(parts, part, re.sub(rf'(?<=\s){name}="-?[\d.]+"', f'{name}="{value}"', text))
            try:
                anatomy(data)
                adopt(data, "a.xlsx")
            except (Refused, CounterfoilError):
                continue


@pytest.mark.parametrize("formula", ["A" + "9" * 5000, "OFFSET(A1," + "9" * 5000 + ",0)", "Sheet2!$A$" + "1" * 5000 + ":$A$2"])
def test_a_list_whose_reference_has_thousands_of_digits_leads_nowhere(formula: str) -> None:
    """It is no list, and no fault."""
    package = zipfile.ZipFile(io.BytesIO(_book()))
    parts = {name: package.read(name) for name in package.namelist()}
    text = parts[_PARTS[0]].decode().replace('type="whole"', 'type="list"').replace("<formula1>0<", f"<formula1>{formula}<")
    assert adopt(_with(parts, _PARTS[0], text), "a.xlsx").questions[0].kind.choices == ()


def test_a_table_says_without_a_number_that_it_has_one_row_of_headings() -> None:
    """So it is where the number is one that no table has."""
    package = zipfile.ZipFile(io.BytesIO(_book()))
    parts = {name: package.read(name) for name in package.namelist()}
    plain = parts[_PARTS[2]].decode()
    for value, first in (("0", 1), ("-3", 2), ("²", 2), ("2", 3)):
        text = plain.replace("<table ", f'<table headerRowCount="{value}" ', 1)
        assert anatomy(_with(parts, _PARTS[2], text)).tables["table1"][1][0] == (first, 4)


@pytest.mark.parametrize(
    ("tint", "ground"), [("9.99E-2", "theme 3 0.10"), ("-0.25", "theme 3 -0.25"), ("NaN", "theme 3"), ("7", "theme 3"), ("x", "theme 3")]
)
def test_a_tint_that_no_colour_has_is_none(tint: str, ground: str) -> None:
    """One that Excel writes, with an exponent too, tells a colour from others."""
    package = zipfile.ZipFile(io.BytesIO(_book()))
    parts = {name: package.read(name) for name in package.namelist()}
    text = parts[_PARTS[1]].decode().replace('<fgColor rgb="FFDDDDDD"/>', f'<fgColor theme="3" tint="{tint}"/>')
    assert anatomy(_with(parts, _PARTS[1], text)).sheets[0].format((1, 1)).ground == ground
