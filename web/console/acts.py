"""What is said after an act: what was done, with the undoing beside it."""

from __future__ import annotations

from domain.desk import DeskRole
from web.console.doors import Answer, PageAnswer, Visit


def forbidden(role: DeskRole) -> Answer:
    """Say that an act needs another role than whoever asks has."""
    return PageAnswer("forbidden", {"role": role}, 403)


def done(visit: Visit, what: str, entry: int, back: str, told: str = "") -> Answer:
    """Say that something was done: by its name in the words of the console, or as the verb told it.

    `entry` is its number in the journal, 0 where it was so already, or cannot be undone; `back` is where the person came from.
    """
    return PageAnswer(
        "done", {"what": what, "told": told, "entry": entry, "back": back, "undoable": bool(entry) and visit.running is not None}
    )
