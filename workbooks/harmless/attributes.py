"""Attributes of XML that lead somewhere: to a share, a file, or an address of any scheme, but where a person only reads what stands there.

No list of those that are followed would ever be complete: so this is one of those that are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from workbooks.xml import local

_SCHEMES = "file|smb|jar|mhtml|javascript|vbscript|vnd\\.sun\\.star\\.[a-z.]{1,30}"
_LEADS = re.compile(rf"\\\\|://|^\s*//|\b(?:{_SCHEMES}):", re.IGNORECASE)
_PAGES = re.compile(r"(?<![\w+.-])https?://", re.IGNORECASE)
# Most parts have nothing of this but names of namespaces. A reference to a character may stand for any of it.
_MAY_LEAD = re.compile(rb"\\\\|//|&#|(?:%b):" % _SCHEMES.encode(), re.IGNORECASE)
_NAMESPACE = re.compile(rb"""xmlns(?::[\w.-]{1,64})?=["'](?:https?|urn):[\w./:#?=~%+-]*["']""")

# What a person reads, or how something is written.
_READ = """
    descr title alt tooltip screentip display caption prompt prompttitle error errortitle comment description help statusbar help-text label
    string-value author initials formatcode
    """
# What is looked at as a formula or a field.
_REACHING = "formula expression condition macro textlink value location instr"
# What a person reads as well, but where the name of another file may stand; and the names of namespaces, schemas, and ways to reckon.
_NAMED = """
    name display-name type uri namespace namespaceuri targetnamespace prefixmappings minver algorithm transformation about resource datatype
    schemalocation
    """
_READS, _NAMES = frozenset(f"{_READ} {_REACHING}".split()), frozenset(_NAMED.split())
# By element and attribute: what was looked for in cells, what stands in those of a pivot table, and where Excel last saved a workbook.
_KEPT = frozenset((("filter", "val"), ("customfilter", "val"), ("s", "v"), ("abspath", "url")))
_OF_A_LIBRARY = "{http://schemas.openxmlformats.org/schemalibrary/"  # Its schemas are fetched.


def may_lead(content: bytes) -> bool:
    """Say whether anything in a part in UTF-8 may lead somewhere, by its bytes alone, but the names of its namespaces."""
    return bool(_MAY_LEAD.search(_NAMESPACE.sub(b"", content)))


def leading(content: bytes, root: etree._Element) -> Iterator[tuple[etree._Element, str, str]]:
    """Yield the attributes that lead somewhere of a part in UTF-8, parsed as `root`: the element, the local name, and the value."""
    if not may_lead(content):
        return
    for element in root.iter(etree.Element):
        for key, value in element.attrib.items():
            if _LEADS.search(str(value)) and not _is_read(element, name := str(key).rpartition("}")[2], str(value)):
                yield element, name, str(value)


def _is_read(element: etree._Element, name: str, value: str) -> bool:
    small = name.lower()
    if small in _READS or (local(element).lower(), small) in _KEPT:
        return True
    return small in _NAMES and not str(element.tag).startswith(_OF_A_LIBRARY) and not _LEADS.search(_PAGES.sub("", value))
