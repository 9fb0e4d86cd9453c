"""Of which organisation a coordinator says that a workbook is, behind the word that decides its case. Pure."""

from __future__ import annotations

import re

from domain.case import Decision
from domain.mail.reference import around_first_reference, find_references
from domain.said_of_case import Beside, SaidOfCase
from languages.decisions import is_courtesy, limits

NOTE_MARKS = ":：;；,،，、-–—(（"
END = " \t.。!！*_\"'”“»«"
_ENDS_NAME = re.compile(r"[:：;；(（]|[-–—](?=\s)")  # What stands between a name and why it is that one.


def of_organisation(what: Decision | Beside, rest: str) -> SaidOfCase | None:
    """Return what is said with the one printed reference in `rest`; what a sign parts from it, as a colon, is the note.

    None where it names another one too, goes on without a sign, or sets a condition: "assign CYB12-0042-K but not the second sheet".
    """
    named, found = find_references(rest), around_first_reference(rest)
    if found is None or len(named) != 1:
        return None
    before, reference, behind = found
    why = behind.strip()
    if any(one.isalnum() and one.isascii() for one in before):  # Other scripts write "to" there.
        return None
    if why[:1] and why[0] in NOTE_MARKS and not limits(why.strip(NOTE_MARKS + END)):
        return SaidOfCase(what=what, to=reference, note=why.strip(NOTE_MARKS + END + ")"))
    bare = why.split()
    while bare and is_courtesy(bare[-1]):
        bare.pop()
    return None if any(one.isalnum() for one in "".join(bare)) else SaidOfCase(what=what, to=reference)


def named_otherwise(rest: str) -> str:
    """Return what stands where a reference belongs, up to the sign behind which its reason is; "" where nothing does."""
    bare = _ENDS_NAME.split(rest.strip(), maxsplit=1)[0].split()
    while bare and is_courtesy(bare[-1]):
        bare.pop()
    name = " ".join(bare).strip(NOTE_MARKS + END)
    return name if any(one.isalnum() for one in name) else ""
