"""The XML of each part: well-formed, in an encoding that every reader knows, in the namespace that its part asks for.

Source: ECMA-376 part 2, section 6.2.5 (XML in parts); part 3, section 7 (markup compatibility).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from tests.lint.fault import Fault, Rules
from tests.lint.package import CONTENT_TYPES, MAIN, Package, local, namespace, parse

RULES: Rules = {
    "xml_malformed": "An XML part is well-formed and holds only characters that XML 1.0 allows.",
    "xml_encoding": "An XML part is in UTF-8 or UTF-16.",
    "xml_doctype": "An XML part has no document type.",
    "xml_root": "The root of a part is the element, in the namespace, that the part's content type asks for.",
    "ignorable_prefix": "Each prefix in mc:Ignorable, mc:MustUnderstand and the Requires of an mc:Choice is declared.",
    "space_lost": 'A text with white space at its ends has xml:space="preserve"; else Excel drops it.',
}
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_ROOTS = {
    "sheet.main+xml": "workbook",
    "worksheet+xml": "worksheet",
    "styles+xml": "styleSheet",
    "sharedStrings+xml": "sst",
    "comments+xml": "comments",
    "table+xml": "table",
    "calcChain+xml": "calcChain",
}
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)")
_OUTER = re.compile(r"^[ \t\r\n]|[ \t\r\n]$")


def check(package: Package) -> Iterator[Fault]:
    """Yield what is wrong with the XML of the parts."""
    for name, content in package.parts.items():
        if name in package.roots:
            yield from _of_root(package, name, package.roots[name])
        elif name.lower().endswith((".xml", ".rels", ".vml")):
            yield from _broken(name, content)
        declared = _ENCODING.match(content) if name in package.roots else None
        if declared and declared[1].decode("ascii", "replace").lower() not in {"utf-8", "utf-16"}:
            yield Fault("xml_encoding", name, "", repr(declared[1]))
        if name in package.roots and b"<!DOCTYPE" in content:
            yield Fault("xml_doctype", name, "", "a document type")


def _broken(name: str, content: bytes) -> Iterator[Fault]:
    try:
        parse(name, content)
    except (etree.XMLSyntaxError, ValueError) as error:
        yield Fault("xml_malformed", name, "", str(error))


def _of_root(package: Package, name: str, root: etree._Element) -> Iterator[Fault]:
    if not _is_expected(package, name, root):
        yield Fault("xml_root", name, str(root.tag), f"the root of {package.types.get(name)}")
    for element in root.iter("*"):
        for prefix in _prefixes(element):
            if prefix not in element.nsmap:
                yield Fault("ignorable_prefix", name, prefix, "not declared")
        is_text = local(element) == "t" and namespace(element) in MAIN
        if is_text and _OUTER.search(element.text or "") and element.get(_SPACE) != "preserve":
            yield Fault("space_lost", name, "t", repr(element.text))


def _prefixes(element: etree._Element) -> list[str]:
    required = element.get("Requires", "") if element.tag == f"{_COMPATIBILITY}Choice" else ""
    return f"{element.get(f'{_COMPATIBILITY}Ignorable', '')} {element.get(f'{_COMPATIBILITY}MustUnderstand', '')} {required}".split()


def _is_expected(package: Package, name: str, root: etree._Element) -> bool:
    if name == CONTENT_TYPES:
        return root.tag == f"{{{_PACKAGE}content-types}}Types"
    if name.endswith(".rels"):
        return root.tag == f"{{{_PACKAGE}relationships}}Relationships"
    kind = package.types.get(name, "").rpartition("spreadsheetml.")[2]
    return kind not in _ROOTS or (local(root) == _ROOTS[kind] and namespace(root) in MAIN)
