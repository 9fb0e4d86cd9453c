"""The borders of the program as Protocols: where mail leaves, and where it comes in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.bulk import Content
from domain.letter import Envelope, Verdict


class Journal(Protocol):
    """What a transport must tell while it works.

    It is called in the thread that called `Transport.send`, with as many letters at once as there are to tell, so that they share a commit.
    """

    def record(self, verdicts: Sequence[Verdict], beginning: Sequence[int], meanwhile: Callable[[], bool] | None = None) -> frozenset[int]:
        """Record what became of attempts, and that the content of other letters is about to begin, so that these may have arrived.

        Return, only after all of it is on disk, those that begin and may be sent. The others are somebody else's by now: no content of
        them begins, and no verdict is told. One of the two sequences may be empty. While the disk is waited for, `meanwhile` may be called
        again and again in the same thread, until it says that there is nothing to do.
        """


class Transport(Protocol):
    """Hands messages over. It never raises for what a server or a network does: that is a verdict."""

    @property
    def connections(self) -> int:
        """Return how many letters may be under way at once."""

    def send(self, envelopes: Iterable[Envelope], journal: Journal) -> None:
        """Hand over every envelope, drawing each only when there is room to send it, and return when all have a verdict.

        A letter that `Journal.record` does not return is left alone.

        A letter has its verdict in the journal before, or with, the beginning of the next one of the same connection, so that at most
        one letter a connection is ever in doubt.
        """

    def hasten(self, seconds: float) -> None:
        """Let `send` return soon; to be called from another thread.

        What was not begun is left alone, without a verdict. A letter that `Journal.record` has returned gets its verdict if that comes
        within so many seconds, and otherwise the one for a connection that was lost.
        """

    def probe(self) -> str:
        """Speak to the server without sending anything, and say who answered; CounterfoilError says why none did."""

    def limit(self) -> int | None:
        """Return how many bytes a message may have, as the server says (RFC 1870); None where it does not say.

        CounterfoilError says why no server answered; it is not waited for as long as with a letter.
        """

    def close(self) -> None:
        """End the connections."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a message lies: RFC 9051 mailbox identity. `uid` is a number for IMAP and a file name for a Maildir."""

    mailbox: str
    folder: str
    uidvalidity: int
    uid: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message as it was found: its place, its bytes, which come in pieces where they are many, and when the server got it."""

    location: Location
    raw: Content
    received_at: datetime | None


Known = Callable[[Sequence[Location]], Collection[Location]]
"""Says which of some places are known already. It is asked about some hundreds at once, since a store takes no more in one question."""


@dataclass(frozen=True, slots=True)
class LookedThrough:
    """How far a folder was looked through: of this UIDVALIDITY, every message whose UID is less than `below` was found."""

    mailbox: str
    folder: str
    uidvalidity: int
    below: int


@dataclass(frozen=True, slots=True)
class Head:
    """The header of a message of a folder, and when the server says that it was put there (INTERNALDATE, RFC 9051 section 2.3.3)."""

    raw: bytes
    kept_at: datetime | None = None


class Mailbox(Protocol):
    """A mailbox that takes the returns."""

    def fetch(self, known: Known, seen: Sequence[LookedThrough] = (), since: datetime | None = None) -> Iterator[Sequence[Fetched]]:
        """List the intake folder, ask which of these places are `known`, and yield the messages of the others in batches of one folder.

        Only what lies there is asked about, and of what is known no byte is fetched. Nothing on the server is changed. What was `seen` need
        not be listed again, nor what the server got before `since`.
        """

    def holds(self, place: Location) -> bool:
        """Say whether a place is one of this folder, or was one under another UIDVALIDITY."""

    def seen(self) -> Sequence[LookedThrough]:
        """Return how far the last `fetch` came, if all that it yielded was kept; nothing where messages are not numbered as they come."""

    def file(self, taken: Sequence[Fetched], folder: str) -> Sequence[Location]:
        """Move these messages to `folder` in one command, making the folder if need be; messages that are gone are no error.

        Return the places that were left alone, since another message than the one that was taken from there has its number by now.
        """

    def hint(self, seconds: float) -> bool | None:
        """Wait so many seconds at most until the server hints that something came; None, at once, where it does not hint.

        It is never more than a hint: servers forget that they were asked.
        """

    def newest(self, folder: str, count: int) -> Sequence[Fetched]:
        """Return the messages of another folder that came into it last; none where there is no such folder. Nothing is changed."""

    def heads(self) -> Iterator[Head]:
        """Yield the header fields Message-ID, To and Cc of each message of the folder (RFC 5322); nothing on the server is changed."""

    def cut(self) -> None:
        """Let go of a server that somebody waits for: whatever waits raises CounterfoilError. To be called from another thread."""

    def close(self) -> None:
        """End the connection."""
