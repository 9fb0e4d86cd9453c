"""A store in which verbs do what they do, and of which nothing stays: so whoever asks what a verb would do is told by the verb itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from domain.bulk import Content, sha256_of
from domain.process.events import untold
from store.archive.originals import Archive
from store.database.engine import Store


class ProvisionalArchive(Archive):
    """The archive, and what would be kept in it: that is in memory alone."""

    def __init__(self, archive: Archive) -> None:
        self.root, self.erasures, self.objects, self.shelf = archive.root, archive.erasures, archive.objects, archive.shelf
        self._known = set()
        self._would_keep: dict[str, bytes] = {}

    def get(self, sha256: str) -> bytes:
        """Return a content that is, or would be, kept."""
        return self._would_keep[sha256] if sha256 in self._would_keep else super().get(sha256)

    def size(self, sha256: str) -> int:
        """Return how many bytes a content has that is, or would be, kept."""
        return len(self._would_keep[sha256]) if sha256 in self._would_keep else super().size(sha256)

    def put(self, contents: Iterable[Content]) -> list[str]:
        """Keep contents in memory, and return their hashes."""
        new = {sha256_of(one): one if isinstance(one, bytes) else b"".join(one.pieces()) for one in contents}
        self._would_keep |= new
        return list(new)


class Provisional(Store):
    """The store as it would be. All its transactions are parts of one, which begins with the first and is rolled back at the end.

    Until then it is read like any other, so that no other writer waits while a message is examined. What `store` itself reads meanwhile
    is what holds.
    """

    def __init__(self, store: Store) -> None:
        self.engine, self.book = store.engine, store.book
        self.archive = ProvisionalArchive(store.archive)
        self._tx: Connection | None = None

    @contextmanager
    def transaction(self, meanwhile: Callable[[], bool] | None = None) -> Iterator[Connection]:  # noqa: ARG002 - nothing is waited for
        """Give the connection of the one transaction; what fails inside is undone at once."""
        if self._tx is None:
            self._tx = self.engine.connect()
            self._tx.begin()
        with self._tx.begin_nested():
            yield self._tx

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees what would be."""
        if self._tx is not None:
            yield self._tx
            return
        with super().reading() as tx:
            yield tx

    def close(self) -> None:
        """Take everything back."""
        if self._tx is not None:
            self._tx.rollback()
            self._tx.close()


@contextmanager
def provisional(store: Store) -> Iterator[Provisional]:
    """Give a store of which nothing stays, and log nothing of what happens there."""
    one = Provisional(store)
    try:
        with untold():
            yield one
    finally:
        one.close()
