"""Messages that are too large for memory, in files."""

from __future__ import annotations

import hashlib
import imaplib
import os
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import replace
from tempfile import TemporaryFile
from typing import IO

from domain.bulk import PIECE
from intake.mailboxes.commands import FetchResponse, command, fetch_responses


class BulkFile:
    """What stands in an open file, which is closed with the last who knows of it (see `domain.bulk.Bulk`)."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        weakref.finalize(self, file.close)
        hashed, self._size = hashlib.sha256(), 0
        for piece in self.pieces():
            hashed.update(piece)
            self._size += len(piece)
        self._sha256 = hashed.hexdigest()

    @property
    def sha256(self) -> str:
        """Return the hash of its bytes."""
        return self._sha256

    @property
    def size(self) -> int:
        """Return how many bytes it has."""
        return self._size

    def pieces(self) -> Iterator[bytes]:
        """Yield its bytes; several may do so at once."""
        offset = 0
        while piece := os.pread(self._file.fileno(), PIECE, offset):
            yield piece
            offset += len(piece)


def spooled(pieces: Iterable[bytes]) -> BulkFile:
    """Return what comes in pieces as a file of the folder for temporary files, which has no name and goes with whoever reads it."""
    file = TemporaryFile()  # noqa: SIM115 - it is closed with the last who knows of it
    file.writelines(pieces)
    file.flush()
    return BulkFile(file)


def bulk(client: imaplib.IMAP4, uid: int) -> FetchResponse | None:
    """Return a message that is too large for memory, which the server gives in pieces; None where it is gone."""
    first = _part(client, uid, 0)
    if first is None or first.raw is None:
        return None
    return replace(first, raw=spooled(_parts(client, first)))


def _parts(client: imaplib.IMAP4, first: FetchResponse) -> Iterator[bytes]:
    piece, offset = first.text, 0
    while piece:
        yield piece
        offset += len(piece)
        if len(piece) > PIECE:
            # This server gives more than it was asked for, so from its beginning each time: that is all, if it is as much as it states.
            return
        # Some servers state a size that is only an estimate: the end is where nothing follows.
        there = _part(client, first.uid, offset)
        piece = there.text if there else b""


def _part(client: imaplib.IMAP4, uid: int, offset: int) -> FetchResponse | None:
    """Return a piece of a message (RFC 9051 section 6.4.5.1); nothing is marked as read."""
    items = fetch_responses(command(client, "FETCH", str(uid), f"(UID RFC822.SIZE INTERNALDATE BODY.PEEK[]<{offset}.{PIECE}>)"))
    return next((item for item in items if item.uid == uid and item.raw is not None), None)
