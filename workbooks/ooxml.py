"""What calamine does not tell of an OOXML workbook: defined names, comments, custom properties, and where the sheets' parts lie.

Source: ECMA-376 part 1, sections 18.2 (workbook), 18.7 (comments), 22.3 (custom properties), and part 2 (relationships). Namespaces are not
looked at, since strict and transitional files differ in them only.
"""

from __future__ import annotations

import posixpath
from collections.abc import Container, Mapping
from dataclasses import dataclass

from lxml import etree

from workbooks.cells import Position, from_a1
from workbooks.names import NameTable
from workbooks.refusal import Refused
from workbooks.xml import attribute, each, local, parse, parse_secondary

WORKBOOK = "xl/workbook.xml"
CUSTOM_PROPERTIES = "docProps/custom.xml"


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet as the workbook part lists it; `part` is the name of its part."""

    name: str
    part: str


def sheet_parts(workbook: etree._Element, parts: Mapping[str, bytes]) -> tuple[SheetPart, ...]:
    """Return the sheets in their order, with their parts."""
    targets = relationships(WORKBOOK, parts)
    listed = ((sheet.get("name", ""), attribute(sheet, "id") or "") for sheet in each(workbook, "sheet"))
    return tuple(SheetPart(name, targets[key][1]) for name, key in listed if key in targets)


def relationships(part: str, parts: Mapping[str, bytes]) -> dict[str, tuple[str, str]]:
    """Return the relationships of `part` by id: the last word of their type, and the part that they point at."""
    folder, name = posixpath.split(part)
    root = parse_secondary(parts.get(f"{folder}/_rels/{name}.rels"))
    return {
        relation.get("Id", ""): (relation.get("Type", "").rpartition("/")[2], _resolve(folder, relation.get("Target", "")))
        for relation in each(root, "Relationship")
        if relation.get("TargetMode") != "External"
    }


def defined_names(workbook: etree._Element, sheets: Container[str]) -> NameTable:
    """Return the defined names; one of the whole workbook goes before one that a duplicated sheet brought again."""
    table = NameTable()
    for element in sorted(each(workbook, "definedName"), key=lambda element: element.get("localSheetId") is not None):
        table.add(element.get("name", ""), element.text or "", sheets)
    return table


def custom_properties(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return the custom document properties as text."""
    root = parse_secondary(parts.get(CUSTOM_PROPERTIES))
    return {element.get("name", ""): _text(element) for element in each(root, "property")}


def comments(sheet: SheetPart, parts: Mapping[str, bytes]) -> dict[Position, str]:
    """Return the comments of a sheet by cell; one on an impossible cell is left out."""
    found: dict[Position, str] = {}
    for kind, target in relationships(sheet.part, parts).values():
        for comment in each(parse_secondary(parts.get(target)) if kind == "comments" else None, "comment"):
            try:
                found[from_a1(comment.get("ref", ""))] = "".join(_text(run) for run in each(comment, "t"))
            except ValueError:
                continue
    return found


def workbook_root(parts: Mapping[str, bytes]) -> etree._Element:
    """Return the root of the workbook part; refused where there is none."""
    if WORKBOOK not in parts:
        raise Refused("file_broken")
    root = parse(parts[WORKBOOK])
    if local(root) != "workbook":
        raise Refused("file_broken")
    return root


def _resolve(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))
