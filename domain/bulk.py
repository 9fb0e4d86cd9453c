"""Contents that are too large to lie in memory as a whole: they are somewhere else, and come in pieces."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final, Protocol

LARGE: Final = 16 * 1024 * 1024  # Bytes from which on a content is never in memory as a whole.
PIECE: Final = 1024 * 1024


class Bulk(Protocol):
    """A content that comes in pieces, as often as it is asked for."""

    @property
    def sha256(self) -> str:
        """Return the hash of its bytes."""

    @property
    def size(self) -> int:
        """Return how many bytes it has."""

    def pieces(self) -> Iterator[bytes]:
        """Yield its bytes, of which none is empty."""


Content = bytes | Bulk


def size_of(content: Content) -> int:
    """Return how many bytes a content has."""
    return len(content) if isinstance(content, bytes) else content.size


def sha256_of(content: Content) -> str:
    """Return the hash of a content."""
    return hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else content.sha256


def beginning(content: Content) -> bytes:
    """Return a content, or the first piece of one that is too large for memory."""
    return content if isinstance(content, bytes) else next(content.pieces(), b"")
