"""The workbook part: which sheets there are, a new first sheet, and the same undone.

Source: ECMA-376 part 1, section 18.2. A name that belongs to one sheet, and the view, say a sheet by its place, so that a new first sheet
shifts them; all else in a file says a sheet by its name or by its sheetId, which stay.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from workbooks.annotate import titles
from workbooks.annotate.markup import child, children, document, is_spreadsheet, namespace, number, office_relationships, remove, says_yes
from workbooks.annotate.parts import Parts
from workbooks.annotate.relations import declare, drop, relate, related, relations
from workbooks.annotate.values import Unpatchable
from workbooks.xml import attribute, each

WORKSHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_NAME_LENGTH = 31  # In UTF-16 code units, as Excel counts.
_NO_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet of the workbook, with its part; `is_worksheet` is False for a sheet that has no cells (a chart, a dialog)."""

    name: str
    part: str
    is_worksheet: bool


def workbook_part(parts: Parts) -> str:
    """Return the name of the workbook part; Unpatchable where there is none, or where the package is signed."""
    if any(relation.kind == "origin" for relation in relations(parts, "")):
        raise Unpatchable("signed")
    found = related(parts, "", "officeDocument")
    if found is None or not is_spreadsheet(parts.root(found.part), "workbook"):
        raise Unpatchable("broken")
    return found.part


def sheet_parts(parts: Parts, workbook: str) -> tuple[SheetPart, ...]:
    """Return the sheets in their order; Unpatchable where the part of one is missing."""
    targets = {relation.id: relation for relation in relations(parts, workbook)}
    listed = [(sheet.get("name", ""), targets.get(attribute(sheet, "id") or "")) for sheet in each(parts.root(workbook), "sheet")]
    found = [SheetPart(name, target.part, target.kind == "worksheet") for name, target in listed if target and target.part in parts]
    if not found or len(found) != len(listed):
        raise Unpatchable("broken")
    return tuple(found)


def free_name(wanted: str, taken: tuple[str, ...]) -> str:
    """Return `wanted` as a sheet may be called: without forbidden characters, short enough, and unlike those `taken` in any case."""
    plain = " ".join(wanted.translate(_NO_NAME).split()).strip("' ") or "-"
    folded = {name.casefold() for name in taken}
    endings = ("", *(f" ({count})" for count in range(2, len(taken) + 3)))
    return next(name for ending in endings if (name := _cut(plain, ending)).casefold() not in folded)


def add_first_sheet(parts: Parts, workbook: str, name: str, root: etree._Element) -> str:
    """Put a worksheet before all others, and show it when the file is opened. Return its part's name."""
    book = parts.edit(workbook)
    part = parts.free(f"{workbook.rpartition('/')[0]}/worksheets/sheet{{}}.xml".lstrip("/"))
    parts.add(part, root)
    declare(parts, part, WORKSHEET_TYPE)
    listed = child(book, "sheets")
    if listed is None:
        raise Unpatchable("broken")
    relationships = office_relationships(book)
    key = relate(parts, workbook, f"{relationships}/worksheet", part)
    # A sheet that was taken away may still be known by its id elsewhere (revisions, macros), so that the next one is always higher.
    sheet_id = 1 + max((number(sheet.get("sheetId")) for sheet in children(listed, "sheet")), default=0)
    # Gnumeric loses sheets whose `r:id` has another prefix than the document's own, which lxml takes where there is one.
    made = document("sheet", namespace(book), relationships)
    for attribute_name, value in (("name", name), ("sheetId", str(sheet_id)), (f"{{{relationships}}}id", key)):
        made.set(attribute_name, value)
    listed.insert(0, made)
    _shift(book, 1)
    _show_alone(parts, workbook, part)
    titles.add(parts, name)
    return part


def remove_sheet(parts: Parts, workbook: str, gone: SheetPart) -> None:
    """Take a sheet away, with the names that belong to it, and show the one that takes its place."""
    index = [sheet.part for sheet in sheet_parts(parts, workbook)].index(gone.part)
    book = parts.edit(workbook)
    listed = next(sheet for place, sheet in enumerate(each(book, "sheet")) if place == index)
    relation = next(found for found in relations(parts, workbook) if found.id == attribute(listed, "id"))
    remove(listed)
    _forget_names(book, index)
    _shift(book, -1, index)
    drop(parts, workbook, relation)
    _show_what_is_active(parts, workbook)
    titles.remove(parts, gone.name)


def _cut(plain: str, ending: str) -> str:
    while len((plain + ending).encode("utf-16-le")) > 2 * _NAME_LENGTH:
        plain = plain[:-1]
    return plain.rstrip("' ") + ending


def _shift(book: etree._Element, by: int, start: int = 0) -> None:
    for owned in (name for name in each(book, "definedName") if name.get("localSheetId")):
        if number(owned.get("localSheetId")) >= start:
            owned.set("localSheetId", str(number(owned.get("localSheetId")) + by))
    for view in each(book, "workbookView"):
        for index in ("activeTab", "firstSheet"):
            # A missing one is 0: what was the first sheet is then the second.
            place = number(view.get(index)) + by if number(view.get(index)) >= start else number(view.get(index))
            view.set(index, str(max(0, place)))


def _forget_names(book: etree._Element, index: int) -> None:
    for owned in [name for name in each(book, "definedName") if name.get("localSheetId") == str(index)]:
        remove(owned)
    names = child(book, "definedNames")
    if names is not None and not len(names):
        remove(names)


def _show_alone(parts: Parts, workbook: str, part: str) -> None:
    for view in each(parts.edit(workbook), "workbookView"):
        view.set("activeTab", "0")
        view.set("firstSheet", "0")
    for other in sheet_parts(parts, workbook):
        if other.part == part or not parts.says(other.part, "tabSelected"):
            continue
        for view in [view for view in each(parts.root(other.part), "sheetView") if says_yes(view.get("tabSelected"))]:
            parts.edit(other.part)
            del view.attrib["tabSelected"]


def _show_what_is_active(parts: Parts, workbook: str) -> None:
    """Select the active sheet, or the first that can be seen, where the selected one was taken away."""
    sheets = sheet_parts(parts, workbook)
    if any(says_yes(one.get("tabSelected")) for sheet in sheets for one in each(parts.root(sheet.part), "sheetView")):
        return
    book = parts.edit(workbook)
    seen = [place for place, sheet in enumerate(each(book, "sheet")) if sheet.get("state", "visible") == "visible"] or [0]
    views = [*each(book, "workbookView")]
    active = next((place for view in views if (place := number(view.get("activeTab"))) in seen), seen[0])
    for view in views:
        view.set("activeTab", str(active))
    for one in each(parts.edit(sheets[active].part), "sheetView"):
        one.set("tabSelected", "1")
