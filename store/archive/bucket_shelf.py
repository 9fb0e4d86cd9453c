"""Contents in a bucket of an S3 store, which several machines may share: each is an object that is named by its SHA-256."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import islice

from domain import packing
from domain.bulk import PIECE, Content
from domain.process.failpoints import reach
from store.archive.objects import Objects
from store.archive.shelf import HASH

_TOGETHER = 16  # Requests at the same time, and contents that are held in memory for them.
_FOLDER = "archive"


class BucketShelf:
    """Objects in a bucket (see `store.archive.shelf.Shelf`): what the store said yes to is durable, and everybody sees it at once."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    def put(self, contents: Iterable[tuple[str, Content]]) -> None:
        """Keep contents, several at the same time."""
        waiting = iter(contents)
        with _threads() as threads:
            while some := list(islice(waiting, _TOGETHER)):
                list(threads.map(self._put, some))
                reach("archive.in_put")

    def _put(self, one: tuple[str, Content]) -> None:
        sha256, content = one
        # A request takes an object in one piece, so that this one is in memory as it lies there.
        packed = (
            packing.packed(content) if isinstance(content, bytes) else b"".join(packing.packed_in_pieces(content.pieces(), content.size))
        )
        self._objects.put(_key(sha256), packed)

    def read(self, sha256: str) -> bytes | None:
        """Return what lies under a hash."""
        return self._objects.get(_key(sha256))

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """Yield what lies under a hash in pieces; each is a request."""
        key = _key(sha256)
        lies = self._objects.length(key) or 0
        for begin in range(0, lies, PIECE):
            yield self._objects.part(key, begin, min(begin + PIECE, lies))

    def there(self, hashes: Iterable[str]) -> set[str]:
        """Return under which of these something lies."""
        asked = list(hashes)
        with _threads() as threads:
            return {one for one, there in zip(asked, threads.map(self._has, asked), strict=True) if there}

    def _has(self, sha256: str) -> bool:
        return self._objects.length(_key(sha256)) is not None

    def size(self, sha256: str) -> int:
        """Return how many bytes a content has."""
        key = _key(sha256)
        lies = self._objects.length(key) or 0
        if lies < 4:
            return lies
        return packing.length(self._objects.part(key, 0, 2), self._objects.part(key, lies - 4, lies), lies)

    def remove(self, hashes: Iterable[str]) -> int:
        """Remove contents."""
        with _threads() as threads:
            return sum(threads.map(self._remove, hashes))

    def _remove(self, sha256: str) -> bool:
        there = self._has(sha256)
        self._objects.delete(_key(sha256))
        return there

    def hashes(self, after: str = "") -> Iterator[str]:
        """Yield the hashes of all contents; a thousand of them are one request."""
        return (sha256 for sha256, _ in self._there(_FOLDER, _key(after) if after else ""))

    def beginning(self, digits: str) -> list[str]:
        """Return the hashes that begin with these digits."""
        return [sha256 for sha256, _ in self._there(f"{_FOLDER}/{digits[:2]}") if sha256.startswith(digits)]

    def where(self, sha256: str = "") -> str:
        """Return the URL of a content."""
        return self._objects.where(_key(sha256) if sha256 else _FOLDER)

    def taken(self) -> int:
        """Return how many bytes all objects take."""
        return sum(size for _, size in self._there(_FOLDER))

    def sweep(self, now: datetime) -> int:  # noqa: ARG002 - An object is there as a whole, or not at all.
        """Return 0."""
        return 0

    def _there(self, folder: str, after: str = "") -> Iterator[tuple[str, int]]:
        for key, size in self._objects.names(folder, after):
            name = key.rpartition("/")[2]
            if HASH.fullmatch(name):
                yield name, size


def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_TOGETHER, thread_name_prefix="archive")


def _key(sha256: str) -> str:
    return f"{_FOLDER}/{sha256[:2]}/{sha256}"
