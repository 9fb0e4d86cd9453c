"""Parsing XML that may be hostile: no document type, no entities, no network, no huge trees."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from workbooks.refusal import Refused

_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def parse(part: bytes) -> etree._Element:
    """Return the root of `part`; refused where it is not well-formed, or has a document type (which no OOXML or ODF part may)."""
    if _DOCTYPE.search(_plain(part)):
        raise Refused("file_broken")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
    try:
        return etree.fromstring(part, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused("file_broken") from error


def parse_secondary(part: bytes | None) -> etree._Element | None:
    """Return the root of a part that a workbook can do without (comments, properties), or None where it is missing or broken."""
    if part is None:
        return None
    try:
        return parse(part)
    except Refused:
        return None


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace, since transitional and strict OOXML differ in nothing else."""
    return str(element.tag).rpartition("}")[2]


def each(root: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """Yield the descendants of `root` called `name`, in any namespace."""
    if root is not None:
        yield from root.iter(f"{{*}}{name}")


def attribute(element: etree._Element, name: str) -> str | None:
    """Return the attribute called `name`, in any namespace, or None."""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), None)


def _plain(part: bytes) -> bytes:
    # A document type could hide from the search in UTF-16 or UTF-32: without the NUL bytes it cannot.
    return part.replace(b"\0", b"") if b"\0" in part[:4096] else part
