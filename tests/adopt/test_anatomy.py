"""How a workbook is made is read from its parts, also what other programs leave out."""

from __future__ import annotations

import io
import zipfile

from questionnaire.adopt import adopt
from tests.adopt.making import Maker
from workbooks.anatomy import anatomy, areas_of
from workbooks.containers.package import patched

_X14 = """<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"
 xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">
<x14:dataValidations count="1"><x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>Lists!$A$1:$A$2</xm:f></x14:formula1>
<xm:sqref>B1:B2</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"""
_CONTROL = """<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" objectType="CheckBox"
 fmlaLink="'My form'!$B$4" lockText="1"/>"""


def _workbook() -> bytes:
    make = Maker("anatomy")
    page = make.sheet("My form")
    page.write("A1", "Type of the body")
    make.ask(page, "B1", "Type of the body", "select_one")
    page.write("A4", "We agree")
    page.set_row(6, None, None, {"hidden": True})
    make.ask(page, "B7", "hidden", "")
    make.hidden("Lists", [["Public", "Private"]])
    return make.done().data


def _with(parts: dict[str, bytes]) -> bytes:
    return patched(_workbook(), parts)


def _sheet() -> bytes:
    with zipfile.ZipFile(io.BytesIO(_workbook())) as package:
        return package.read("xl/worksheets/sheet1.xml")


def test_a_drop_down_of_the_later_kind_is_read() -> None:
    """Excel writes a validation that looks at another sheet as an extension, which openpyxl drops."""
    data = _with({"xl/worksheets/sheet1.xml": _sheet().replace(b"</worksheet>", _X14.encode())})
    first = adopt(data, "x.xlsx").questions[0]
    assert (first.label, first.kind.choices) == ("Type of the body", ("Public", "Private"))


def test_the_cell_of_a_check_box_takes_an_answer() -> None:
    """The control keeps its state in a cell that may be locked."""
    found = adopt(_with({"xl/ctrlProps/ctrlProp1.xml": _CONTROL.encode()}), "x.xlsx").questions
    assert [(one.label, one.place, one.kind.choices) for one in found][1:] == [("We agree", "'My form'!B4", ("TRUE", "FALSE"))]


def test_rows_that_nobody_sees_take_no_answer() -> None:
    """The unlocked cell of a hidden row is known, and not asked for."""
    page = anatomy(_workbook()).sheets[0]
    assert page.hidden_rows == {7}
    assert not page.format((7, 2)).locked
    assert [one.cells for one in adopt(_workbook(), "x.xlsx").questions] == [((1, 2),)]


def test_macros_are_told() -> None:
    """They are seen by their part, whatever the file is called."""
    assert not adopt(_workbook(), "x.xlsm").macros
    assert adopt(_with({"xl/vbaProject.bin": b"VBA"}), "x.xlsm").macros


def test_references_of_a_rule_may_be_several() -> None:
    """A validation has a list of cells and areas."""
    assert areas_of("B4:B9 D4 $F$1:$G$2") == (((4, 2), (9, 2)), ((4, 4), (4, 4)), ((1, 6), (2, 7)))
