"""Taking an earlier annotation away: what the notice, the line in comments and the colour of the ground tell, each by itself.

The file may have been saved by any program in between, and the notice may have been deleted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from workbooks.annotate import comments, notice, threads
from workbooks.annotate.book import SheetPart, remove_sheet, sheet_parts
from workbooks.annotate.markup import child, children, number, office_relationships
from workbooks.annotate.parts import Parts
from workbooks.annotate.relations import related
from workbooks.annotate.styles import StylesPart
from workbooks.xml import each

_RECORD = re.compile(f"({notice.MARKED}|{notice.ORIGINAL}) (\\d+)")


def clear(parts: Parts, workbook: str) -> None:
    """Take away notices, comments and highlights of ours."""
    notices = _notices(parts, workbook)
    rest = [sheet for sheet in sheet_parts(parts, workbook) if sheet not in notices]
    for sheet in rest:
        comments.clear(parts, sheet.part)
    threads.forget(parts)
    styles = StylesPart(parts, workbook, office_relationships(parts.root(workbook)))
    ours = _restore(parts, workbook, notices, rest, styles)
    for sheet in notices if rest else ():
        remove_sheet(parts, workbook, sheet)
    if ours:
        used = (_used(parts.root(sheet.part)) for sheet in rest)
        styles.prune(ours, frozenset(number(one.get(key)) for found in used for one, key in found))


def _restore(parts: Parts, workbook: str, notices: list[SheetPart], rest: list[SheetPart], styles: StylesPart) -> frozenset[int]:
    """Give all highlighted cells their own formats again; return the formats that are ours."""
    pairs: dict[int, int] = {}
    for sheet in notices:
        pairs |= _pairs(parts, workbook, sheet.part)
    originals = styles.originals(pairs)
    for sheet in rest if originals else ():
        for one, key in [(one, key) for one, key in _used(parts.root(sheet.part)) if number(one.get(key)) in originals]:
            parts.edit(sheet.part)
            one.set(key, str(originals[number(one.get(key))]))
    of_notices = {number(one.get(key)) for sheet in notices for one, key in _used(parts.root(sheet.part))}
    return frozenset(originals) | (of_notices - set(pairs.values()))


def _used(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Yield all that names a format, with the attribute that does."""
    for column in each(child(root, "cols"), "col"):
        if column.get("style"):
            yield column, "style"
    for row in children(child(root, "sheetData"), "row"):
        for one in (row, *children(row, "c")):
            if one.get("s"):
                yield one, "s"


def _notices(parts: Parts, workbook: str) -> list[SheetPart]:
    shared = related(parts, workbook, "sharedStrings")
    is_shared = shared is not None and parts.says(shared.part, notice.MARK)
    listed = [sheet for sheet in sheet_parts(parts, workbook) if is_shared or parts.says(sheet.part, notice.MARK)]
    return [sheet for sheet in listed if next(_records(parts, workbook, sheet.part), (0, ""))[1] == notice.MARK]


def _pairs(parts: Parts, workbook: str, part: str) -> dict[int, int]:
    """Return for each highlighted format the cell's own, as the formats of the notice's hidden cells say them."""
    found: dict[tuple[str, str], int] = {}
    for style, text in _records(parts, workbook, part):
        record = _RECORD.fullmatch(text)
        if record:
            found[record[1], record[2]] = style
    originals = {key: style for (kind, key), style in found.items() if kind == notice.ORIGINAL}
    return {style: originals[key] for (kind, key), style in found.items() if kind == notice.MARKED and key in originals}


def _records(parts: Parts, workbook: str, part: str) -> Iterator[tuple[int, str]]:
    """Yield format and text of the cells in the first column."""
    strings: list[etree._Element] = []
    for row in children(child(parts.root(part), "sheetData"), "row"):
        cell = child(row, "c")
        if cell is not None and re.fullmatch(r"A\d+", cell.get("r", "")):
            if cell.get("t") == "s" and not strings:
                strings = _strings(parts, workbook)
            yield number(cell.get("s")), _text(cell, strings)


def _strings(parts: Parts, workbook: str) -> list[etree._Element]:
    shared = related(parts, workbook, "sharedStrings")
    return [*children(parts.root(shared.part), "si")] if shared is not None else []


def _text(cell: etree._Element, strings: Sequence[etree._Element]) -> str:
    holder = child(cell, "is")
    value = child(cell, "v")
    if cell.get("t") == "s" and value is not None and number(value.text) < len(strings):
        holder = strings[number(value.text)]
    return "".join(one.text or "" for one in each(holder, "t"))
