"""Content types: every part has the one that its use asks for. Source: ECMA-376 part 2, section 6.2.3 and annex E; part 1, section 12."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.lint.fault import Fault, Rules
from tests.lint.package import CONTENT_TYPES, Package, children

RULES: Rules = {
    "content_types_missing": "The package has [Content_Types].xml, and it can be read.",
    "content_type_missing": "Every part has a content type, by its name or by its extension.",
    "content_type_duplicate": "No extension and no part is given a content type twice.",
    "content_type_dangling": "A content type is given by name only to a part that exists.",
    "content_type_wrong": "A part has the content type that the relationship to it asks for.",
}
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_OFFICE = "application/vnd.openxmlformats-officedocument."
_EXPECTED = {
    "officeDocument": (
        f"{_SPREADSHEET}sheet.main+xml",
        f"{_SPREADSHEET}template.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        "application/vnd.ms-excel.template.macroEnabled.main+xml",
    ),
    **{
        kind: (f"{_SPREADSHEET}{kind}+xml",)
        for kind in ("worksheet", "chartsheet", "dialogsheet", "styles", "sharedStrings", "comments", "table", "calcChain", "externalLink")
    },
    "theme": (f"{_OFFICE}theme+xml",),
    "drawing": (f"{_OFFICE}drawing+xml",),
    "chart": (f"{_OFFICE}drawingml.chart+xml",),
    "vmlDrawing": (f"{_OFFICE}vmlDrawing",),
    "core-properties": ("application/vnd.openxmlformats-package.core-properties+xml",),
    "extended-properties": (f"{_OFFICE}extended-properties+xml",),
    "custom-properties": (f"{_OFFICE}custom-properties+xml",),
}


def check(package: Package) -> Iterator[Fault]:
    """Yield what is wrong with the content types."""
    root = package.roots.get(CONTENT_TYPES)
    if root is None:
        yield Fault("content_types_missing", CONTENT_TYPES, "", "missing, or not XML")
        return
    given = [element.get("PartName", "").lower() for element in children(root, "Override")]
    given += [f"*.{element.get('Extension', '').lower()}" for element in children(root, "Default")]
    for name, times in Counter(given).items():
        if times > 1:
            yield Fault("content_type_duplicate", CONTENT_TYPES, name, f"given {times} times")
    known = {f"/{name}".lower() for name in package.parts}
    for name in given:
        if not name.startswith("*") and name not in known:
            yield Fault("content_type_dangling", CONTENT_TYPES, name, "there is no such part")
    for name in package.parts:
        if name != CONTENT_TYPES and name not in package.types:
            yield Fault("content_type_missing", name, "", "no content type")
    yield from _wrong(package)


def _wrong(package: Package) -> Iterator[Fault]:
    used = {(relation.kind, relation.target) for each in package.relations.values() for relation in each if not relation.external}
    for kind, target in sorted(used):
        found = package.types.get(target)
        if found and kind in _EXPECTED and found not in _EXPECTED[kind]:
            yield Fault("content_type_wrong", target, "", f"{found}, but it is used as {kind}")
