"""Threaded comments, which Excel 365 shows in place of the plain ones: where a cell has a thread, ours is a reply in it.

Source: [MS-XLSX] 2.1.56 (threaded comments part), 2.1.57 (persons part), 2.6.203 to 2.6.208.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Final

from lxml import etree

from workbooks.annotate.book import workbook_part
from workbooks.annotate.markup import append, children, put_text, remove
from workbooks.annotate.parts import Parts
from workbooks.annotate.relations import related
from workbooks.cells import Position, a1

_PERSON: Final = "Counterfoil"


def reply(parts: Parts, sheet: str, texts: Mapping[Position, str]) -> None:
    """Reply in the threads of these cells; a cell without a thread is left alone."""
    found, persons = related(parts, sheet, "threadedComment"), related(parts, workbook_part(parts), "person")
    if found is None or persons is None:
        return
    cells = {a1(*position): text for position, text in texts.items()}
    first = [one for one in children(parts.root(found.part), "threadedComment") if one.get("ref") in cells and not one.get("parentId")]
    if not first:
        return
    person = _person(parts, persons.part)
    for one in first:
        # The time and the id come from the comment that is replied to, so that the same values always give the same bytes.
        made = append(parts.edit(found.part), "threadedComment")
        for key, value in (("ref", one.get("ref")), ("dT", one.get("dT")), ("personId", person)):
            made.set(key, value or "")
        made.set("id", _id(one.get("id", "")))
        made.set("parentId", one.get("id", ""))
        put_text(append(made, "text"), cells[one.get("ref", "")])


def is_reply_of_ours(comment: etree._Element) -> bool:
    """Say whether a comment is one that `reply` put into a thread, by its id, which comes from that of the first."""
    return comment.get("id") == _id(comment.get("parentId") or "") and bool(comment.get("parentId"))


def clear(parts: Parts, sheet: str) -> None:
    """Take away our replies in the threads of a sheet."""
    found, persons = related(parts, sheet, "threadedComment"), related(parts, workbook_part(parts), "person")
    if found is None or persons is None:
        return
    ours = {one.get("id") for one in children(parts.root(persons.part), "person") if one.get("displayName") == _PERSON}
    for one in [one for one in children(parts.root(found.part), "threadedComment") if one.get("personId") in ours]:
        parts.edit(found.part)
        remove(one)


def forget(parts: Parts) -> None:
    """Take us out of the persons of the workbook, when no thread has a reply of ours any more."""
    persons = related(parts, workbook_part(parts), "person")
    if persons is not None:
        for one in [one for one in children(parts.root(persons.part), "person") if one.get("displayName") == _PERSON]:
            parts.edit(persons.part)
            remove(one)


def _person(parts: Parts, part: str) -> str:
    found = next((one for one in children(parts.root(part), "person") if one.get("displayName") == _PERSON), None)
    if found is None:
        attributes = {"displayName": _PERSON, "id": _id(_PERSON), "userId": _PERSON, "providerId": "None"}
        found = append(parts.edit(part), "person", attributes)
    return found.get("id", "")


def _id(name: str) -> str:
    return "{" + str(uuid.uuid5(uuid.NAMESPACE_OID, name)).upper() + "}"
