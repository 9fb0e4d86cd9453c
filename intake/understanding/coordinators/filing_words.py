"""What the first line above a workbook says that staff mail for an organisation. Whatever is not surely that says nothing. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from domain.mail.reference import around_reference, find_references
from domain.mode import FILED_BY, Mode
from intake.understanding.own_words.cut_away import cut_away, is_retracted_beneath
from languages.decisions import meant_instead, without_courtesy
from languages.filing import BEHALF, said_in
from languages.mail import pattern
from languages.requests import QUESTION_MARKS
from languages.taking_back import taken_back

_MOST = 120  # Characters of a first line; who files writes fewer.
_NOTE = 1_000  # Characters of what else was written that are kept with the filing.
_BETWEEN = " \t,،，;；:：-–—.。()（）"


@dataclass(frozen=True, slots=True)
class SaidOfFiling:
    """For which organisation (its printed reference) a workbook is to be filed, how it reached the office, and what stands below that.

    It is `unsure` where they say otherwise elsewhere: for another organisation, or that all of it is to be forgotten.
    """

    to: str
    mode: Mode
    note: str = ""
    unsure: bool = False


def said_of_filing(own_words: str, whole: str = "") -> SaidOfFiling | None:
    """Return what a person's own words say on their first line, or None; a greeting above it is passed over.

    Without a word of how it reached them, it is by mail, since whoever forwards a message has it by mail. `whole` is the text out of which
    the own words were cut, "" where nothing was: of what stands below the signature nothing is filed, but it takes back.
    """
    lines = [line.strip() for line in own_words.splitlines() if line.strip()]
    if len(lines) > 1 and (lines[0].endswith((",", "،", "，")) or pattern("bounce_greeting").match(lines[0])) and not _read(lines[0]):
        lines = lines[1:]
    found = _read(lines[0]) if lines else None
    if found is None:
        return None
    cut = cut_away(own_words, whole)
    taken = any(not each.conditional for one in own_words.splitlines() for each in taken_back(one)) or is_retracted_beneath(cut)
    unsure = taken or any(_is_otherwise(found, one) for one in (*lines[1:], *cut))
    return SaidOfFiling(*found, note="\n".join(lines[1:])[:_NOTE], unsure=unsure)


def _is_otherwise(found: tuple[str, Mode], line: str) -> bool:
    """Say whether another line names another organisation to file for, as "sorry, I meant CYB12-0042-K" does, or another way."""
    other = _read(without_courtesy(line) or line)
    if other:
        return other != found
    meant = meant_instead(without_courtesy(line) or line)
    read, named = _read(meant), set(find_references(meant))
    return bool(named - {found[0]}) or (read is not None and read != found)


def _read(line: str) -> tuple[str, Mode] | None:
    parts = around_reference(line) if len(line) <= _MOST and not line.endswith(QUESTION_MARKS) else None
    if parts is None:
        return None
    before, reference, after = parts
    how = after.strip(_BETWEEN)
    mode = said_in(how) if how else Mode.MAIL
    if said_in(before) != BEHALF or mode not in set(FILED_BY):
        return None
    return reference, Mode(mode)
