"""Contents of the archive that are too large for memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from domain import packing
from domain.errors import OriginalError
from languages.telling import phrased
from store.shelf import Shelf


@dataclass(frozen=True, slots=True)
class StoredBulk:
    """A content by its hash (see `domain.bulk.Bulk`). That it is damaged may be known only behind its last piece: OriginalError then."""

    shelf: Shelf
    sha256: str
    size: int

    def pieces(self) -> Iterator[bytes]:
        """Yield its bytes."""
        hashed = hashlib.sha256()
        try:
            for piece in packing.opened_in_pieces(self.shelf.pieces(self.sha256)):
                hashed.update(piece)
                yield piece
        except ValueError:
            raise self._damaged() from None
        if hashed.hexdigest() != self.sha256:
            raise self._damaged()

    def _damaged(self) -> OriginalError:
        where, remedy = self.shelf.where(self.sha256), phrased("faults.original_damaged_do")
        return OriginalError(phrased("faults.original_damaged"), where=where, remedy=remedy)
