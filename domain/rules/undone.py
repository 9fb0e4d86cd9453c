"""Whether a decision can be undone, and why it cannot."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from domain.journal import Entry, Subject, What, in_force, stands


class Obstacle(StrEnum):
    """Why an entry cannot be undone."""

    ALREADY = "already"  # It was undone before.
    PART = "part"  # It was made by another decision: that one is undone, and this falls with it.
    WAITS = "waits"  # It only asks a person: what is asked is decided, not undone.
    HAPPENED = "happened"  # Something that left the house, a version that ran, what was erased: it happened.


_HAPPENED = (
    What.APPLY,
    What.SEND,
    What.TEST,
    What.REMIND,
    What.UNSENT,
    What.ERASE,
    What.EXPORT,
    What.GRANT,
    What.REVOKE,
    What.LINK,
    What.BIND,
    What.UNBIND,
)


def lasting(entry: Entry) -> Obstacle | None:
    """Return why an entry can never be undone, whatever was decided before or after it; None where that may be otherwise."""
    if entry.what in _HAPPENED:
        return Obstacle.HAPPENED
    if entry.what is What.HOLD or (entry.what is What.OPEN and entry.about.subject is Subject.CASE):
        return Obstacle.WAITS
    return Obstacle.PART if entry.follows is not None else None


def obstacle(entry: Entry, entries: Sequence[Entry]) -> Obstacle | None:
    """Return why `entry` cannot be undone, or None where it can; `entries` are those about the same thing, and what they follow from."""
    if why := lasting(entry):
        return why
    if entry.what is What.UNDO:
        return Obstacle.ALREADY if any(later.undoes == entry.number and stands(later, entries) for later in entries) else None
    return None if entry in in_force(entries) else Obstacle.ALREADY
