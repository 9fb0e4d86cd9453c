"""Fields of Word: page furniture, and links to pages, mailboxes and places in the document; every other may fetch, or build one that does.

Source: ECMA-376 part 1, section 17.16.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from workbooks.xml import attribute, local

_FURNITURE = """
    page numpages sectionpages section pageref ref noteref styleref seq toc tc xe index listnum symbol date time createdate savedate
    printdate edittime author title subject keywords comments lastsavedby filename filesize numwords numchars revnum docproperty
    formtext formcheckbox formdropdown citation bibliography =
    """
_MAY_STAND = frozenset(_FURNITURE.split())
_NAME = re.compile(r'\s*(=|[^\s\\"=]*)')
_LINK = re.compile(
    r"""\s*hyperlink (?:\s+"?(?:https?://|mailto:)[^"\s\\]*"?)? (?:\s+\\(?:[mnhs]|[lot]\s+(?:"[^"\\]*"|[^\s"\\]+)))* \s*""",
    re.IGNORECASE | re.VERBOSE,
)
_PIECES = ("instrText", "delInstrText")
_TEXTS = ("t", "delText", "sym")  # Where they stand in an instruction, they are part of it.


def fields_act(root: etree._Element) -> bool:
    """Say whether a field of a part does more than to show what it is for; one whose instruction another works out may do anything."""
    return any(field is None or not _is_harmless(field) for field in _fields(root))


def _is_harmless(field: str) -> bool:
    name = _NAME.match(field)
    return not field.strip() or bool(name and name[1].lower() in _MAY_STAND) or bool(_LINK.fullmatch(field))


def _fields(root: etree._Element) -> Iterator[str | None]:
    """Yield the instruction of each field, which may be written in several pieces; None for one that stands in another's instruction."""
    begun: list[list[str] | None] = []  # The fields around a place: the pieces of an instruction, or None where its result has begun.
    loose: list[str] = []
    for one in root.iter(*(f"{{*}}{name}" for name in ("fldSimple", "fldChar", *_PIECES, *_TEXTS))):
        name, pieces = local(one), begun[-1] if begun else None
        kind = attribute(one, "fldCharType") if name == "fldChar" else ""
        if name == "sym" or kind == "begin" or name == "fldSimple":
            yield None if pieces is not None else attribute(one, "instr") or ""
        if kind == "begin":
            begun.append([])
        elif kind and pieces is not None:
            yield "".join(pieces)
            begun[-1] = None
        elif name in _PIECES or pieces is not None:
            (loose if pieces is None else pieces).append("".join(map(str, one.itertext())))
        if kind == "end" and begun:
            begun.pop()
    # What stands loose here may be one of Word's fields by itself, with nothing in front of it.
    yield from (*("".join(pieces) for pieces in begun if pieces is not None), *loose)
