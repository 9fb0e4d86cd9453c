"""Document properties. Source: ECMA-376 part 2, section 8 (core); part 1, sections 22.2 (application) and 22.3 (custom)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from tests.lint.book import number
from tests.lint.fault import Fault, Rules, units
from tests.lint.package import Package, children, local

RULES: Rules = {
    "core_date": "Created and modified are dates of W3CDTF, and say so in xsi:type.",
    "core_repeated": "A core property stands at most once.",
    "custom_id": "A custom property has an id (pid) from 2 that no other has, and the format id that is laid down.",
    "custom_name": "A custom property has a name of 1 to 255 units that no other has, case not regarded.",
    "custom_value": "A custom property has one value, of a type of docPropsVTypes.",
    "app_vector": "A vector of the application's properties has as many elements as it says.",
}
_TERMS = "{http://purl.org/dc/terms/}"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_VTYPES = (
    "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes",
    "http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes",
)
_W3CDTF = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?")
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def check(package: Package) -> Iterator[Fault]:
    """Yield what is wrong with the document properties."""
    for kind, rule in (("core-properties", _core), ("custom-properties", _custom), ("extended-properties", _application)):
        for part in package.related("", kind):
            if part in package.roots:
                yield from rule(part, package.roots[part])


def _core(part: str, root: etree._Element) -> Iterator[Fault]:
    for name, times in Counter(str(child.tag) for child in root).items():
        if times > 1:
            yield Fault("core_repeated", part, name, f"{times} times")
    for child in root.iter(f"{_TERMS}created", f"{_TERMS}modified"):
        text = (child.text or "").strip()
        prefix, _, kind = str(child.get(_TYPE, "")).partition(":")
        if not _is_date(text) or kind != "W3CDTF" or child.nsmap.get(prefix) != _TERMS[1:-1]:
            yield Fault("core_date", part, local(child), repr(text))


def _is_date(text: str) -> bool:
    if not _W3CDTF.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(f"{text}-01-01"[:10] if len(text) < 10 else text)
    except ValueError:
        return False
    return True


def _custom(part: str, root: etree._Element) -> Iterator[Fault]:
    properties = list(children(root, "property"))
    ids = Counter(number(one.get("pid"), 0) for one in properties)
    names = Counter(one.get("name", "").casefold() for one in properties)
    for one in properties:
        key, name = number(one.get("pid"), 0), one.get("name", "")
        if key < 2 or ids[key] > 1 or one.get("fmtid", "").upper() != _FORMAT_ID:
            yield Fault("custom_id", part, name, f"pid {one.get('pid')}, fmtid {one.get('fmtid')}")
        if not 1 <= units(name) <= 255 or names[name.casefold()] > 1:
            yield Fault("custom_name", part, name, "no name, or taken")
        if len(one) != 1 or not str(one[0].tag).startswith(tuple(f"{{{space}}}" for space in _VTYPES)):
            yield Fault("custom_value", part, name, f"{len(one)} values, or of another namespace")


def _application(part: str, root: etree._Element) -> Iterator[Fault]:
    for vector in root.iter("{*}vector"):
        if vector.get("size") != str(len(vector)):
            yield Fault("app_vector", part, local(vector), f"{vector.get('size')}, but there are {len(vector)}")
