"""How a letter left of whose dispatch no reply came: what a witness says of it from outside of the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Witness(StrEnum):
    """What says that a letter left."""

    LOG = "log"  # The log of a mail server.
    BOOK = "book"  # The dispatch book.
    COPY = "copy"  # A copy in the folder of sent mail, or in the box of `bcc`.


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """What a witness says of a letter. What it does not say is None, or "".

    `at` is the time of the log's line, the beginning of the pass in the book, or when the copy was put where it lies. `reckoned` says that
    the line has no zone, or no year, so that these were reckoned from the attempt's own time; `stamp` is the time as it stands there.
    `queue` is the number under which the server had the letter, `relay` the server that it was handed on to. `source` is the name of the
    log, and `sha256` the hash of the file as it was given.
    """

    witness: Witness
    at: datetime | None = None
    reckoned: bool = False
    stamp: str = ""
    queue: str = ""
    relay: str = ""
    source: str = ""
    sha256: str = ""
