"""A workbook that somebody made, ready to be made personal: hidden marks and names are put in, cells are cut out, all else stays.

Source: ECMA-376 part 1, sections 18.2 (workbook), 18.3.1.4 (c) and 22.3 (custom properties).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from lxml import etree

from workbooks.annotate.book import WORKSHEET_TYPE, sheet_parts, workbook_part
from workbooks.annotate.grid import Grid, forget_results
from workbooks.annotate.markup import append, child, children, document, namespace, number, office_relationships, place_in_order
from workbooks.annotate.parts import CONTENT_TYPES, Parts
from workbooks.annotate.relations import declare, drop, relate, related, relations
from workbooks.annotate.values import Unpatchable
from workbooks.cells import Cell, CellValue, a1
from workbooks.refusal import Refused

_BEFORE_NAMES = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups", "externalReferences"),
    "definedNames",
)
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_VBA = "application/vnd.ms-office.vbaproject"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_OUR_PROPERTIES = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # The format that all custom properties have.
_SINCE_1904 = timedelta(days=1462)  # By so much later begin the days of some workbooks (section 18.17.4.1).
_CUT = "cut"  # The attribute that marks a cell while its part is written.
_PROPERTY = "Counterfoil "  # With which the names of our properties begin.


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """What nobody sees: `marks` by their names, on a `sheet` of their own and in the document's properties; the `names` of cells.

    `constant` is the name and the text of a defined name that is no cell's. `more` are marks for the sheet alone: the document's properties
    are no place for many.
    """

    sheet: str
    marks: Mapping[str, str]
    names: Mapping[str, Cell]
    constant: tuple[str, str]
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What stands in cells of the copies: `cut` has a placeholder for each that differs from copy to copy, `put` the values of the others.

    `stale` are the formulas that read any of these: what they last gave was worked out of something else.
    """

    cut: Mapping[Cell, str]
    put: Mapping[Cell, CellValue]
    stale: Collection[Cell] = ()


class Personalised(NamedTuple):
    """A workbook with placeholders, the parts that hold them, and the XML prefix of each cell that was cut out, by its placeholder."""

    data: bytes
    changing: tuple[str, ...]
    prefixes: Mapping[str, str]


def personalised(data: bytes, hidden: Hidden, filling: Filling, *, macros: bool) -> Personalised:
    """Return the xlsx or xlsm `data` with hidden marks, and with cells cut out: for each, a placeholder stands behind its attributes.

    Where anything is put into cells, the copy asks to be calculated when it is opened, and holds no result any more that was
    worked out of what stood there.

    What takes the place of a placeholder ends the cell: `/>`, or `><v>12</v></c>`. Macros are taken out, unless `macros` says otherwise.
    Unpatchable is raised where the parts do not let that be done.
    """
    try:
        parts = Parts(data)
        workbook = workbook_part(parts)
        if not macros:
            _without_macros(parts, workbook)
        changing = [_add_marks(parts, workbook, hidden), _add_properties(parts, hidden.marks)]
        _put(parts, workbook, filling.put)
        _forget(parts, workbook, filling.stale)
        prefixes, sheets = _cut_out(parts, workbook, filling.cut)
        _add_names(parts, workbook, hidden)
        if filling.cut or filling.put:
            _calculate_when_opened(parts, workbook)
        return Personalised(parts.whole(), (*changing, *sheets, parts.spelt(workbook)), prefixes)
    except Refused as refused:
        raise Unpatchable("broken") from refused


def _without_macros(parts: Parts, workbook: str) -> None:
    """Take out macros, and the buttons of the ribbon that run them: what is left is an .xlsx."""
    if any(name.startswith("xl/macrosheets/") for name in parts.names()):
        raise Unpatchable("macro_sheets")
    for source, kind in ((workbook, "vbaProject"), ("", "extensibility")):
        for relation in [one for one in relations(parts, source) if one.kind == kind]:
            for inner in list(relations(parts, relation.part)):
                drop(parts, relation.part, inner)
            drop(parts, source, relation)
    types = parts.root(CONTENT_TYPES)
    for one in list(types):
        if one.get("PartName", "").lower() == f"/{workbook}".lower() and one.get("ContentType") != _MAIN:
            parts.edit(CONTENT_TYPES)
            one.set("ContentType", _MAIN)
        elif one.get("Extension", "").lower() == "bin" and one.get("ContentType", "").lower() == _VBA:
            parts.edit(CONTENT_TYPES).remove(one)


def _add_marks(parts: Parts, workbook: str, hidden: Hidden) -> str:
    """Add a last sheet that only a program can show, and return the name of its part."""
    book = parts.edit(workbook)
    relationships = office_relationships(book)
    sheet = document("worksheet", namespace(book))
    data = append(sheet, "sheetData")
    for place, pair in enumerate({**hidden.marks, **hidden.more}.items(), 1):
        row = append(data, "row", {"r": str(place)})
        for column, text in enumerate(pair, 1):
            cell = append(row, "c", {"r": a1(place, column), "t": "inlineStr"})
            append(append(cell, "is"), "t", text=text)
    part = parts.free(f"{workbook.rpartition('/')[0]}/worksheets/sheet{{}}.xml".lstrip("/"))
    parts.add(part, sheet)
    declare(parts, part, WORKSHEET_TYPE)
    listed = child(book, "sheets")
    if listed is None or any(one.get("name", "").casefold() == hidden.sheet for one in listed):
        raise Unpatchable("broken")
    key = relate(parts, workbook, f"{relationships}/worksheet", part)
    sheet_id = 1 + max((number(one.get("sheetId")) for one in children(listed, "sheet")), default=0)
    made = document("sheet", namespace(book), relationships)
    said = {"name": hidden.sheet, "sheetId": str(sheet_id), "state": "veryHidden", f"{{{relationships}}}id": key}
    for name, value in said.items():
        made.set(name, value)
    listed.append(made)
    return part


def _add_properties(parts: Parts, marks: Mapping[str, str]) -> str:
    """Add the marks to the document's custom properties, and return the name of their part."""
    found = related(parts, "", "custom-properties")
    part = found.part if found else "docProps/custom.xml"
    if found is None:
        root = etree.Element(f"{{{_PROPERTIES}}}Properties", nsmap={None: _PROPERTIES, "vt": _VALUES})  # type: ignore[dict-item]
        parts.add(part, root)
        declare(parts, part, _PROPERTIES_TYPE)
        relate(parts, "", "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties", part)
    root = parts.edit(part)
    last = max((number(one.get("pid")) for one in root), default=1)
    for pid, (name, text) in enumerate(marks.items(), max(last, 1) + 1):
        one = append(root, "property", {"fmtid": _OUR_PROPERTIES, "pid": str(pid), "name": f"{_PROPERTY}{name}"})
        etree.SubElement(one, f"{{{_VALUES}}}lpwstr").text = text
    return part


def _add_names(parts: Parts, workbook: str, hidden: Hidden) -> None:
    """Define names that no menu shows. The constant comes last: what stands before it is compressed once for all copies."""
    book = parts.edit(workbook)
    names = child(book, "definedNames")
    if names is None:
        names = document("definedNames", namespace(book))
        place_in_order(book, names, _BEFORE_NAMES)
    taken = {one.get("name", "").casefold() for one in names}
    if hidden.constant[0] in taken:
        raise Unpatchable("broken")
    for name, cell in hidden.names.items():
        quoted = cell.sheet.replace("'", "''")
        letters = a1(1, cell.column).rstrip("1")
        append(names, "definedName", {"name": name, "hidden": "1"}, text=f"'{quoted}'!${letters}${cell.row}")
    append(names, "definedName", {"name": hidden.constant[0], "hidden": "1"}, text=f'"{hidden.constant[1]}"')


def _put(parts: Parts, workbook: str, put: Mapping[Cell, CellValue]) -> None:
    """Put values into cells, which keep their formats."""
    found = {sheet.name: sheet.part for sheet in sheet_parts(parts, workbook) if sheet.is_worksheet}
    settings = child(parts.root(workbook), "workbookPr")
    late = settings is not None and settings.get("date1904") in {"1", "true"}
    for name in dict.fromkeys(cell.sheet for cell in put):
        grid = Grid(parts.edit(found[name]))
        for cell, value in put.items():
            if cell.sheet == name:
                grid.set_value(cell[1:], value - _SINCE_1904 if late and isinstance(value, date) else value)


def _forget(parts: Parts, workbook: str, stale: Collection[Cell]) -> None:
    """Take away what formulas last gave: not every program calculates because it is asked to."""
    found = {sheet.name: sheet.part for sheet in sheet_parts(parts, workbook) if sheet.is_worksheet}
    for name in sorted({cell.sheet for cell in stale} & found.keys()):
        forget_results(parts.edit(found[name]), {a1(*cell[1:]) for cell in stale if cell.sheet == name})


def _calculate_when_opened(parts: Parts, workbook: str) -> None:
    book = parts.edit(workbook)
    settings = child(book, "calcPr")
    if settings is None:
        settings = document("calcPr", namespace(book))
        place_in_order(book, settings, (*_BEFORE_NAMES, "calcPr"))
    settings.set("fullCalcOnLoad", "1")


def _cut_out(parts: Parts, workbook: str, cut: Mapping[Cell, str]) -> tuple[dict[str, str], list[str]]:
    """Put placeholders into the cells; return their prefixes, and the names of the parts."""
    by_sheet: dict[str, dict[Cell, str]] = {}
    for cell, placeholder in cut.items():
        by_sheet.setdefault(cell.sheet, {})[cell] = placeholder
    found = {sheet.name: sheet.part for sheet in sheet_parts(parts, workbook) if sheet.is_worksheet}
    prefixes: dict[str, str] = {}
    for sheet, cells in by_sheet.items():
        root = parts.edit(found[sheet])
        grid = Grid(root)
        for cell, placeholder in cells.items():
            grid.mark((cell.row, cell.column), _CUT, placeholder)
            prefixes[placeholder] = f"{root.prefix}:" if root.prefix else ""
        parts.write(found[sheet], _opened(parts.content(found[sheet]), cells.values()))
    return prefixes, [found[sheet] for sheet in by_sheet]


def _opened(content: bytes, placeholders: Iterable[str]) -> bytes:
    for placeholder in placeholders:
        mark = f' {_CUT}="{placeholder}"/>'.encode()
        if content.count(mark) != 1:
            raise Unpatchable("broken")
        content = content.replace(mark, placeholder.encode())
    return content
