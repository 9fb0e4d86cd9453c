"""Files to annotate: one of everything that a patch may lose, and the same file as other programs would write it."""

from __future__ import annotations

import io
import subprocess
import warnings
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.chart import BarChart, Reference

from tests.lint.specimen import DRAWING, SHEET1, TYPES, VML, specimen
from tests.workbooks.files import saved, unzipped, zipped
from workbooks.annotate import CellMark, Notice, NoticeColumn, NoticeField, NoticeRow
from workbooks.caged.opening import look
from workbooks.cells import Cell, Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN, STRICT_OFFICE = "http://purl.oclc.org/ooxml/spreadsheetml/main", "http://purl.oclc.org/ooxml/officeDocument/relationships"
THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
WORKBOOK, STYLES, THREAD, PERSONS = "xl/workbook.xml", "xl/styles.xml", "xl/threadedComments/threadedComment1.xml", "xl/persons/person.xml"
RELS1, MACROS = "xl/worksheets/_rels/sheet1.xml.rels", "xl/vbaProject.bin"

MARKS = (
    CellMark(
        sheet="First one", row=2, column=2, text="1.5 is no whole number.\nType digits only.", severe=True
    ),  # It has a comment, a thread and a validation.
    CellMark(sheet="First one", row=8, column=2, text="Inside of a merged range", severe=False),
    CellMark(sheet="First one", row=30, column=9, text="A cell that is not there yet", severe=False),
    CellMark(sheet="Second", row=2, column=2, text="A table's cell", severe=True),
    CellMark(sheet="Second", row=2, column=2, text="Said twice", severe=False),
)
MARKED = {"First one": {"B2": "thick", "A7": "mediumDashed", "I30": "mediumDashed"}, "Second": {"B2": "thick"}}


def notice(*, right_to_left: bool = False, value: str = "") -> Notice:
    """Return a notice of two rows, one with cells to fill."""
    columns = (NoticeColumn("Where", 20), NoticeColumn("What is wrong", 50), NoticeColumn("It is right", 12), NoticeColumn("Because", 40))
    rows = (
        NoticeRow("amount:type", ("First one, B2", "1.5 is no whole number.", "", ""), Cell("First one", 2, 2)),
        NoticeRow(
            "value:range",
            ("Second, B2", "Twice as much as last year & more.", NoticeField(("Yes, it is", "No")), NoticeField(value=value)),
            Cell("Second", 2, 2),
        ),
    )
    return Notice(
        name="To be corrected",
        right_to_left=right_to_left,
        title="Two answers need your attention",
        lines=("Please mend them.", "Then answer."),
        columns=columns,
        rows=rows,
    )


def rich() -> bytes:
    """Return a workbook with a picture, a chart, a form control, an extension list, a thread, tables, rules, names and links."""
    parts = specimen()
    _add_chart(parts)
    _add_control(parts)
    _add_extension(parts)
    _add_thread(parts)
    return zipped(parts)


def with_macros() -> bytes:
    """Return the workbook as one with macros."""
    parts = unzipped(rich())
    plain, macros = b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
    parts[TYPES] = parts[TYPES].replace(b"vnd." + plain, b"vnd." + macros)
    _part(parts, MACROS, bytes(range(256)) * 9, "application/vnd.ms-office.vbaProject", "xl/_rels/workbook.xml.rels", "vbaProject")
    return zipped(parts)


def strict() -> bytes:
    """Return the workbook in the namespaces of strict OOXML."""
    return _swapped(rich(), (MAIN, STRICT_MAIN), (OFFICE, STRICT_OFFICE))


def transitional(data: bytes) -> bytes:
    """Return a workbook in the namespaces of transitional OOXML."""
    return _swapped(data, (STRICT_MAIN, MAIN), (STRICT_OFFICE, OFFICE))


def prefixed() -> bytes:
    """Return the workbook with the prefix `x:` on all elements of SpreadsheetML, as the SDK of Microsoft writes it."""
    return _rewritten(_prefixed)


def wide() -> bytes:
    """Return the workbook with all its XML in UTF-16."""
    return _rewritten(_wide)


def absolute() -> bytes:
    """Return the workbook with absolute targets, and sheets whose parts begin with a capital letter."""
    parts = {
        name.replace("worksheets/sheet", "worksheets/Sheet").replace("_rels/sheet", "_rels/Sheet"): content
        for name, content in unzipped(rich()).items()
    }
    rels = "xl/_rels/workbook.xml.rels"
    parts[TYPES] = parts[TYPES].replace(b"/worksheets/sheet", b"/worksheets/Sheet")
    parts[rels] = parts[rels].replace(b'Target="worksheets/', b'Target="/xl/worksheets/').replace(b"worksheets/sheet", b"worksheets/Sheet")
    return zipped(parts)


def in_another_case() -> bytes:
    """Return the workbook with relationships that spell the sheets' parts in another case, which OPC allows."""
    parts = unzipped(rich())
    rels = "xl/_rels/workbook.xml.rels"
    return zipped({**parts, rels: parts[rels].replace(b"worksheets/sheet", b"worksheets/SHEET")})


def bare() -> bytes:
    """Return the smallest workbook that opens: no styles, no references of rows and cells, no properties, no views."""
    relationship = f'<Relationship Id="a" Type="{OFFICE}/%s" Target="%s"/>'
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
    types = "".join(
        f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
        for part, kind in (("xl/workbook.xml", "sheet.main"), ("xl/worksheets/sheet1.xml", "worksheet"))
    )
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>"
    parts = {
        TYPES: f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{default}{types}</Types>',
        "_rels/.rels": rels % (relationship % ("officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": rels % (relationship % ("worksheet", "worksheets/sheet1.xml")),
        WORKBOOK: f'<workbook xmlns="{MAIN}" xmlns:rel="{OFFICE}"><sheets><sheet name="One" sheetId="1" rel:id="a"/></sheets></workbook>',
        SHEET1: f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    }
    return zipped({name: content.encode() for name, content in parts.items()})


def by_gnumeric(ssconvert: str, data: bytes, to: str, folder: Path) -> bytes:
    """Return the workbook as Gnumeric saves it."""
    source, target = folder / "in.xlsx", folder / f"gnumeric.{to}"
    source.write_bytes(data)
    kind = {"xlsx": "Gnumeric_Excel:xlsx2", "ods": "Gnumeric_OpenCalc:odf"}[to]
    subprocess.run([ssconvert, "-T", kind, str(source), str(target)], check=True, capture_output=True, timeout=300)
    return target.read_bytes()


def by_openpyxl(data: bytes) -> bytes:
    """Return the workbook as openpyxl saves it."""
    return saved(opened(data))


def opened(data: bytes) -> openpyxl.Workbook:
    """Return the workbook as openpyxl reads it, which knows no strict OOXML, and warns of extensions and of what Gnumeric leaves out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(io.BytesIO(transitional(data)))


def cells(book: openpyxl.Workbook) -> list[tuple[str, Any]]:
    """Return the cells of a workbook, with the names of their sheets; those under a merged range are left out."""
    every = (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    return [(cell.parent.title, cell) for cell in every if isinstance(cell, openpyxl.cell.Cell)]


def by_sheet(found: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return the cells by sheet."""
    sheets: dict[str, set[str]] = {}
    for sheet, cell in found:
        sheets.setdefault(sheet, set()).add(cell)
    return sheets


def read(data: bytes, name: str = "book.xlsx") -> Workbook:
    """Return the workbook as the product reads it."""
    found = look(data, name).result
    assert isinstance(found, Workbook)
    return found


def packed_members(data: bytes) -> dict[str, tuple[int, int, bytes]]:
    """Return the members of a zip as they lie in it: method, size and compressed bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = {}
        for info in archive.infolist():
            header = data[info.header_offset : info.header_offset + 30]
            start = info.header_offset + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
            found[info.filename] = (info.compress_type, info.file_size, data[start : start + info.compress_size])
        return found


def _swapped(data: bytes, *namespaces: tuple[str, str]) -> bytes:
    parts = unzipped(data)
    for old, new in namespaces:
        parts = {name: content.replace(old.encode(), new.encode()) for name, content in parts.items()}
    return zipped(parts)


def _add_chart(parts: dict[str, bytes]) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Second"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    sheet.add_chart(chart, "D1")
    content = unzipped(saved(book))["xl/charts/chart1.xml"]
    kind = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
    _part(parts, "xl/charts/chart1.xml", content, kind, "xl/drawings/_rels/drawing1.xml.rels", "chart")
    corners = "".join(f"<xdr:{end}><xdr:col>{at}</xdr:col><xdr:row>{at}</xdr:row></xdr:{end}>" for end, at in (("from", 8), ("to", 14)))
    transform = '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>'
    named = '<xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="A chart" descr="Bars"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>'
    charts = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    shown = f'<c:chart xmlns:c="{charts}" xmlns:r="{OFFICE}" r:id="chart"/>'
    graphic = f'<a:graphic><a:graphicData uri="{charts}">{shown}</a:graphicData></a:graphic>'
    frame = f'<xdr:graphicFrame macro="">{named}{transform}{graphic}</xdr:graphicFrame>'
    anchor = f"<xdr:twoCellAnchor>{corners}{frame}<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
    parts[DRAWING] = parts[DRAWING].replace(b"</xdr:wsDr>", anchor.encode())


def _add_control(parts: dict[str, bytes]) -> None:
    """Add a check box: a shape among those of the comments, its properties, and an element that only newer programs understand."""
    kind = "application/vnd.ms-excel.controlproperties+xml"
    content = b'<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" objectType="CheckBox" noThreeD="1"/>'
    _part(parts, "xl/ctrlProps/ctrlProp1.xml", content, kind, RELS1, "ctrlProp")
    # Excel does not close its <br>, so that the drawing is no XML.
    shape = (
        '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel" '
        'id="_x0000_s2050" type="#_x0000_t201" style="position:absolute;width:80pt;height:18pt;z-index:9">'
        "<v:textbox><div>Agreed<br></div></v:textbox>"
        '<x:ClientData ObjectType="Checkbox"><x:Anchor>5, 0, 9, 0, 7, 0, 10, 0</x:Anchor></x:ClientData></v:shape></xml>'
    )
    parts[VML] = parts[VML].replace(b"</xml>", shape.encode())
    control = '<control shapeId="2050" r:id="ctrlProp" name="Check Box 1"><controlPr defaultSize="0"/></control>'
    compatibility = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    newer = f'<mc:AlternateContent xmlns:mc="{compatibility}"><mc:Choice xmlns:x14="{_X14}" Requires="x14" xmlns:r="{OFFICE}">'
    element = f"{newer}<controls>{control}</controls></mc:Choice></mc:AlternateContent></worksheet>"
    parts[SHEET1] = parts[SHEET1].replace(b"</worksheet>", element.encode())


_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"


def _add_extension(parts: dict[str, bytes]) -> None:
    cells = "<x14:formula1><xm:f>Second!$A$2:$A$3</xm:f></x14:formula1><xm:sqref>D5</xm:sqref>"
    rule = f'<x14:dataValidation type="list" allowBlank="1">{cells}</x14:dataValidation>'
    namespaces = f'xmlns:x14="{_X14}" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
    validations = f'<x14:dataValidations count="1">{rule}</x14:dataValidations>'
    extension = f'<extLst><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" {namespaces}>{validations}</ext></extLst></worksheet>'
    parts[SHEET1] = parts[SHEET1].replace(b"</worksheet>", extension.encode())


def _add_thread(parts: dict[str, bytes]) -> None:
    comment = (
        '<threadedComment ref="B2" dT="2012-02-10T05:06:00.00" personId="{11111111-0000-4000-8000-000000000000}" '
        'id="{22222222-0000-4000-8000-000000000000}"><text>Too low</text></threadedComment>'
    )
    person = '<person displayName="A respondent" id="{11111111-0000-4000-8000-000000000000}" userId="r" providerId="None"/>'
    content = f'<ThreadedComments xmlns="{THREADS}">{comment}</ThreadedComments>'
    people = f'<personList xmlns="{THREADS}">{person}</personList>'
    types = "http://schemas.microsoft.com/office/2017/10/relationships"
    _part(parts, THREAD, content.encode(), "application/vnd.ms-excel.threadedcomments+xml", RELS1, "threadedComment", types)
    _part(parts, PERSONS, people.encode(), "application/vnd.ms-excel.person+xml", "xl/_rels/workbook.xml.rels", "person", types)


def _part(parts: dict[str, bytes], name: str, content: bytes, kind: str, rels: str, type_: str, base: str = OFFICE) -> None:
    parts[name] = content
    override = f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'
    parts[TYPES] = parts[TYPES].replace(b"</Types>", override.encode())
    relation = f'<Relationship Id="{type_}" Type="{base}/{type_}" Target="/{name}"/></Relationships>'
    parts[rels] = parts[rels].replace(b"</Relationships>", relation.encode())


def _rewritten(change: Callable[[bytes], bytes]) -> bytes:
    parts = unzipped(rich())
    return zipped(parts | {name: change(content) for name, content in parts.items() if name.startswith("xl/") and name.endswith(".xml")})


def _wide(content: bytes) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-16"?>{etree.tostring(etree.fromstring(content), encoding="unicode")}'.encode("utf-16")


def _prefixed(content: bytes) -> bytes:
    root = etree.fromstring(content)
    if etree.QName(root).namespace != MAIN:
        return content
    prefixes = {key: uri for key, uri in root.nsmap.items() if key}
    made = etree.Element(root.tag, attrib={str(key): str(value) for key, value in root.items()}, nsmap={"x": MAIN, **prefixes})
    made.extend(list(root))
    # What is written in the default namespace again, deep in the tree, takes the prefix of the root.
    etree.cleanup_namespaces(made, keep_ns_prefixes=["x", *prefixes])
    return etree.tostring(made).replace(b' xmlns="' + MAIN.encode() + b'"', b"")
