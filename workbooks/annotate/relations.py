"""Relationships between parts, and their content types.

Source: ECMA-376 part 2, sections 6.2.3 (content types) and 6.5 (relationships).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from workbooks.annotate.markup import PACKAGE_RELATIONSHIPS, append, children, document, remove
from workbooks.annotate.parts import CONTENT_TYPES, Parts, resolved


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship to a part of the package: its id, the last word of its type, and the part's name."""

    id: str
    kind: str
    part: str


def relations(parts: Parts, source: str) -> Iterator[Relation]:
    """Yield the relationships of the part `source` (of the package where it is empty); those that lead out of the file are left out."""
    name = _rels(source)
    for found in children(parts.root(name), "Relationship") if name in parts else ():
        if found.get("TargetMode") != "External":
            part = parts.spelt(resolved(source, found.get("Target", "")))
            yield Relation(found.get("Id", ""), found.get("Type", "").rpartition("/")[2], part)


def related(parts: Parts, source: str, kind: str) -> Relation | None:
    """Return the first relationship of `source` whose kind is `kind` and whose part is there, or None."""
    return next((found for found in relations(parts, source) if found.kind == kind and found.part in parts), None)


def relate(parts: Parts, source: str, type_: str, part: str) -> str:
    """Add a relationship from `source` to `part`; its type is a whole URI. Return its id."""
    name = _rels(source)
    if name not in parts:
        parts.add(name, document("Relationships", PACKAGE_RELATIONSHIPS))
    root = parts.edit(name)
    taken = {found.get("Id", "").lower() for found in children(root, "Relationship")}
    key = next(f"rId{number}" for number in range(len(taken) + 1, 2 * len(taken) + 3) if f"rid{number}" not in taken)
    target = posixpath.relpath(part, posixpath.dirname(source) or ".")
    append(root, "Relationship", {"Id": key, "Type": type_, "Target": target})
    return key


def drop(parts: Parts, source: str, relation: Relation) -> None:
    """Take away a relationship, and the part that it points at."""
    name = _rels(source)
    for found in [found for found in children(parts.edit(name), "Relationship") if found.get("Id") == relation.id]:
        remove(found)
    if not len(parts.root(name)):
        _remove(parts, name)
    for part in (relation.part, _rels(relation.part)):
        if part in parts:
            _remove(parts, part)


def _remove(parts: Parts, part: str) -> None:
    parts.remove(part)
    wanted = f"/{part}".lower()
    for found in [found for found in children(parts.root(CONTENT_TYPES), "Override") if found.get("PartName", "").lower() == wanted]:
        parts.edit(CONTENT_TYPES)
        remove(found)


def declare(parts: Parts, part: str, content_type: str) -> None:
    """Say the content type of a new XML part."""
    append(parts.edit(CONTENT_TYPES), "Override", {"PartName": f"/{part}", "ContentType": content_type})


def declare_extension(parts: Parts, part: str, content_type: str) -> None:
    """Say the content type of a new part, by its extension where this one still has no type, or else by its name."""
    extension = part.rpartition(".")[2]
    found = next((one for one in children(parts.root(CONTENT_TYPES), "Default") if one.get("Extension", "").lower() == extension), None)
    if found is None:
        root = parts.edit(CONTENT_TYPES)
        made = append(root, "Default", {"Extension": extension, "ContentType": content_type})
        root.insert(0, made)
    elif found.get("ContentType") != content_type:
        declare(parts, part, content_type)


def _rels(source: str) -> str:
    folder, name = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{name}.rels")
