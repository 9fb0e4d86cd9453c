"""Drawings and pictures. Source: ECMA-376 part 1, sections 20.5 and 15.2.14."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from tests.lint.book import Book, number
from tests.lint.fault import Fault, Rules
from tests.lint.package import Package, children, local
from workbooks.cells import MAX_COLUMN, MAX_ROW

RULES: Rules = {
    "drawing_root": "A drawing is a wsDr whose children are anchors.",
    "drawing_anchor": "An anchor begins and ends within the sheet, does not end before it begins, and has its clientData.",
    "drawing_id": "No two objects of a drawing have the same id.",
    "image_content": "A picture is what its content type says.",
}
_ANCHORS = frozenset({"twoCellAnchor", "oneCellAnchor", "absoluteAnchor"})
_MAGIC = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/bmp": (b"BM",),
}


def check(book: Book) -> Iterator[Fault]:
    """Yield what is wrong with the drawings of each sheet, and with all pictures."""
    for sheet, _ in book.worksheets:
        for part in book.package.related(sheet.part, "drawing"):
            root = book.package.roots.get(part)
            if root is not None:
                yield from _drawing(part, root)
    yield from _pictures(book.package)


def _drawing(part: str, root: etree._Element) -> Iterator[Fault]:
    unknown = [local(child) for child in root if local(child) not in _ANCHORS | {"AlternateContent"}]
    if local(root) != "wsDr" or unknown:
        yield Fault("drawing_root", part, local(root), f"holds {unknown}")
    for anchor in root:
        ends = [_corner(end) for name in ("from", "to") for end in children(anchor, name)]
        if any(not (0 <= row < MAX_ROW and 0 <= column < MAX_COLUMN) for row, column in ends):
            yield Fault("drawing_anchor", part, local(anchor), f"{ends} is not in the sheet")
        if local(anchor) in _ANCHORS and next(children(anchor, "clientData"), None) is None:
            yield Fault("drawing_anchor", part, local(anchor), "no clientData")
        if len(ends) == 2 and (ends[1][0] < ends[0][0] or ends[1][1] < ends[0][1]):
            yield Fault("drawing_anchor", part, local(anchor), f"{ends} ends before it begins")
    # What stands in two versions for two kinds of reader has one id in both.
    ids = (
        element.get("id") for element in root.iter("{*}cNvPr") if not any(local(above) == "Fallback" for above in element.iterancestors())
    )
    for key, times in Counter(ids).items():
        if times > 1:
            yield Fault("drawing_id", part, str(key), f"{times} objects")


def _corner(end: etree._Element) -> tuple[int, int]:
    row, column = (number((end.findtext(f"{{*}}{name}") or "").strip(), -1) for name in ("row", "col"))
    return row, column


def _pictures(package: Package) -> Iterator[Fault]:
    for name, content in package.parts.items():
        magic = _MAGIC.get(package.types.get(name, ""))
        if magic and not content.startswith(magic):
            yield Fault("image_content", name, package.types[name], repr(content[:8]))
