"""Elements against their content models: order, repetition, what is missing, what is unknown, and the form of attribute values.

Source: ECMA-376 part 1, annex A; part 3, section 7 (what a reader need not understand).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from lxml import etree

from tests.lint.content_models import ATTRIBUTES, CHILDREN, ONLY_IN
from tests.lint.fault import Fault, Rules
from tests.lint.package import MAIN, Package, local, namespace
from tests.lint.references import area, areas
from workbooks.cells import from_a1

RULES: Rules = {
    "element_order": "The children of an element stand in the order of the schema.",
    "element_repeated": "A child that stands at most once is not repeated.",
    "element_missing": "A child that must stand is there; a list that may not be empty is not empty.",
    "element_unknown": "An element has no children but those of the schema.",
    "element_foreign": "An element or attribute of another namespace stands only in extLst, in mc:AlternateContent, or is ignorable.",
    "attribute_unknown": "An element has no attributes but those of the schema.",
    "attribute_missing": "An attribute that must stand is there.",
    "attribute_value": "An attribute's value has the form of its type: boolean, number, reference, colour, or one of the listed words.",
    "count": "A count says how many children there are.",
}
# A chart sheet, a pivot table and the like use the same names for other things, and are not looked into.
_ROOTS = frozenset({"workbook", "worksheet", "styleSheet", "sst", "comments", "table", "calcChain"})
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_XML = "http://www.w3.org/XML/1998/namespace"
_UNSIGNED, _INTEGER, _ARGB = re.compile(r"\d{1,10}"), re.compile(r"-?\d{1,10}"), re.compile(r"[0-9A-Fa-f]{8}")


def check(package: Package) -> Iterator[Fault]:
    """Yield what is wrong with the elements of the parts of SpreadsheetML."""
    for name, root in package.roots.items():
        if namespace(root) in MAIN and local(root) in _ROOTS:
            ignorable = str(root.get(f"{{{_COMPATIBILITY}}}Ignorable", "")).split()
            known = {space for prefix in ignorable if (space := root.nsmap.get(prefix))} | {_COMPATIBILITY, _XML}
            yield from _walk(name, root, frozenset(map(str, known)))


def _walk(part: str, element: etree._Element, ignorable: frozenset[str]) -> Iterator[Fault]:
    name = local(element)
    parent = element.getparent()
    modelled = name not in ONLY_IN or (local(parent) if parent is not None else "") in ONLY_IN[name].split(" ")
    if name in ATTRIBUTES and modelled:
        yield from _attributes(part, element, ATTRIBUTES[name])
    yield from _foreign(part, element, ignorable)
    if name in CHILDREN and modelled:
        yield from _children(part, element, CHILDREN[name])
    if element.get("count") is not None and name in CHILDREN and name != "sst":
        counted = sum(1 for child in element if local(child) != "extLst")
        if element.get("count") != str(counted):
            yield Fault("count", part, name, f"{element.get('count')}, but there are {counted}")
    for child in element:
        if namespace(child) in MAIN and local(child) != "extLst":
            yield from _walk(part, child, ignorable)


def _foreign(part: str, element: etree._Element, ignorable: frozenset[str]) -> Iterator[Fault]:
    for child in element:
        if namespace(child) not in MAIN | ignorable:
            yield Fault("element_foreign", part, local(element), str(child.tag))
    for key in element.attrib:
        space = str(key)[1:].rpartition("}")[0]
        if space and space not in ignorable and not space.endswith("/relationships"):
            yield Fault("element_foreign", part, local(element), str(key))


@cache
def _model(model: str) -> Mapping[str, tuple[int, str]]:
    """Return each child's place in the order, and `?`, `*`, `+` or nothing for how often it stands."""
    words = model.split()
    return {word.rstrip("?*+"): (place, word[-1] if word[-1] in "?*+" else "") for place, word in enumerate(words)}


def _children(part: str, element: etree._Element, text: str) -> Iterator[Fault]:
    model = _model(text)
    reached, seen = -1, set()
    for child in element:
        name = local(child)
        if namespace(child) not in MAIN:
            continue
        if name not in model:
            yield Fault("element_unknown", part, local(element), name)
            continue
        place, often = model[name]
        if place < reached:
            yield Fault("element_order", part, local(element), f"{name} stands too late")
        elif name in seen and often in {"", "?"}:
            yield Fault("element_repeated", part, local(element), name)
        reached = max(reached, place)
        seen.add(name)
    for name, (_, often) in model.items():
        # What stands in mc:AlternateContent is not looked into, so nothing is called missing beside one.
        if often in {"", "+"} and name not in seen and not any(namespace(child) == _COMPATIBILITY for child in element):
            yield Fault("element_missing", part, local(element), name)


def _attributes(part: str, element: etree._Element, text: str) -> Iterator[Fault]:
    model = _kinds(text)
    for key, value in element.attrib.items():
        name = str(key)
        if name.startswith("{"):
            continue
        if name not in model:
            yield Fault("attribute_unknown", part, local(element), name)
        elif not _fits(model[name][0], str(value)):
            yield Fault("attribute_value", part, local(element), f"{name}={str(value)!r}")
    for name, (_, required) in model.items():
        if required and element.get(name) is None:
            yield Fault("attribute_missing", part, local(element), name)


@cache
def _kinds(text: str) -> Mapping[str, tuple[str, bool]]:
    pairs = (word.partition(":") for word in text.split())
    return {name.rstrip("!"): (kind, name.endswith("!")) for name, _, kind in pairs}


def _raises_nothing(read: Callable[[str], object]) -> Callable[[str], bool]:
    def fits(value: str) -> bool:
        try:
            read(value)
        except ValueError:
            return False
        return True

    return fits


def _is_number(value: str) -> bool:
    try:
        return value.strip() == value and "_" not in value and math.isfinite(float(value))
    except ValueError:
        return False


_FORMS: Mapping[str, Callable[[str], bool]] = {
    "text": lambda _: True,
    "bool": lambda value: value in {"0", "1", "true", "false"},
    "int": lambda value: bool(_UNSIGNED.fullmatch(value)) and int(value) < 2**32,
    "integer": lambda value: bool(_INTEGER.fullmatch(value)),
    "number": _is_number,
    "argb": lambda value: bool(_ARGB.fullmatch(value)),
    "cell": _raises_nothing(lambda value: from_a1(value if "$" not in value else "")),
    "area": _raises_nothing(area),
    "areas": _raises_nothing(areas),
}


def _fits(kind: str, value: str) -> bool:
    return _FORMS[kind](value) if kind in _FORMS else value in kind.split("|")
