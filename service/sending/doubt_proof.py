"""What proves how letters in doubt left: the log of a mail server, or copies in the folder of sent mail. It is read before writing."""

from __future__ import annotations

import csv
import gzip
import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import IO, cast

from domain.errors import ConfigurationError
from domain.letter import Letter, Outcome
from domain.mail.departure import Departure, Witness
from domain.study import DEFAULT
from mailer.copies import copies
from mailer.log_times import instant
from mailer.logs import Fate, Trace, chosen, proven
from service.process.stopping import LET_GO, once_stopped
from service.wiring import Service
from store import Transaction, outbox
from workbooks.recognition.encoding import encoding_of

_SAMPLE = 65_536  # Bytes at the beginning of a log that tell its encoding.
_GZIP = b"\x1f\x8b"
_DATA = "data"  # The stage of an attempt whose message may have come to the server.


@dataclass(frozen=True, slots=True)
class Proof:
    """What is proven of letters, by their numbers, and by what: the name of the log and the SHA-256 of the file as it was given."""

    traces: Mapping[int, Trace]
    witness: Witness
    source: str = ""
    sha256: str = ""

    def departure(self, letter: int, tried: datetime | None) -> Departure:
        """Return how a letter left of which something is proven; `tried` is when its last attempt ended."""
        trace = self.traces[letter]
        told = instant(trace.stamp, trace.begun, tried)
        return Departure(
            witness=self.witness,
            at=trace.kept_at or told.at,
            reckoned=told.reckoned,
            stamp=trace.stamp,
            queue=trace.queue,
            relay=trace.relay,
            source=self.source,
            sha256=self.sha256,
        )


def by_copies(service: Service, doubts: Sequence[Letter]) -> Proof:
    """Return which letters have a copy in the folder of sent mail: the server had taken the letter when it made that."""
    with service.sent() as folder, once_stopped(service.stopping, folder.cut, after=LET_GO):
        found = chosen(copies(folder.heads()), doubts)
    return Proof({number: replace(one, words="A copy lies in the folder of sent mail.") for number, one in found.items()}, Witness.COPY)


def by_log(log: Path, doubts: Sequence[Letter]) -> Proof:
    """Return what a log proves. ConfigurationError where it cannot be read."""
    try:
        with log.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        with _opened(log) as lines:
            found = proven(lines, doubts, str(log))
    except (OSError, EOFError, zlib.error, csv.Error) as error:
        why = (isinstance(error, OSError) and error.strerror) or str(error).rstrip(".")
        remedy = "Nothing was settled. Give a copy of the log that is whole and that you may read."
        raise ConfigurationError(f"The log cannot be read: {why}.", where=str(log), remedy=remedy) from error
    traces = {number: replace(one, words=f"The mail server's log: {one.words}") for number, one in found.items()}
    return Proof(traces, Witness.LOG, log.name, sha256)


@contextmanager
def _opened(path: Path) -> Iterator[Iterable[str]]:
    """Open a log as lines of text; one that logrotate has compressed is unpacked as it is read."""
    with path.open("rb") as plain:
        packed = plain.peek(2)[:2] == _GZIP
    with gzip.open(path) if packed else path.open("rb") as file:
        encoding = encoding_of(file.read(_SAMPLE))
        file.seek(0)
        # What is not UTF-16 is ASCII in all that counts.
        chosen = encoding if encoding.startswith(("utf-16", "utf-32")) else "utf-8-sig"
        yield TextIOWrapper(cast("IO[bytes]", file), chosen, errors="replace")


@dataclass(frozen=True, slots=True)
class TriedInDoubt:
    """The attempts of letters in doubt whose content may have come to a server."""

    attempts: tuple[outbox.Attempt, ...]

    @classmethod
    def of(cls, tx: Transaction, doubts: Iterable[Letter]) -> TriedInDoubt:
        """Return those of these letters."""
        return cls(tuple(one for one in outbox.attempts(tx, [each.id for each in doubts]) if one.stage == _DATA))

    @property
    def last(self) -> dict[int, datetime]:
        """Return when the last attempt of each letter ended that was left without a reply."""
        return {one.letter_id: one.at for one in self.attempts if one.outcome == Outcome.UNCERTAIN}

    def servers(self, letters: Iterable[int]) -> tuple[str, ...]:
        """Return to which servers these letters were handed over, each with its transport's name."""
        some = set(letters)
        ways = {(one.transport or DEFAULT, one.relay or "") for one in self.attempts if one.letter_id in some}
        return tuple(f"{relay} (transport {name})" if relay else f"the server of transport {name}" for name, relay in sorted(ways))


def of_last_attempts(tried: TriedInDoubt, proof: Proof) -> Proof:
    """Leave out what a log may say of an earlier attempt: a letter that is sent again keeps its Message-ID, and the log may end before."""
    before = {one.letter_id for one in tried.attempts if one.code is not None}
    left = {letter: trace for letter, trace in proof.traces.items() if trace.fate is not Fate.REFUSED or letter not in before}
    return replace(proof, traces=left)
