"""Contents of the archive that are too large for memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from domain import packing
from domain.errors import OriginalError
from languages.telling import phrased
from store.archive.shelf import Shelf


def stored_bulk(shelf: Shelf, sha256: str, size: int) -> StoredBulk:
    """Return a content that says it has so many bytes. One that begins as what is packed does, and is not, says anything there."""
    lies = _as_it_is(shelf, sha256)
    return StoredBulk(shelf, sha256, size) if lies is None else StoredBulk(shelf, sha256, lies, is_packed=False)


def _as_it_is(shelf: Shelf, sha256: str) -> int | None:
    """Return how many bytes lie there where these are the content itself, though they look packed; None where they do not, or are not."""
    lying = shelf.pieces(sha256)
    first = next(lying, b"")
    if not packing.may_be_packed(first):
        return None
    hashed, many = hashlib.sha256(first), len(first)
    for piece in lying:
        hashed.update(piece)
        many += len(piece)
    return many if hashed.hexdigest() == sha256 else None


@dataclass(frozen=True, slots=True)
class StoredBulk:
    """A content by its hash (see `domain.bulk.Bulk`). That it is damaged may be known only behind its last piece: OriginalError then.

    `is_packed` says that what looks packed is unpacked.
    """

    shelf: Shelf
    sha256: str
    size: int
    is_packed: bool = True

    def pieces(self) -> Iterator[bytes]:
        """Yield its bytes."""
        hashed, lying = hashlib.sha256(), self.shelf.pieces(self.sha256)
        try:
            for piece in packing.opened_in_pieces(lying) if self.is_packed else lying:
                hashed.update(piece)
                yield piece
        except ValueError:
            raise self._damaged() from None
        if hashed.hexdigest() != self.sha256:
            raise self._damaged()

    def _damaged(self) -> OriginalError:
        where, remedy = self.shelf.where(self.sha256), phrased("faults.original_damaged_do")
        return OriginalError(phrased("faults.original_damaged"), where=where, remedy=remedy)
