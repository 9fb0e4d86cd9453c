"""Names and small tools for the parts of SpreadsheetML, whatever prefix and whichever of the two namespaces a program wrote.

Source: ECMA-376 part 1, sections 18 (SpreadsheetML) and 22.3; part 1 annex A (strict) and part 4 (transitional) differ in the namespaces.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from lxml import etree

from workbooks.xml import local

PACKAGE_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_TRANSITIONAL_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT, _TRANSITIONAL = (
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
)
# Characters that XML 1.0 cannot hold (section 2.2).
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def namespace(element: etree._Element) -> str:
    """Return the namespace of an element."""
    return str(element.tag).rpartition("}")[0][1:]


def is_spreadsheet(root: etree._Element, name: str) -> bool:
    """Tell whether a part begins with the element `name` of SpreadsheetML."""
    return local(root) == name and namespace(root) in {_STRICT_MAIN, _TRANSITIONAL_MAIN}


def office_relationships(root: etree._Element) -> str:
    """Return the namespace of `r:id`, which also begins the types of relationships, for the part that begins with `root`."""
    return _STRICT if namespace(root) == _STRICT_MAIN else _TRANSITIONAL


def document(name: str, space: str, relationships: str | None = None) -> etree._Element:
    """Return a new element in the namespace `space`, which is its default one; `relationships` is that of `r:id`, where it has one.

    Put into a document that has prefixes of its own for these namespaces, it takes those.
    """
    declared = {None: space} | ({"r": relationships} if relationships else {})
    # The types of lxml do not know that the default namespace has no prefix.
    return etree.Element(f"{{{space}}}{name}", nsmap=cast("dict[str, str]", declared))


def element(parent: etree._Element, name: str, attributes: Mapping[str, str] | None = None, text: str | None = None) -> etree._Element:
    """Return a new element in the namespace, and with the prefix, of `parent`; it stands nowhere yet."""
    made = etree.Element(f"{{{namespace(parent)}}}{name}", attrib=dict(attributes or {}), nsmap={parent.prefix: namespace(parent)})
    if text is not None:
        put_text(made, text)
    return made


def append(parent: etree._Element, name: str, attributes: Mapping[str, str] | None = None, text: str | None = None) -> etree._Element:
    """Return a new last child of `parent`."""
    made = etree.SubElement(parent, f"{{{namespace(parent)}}}{name}", dict(attributes or {}))
    if text is not None:
        put_text(made, text)
    return made


def put_text(target: etree._Element, text: str) -> None:
    """Write `text` into `target`; what XML cannot hold becomes U+FFFD, and white space at the ends is kept."""
    target.text = clean(text)
    if target.text != target.text.strip():
        target.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def clean(text: str) -> str:
    """Return `text` with U+FFFD for each character that XML cannot hold."""
    return _ILLEGAL.sub("\ufffd", text)


def children(parent: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """Yield the children of `parent` called `name`."""
    return iter(()) if parent is None else parent.iterchildren(f"{{*}}{name}")


def child(parent: etree._Element | None, name: str) -> etree._Element | None:
    """Return the first child of `parent` called `name`, or None."""
    return next(children(parent, name), None)


def place_in_order(parent: etree._Element, made: etree._Element, order: Sequence[str]) -> None:
    """Put `made` into `parent` where the schema wants it: behind the last child that `order` does not name after it.

    `order` is the schema's sequence up to `made` at least. What it does not name (extensions, mc:AlternateContent) stays where it is.
    """
    before = frozenset(order[: order.index(local(made)) + 1])
    last = next((one for one in reversed(parent) if local(one) in before), None)
    parent.insert(0 if last is None else parent.index(last) + 1, made)


def remove(target: etree._Element) -> None:
    """Take an element out of its parent; the white space after it stays."""
    parent = target.getparent()
    if parent is not None:
        parent.remove(target)


def same(one: etree._Element, other: etree._Element) -> bool:
    """Tell whether two elements say the same: names, attributes, texts and children."""
    return (
        one.tag == other.tag
        and len(one) == len(other)
        and sorted(one.items()) == sorted(other.items())
        and (one.text or "").strip() == (other.text or "").strip()
        and all(map(same, one, other))
    )


def copied(target: etree._Element) -> etree._Element:
    """Return a deep copy that stands nowhere."""
    made = copy.deepcopy(target)
    made.tail = None
    return made


def number(text: str | None, default: int = 0) -> int:
    """Return the whole number that an attribute says, or `default` where it says none."""
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else default


def says_yes(text: str | None) -> bool:
    """Tell whether an attribute of type xsd:boolean is true."""
    return text in {"1", "true", "on"}
