"""Codes of organisations where a file has no column of them: they are made from names, and told is which column may hold the list's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from contacts.columns import ContactField
from contacts.fold import fold
from contacts.loaded import Note
from contacts.places import country_code
from contacts.rows import FileRow
from languages.telling import phrased, together

# One word that is no ordinary one: `0017`, `B-203`, `ATLSTEL`. What is dialled has its plus, brackets or blanks.
_CODE = re.compile(r"(?=.*\d|[^a-z]+$)[A-Za-z0-9][A-Za-z0-9._/-]{0,27}")


def note_on_codes(rows: Sequence[FileRow]) -> Iterator[Note]:
    """Yield the note that codes were made from names, and which column that means nothing to us may hold them."""
    if not rows or not rows[0].derives_code:
        return
    theirs = next((one for one in rows[0].extra if _may_be_codes(rows, one)), "")
    made = phrased("lists.made_codes")
    yield Note(
        row=rows[0].number,
        column=rows[0].headings[ContactField.ORGANISATION],
        value="",
        message=together(made, phrased("lists.maybe_codes", heading=f'"{theirs}"')) if theirs else made,
        mended_by=f"{theirs}={ContactField.CODE}" if theirs else "",
    )


def _may_be_codes(rows: Sequence[FileRow], heading: str) -> bool:
    """Say whether a column may hold codes: each organisation has one that no other has, and they are not of countries alone."""
    pairs = {(fold(row.cell(ContactField.ORGANISATION)), row.extra.get(heading, "")) for row in rows}
    names, values = {name for name, _ in pairs}, {value for _, value in pairs}
    alone = len(names) == len(values) == len(pairs) > 1
    return alone and all(map(_CODE.fullmatch, values)) and not all(map(country_code, values))
