"""The package as values: parts, their content types, their relationships, and the XML of those that are XML.

Building it never fails: what is missing or broken is simply not there, and is told by the rules.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

CONTENT_TYPES = "[Content_Types].xml"
MAIN = frozenset({"http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"})
RELATION = frozenset(
    {
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
)


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship: its id, the last word of its type, the part that it points at (or the address, where external)."""

    id: str
    kind: str
    target: str
    external: bool


@dataclass(frozen=True)
class Package:
    """Parts by name without a leading slash; `relations` by their source, which is "" for the package itself."""

    parts: Mapping[str, bytes]
    roots: Mapping[str, etree._Element]
    types: Mapping[str, str]
    relations: Mapping[str, tuple[Relation, ...]]

    def related(self, source: str, kind: str) -> tuple[str, ...]:
        """Return the parts that `source` points at by relationships of a kind."""
        return tuple(relation.target for relation in self.relations.get(source, ()) if relation.kind == kind and not relation.external)

    def relation(self, source: str, key: str | None) -> Relation | None:
        """Return the relationship of `source` with the id `key`, or None."""
        return next((relation for relation in self.relations.get(source, ()) if relation.id == key), None)


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def namespace(element: etree._Element) -> str:
    """Return an element's namespace, "" where it has none."""
    return str(element.tag)[1:].rpartition("}")[0]


def children(element: etree._Element | None, path: str) -> Iterator[etree._Element]:
    """Yield the elements at the end of a path of names, as in `sheetData/row`, in any namespace."""
    if element is not None:
        yield from element.iterfind("/".join(f"{{*}}{name}" for name in path.split("/")))


def relation_id(element: etree._Element, name: str = "id") -> str | None:
    """Return the attribute of an element that names a relationship, or None."""
    return next((str(element.get(f"{{{space}}}{name}")) for space in RELATION if element.get(f"{{{space}}}{name}") is not None), None)


def parse(name: str, content: bytes) -> etree._Element:
    """Return the root of an XML part; etree.XMLSyntaxError where it is not well-formed."""
    if name.lower().endswith(".vml"):
        # Excel itself writes line breaks into its VML as HTML has them.
        content = content.replace(b"<br>", b"<br/>")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    return etree.fromstring(content, parser)


def package(parts: Mapping[str, bytes]) -> Package:
    """Return the package that these members make."""
    roots = {}
    for name, content in parts.items():
        if name.lower().endswith((".xml", ".rels", ".vml")):
            try:
                roots[name] = parse(name, content)
            except (etree.XMLSyntaxError, ValueError):
                continue
    spelt = {name.lower(): name for name in parts}
    relations = {source_of(name): tuple(_relations(name, root, spelt)) for name, root in roots.items() if name.endswith(".rels")}
    return Package(parts, roots, dict(_types(parts, roots.get(CONTENT_TYPES))), relations)


def source_of(rels: str) -> str:
    """Return the part whose relationships stand in `rels`: `xl/_rels/workbook.xml.rels` is of `xl/workbook.xml`."""
    folder, name = posixpath.split(rels)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def _relations(rels: str, root: etree._Element, spelt: Mapping[str, str]) -> Iterator[Relation]:
    folder = posixpath.dirname(posixpath.dirname(rels))
    for element in children(root, "Relationship"):
        target, external = element.get("Target", ""), element.get("TargetMode") == "External"
        if not external:
            target = posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
            target = spelt.get(target.lower(), target)
        yield Relation(element.get("Id", ""), element.get("Type", "").rpartition("/")[2], target, external)


def _types(parts: Mapping[str, bytes], root: etree._Element | None) -> Iterator[tuple[str, str]]:
    defaults = {element.get("Extension", "").lower(): element.get("ContentType", "") for element in children(root, "Default")}
    overrides = {element.get("PartName", "").lower(): element.get("ContentType", "") for element in children(root, "Override")}
    for name in parts:
        kind = overrides.get(f"/{name}".lower()) or defaults.get(name.rpartition(".")[2].lower())
        if kind:
            yield name, kind
