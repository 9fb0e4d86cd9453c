"""Packages of OpenDocument: their parts may hold what is shown, and links that a person follows.

Source: OpenDocument 1.3, parts 2 and 3.
"""

from __future__ import annotations

import re

from lxml import etree

from workbooks.harmless.attributes import leading
from workbooks.harmless.formulas import calls
from workbooks.harmless.packages import ENDINGS, OUTSIDE, PAGES, TEXTS
from workbooks.harmless.pictures import is_picture
from workbooks.xml import attribute, local, parse

_NO_CONTENT = frozenset(
    (
        *("event-listener", "script", "execute-macro", "submission", "object", "object-ole", "plugin", "applet", "floating-frame"),
        *("dde-source", "dde-link", "dde-links", "dde-connection", "auto-reload"),
        *("table-source", "cell-range-source", "connection-resource", "database-source-query"),
    )
)
_WITHIN = re.compile(r"(?:\./)?Pictures/|#")
_BESIDE = re.compile(r"(?![\\/])(?!.*(?://|\\))[^:]*", re.DOTALL)  # Where the file lies, or above it: never on another machine.
_SOURCES = ("src", "schema", "datasource", "image-data")  # Of forms.


def opendocument(name: str, content: bytes) -> bool:
    """Say whether a part of a package of OpenDocument acts; one may hold pictures, and links that a person follows."""
    if not name.endswith((*ENDINGS, "mimetype")) or name.startswith(("basic/", "scripts/", "object ", "dialogs/")):
        return True
    if not content or name == "mimetype":
        return content[:1] == b"<"
    if not name.endswith(TEXTS):
        return not is_picture(content)
    root = parse(content)
    if any(map(_acts, root.iter(etree.Element))) or calls(content, root):
        return True
    return any(not (key == "href" and local(one) == "a" and PAGES.match(value)) for one, key, value in leading(content, root))


def _acts(element: etree._Element) -> bool:
    name, target = local(element), attribute(element, "href")
    if name in _NO_CONTENT or any(map(_is_source, (attribute(element, one) for one in _SOURCES))):
        return True
    if not target:
        return False
    return not (OUTSIDE.match(target) if name == "a" else _BESIDE.fullmatch(target) if name == "template" else _WITHIN.match(target))


def _is_source(target: str | None) -> bool:
    return bool(target) and not _WITHIN.match(target or "")
