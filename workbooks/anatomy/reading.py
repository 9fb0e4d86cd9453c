"""The anatomy of an Excel workbook, out of the XML of its parts. Source: ECMA-376 part 1, section 18; x14 from MS-XLSX 2.3.2."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from workbooks.anatomy.styles import cell_formats
from workbooks.anatomy.values import USUAL_WIDTH, Anatomy, CellFormat, SheetAnatomy, Validation
from workbooks.appearance.pixels import columns_of, counted, stated
from workbooks.cells import MAX_COLUMN, Area, Position, Sheet, column_number, from_a1
from workbooks.containers import archive
from workbooks.formats import xlsx
from workbooks.ooxml import workbook_part
from workbooks.ooxml.conditional import disguising_areas, disguising_formats
from workbooks.ooxml.controls import check_boxes, linked, other_control
from workbooks.xml import each, local, parse, parse_secondary

_UNREAD = ("xl/media/", "xl/theme/", "xl/charts/", "xl/printerSettings/", "xl/embeddings/", "customXml/")
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")

_CONTROLS = ("xl/ctrlProps/", "xl/activeX/")


def anatomy(data: bytes) -> Anatomy:
    """Return how the xlsx or xlsm `data` is made; Refused where it is broken or beyond the limits."""
    workbook = xlsx.read(data)
    parts = archive.read(data, lambda name: name.endswith((".xml", ".rels", ".vml")) and not name.startswith(_UNREAD))
    book = workbook_part.read_book(parts)
    formats = cell_formats(book.styles)
    main = parts[workbook_part.main_part(parts, workbook_part.WORKBOOK)]
    names = {one.get("name", ""): one.text or "" for one in each(parse(main), "definedName") if one.text}
    tables = dict(table for sheet in book.sheets for table in _tables(sheet, parts))
    owners = {part: sheet.name for sheet in book.sheets for _, part in workbook_part.relationships(sheet.part, parts).values()}
    ticks = list(_ticks(parts, owners))
    sheets = tuple(
        replace(
            _sheet(sheet, parts[listed.part], formats, ticks),
            boxes={box.at: box.caption for box in check_boxes(listed.part, parts)},
            disguises=bool(disguising_areas(parts[listed.part], disguising_formats(book.styles))),
        )
        for sheet, listed in zip(workbook.sheets, book.sheets, strict=True)
    )
    macros = any(member.name.lower().startswith(("xl/vbaproject", "xl/macrosheets/")) for member in archive.members(data))
    folded = {name.casefold(): formula for name, formula in names.items()}
    spelt, controls = {name.casefold(): name for name in names}, tuple(_controls(parts, owners))
    return Anatomy(sheets=sheets, names=folded, spelt=spelt, tables=tables, macros=macros, controls=controls)


def areas_of(said: str) -> tuple[Area, ...]:
    """Return the rectangles of a list of references such as `B4:B9 D4`; whole columns and rows reach to the end of the sheet."""
    return tuple(filter(None, map(_area, said.split())))


def _area(said: str) -> Area | None:
    found = [(int(row), column_number(letters)) for letters, row in _CELL.findall(said.upper())]
    return (found[0], found[-1]) if found and found[0] <= found[-1] else None


def _sheet(sheet: Sheet, part: bytes, formats: Sequence[CellFormat], ticks: Sequence[tuple[str, Position]]) -> SheetAnatomy:
    root = parse(part)
    columns = {number: one for one in each(root, "col") for number in columns_of(one, MAX_COLUMN)}
    rows = {number: one for one in each(root, "row") if (number := counted(one.get("r")))}
    written = _written(root)
    looks = {position: _format(style, formats) for position, style in written.styles.items()}
    locked = {number for number, one in columns.items() if _format(one.get("style"), formats).locked}
    open_rows = {row for row, one in rows.items() if one.get("customFormat") and not _format(one.get("s"), formats).locked}
    open_columns = columns.keys() - locked
    return SheetAnatomy(
        sheet=sheet,
        protected=any(one.get("sheet") in {"1", "true"} for one in each(root, "sheetProtection")),
        formulas=written.formulas,
        said=written.said,
        shared=written.shared,
        formats=looks,
        validations=tuple(_validations(root)),
        hidden_rows=frozenset(row for row, one in rows.items() if one.get("hidden") in {"1", "true"}),
        hidden_columns=frozenset(number for number, one in columns.items() if one.get("hidden") in {"1", "true"}),
        unlocked_lines=frozenset(at for at in written.styles if at[0] in open_rows or at[1] in open_columns),
        ticks=frozenset(
            (*(at for name, at in ticks if name.casefold() == sheet.name.casefold()), *(at for at, look in looks.items() if look.box))
        ),
        widths={number: width for number, one in columns.items() if (width := stated(one.get("width")))},
        width=next((width for one in each(root, "sheetFormatPr") if (width := stated(one.get("defaultColWidth")))), USUAL_WIDTH),
    )


def _format(style: str | None, formats: Sequence[CellFormat]) -> CellFormat:
    index = counted(style) or 0
    return formats[index] if index < len(formats) else formats[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """What a sheet writes: the formats of all cells by their index, the formulas, what these say, and with which one some share theirs."""

    styles: Mapping[Position, str]
    formulas: frozenset[Position]
    said: Mapping[Position, str]
    shared: Mapping[Position, Position]


def _written(root: etree._Element) -> _Written:
    styles: dict[Position, str] = {}
    formulas: dict[Position, etree._Element] = {}
    for cell in each(root, "c"):
        address = cell.get("r")
        if address:
            position = from_a1(address)
            styles[position] = cell.get("s", "0")
            formulas.update((position, piece) for piece in cell if local(piece) == "f")
    said = {at: one.text for at, one in formulas.items() if one.text and one.get("t", "normal") in {"normal", "shared"}}
    # Of cells that share a formula (18.3.1.40), the first says it.
    first = {one.get("si"): at for at, one in reversed(formulas.items()) if one.get("t") == "shared" and at in said}
    shared = {
        at: first[one.get("si")] for at, one in formulas.items() if at not in said and one.get("t") == "shared" and one.get("si") in first
    }
    # A formula of many cells (18.3.1.40) may be written in the first alone.
    spread = [area for one in each(root, "f") if one.get("t") == "array" for area in areas_of(one.get("ref", ""))]
    covered = {at for at in styles for first_, last in spread if first_ <= at <= last and first_[1] <= at[1] <= last[1]}
    return _Written(styles=styles, formulas=frozenset(formulas.keys() | covered), said=said, shared=shared)


def _validations(root: etree._Element) -> Iterator[Validation]:
    for one in each(root, "dataValidation"):
        # Those of x14 have their formulas and cells as elements of another namespace.
        inner = {local(piece): "".join(map(str, piece.itertext())).strip() for piece in one}
        areas = areas_of(one.get("sqref") or inner.get("sqref", ""))
        if areas and one.get("type", "none") != "none":
            yield Validation(
                kind=one.get("type", ""), operator=one.get("operator", "between"), first=inner.get("formula1", "").lstrip("="),
                second=inner.get("formula2", "").lstrip("="), areas=areas, error=one.get("error", ""), prompt=one.get("prompt", ""),
            )  # fmt: skip


def _tables(sheet: workbook_part.OoxmlSheet, parts: Mapping[str, bytes]) -> Iterator[tuple[str, tuple[str, Area, tuple[str, ...]]]]:
    for kind, part in workbook_part.relationships(sheet.part, parts).values():
        root = parse_secondary(parts.get(part)) if kind == "table" else None
        found = areas_of(root.get("ref", "")) if root is not None else ()
        if root is not None and found:
            columns = tuple(one.get("name", "") for one in each(root, "tableColumn"))
            (top, left), last = found[0]
            heads = counted(root.get("headerRowCount", "1"))
            for name in {root.get("name", ""), root.get("displayName", "")}:
                yield name.casefold(), (sheet.name, ((top + (1 if heads is None else heads), left), last), columns)


def _controls(parts: Mapping[str, bytes], owners: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for name in sorted(part for part in parts if part.startswith(_CONTROLS) and part in owners):
        what, link = other_control(parse_secondary(parts[name]))
        if what:
            yield owners[name], what, link


def _ticks(parts: Mapping[str, bytes], owners: Mapping[str, str]) -> Iterator[tuple[str, Position]]:
    """Yield the cells in which check boxes keep their state, with the sheet's name: that of the box, where its link names none."""
    for name, part in parts.items():
        link = linked(parse_secondary(part)) if name.startswith(_CONTROLS) else ""
        sheet, sign, cell = link.rpartition("!")
        found = _area(cell)
        if found and (sign or name in owners):
            yield sheet.strip("'").replace("''", "'") if sign else owners[name], found[0]
