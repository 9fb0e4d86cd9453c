"""What the first line of a coordinator's own words says of a case. Whatever is not surely one decision says nothing. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.case import Decision
from domain.reference import find_references
from domain.said_of_case import Beside, SaidOfCase
from intake.understanding.dates import dates
from languages.decisions import said
from languages.mail import pattern

_MOST = 300  # Characters of a first line; who decides writes fewer.
_NOTE = 1_000  # Characters of what else was written that are kept with the decision.
_NOTE_MARKS = ":：;,،-–—("
_END = " \t.。!！*_\"'”“»«"
_QUESTION = ("?", "؟", "？")
_OF_ORGANISATIONS = (Decision.ASSIGN, Decision.COUNT)


def said_of_case(own_words: str, sent: datetime) -> SaidOfCase | None:
    """Return what a coordinator's own words say on their first line, or None; `sent` is when, in the zone of the study.

    A greeting above it is passed over. What follows on the line behind a colon, and on the lines below, is the note of the decision.
    """
    lines = list(_without_greeting(own_words))
    if not lines or len(lines[0]) > _MOST or lines[0].rstrip(_END).endswith(_QUESTION):
        return None
    name, rest = said(lines[0])
    if not name:
        return None
    below = "\n".join(lines[1:]).strip()
    found = _read(_known(name), rest.strip(), sent)
    return _noted(found, below) if found else None


def _known(name: str) -> Decision | Beside:
    return Beside(name) if name in set(Beside) else Decision(name)


def _without_greeting(own_words: str) -> Iterator[str]:
    lines = [line.strip() for line in own_words.splitlines() if line.strip()]
    greets = len(lines) > 1 and (lines[0].endswith((",", "،", "，")) or pattern("bounce_greeting").match(lines[0]))
    yield from lines[1:] if greets and not said(lines[0])[0] else lines


def _read(what: Decision | Beside, rest: str, sent: datetime) -> SaidOfCase | None:
    """Return what is said, of which `rest` stands behind the word itself."""
    if what is Beside.WAIT:
        days = {one.day for one in dates(rest, sent)}
        return SaidOfCase(what=what, until=days.pop()) if len(days) == 1 else None
    if what in _OF_ORGANISATIONS and find_references(rest):
        return _of_organisation(what, rest)
    if what is Decision.ASSIGN:
        return None
    bare = rest.strip(_END)
    if bare and bare[0] not in _NOTE_MARKS:
        return None  # "accept only if they correct it" is no "accept".
    return SaidOfCase(what=what, note=bare.strip(_NOTE_MARKS + _END + ")"))


def _of_organisation(what: Decision | Beside, rest: str) -> SaidOfCase | None:
    named = find_references(rest)
    written = "".join(one for one in rest.upper() if one.isalnum() and one.isascii())
    alone = written == named[0].replace("-", "")
    return SaidOfCase(what=what, to=named[0]) if len(named) == 1 and alone else None


def _noted(found: SaidOfCase, below: str) -> SaidOfCase:
    note = "\n".join(filter(None, (found.note, below)))[:_NOTE]
    return SaidOfCase(what=found.what, to=found.to, until=found.until, note=note)
