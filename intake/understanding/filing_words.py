"""What the first line above a workbook says that staff mail for an organisation. Whatever is not surely that says nothing. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from domain.mode import FILED_BY, Mode
from domain.reference import around_reference
from languages.filing import BEHALF, said_in
from languages.mail import pattern

_MOST = 120  # Characters of a first line; who files writes fewer.
_NOTE = 1_000  # Characters of what else was written that are kept with the filing.
_QUESTION = ("?", "؟", "？")
_BETWEEN = " \t,،，;；:：-–—.。()（）"


@dataclass(frozen=True, slots=True)
class SaidOfFiling:
    """For which organisation (its printed reference) a workbook is to be filed, how it reached the office, and what stands below that."""

    to: str
    mode: Mode
    note: str = ""


def said_of_filing(own_words: str) -> SaidOfFiling | None:
    """Return what a person's own words say on their first line, or None; a greeting above it is passed over.

    Without a word of how it reached them, it is by mail, since whoever forwards a message has it by mail.
    """
    lines = [line.strip() for line in own_words.splitlines() if line.strip()]
    if len(lines) > 1 and (lines[0].endswith((",", "،", "，")) or pattern("bounce_greeting").match(lines[0])) and not _read(lines[0]):
        lines = lines[1:]
    found = _read(lines[0]) if lines else None
    return SaidOfFiling(*found, note="\n".join(lines[1:])[:_NOTE]) if found else None


def _read(line: str) -> tuple[str, Mode] | None:
    parts = around_reference(line) if len(line) <= _MOST and not line.endswith(_QUESTION) else None
    if parts is None:
        return None
    before, reference, after = parts
    how = after.strip(_BETWEEN)
    mode = said_in(how) if how else Mode.MAIL
    if said_in(before) != BEHALF or mode not in set(FILED_BY):
        return None
    return reference, Mode(mode)
