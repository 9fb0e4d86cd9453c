"""Whether a store is older than what stands outside of it: then letters have left of which it knows nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from domain.letter import DeliveryState, Letter, LetterKind, Outcome
from domain.mail.dispatch import Dispatched, Generation, Outside

_BY_HAND = timedelta(days=92)  # Nobody sends a mailing more than a quarter before its date.

PUT_BACK = "an older copy of the store was put back"  # What the words say by which a letter is settled from outside.


class Older(StrEnum):
    """Why a store must not send as if it knew of all that left."""

    GONE = "gone"  # It has sent before, and nothing outside says how far that went.
    ANOTHER = "another"  # Another store sent from here: this one is new, or from before the book was kept.
    BEHIND = "behind"  # Passes began outside that it does not know.
    UNAWARE = "unaware"  # It knows the last pass, but not all letters that this one began.


def older(own: Generation, seen: Outside | None, unknown: int) -> Older | None:
    """Return why a store is older than what was `seen` outside of it, or None; `unknown` are the attempts seen of which it knows nothing.

    A store that never sent meets nothing, and is new. One that is ahead is well: a pass is written down inside before it is outside.
    """
    if seen is None:
        return Older.GONE if own.number else None
    if seen.last.store != own.store:
        return Older.ANOTHER
    if seen.last.number > own.number:
        return Older.BEHIND
    return Older.UNAWARE if unknown else None


class Again(StrEnum):
    """What a book says that is another than the one that a store began when it stopped: somebody has put it there since."""

    ANOTHER = "another"  # It was kept by another store.
    UNAWARE = "unaware"  # It has letters of which the store knows nothing.
    SHORT = "short"  # It ends before the store does, so that it is an older copy itself.
    KNOWN = "known"  # The store knows of all that it names.


def looked_again(own: Generation, seen: Outside | None, unknown: int) -> Again | None:
    """Return what a store that sends nothing any more finds in a book that was put there since; None where it is that of the store.

    When it stopped, the store itself began one more pass, and wrote it down. Where there is no book, there is nothing new.
    """
    if seen is None or seen.last == own:
        return None
    if seen.last.store != own.store:
        return Again.ANOTHER
    if unknown:
        return Again.UNAWARE
    return Again.KNOWN if seen.last.number >= own.number - 1 else Again.SHORT


def settled_as(letter: Letter, found: Dispatched) -> DeliveryState | None:
    """Return as what a letter counts of which more is known outside than inside; None where that is no news, or the server did not take it.

    An attempt that is known inside was judged there, and a letter that a server refused is tried again as any other.
    """
    if found.attempts < letter.attempts or found.outcome in {Outcome.DEFERRED, Outcome.REJECTED}:
        return None
    return DeliveryState.SENT if found.outcome is Outcome.SENT else DeliveryState.UNCERTAIN


def may_have_left(letter: Letter, since: datetime, due_at: datetime | None, *, study_was_there: bool) -> bool:
    """Say whether a letter may have left before `since`, when a store was found that is older than what left.

    It waited then, or what calls for it was there: its digest was due, or the message that it answers had come (`due_at`). Staff may send
    a mailing by hand before its date, so that any of a study that the store knew may have left, and of another that was dated near by.
    """
    if letter.planned_at <= since:
        return True
    if letter.kind is LetterKind.MAILING and not letter.asked_for:
        return study_was_there or (due_at is not None and due_at <= since + _BY_HAND)
    return due_at is not None and due_at <= since
