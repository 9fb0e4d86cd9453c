"""What the archive needs of a place for contents: a folder (see `folder_shelf`), or a bucket of an S3 store (see `bucket_shelf`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from domain.bulk import Content

HASH = re.compile(r"[0-9a-f]{64}")


class Shelf(Protocol):
    """Contents as they lie (see `domain.packing`), by the SHA-256 of what they are. What does not do its work is a StoreError."""

    def put(self, contents: Iterable[tuple[str, Content]]) -> None:
        """Keep contents, with their hashes; each lies there durably at the end. What lies there already stays as it is."""

    def read(self, sha256: str) -> bytes | None:
        """Return what lies under a hash, None where nothing does."""

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """Yield what lies under a hash in pieces; none where nothing does."""

    def there(self, hashes: Iterable[str]) -> set[str]:
        """Return those of these hashes under which something lies."""

    def size(self, sha256: str) -> int:
        """Return how many bytes the content has that lies under a hash; 0 where nothing does."""

    def remove(self, hashes: Iterable[str]) -> int:
        """Remove what lies under these hashes, durably, and return how many were there."""

    def hashes(self, after: str = "") -> Iterator[str]:
        """Yield the hashes of all contents in their order, from behind `after` on."""

    def beginning(self, digits: str) -> list[str]:
        """Return the hashes that begin with these hexadecimal digits, of which there must be two at least."""

    def where(self, sha256: str = "") -> str:
        """Return where the content with this hash lies, as a person may look for it; without one, where all lie."""

    def taken(self) -> int:
        """Return how many bytes all contents take."""

    def sweep(self, now: datetime) -> int:
        """Remove what killed processes have left behind by halves, and return how many."""
