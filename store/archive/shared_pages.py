"""The pages of the dispatch book in a bucket, for all machines that share it (see `store.archive.dispatch_book`)."""

from __future__ import annotations

from uuid import uuid4

from store.archive.objects import Objects

_FOLDER = "dispatched"
_END = "\nend "  # The last line of a page.


class SharedPages:
    """The pages of all who share a bucket: an object for each, named by the number of its pass."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._ended: dict[str, str] = {}  # Nobody writes these any more.

    def begin(self, number: int, text: str) -> str:
        """Write what stands on a page by now, and return its key."""
        key = f"{_FOLDER}/{number:012}.{uuid4().hex}"
        self._objects.replace(key, text.encode())
        return key

    def end(self, key: str, data: bytes) -> None:
        """Write all of a page."""
        self._objects.replace(key, data)

    def read(self, since: int) -> list[str]:
        """Return the pages of the passes from number `since` on, in their order; of earlier ones nothing is kept any more."""
        keys = [key for key, _ in self._objects.names(_FOLDER, f"{_FOLDER}/{since:012}")]
        pages = [self._page(key) for key in keys]
        # A line a letter: all that was ever sent would be in memory.
        self._ended = {key: text for key, text in zip(keys, pages, strict=True) if _END in text}
        return pages

    def _page(self, key: str) -> str:
        ended = self._ended.get(key)
        return ended if ended is not None else (self._objects.get(key) or b"").decode("ascii", "replace")
