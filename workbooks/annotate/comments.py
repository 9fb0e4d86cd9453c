"""Comments of a sheet: ours goes before theirs in one cell, with a line between, so that all above the line can be taken away again.

Source: ECMA-376 part 1, section 18.7 (comments); [MS-XLSX] 2.6.205 (threaded comments), of which this part holds a copy in plain text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lxml import etree

from workbooks.annotate import shapes, threads
from workbooks.annotate.grid import position_of
from workbooks.annotate.markup import (
    append,
    child,
    children,
    document,
    element,
    namespace,
    number,
    office_relationships,
    place_in_order,
    put_text,
    remove,
)
from workbooks.annotate.parts import Parts
from workbooks.annotate.relations import Relation, declare, declare_extension, drop, relate, related, relations
from workbooks.cells import Position, a1
from workbooks.xml import attribute, each, local

AUTHOR: Final = "Counterfoil"
# Ends what is ours. Below it stands what is theirs: a comment that was there before, or what they write under ours.
LINE: Final = "·┄┄┄┄┄┄┄┄┄┄┄┄┄┄·"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
# ECMA-376 part 1, section 18.3.1.99, up to what is put in here.
_WORKSHEET_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges",
    "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
    "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks",
    "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing",
)  # fmt: skip


def write(parts: Parts, sheet: str, texts: Mapping[Position, str], boxes: Mapping[Position, shapes.Box]) -> None:
    """Comment cells of the sheet part `sheet`; `boxes` says where the comment of each is shown."""
    root = parts.edit(_part(parts, sheet))
    listed = child(root, "commentList")
    listed = append(root, "commentList") if listed is None else listed
    theirs = {comment.get("ref", "").upper(): comment for comment in children(listed, "comment")}
    author = None
    for position, text in texts.items():
        found = theirs.get(a1(*position))
        if found is None:
            author = _author(root) if author is None else author
            found = append(listed, "comment", {"ref": a1(*position), "authorId": str(author)})
        _put_before(found, text)
    drawing = _drawing(parts, sheet)
    parts.write(drawing, shapes.added(parts.content(drawing), {at: box for at, box in boxes.items() if at in texts}))
    threads.reply(parts, sheet, texts)


def theirs(text: str) -> str:
    """Return what a comment says without what `write` put before it."""
    return text.rpartition(LINE)[2].strip()


def clear(parts: Parts, sheet: str) -> None:
    """Take away what `write` put in; a comment of theirs, and what they wrote under the line, stay."""
    found = related(parts, sheet, "comments")
    if found is None or not parts.says(found.part, LINE):
        return
    root = parts.root(found.part)
    gone: set[Position] = set()
    for comment in [*each(root, "comment")]:
        text = "".join(one.text or "" for one in each(comment, "t"))
        if LINE not in text:
            continue
        parts.edit(found.part)
        if text.rpartition(LINE)[2].strip():
            _take_ours(comment)
        else:
            remove(comment)
            gone.add(position_of(comment.get("ref", "")))
    _clear_drawing(parts, sheet, gone)
    threads.clear(parts, sheet)
    if next(each(root, "comment"), None) is None:
        drop(parts, sheet, found)
    else:
        _forget_author(root)


def _put_before(comment: etree._Element, text: str) -> None:
    """Put `text` and the line before what the comment says; a plain text becomes a run, since runs come after it in the schema."""
    body = child(comment, "text")
    if body is None:
        body = element(comment, "text")
        comment.insert(0, body)
    plain = child(body, "t")
    theirs = next(each(body, "t"), None) is not None
    if plain is not None:
        run = element(body, "r")
        body.insert(0, run)
        run.append(plain)
    ours = element(body, "r")
    format_ = append(ours, "rPr")
    append(format_, "sz", {"val": "10"})
    append(format_, "rFont", {"val": "Tahoma"})
    append(format_, "family", {"val": "2"})
    put_text(append(ours, "t"), f"{text}\n{LINE}" + ("\n" if theirs else ""))
    body.insert(0, ours)


def _take_ours(comment: etree._Element) -> None:
    """Take away all up to the line; a program may have cut it into other runs."""
    texts = [*each(comment, "t")]
    whole = "".join(one.text or "" for one in texts)
    ours = whole.rindex(LINE) + len(LINE)
    ours += whole.startswith("\n", ours)
    for one in texts:
        text = one.text or ""
        if len(text) > ours:
            put_text(one, text[ours:])
        else:
            parent = one.getparent()
            remove(parent if parent is not None and local(parent) == "r" else one)
        ours = max(0, ours - len(text))
    _plain_again(child(comment, "text"))


def _plain_again(body: etree._Element | None) -> None:
    # The only run, with no format of its own, says no more than a plain text.
    runs = [*children(body, "r")]
    if body is not None and len(runs) == 1 and child(runs[0], "rPr") is None and child(body, "t") is None:
        text = child(runs[0], "t")
        if text is not None:
            body.replace(runs[0], text)


def _part(parts: Parts, sheet: str) -> str:
    found = related(parts, sheet, "comments")
    if found is not None:
        return found.part
    root = parts.root(sheet)
    part = parts.free(f"{_folder(sheet)}comments{{}}.xml")
    made = document("comments", namespace(root))
    append(made, "authors")
    append(made, "commentList")
    parts.add(part, made)
    declare(parts, part, _COMMENTS_TYPE)
    relate(parts, sheet, f"{office_relationships(root)}/comments", part)
    return part


def _author(root: etree._Element) -> int:
    authors = child(root, "authors")
    if authors is None:
        authors = element(root, "authors")
        root.insert(0, authors)
    names = [author.text for author in children(authors, "author")]
    if AUTHOR not in names:
        append(authors, "author", text=AUTHOR)
        return len(names)
    return names.index(AUTHOR)


def _forget_author(root: etree._Element) -> None:
    authors = [*each(root, "author")]
    used = {number(comment.get("authorId")) for comment in each(root, "comment")}
    # Only as the last one, since comments say their author by its place.
    if authors and authors[-1].text == AUTHOR and len(authors) - 1 not in used:
        remove(authors[-1])


def _drawing(parts: Parts, sheet: str) -> str:
    """Return the part of the shapes, which Excel and LibreOffice want for each comment."""
    found = _legacy_drawing(parts, sheet)
    if found is not None:
        return found.part
    root = parts.edit(sheet)
    part = parts.free(f"{_folder(sheet)}drawings/vmlDrawing{{}}.vml")
    taken = sum(1 for name in parts.names() if name.endswith(".vml"))
    parts.write(part, shapes.empty(taken + 1))
    declare_extension(parts, part, _VML_TYPE)
    relationships = office_relationships(root)
    key = relate(parts, sheet, f"{relationships}/vmlDrawing", part)
    made = document("legacyDrawing", namespace(root), relationships)
    made.set(f"{{{relationships}}}id", key)
    for leading_nowhere in [*children(root, "legacyDrawing")]:
        remove(leading_nowhere)
    place_in_order(root, made, _WORKSHEET_ORDER)
    return part


def _clear_drawing(parts: Parts, sheet: str, gone: set[Position]) -> None:
    found = _legacy_drawing(parts, sheet)
    if found is None:
        return
    parts.write(found.part, shapes.removed(parts.content(found.part), gone))
    if not shapes.any_shape(parts.content(found.part)):
        legacy = child(parts.edit(sheet), "legacyDrawing")
        if legacy is not None:
            remove(legacy)
        drop(parts, sheet, found)


def _legacy_drawing(parts: Parts, sheet: str) -> Relation | None:
    # A sheet may have a second drawing of this kind, with the pictures of its header.
    legacy = child(parts.root(sheet), "legacyDrawing")
    wanted = attribute(legacy, "id") if legacy is not None else None
    return next((found for found in relations(parts, sheet) if found.id == wanted and found.part in parts), None)


def _folder(sheet: str) -> str:
    folder = sheet.rpartition("/")[0].rpartition("/")[0]
    return f"{folder}/" if folder else ""
