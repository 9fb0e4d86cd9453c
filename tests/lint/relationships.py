"""Relationships: every id that a part names exists, every target exists, and every part is reached.

Source: ECMA-376 part 2, section 6.5; part 1, sections 12 and 15 (which part may point at which).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from tests.lint.fault import Fault, Rules
from tests.lint.package import CONTENT_TYPES, RELATION, Package, Relation, children, local, source_of

RULES: Rules = {
    "relationship_id": "Every relationship has an id, which begins with a letter or underscore (xsd:ID).",
    "relationship_id_duplicate": "No two relationships of a part have the same id.",
    "relationship_type": "The type of a relationship is one that a standard or Microsoft laid down.",
    "relationship_target": "What an internal relationship points at exists in the package.",
    "relationship_mode": "TargetMode is Internal or External, and External only for hyperlinks, pictures and linked files.",
    "relationship_single": "There is one workbook; it has one part of styles, strings and theme; a sheet has one of comments and drawing.",
    "relationship_source": "A .rels part stands beside a part that exists.",
    "relationship_unknown": "An id that stands in a part is the id of one of its relationships, of the kind that the element asks for.",
    "part_orphan": "Every part is reached from the package by relationships.",
}
_TYPES = ("http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/", "http://schemas.microsoft.com/")
_ID = re.compile(r"[^\W\d][\w.\-]*")
_EXTERNAL = frozenset({"hyperlink", "image", "externalLinkPath", "xlPathMissing", "oleObject", "attachedTemplate", "externalLink"})
_SINGLE = {
    "": frozenset({"officeDocument", "core-properties", "extended-properties", "custom-properties"}),
    "workbook": frozenset({"styles", "sharedStrings", "theme", "calcChain"}),
    "worksheet": frozenset({"comments", "drawing"}),
}
_ASKED = {
    "sheet": {"worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"},
    "hyperlink": {"hyperlink"},
    "drawing": {"drawing"},
    "legacyDrawing": {"vmlDrawing"},
    "legacyDrawingHF": {"vmlDrawing"},
    "tablePart": {"table"},
    "picture": {"image"},
    "blip": {"image"},
    "pageSetup": {"printerSettings"},
    "externalReference": {"externalLink"},
    "pivotCache": {"pivotCacheDefinition"},
}


def check(package: Package) -> Iterator[Fault]:
    """Yield what is wrong with the relationships."""
    for rels in sorted(name for name in package.roots if name.endswith(".rels")):
        source = source_of(rels)
        if source and source not in package.parts:
            yield Fault("relationship_source", rels, source, "there is no such part")
        yield from _of_one(package, rels, source)
    for name, root in package.roots.items():
        if not name.endswith(".rels"):
            yield from _named_ids(package, name, root)
    reached = _reached(package)
    for name in package.parts:
        if not name.endswith(".rels") and name != CONTENT_TYPES and name not in reached:
            yield Fault("part_orphan", name, "", "nothing points at it")


def _of_one(package: Package, rels: str, source: str) -> Iterator[Fault]:
    relations = package.relations[source]
    for key, times in Counter(relation.id for relation in relations).items():
        if not _ID.fullmatch(key):
            yield Fault("relationship_id", rels, key, "no id")
        if times > 1:
            yield Fault("relationship_id_duplicate", rels, key, f"{times} relationships have this id")
    root = package.roots.get(source)
    single = _SINGLE.get("" if root is None else local(root), frozenset())
    for kind, times in Counter(relation.kind for relation in relations if relation.kind in single).items():
        if times > 1:
            yield Fault("relationship_single", rels, kind, f"{times} relationships")
    yield from _targets(package, rels, relations)


def _targets(package: Package, rels: str, relations: tuple[Relation, ...]) -> Iterator[Fault]:
    for element in children(package.roots[rels], "Relationship"):
        if element.get("TargetMode", "Internal") not in {"Internal", "External"}:
            yield Fault("relationship_mode", rels, element.get("Id", ""), element.get("TargetMode", ""))
        if not element.get("Type", "").startswith(_TYPES):
            yield Fault("relationship_type", rels, element.get("Id", ""), element.get("Type", ""))
    for relation in relations:
        if relation.external and relation.kind not in _EXTERNAL:
            yield Fault("relationship_mode", rels, relation.id, f"{relation.kind} cannot be external")
        if not relation.external and relation.target not in package.parts and not _within(package, rels, relation.id):
            yield Fault("relationship_target", rels, relation.id, f"{relation.target} does not exist")


def _within(package: Package, rels: str, key: str) -> bool:
    """Say whether a hyperlink points into its own workbook, as in `#Sheet1!A1`."""
    return any(element.get("Id") == key and element.get("Target", "").startswith("#") for element in children(package.roots[rels], "*"))


def _named_ids(package: Package, name: str, root: etree._Element) -> Iterator[Fault]:
    for element in root.iter("*"):
        for attribute, key in element.attrib.items():
            if str(attribute)[1:].rpartition("}")[0] in RELATION and key:
                relation = package.relation(name, str(key))
                if relation is None or (relation.kind not in _ASKED.get(local(element), {relation.kind})):
                    found = "no such relationship" if relation is None else f"a relationship of the kind {relation.kind}"
                    yield Fault("relationship_unknown", name, local(element), f"{key!s}: {found}")


def _reached(package: Package) -> set[str]:
    reached: set[str] = set()
    waiting = [""]
    while waiting:
        for relation in package.relations.get(waiting.pop(), ()):
            if not relation.external and relation.target not in reached:
                reached.add(relation.target)
                waiting.append(relation.target)
    return reached
