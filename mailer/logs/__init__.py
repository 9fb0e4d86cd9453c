"""What mail servers write down: one file a kind of log. Each names itself in a `LOG`, and a new file is a new kind."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum
from itertools import chain

from domain.errors import ConfigurationError
from domain.letter import Letter
from domain.process.plugins import discover, keyed
from mailer.transports import wire


class Fate(IntEnum):
    """What a log proves of a letter; where it says several things, the greatest holds."""

    REFUSED = 1  # The server refused the content: it does not have the letter.
    TAKEN = 2  # It lies in the server's queue: the server delivers it, or reports that it could not.
    BOUNCED = 3  # The server gave it up.
    ARRIVED = 4  # The server handed it on, or put it into the mailbox.


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One thing that a log says: of which Message-ID (without angle brackets), to whom, and in which words.

    `stamp` is the time of the line as it stands there, and `begun` that at which the log first noted the message. `queue` is the number
    under which the server had it, `relay` the server that it was handed on to. What a log does not say is "". `kept_at` is when a copy was
    put where it lies; None for a log.
    """

    message_id: str
    recipient: str
    fate: Fate
    words: str
    stamp: str = ""
    begun: str = ""
    queue: str = ""
    relay: str = ""
    kept_at: datetime | None = None


# How a server names the queue that a message has come to: Postfix, and Exim.
_ONWARD = re.compile(r"(?:\bqueued as |\bOK id=)([\w-]+)")

Wanted = Collection[str]
"""The local parts of the Message-IDs that are looked for, which are the tags of our letters; nothing is kept of others."""


@dataclass(frozen=True, slots=True)
class MailLog:
    """A kind of log: its name, a sentence about it, whether one of its first lines is of this kind, and what lines prove."""

    name: str
    says: str
    recognises: Callable[[str], bool]
    read: Callable[[Iterable[str], Wanted], Iterator[Trace]]


def tag_of(message_id: str) -> str:
    """Return the local part of a Message-ID, with or without its angle brackets."""
    return message_id.strip().strip("<>").partition("@")[0]


def behind_filters(traces: Iterable[Trace], queues: Mapping[str, str]) -> Iterator[Trace]:
    """Yield the traces, without those that say no more than that a message went on to another queue of the same log.

    So it does by way of a content filter, which gives it back to the server: what that queue says of it counts. `queues` has the Message-ID
    of each number that the log names.
    """
    every = tuple(traces)
    told = {(one.queue, one.recipient.lower()) for one in every}
    for one in every:
        onward = _ONWARD.search(one.words) if one.fate is Fate.ARRIVED else None
        if onward is None or onward[1] == one.queue or queues.get(onward[1]) != one.message_id:
            yield one
        elif (onward[1], one.recipient.lower()) not in told:
            yield replace(one, fate=Fate.TAKEN)


def logs() -> dict[str, MailLog]:
    """Return every kind of log by its name."""
    found: tuple[MailLog, ...] = discover(sys.modules[__name__], "LOG")
    return keyed(found, lambda log: (log.name,), "log")


def proven(lines: Iterable[str], letters: Collection[Letter], where: str) -> dict[int, Trace]:
    """Return what a log proves of letters, by their numbers. ConfigurationError where it is of no kind that is known.

    A line counts only for a letter with its Message-ID and to its address: whoever got a letter knows its Message-ID, and can put it into
    mail of their own.
    """
    tags = {letter.tag for letter in letters}
    source = iter(lines)
    kinds = logs()
    # Lines before the first that is recognised are of other programs, or a heading.
    first, kind = next(((line, one) for line in source for one in kinds.values() if one.recognises(line)), ("", None))
    if kind is None:
        known = "; ".join(f"{one.name} ({one.says[:1].lower()}{one.says[1:].rstrip('.')})" for one in kinds.values())
        raise ConfigurationError("This is no log that can be read here.", where=where, remedy=f"Give one of these: {known}.")
    return chosen(kind.read(chain([first], source), tags), letters)


def chosen(traces: Iterable[Trace], letters: Iterable[Letter]) -> dict[int, Trace]:
    """Return of each letter, by its number, the trace that proves most of it, where there is one."""
    by_tag = {letter.tag: letter for letter in letters}
    found: dict[int, Trace] = {}
    for trace in traces:
        letter = by_tag.get(tag_of(trace.message_id))
        if letter and _same(letter.address, trace.recipient):
            found[letter.id] = max(found.get(letter.id, trace), trace, key=lambda one: one.fate)
    return found


def _same(address: str, recipient: str) -> bool:
    return _plain(address) == _plain(recipient)


def _plain(address: str) -> str:
    """Return an address as servers write it into their logs, in small letters, its domain in ASCII."""
    try:
        return wire.address(address.strip())[0].lower()
    except wire.UnsendableError:
        return address.strip().lower()
