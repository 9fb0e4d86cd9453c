"""Comments, and the shapes without which Excel shows none. Source: ECMA-376 part 1, section 18.7; part 4, section 19 (VML)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from tests.lint.book import Book, Sheet, number
from tests.lint.fault import Fault, Rules, units
from tests.lint.package import children, relation_id
from workbooks.cells import Position, a1, from_a1

RULES: Rules = {
    "comment_duplicate": "A cell has at most one comment.",
    "comment_author": "A comment names an author that exists.",
    "comment_length": "A comment has at most 32,767 UTF-16 units, an author 54.",
    "comment_drawing": "A sheet with comments names its VML drawing in <legacyDrawing>.",
    "comment_shape": "Each comment has one shape with its row and column, and each such shape has a comment.",
    "vml_shape_id": "No two shapes of a drawing have the same id of the form that Excel gives.",
    "vml_shape_type": "A shape names a shape type that its drawing defines, or one of Excel's own.",
}
_VML, _EXCEL = "{urn:schemas-microsoft-com:vml}", "{urn:schemas-microsoft-com:office:excel}"


def check(book: Book) -> Iterator[Fault]:
    """Yield what is wrong with the comments of each sheet."""
    for sheet, root in book.worksheets:
        part = next(iter(book.package.related(sheet.part, "comments")), "")
        comments = book.package.roots.get(part)
        if comments is not None:
            yield from _comments(part, comments)
        yield from _shapes(book, sheet, root, _commented(comments))


def _comments(part: str, root: etree._Element) -> Iterator[Fault]:
    authors = list(children(root, "authors/author"))
    if any(units(author.text or "") > 54 for author in authors):
        yield Fault("comment_length", part, "author", "too long")
    comments = list(children(root, "commentList/comment"))
    for cell, times in Counter(comment.get("ref", "") for comment in comments).items():
        if times > 1:
            yield Fault("comment_duplicate", part, cell, f"{times} comments")
    for comment in comments:
        if number(comment.get("authorId"), 0) >= len(authors):
            yield Fault("comment_author", part, comment.get("ref", ""), f"author {comment.get('authorId')} of {len(authors)}")
        if units("".join(str(text) for one in children(comment, "text") for text in one.itertext())) > 32767:
            yield Fault("comment_length", part, comment.get("ref", ""), "too long")


def _commented(root: etree._Element | None) -> set[Position]:
    found = set()
    for comment in children(root, "commentList/comment"):
        try:
            found.add(from_a1(comment.get("ref", "")))
        except ValueError:
            continue
    return found


def _shapes(book: Book, sheet: Sheet, root: etree._Element, commented: set[Position]) -> Iterator[Fault]:
    keys = [relation_id(element) for element in children(root, "legacyDrawing")]
    relation = book.package.relation(sheet.part, keys[0]) if keys else None
    drawing = book.package.roots.get(relation.target) if relation else None
    if drawing is None or relation is None:
        if commented:
            yield Fault("comment_drawing", sheet.part, "legacyDrawing", "no drawing for the comments")
        return
    shapes = list(drawing.iter(f"{_VML}shape"))
    # LibreOffice gives several shapes an id such as shape_0, which Excel does not look at; it does at its own form.
    for key, times in Counter(shape.get("id") for shape in shapes if shape.get("id", "").startswith("_x0000_s")).items():
        if times > 1:
            yield Fault("vml_shape_id", relation.target, str(key), f"{times} shapes")
    types = {shapetype.get("id") for shapetype in drawing.iter(f"{_VML}shapetype")}
    for shape in shapes:
        kind = shape.get("type", "#_x0000_t202").removeprefix("#")
        # Excel knows its own types, which Gnumeric does not define.
        if not kind.startswith("_x0000_t") and kind not in types:
            yield Fault("vml_shape_type", relation.target, str(shape.get("id")), kind)
    places = Counter(_place(data) for data in drawing.iter(f"{_EXCEL}ClientData") if data.get("ObjectType") == "Note")
    for place in commented | set(places):
        if places[place] != 1 or place not in commented:
            at = a1(*place) if min(place) else str(place)
            yield Fault("comment_shape", relation.target, at, f"{places[place]} shapes, {int(place in commented)} comments")


def _place(data: etree._Element) -> Position:
    # Rows and columns are counted from 0 here, and stand for 0 where they are left out.
    row, column = (number((data.findtext(f"{_EXCEL}{name}") or "0").strip(), -1) for name in ("Row", "Column"))
    return row + 1, column + 1
