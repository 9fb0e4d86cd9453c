"""The log: one line an event, with an action and numbers. Never an address, a name or an answer: what is logged is kept by others.

A line is logfmt, as `event=letter.outcome letter=12 outcome=sent`, so that one search finds all that befell a letter or a message. Where
the lines go, and how many of them, the command line says; whoever tells an event asks for neither.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import TypedDict, Unpack

LOG = logging.getLogger("counterfoil")
_IDENTIFIER = re.compile(r"[\w.:/+-]{1,100}")  # No blank and no @: neither a sentence nor an address is one.


class Event(StrEnum):
    """What the log tells of."""

    STARTED = "service.started"
    STOPPED = "service.stopped"
    TICK = "tick.done"
    TICK_FAILED = "tick.failed"  # Its error ended it.
    TICK_PROBLEMS = "tick.problems"  # Of each tick that had a problem, whether it went on to its end or not.
    TAKEN_IN = "mailbox.taken_in"
    MAILBOX_FAILED = "mailbox.failed"  # Which, `what` says; the cause stands in the store, and whoever runs a command is told it.
    INCOMPLETE = "mailbox.incomplete_message"
    ONE_CLICK = "web.one_click"
    NOT_LET_IN = "console.not_let_in"  # By single sign-on; why, `error` says.
    UNDERSTOOD = "message.understood"
    NOT_UNDERSTOOD = "message.not_understood"
    DECIDED = "journal.entry"
    SENDING = "letter.sending"
    OUTCOME = "letter.outcome"
    DROPPED = "letter.dropped"
    NOT_MADE = "letter.not_made"
    STALLED = "sending.stalled"
    HALTED = "sender.halted"
    GOES_ON = "sender.goes_on"
    ERASED = "people.erased"
    ARCHIVE_FAULTS = "archive.faults"
    OLDER = "store.older_than_what_left"
    UNREACHABLE = "transport.unreachable"
    SLOWED = "transport.slowed"
    HEALTH = "health.listening"
    NOT_PINGED = "ping.failed"
    NOT_RECKONED = "figures.failed"  # Of the study's report on quality; whoever asked for them works them out.
    LEASE_LOST = "lease.lost"  # Which, `what` says: another process may do it by now.


class Ids(TypedDict, total=False):
    """All that a line may hold: numbers of our own records, and words of our own lists."""

    study: str | None
    message: int | None
    kind: str  # What a message was understood as.
    rule: str  # The rule that said so.
    letter: int
    outcome: str
    stage: str  # Where in the dialogue with the server the outcome was known.
    entry: int
    what: str  # The decision of an entry, as `accept`.
    about: str  # What it is about, as `submission:7`; an address by its number.
    by: str  # A rule by its name, and a person by their number.
    follows: int | None
    undoes: int | None
    uid: int
    server: str
    code: int | None
    error: str  # The class of an error, or a word of ours, without its words.
    new: int
    sent: int
    problems: int


_kept: ContextVar[list[tuple[int, str]] | None] = ContextVar("_kept", default=None)


def tell(event: Event, level: int = logging.INFO, **ids: Unpack[Ids]) -> None:
    """Log an event, or keep it until what it is part of is done (see `when_done`)."""
    if not LOG.isEnabledFor(level):
        return
    line = " ".join([f"event={event}", *(f"{name}={_word(value)}" for name, value in ids.items() if value is not None)])
    kept = _kept.get()
    if kept is None:
        LOG.log(level, "%s", line)
    else:
        kept.append((level, line))


def _word(value: object) -> str:
    """Return a value as it stands in a line: what is no identifier is left out, so that no text of anybody's gets into the log."""
    text = str(value)
    return text if _IDENTIFIER.fullmatch(text) else "?"


@contextmanager
def untold() -> Iterator[None]:
    """Log nothing of what is told inside: whatever happens there is taken back."""
    token = _kept.set([])
    try:
        yield
    finally:
        _kept.reset(token)


@contextmanager
def when_done() -> Iterator[None]:
    """Log what is told inside once the block ends well, and never if it fails: a transaction that is undone did not happen."""
    outer, kept = _kept.get(), list[tuple[int, str]]()
    token = _kept.set(kept)
    try:
        yield
    finally:
        _kept.reset(token)
    if outer is not None:
        outer += kept
        return
    for level, line in kept:
        LOG.log(level, "%s", line)


@contextmanager
def apart() -> Iterator[None]:
    """Log what is told inside by itself, though another block's end is waited for: it does not happen or fail with that."""
    token = _kept.set(None)
    try:
        yield
    finally:
        _kept.reset(token)
