"""The workbook part of an OOXML workbook: its sheets and where their parts lie, defined names, date system; and its custom properties.

Source: ECMA-376 part 1, sections 18.2 (workbook), 22.3 (custom properties), and part 2 (relationships). Namespaces are not looked at, since
strict and transitional files differ in them only.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter

from lxml import etree

from workbooks.cells import Visibility
from workbooks.names import NameTable
from workbooks.refusal import Refused
from workbooks.xml import all_unescaped, attribute, each, local, own, parse, parse_secondary, plain, unescaped

WORKBOOK = "xl/workbook.xml"
CUSTOM_PROPERTIES = "docProps/custom.xml"
_NAME = re.compile(r"<definedName( [^<>']*)>([^<]*)</definedName>")

_Name = tuple[str, bool, str]  # The name, whether it is that of a single sheet, and its formula.


@dataclass(frozen=True, slots=True)
class OoxmlSheet:
    """A worksheet as the workbook part lists it; `part` is the name of its part."""

    name: str
    part: str
    visibility: Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class OoxmlBook:
    """What the workbook part says: its worksheets (not charts, dialogs and macro sheets) in their order, and the defined names.

    `since_1904` says that it counts days from 1904 on, as Excel for the Macintosh did; `strings` and `styles` are the parts that its cells
    refer to, if it has them.
    """

    sheets: tuple[OoxmlSheet, ...]
    names: NameTable
    since_1904: bool
    strings: bytes | None
    styles: bytes | None


def read_book(parts: Mapping[str, bytes]) -> OoxmlBook:
    """Return what the workbook part among `parts` says; Refused where there is none."""
    part = main_part(parts, WORKBOOK)
    if part not in parts:
        raise Refused("file_broken")
    names, rest = _names_apart(parts[part])
    root = parse(rest)
    if local(root) != "workbook":
        raise Refused("file_broken")
    targets = relationships(part, parts)
    sheets = tuple(_sheets(root, targets))
    related = {kind: parts.get(target) for kind, target in targets.values()}
    since_1904 = any(one.get("date1904") in {"1", "true"} for one in each(root, "workbookPr"))
    return OoxmlBook(
        sheets=sheets,
        names=_table(names or _names(root), {sheet.name for sheet in sheets}),
        since_1904=since_1904,
        strings=related.get("sharedStrings"),
        styles=related.get("styles"),
    )


def main_part(parts: Mapping[str, bytes], usual: str) -> str:
    """Return the name of the part with which a spreadsheet program begins: what the package names, or else the usual one.

    A package may have another workbook at the usual place, which nobody is shown.
    """
    named = next((part for kind, part in relationships("", parts).values() if kind == "officeDocument"), usual)
    return named if named in parts else usual


def relationships(part: str, parts: Mapping[str, bytes]) -> dict[str, tuple[str, str]]:
    """Return the relationships of `part` by id: the last word of their type, and the part that they point at."""
    folder, name = posixpath.split(part)
    root = parse_secondary(parts.get(posixpath.join(folder, "_rels", f"{name}.rels")))
    return {
        relation.get("Id", ""): (relation.get("Type", "").rpartition("/")[2], _resolve(folder, relation.get("Target", "")))
        for relation in (() if root is None else own(root, "Relationship"))
        if relation.get("TargetMode") != "External"
    }


def custom_properties(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return the custom document properties as text."""
    root = parse_secondary(parts.get(CUSTOM_PROPERTIES))
    # Gnumeric sets the values out with white space around them.
    return {element.get("name", ""): _text(element).strip() for element in each(root, "property")}


def _names_apart(part: bytes) -> tuple[list[_Name], bytes]:
    """Return the defined names and the part without them, or no names and the whole part where it must be parsed to be sure of them.

    A questionnaire has a name for each answer: they are most of the part, and a parser takes several times as long for them.
    """
    start, end = part.find(b"<definedNames>"), part.rfind(b"</definedNames>")
    text = plain(part, start, end) if 0 <= start < end else None
    if text is None:
        return [], part
    found = _NAME.findall(text)
    if len(found) != text.count("<definedName "):
        return [], part
    formulas = all_unescaped([formula for _, formula in found])
    names = [(unescaped(_name_in(said)), " localSheetId=" in said, formula) for (said, _), formula in zip(found, formulas, strict=True)]
    return names, part[:start] + part[end + len(b"</definedNames>") :]


def _name_in(attributes: str) -> str:
    # An attribute's value has no quotes of its own, so that no attribute begins within one.
    return attributes.partition(' name="')[2].partition('"')[0]


def _names(root: etree._Element) -> list[_Name]:
    return [(one.get("name", ""), one.get("localSheetId") is not None, one.text or "") for one in each(root, "definedName")]


def _table(names: Iterable[_Name], sheets: Container[str]) -> NameTable:
    """Return the defined names; one of the whole workbook goes before one that a duplicated sheet brought again."""
    table = NameTable()
    for name, _, said in sorted(names, key=itemgetter(1)):
        table.add(name, said, sheets)
    return table


def _sheets(root: etree._Element, targets: Mapping[str, tuple[str, str]]) -> Iterator[OoxmlSheet]:
    for sheet in (one for listed in own(root, "sheets") for one in own(listed, "sheet")):
        kind, part = targets.get(attribute(sheet, "id") or "", ("", ""))
        if kind == "worksheet":
            yield OoxmlSheet(sheet.get("name", ""), part, _visibility(sheet))


def _visibility(sheet: etree._Element) -> Visibility:
    try:
        return Visibility(sheet.get("state", "visible"))
    except ValueError:
        return Visibility.VISIBLE


def _resolve(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))
