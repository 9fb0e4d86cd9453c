"""A respondent's own workbook, given back with what was found in it: cells highlighted and commented, and a first sheet that lists them.

Only the parts that must change are written; every other member of the package is copied as it lies. What an earlier annotation put in is
taken away first, so that a corrected cell looks as it did. Values in, values out: no questionnaire, no wording, no I/O.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from workbooks.annotate import clearing, comments, notice
from workbooks.annotate.book import SheetPart, add_first_sheet, free_name, sheet_parts, workbook_part
from workbooks.annotate.comments import theirs
from workbooks.annotate.grid import Grid, forget_results
from workbooks.annotate.markup import namespace, office_relationships
from workbooks.annotate.notice import is_notice, read_notice
from workbooks.annotate.parts import Parts
from workbooks.annotate.shapes import box
from workbooks.annotate.styles import ERROR, WARNING, Look, StylesPart
from workbooks.annotate.values import CellMark, Notice, NoticeColumn, NoticeField, NoticeRow, Unpatchable
from workbooks.cells import Cell, CellValue, Position
from workbooks.harmless.packages import acts_for_its_sender
from workbooks.recognition.sniff import sniff
from workbooks.refusal import Refused

__all__ = [
    "CellMark",
    "Notice",
    "NoticeColumn",
    "NoticeField",
    "NoticeRow",
    "Unpatchable",
    "annotate",
    "clear",
    "fill",
    "is_notice",
    "read_notice",
    "theirs",
]


# What acts when it is opened, or fetches something: macros, controls, embedded objects, links to other files (DDE too), data connections.
_ACTIVE = (
    "xl/vbaproject",
    "xl/macrosheets/",
    "xl/activex/",
    "xl/embeddings/",
    "xl/externallinks/",
    "xl/connections.xml",
    "xl/querytables/",
    "xl/webextensions/",
    "customui/",
)


def annotate(data: bytes, marks: Sequence[CellMark], page: Notice) -> bytes:
    """Return the xlsx or xlsm `data` with these cells marked and this first sheet, in place of those of an earlier annotation.

    Unpatchable is raised where the file is no such package, or its parts contradict each other, or a mark or a link names no sheet of it;
    and where it holds anything active, which is never sent on.
    """
    with _opened(data) as (parts, workbook):
        if _acts(parts):
            raise Unpatchable("active")
        clearing.clear(parts, workbook)
        sheets = sheet_parts(parts, workbook)
        _check_links(page, sheets)
        styles = StylesPart(parts, workbook, office_relationships(parts.root(workbook)))
        originals: dict[int, int] = {}
        for sheet, found in _by_sheet(marks, sheets).items():
            originals |= _mark(parts, sheet, found, styles, right_to_left=page.right_to_left)
        name = free_name(page.name, tuple(sheet.name for sheet in sheets))
        root = notice.sheet(page, styles, namespace(parts.root(workbook)), originals)
        add_first_sheet(parts, workbook, name, root)
        return parts.whole()


def fill(data: bytes, values: Mapping[Cell, CellValue]) -> bytes:
    """Return the xlsx or xlsm `data` with these values in its cells, and all else as it was; Unpatchable as in `annotate`.

    What formulas last gave is dropped, as it was for other values: whoever opens the file calculates it anew.
    """
    with _opened(data) as (parts, workbook):
        found = {sheet.name: sheet.part for sheet in sheet_parts(parts, workbook) if sheet.is_worksheet}
        if not {place.sheet for place in values} <= found.keys():
            raise Unpatchable("sheet_missing")
        grids = {name: Grid(parts.edit(found[name])) for name in dict.fromkeys(place.sheet for place in values)}
        for place, value in values.items():
            grids[place.sheet].set_value((place.row, place.column), value)
        for part in found.values():
            forget_results(parts.edit(part))
        return parts.whole()


def clear(data: bytes) -> bytes:
    """Return the xlsx or xlsm `data` without anything that `annotate` put into it; Unpatchable as there."""
    with _opened(data) as (parts, workbook):
        clearing.clear(parts, workbook)
        return parts.whole()


@contextmanager
def _opened(data: bytes) -> Iterator[tuple[Parts, str]]:
    try:
        if sniff(data, "") not in {"xlsx", "xlsm"}:
            raise Unpatchable("not_ooxml")
        parts = Parts(data)
        yield parts, workbook_part(parts)
    except Refused as refused:
        raise Unpatchable("broken") from refused


def _acts(parts: Parts) -> bool:
    """Say whether a workbook acts: by the names of its parts, or by what stands in them, whatever they are called."""
    names = sorted(parts.names())
    if any(name.startswith(_ACTIVE) for name in names):
        return True
    return any(acts_for_its_sender(name, parts.content(name), parts.root) for name in names)


def _check_links(page: Notice, sheets: Sequence[SheetPart]) -> None:
    names = {sheet.name for sheet in sheets}
    if any(row.link is not None and row.link.sheet not in names for row in page.rows):
        raise Unpatchable("sheet_missing")


def _by_sheet(marks: Iterable[CellMark], sheets: Sequence[SheetPart]) -> dict[str, list[CellMark]]:
    parts = {sheet.name: sheet.part for sheet in sheets if sheet.is_worksheet}
    found: dict[str, list[CellMark]] = {}
    for mark in marks:
        if mark.sheet not in parts:
            raise Unpatchable("sheet_missing")
        found.setdefault(parts[mark.sheet], []).append(mark)
    return found


def _mark(parts: Parts, sheet: str, marks: Iterable[CellMark], styles: StylesPart, *, right_to_left: bool) -> Mapping[int, int]:
    """Highlight and comment cells of one sheet; return the highlighted formats and what each stands for."""
    grid = Grid(parts.edit(sheet))
    texts: dict[Position, str] = {}
    looks: dict[Position, Look] = {}
    for mark in marks:
        position = grid.seen_as_one((mark.row, mark.column))[0]
        texts[position] = f"{texts[position]}\n\n{mark.text}" if position in texts else mark.text
        looks[position] = ERROR if mark.severe else looks.get(position, WARNING)
    originals: dict[int, int] = {}
    for position, look in ((each, look) for first, look in looks.items() for each in grid.seen_as_one(first)):
        original = grid.style(position)
        marked = styles.marked(original, look)
        originals[marked] = original
        grid.set_style(position, marked)
    boxes = {position: box(grid, position, text, right_to_left=right_to_left) for position, text in texts.items()}
    comments.write(parts, sheet, texts, boxes)
    return originals
