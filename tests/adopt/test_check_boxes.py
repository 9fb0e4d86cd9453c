"""Check boxes that float over the cells of a workbook, linked to none: they are questions, and whether they are ticked is read."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import openpyxl
import pytest
import xlsxwriter
from lxml import etree

from questionnaire.adopt import adopt
from tests.adopt.making import Sample
from tests.adopt.returned import reading_of, sent
from workbooks.anatomy import anatomy
from workbooks.appearance.pixels import PixelSizes
from workbooks.cells import from_a1
from workbooks.formats import xlsx
from workbooks.ooxml.grouped import GroupedShapes
from workbooks.refusal import Refused

_MAIN, _R = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
)
_TYPES = f"{_R}/"
_DRAWING, _SHEET = "xl/drawings/vmlDrawing1.vml", "xl/worksheets/sheet1.xml"
_VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel">{shapes}</xml>'
)
_SHAPE = (
    '<v:shape id="Box{n}" o:spid="_x0000_s{n}" type="#_x0000_t201"><v:textbox><div>{caption}</div></v:textbox>'
    '<x:ClientData ObjectType="{kind}">{anchor}</x:ClientData></v:shape>'
)
_FORM = '<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" objectType="CheckBox"{more}/>'
_ACTIVE = (
    '<ax:ocx xmlns:ax="http://schemas.microsoft.com/office/2006/activeX" ax:classid="{{8BD21D40-EC42-11CE-9E0D-00AA006002F3}}">'
    '<ax:ocxPr ax:name="Value" ax:value="{value}"/></ax:ocx>'
)


def _workbook(*, ticked: tuple[str, ...] = (), linked: bool = False, captions: bool = False) -> bytes:
    """Return a form with two boxes: A3 of Excel's own kind, A4 of ActiveX; over "Roads" in B3 lies a third."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("Form")
    page.write("A1", "Which of these does the office run?")
    for row, said in enumerate(("Roads", "Schools"), 3):
        page.write(f"B{row}", said)
    page.write("A6", "Name of the office:")
    book.close()
    shapes, controls, relations, parts = "", "", "", dict[str, str]()
    for n, at in enumerate(("A3", "A4", "B3"), 1025):
        row, column = from_a1(at)
        anchor = f"<x:Anchor>{column - 1}, 3, {row - 1}, 2, {column}, 3, {row}, 2</x:Anchor>"
        shapes += _SHAPE.format(n=n, caption="Streets" if captions else "", anchor=anchor, kind="Pict" if at == "A4" else "Checkbox")
        controls += f'<control shapeId="{n}" r:id="rIdBox{n}" name="Box {n}"/>'
        kind, part = ("control", f"activeX/activeX{n}.xml") if at == "A4" else ("ctrlProp", f"ctrlProps/ctrlProp{n}.xml")
        relations += f'<Relationship Id="rIdBox{n}" Type="{_TYPES}{kind}" Target="../{part}"/>'
        more = (' checked="Checked"' if at in ticked else "") + (' fmlaLink="$D$3"' if linked else "")
        parts[f"xl/{part}"] = _ACTIVE.format(value=int(at in ticked)) if at == "A4" else _FORM.format(more=more)
    relations += f'<Relationship Id="rIdVml" Type="{_TYPES}vmlDrawing" Target="../drawings/vmlDrawing1.vml"/>'
    parts["xl/drawings/vmlDrawing1.vml"] = _VML.format(shapes=shapes)
    rels = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>'
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = rels
    return _with(buffer.getvalue(), parts, controls)


def _with(data: bytes, parts: dict[str, str], controls: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet1.xml" and controls:
                text = text.replace(b"</worksheet>", f'<legacyDrawing r:id="rIdVml"/><controls>{controls}</controls></worksheet>'.encode())
            if name not in parts:
                new.writestr(name, text)
        for name, said in parts.items():
            new.writestr(name, said)
    return made.getvalue()


def test_a_box_that_is_linked_to_no_cell_is_a_question_at_the_cell_beneath_it() -> None:
    """Its words stand behind it; the one that lies over words is told, since nobody could read it."""
    found = adopt(_workbook(), "form.xlsx")
    assert {(one.place, one.label, one.kind.choices) for one in found.questions} == {
        ("Form!A3", "Roads", ("TRUE", "FALSE")), ("Form!A4", "Schools", ("TRUE", "FALSE")), ("Form!B6", "Name of the office:", ()),
    }  # fmt: skip
    assert any("B3" in said and "nobody can read them" in said for said in found.unsaid)


def test_a_box_with_a_caption_is_called_by_it() -> None:
    """The control bears its own text."""
    assert {one.label for one in adopt(_workbook(captions=True), "form.xlsx").questions if one.place == "Form!A3"} == {"Streets"}


def test_a_box_that_is_linked_to_a_cell_keeps_its_state_there() -> None:
    """The cell beneath it asks for nothing."""
    page = anatomy(_workbook(linked=True)).sheets[0]
    # The link of Excel's own box names no sheet where it is that of the box.
    assert (set(page.boxes), set(page.ticks)) == ({from_a1("A4")}, {from_a1("D3")})


@pytest.mark.parametrize("ticked", [(), ("A3",), ("A4",), ("A3", "A4")])
def test_a_box_that_was_ticked_is_read(ticked: tuple[str, ...]) -> None:
    """Of Excel's own kind and of ActiveX; once one is, the others say no, and a copy that was left as it was says nothing."""
    one = sent(Sample("form", _workbook(), {}))
    with zipfile.ZipFile(io.BytesIO(_workbook(ticked=ticked))) as changed:
        parts = {name: changed.read(name).decode() for name in changed.namelist() if "ctrlProps" in name or "activeX" in name}
    read = reading_of(one, _with(one.copy, parts))
    places = {slot.question: (slot.row, slot.column) for slot in one.blank.layout.slots}
    said = {places[key]: value for key, value in read.answers.items() if value is not None}
    assert said == ({from_a1(at): "TRUE" if at in ticked else "FALSE" for at in ("A3", "A4")} if ticked else {})


def test_a_box_within_a_cell_is_a_question_of_that_cell() -> None:
    """A check box that newer programs draw within a cell is a question of that cell, and what it holds is read."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("Form")
    page.write("A1", "Which of these does the office run?")
    for row, said in enumerate(("Roads", "Schools")):
        page.write(row + 1, 0, said)
        page.insert_checkbox(row + 1, 1, boolean=False)
    book.close()
    found = adopt(buffer.getvalue(), "form.xlsx")
    assert [(one.place, one.label, one.kind.choices) for one in found.questions] == [
        ("Form!B2", "Roads", ("TRUE", "FALSE")), ("Form!B3", "Schools", ("TRUE", "FALSE")),
    ]  # fmt: skip
    one = sent(Sample("form", buffer.getvalue(), {}))
    came = openpyxl.load_workbook(io.BytesIO(one.copy))
    came["Form"]["B3"] = True
    target = io.BytesIO()
    came.save(target)
    assert dict(reading_of(one, target.getvalue()).answers) == {"roads": "FALSE", "schools": "TRUE"}


@pytest.mark.parametrize(
    ("control", "told"),
    [
        (_FORM.replace("CheckBox", "Drop").format(more=' fmlaLink="$D$3" fmlaRange="$F$1:$F$3"'), "1 drop-down control (linked to $D$3)"),
        (_FORM.replace("CheckBox", "Radio").format(more=' fmlaLink="$D$3"'), "1 option button (linked to $D$3)"),
        (_ACTIVE.format(value="").replace("8BD21D40", "8BD21D30"), "1 drop-down control"),
    ],
)
def test_a_control_that_no_question_is_made_of_is_told(control: str, told: str) -> None:
    """A drop-down, an option button and the like are told, with the cell that they are linked to: nothing reads what is chosen there."""
    with zipfile.ZipFile(io.BytesIO(_workbook())) as made:
        name = next(part for part in made.namelist() if "ctrlProp1025" in part)
    found = adopt(_with(_workbook(), {name: control}), "form.xlsx")
    assert [said for said in found.unsaid if said.startswith(f"Form: {told}: what is chosen there is not read.")]


def _anchored(said: str) -> bytes:
    """Return the form, of which the first box says that it lies here: column, offset, row, offset, and the same of its end."""
    with zipfile.ZipFile(io.BytesIO(_workbook(ticked=("A3",)))) as made:
        drawing = made.read(_DRAWING).decode()
    return _with(
        _workbook(ticked=("A3",)), {_DRAWING: re.sub("<x:Anchor>.*?</x:Anchor>", f"<x:Anchor>{said}</x:Anchor>", drawing, count=1)}
    )


@pytest.mark.parametrize(
    "said",
    [
        "0, 0, 2000000000, 0, 1, 0, 2000000001, 0",
        "2000000000, 0, 2, 0, 2000000000, 0, 3, 0",
        f"{'9' * 400}, 0, 2, 0, 1, 0, 3, 0",
        "²,0,2,0,1,0,3,0",
        "0,0,-3,0,1,0,-2,0",
    ],
)
def test_a_box_that_says_it_lies_where_no_sheet_is_says_nothing(said: str) -> None:
    """No answer stands there, and the others are read as they are."""
    assert set(xlsx.read(_anchored(said)).sheets[0].cells) == {*map(from_a1, ("A1", "B3", "B4", "A6", "A4"))}


def test_a_box_at_the_end_of_the_sheet_is_as_far_as_a_filled_cell_there() -> None:
    """A reader would hold the whole rectangle, of seventeen thousand million cells."""
    with pytest.raises(Refused, match="file_too_far"):
        xlsx.read(_anchored("16383, 0, 1048575, 0, 16383, 5, 1048575, 5"))


@pytest.mark.parametrize("first", ["x", "-30000000", "9" * 5000, "²", ""])
def test_columns_that_are_no_numbers_hide_no_box(first: str) -> None:
    """A file was not read at all since the widths of its columns were looked at, or for a minute."""
    with zipfile.ZipFile(io.BytesIO(_workbook())) as made:
        sheet = made.read(_SHEET).decode()
    wide = f'<cols><col min="{first}" max="2" width="5"/></cols><sheetData><row r="{first}" ht="3"/>'
    data = _with(_workbook(), {_SHEET: sheet.replace("<sheetData>", wide)})
    assert {from_a1("A3"), from_a1("A4")} <= anatomy(data).sheets[0].boxes.keys()


def test_thousands_of_boxes_in_groups_are_looked_up_in_what_was_worked_out_once() -> None:
    """Each was compared with all others: four thousand took minutes."""
    drawing = etree.fromstring(
        "<xml>"
        + "".join(f'<shape style="margin-left:0pt;margin-top:{n}pt"><x><Anchor>0,0,{n},0,1,0,2,0</Anchor></x></shape>' for n in range(3))
        + '<group style="margin-left:0pt;margin-top:1pt;width:9pt;height:9pt" coordsize="9,9"><shape/></group>' + "</xml>"
    )  # fmt: skip
    asked = list[etree._Element]()

    class Drawn:
        def __iter__(self) -> Iterator[etree._Element]:
            for one in drawing.iter("shape"):
                asked.append(one)
                yield one

    shapes = GroupedShapes(Drawn(), PixelSizes({}, 20.0), PixelSizes({}, 60.0))
    assert {shapes.at(drawing[-1][0]) for _ in range(4000)} == {(2, 1)}
    assert len(asked) == 4


def test_boxes_of_a_group_are_found_by_what_lies_around_them() -> None:
    """Within a group a shape says where it is in units of the group; others of the drawing tell how long rows and columns are."""
    known = etree.fromstring(
        '<shape xmlns:x="x" style="margin-left:0pt;margin-top:30pt"><x:Anchor>0, 0, 2, 0, 1, 0, 3, 0</x:Anchor></shape>'
    )
    group = etree.fromstring(
        '<group style="margin-left:0pt;margin-top:45pt;width:120pt;height:30pt" coordorigin="10,100" coordsize="160,40">'
        '<shape style="left:10;top:100;width:20;height:20"/><shape style="left:110;top:120;width:20;height:20"/></group>'
    )
    shapes = GroupedShapes([known], PixelSizes({}, 20.0), PixelSizes({}, 60.0))
    assert [shapes.at(one) for one in group] == [(4, 1), (5, 2)]
    assert shapes.at(known) is None
