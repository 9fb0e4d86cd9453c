"""What is said after an act: what was done, with the undoing beside it."""

from __future__ import annotations

from collections.abc import Mapping

from domain.desk import DeskRole
from languages.telling import told_in
from service.entries import Told
from service.journal_page import entries_told
from web.console.doors import Answer, PageAnswer, Visit


def forbidden(role: DeskRole) -> Answer:
    """Say that an act needs another role than whoever asks has."""
    return PageAnswer("forbidden", {"role": role}, 403)


def done(visit: Visit, what: str, entry: int, back: str, told: str = "", promised: str = "") -> Answer:
    """Say that something was done: by its name in the words of the console, or as the verb told it.

    `entry` is its number in the journal, 0 where it was so already, or cannot be undone; `back` is where the person came from.
    `promised` is what the verb says of a letter that left; it is a part of what it told.
    """
    line = lines(visit, {entry: told}).get(entry)
    facts = {"what": what, "told": told, "entry": entry, "back": back, "line": line, "promised": promised}
    return PageAnswer("done", facts | {"undoable": bool(entry) and visit.running is not None})


def lines(visit: Visit, told: Mapping[int, str]) -> dict[int, Told]:
    """Return, by their numbers, the entries of these acts whose verbs tell what they did in no language of whoever reads it."""
    return entries_told(visit.service, [entry for entry, text in told.items() if entry and text and not told_in(text, visit.language)])
