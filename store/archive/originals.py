"""The archive: every original, and every piece that letters share, under the SHA-256 of its content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from domain import packing
from domain.bulk import LARGE, Content, sha256_of
from domain.errors import ErasedError, MissingError, OriginalError
from languages.telling import phrased
from settings import private
from store.archive.bucket_shelf import BucketShelf
from store.archive.bulk import stored_bulk
from store.archive.disk_faults import told_within
from store.archive.erasures import ErasureLog
from store.archive.folder_shelf import FolderShelf
from store.archive.lines import FileLines, ObjectLines
from store.archive.objects import Objects, S3Bucket
from store.archive.shelf import Shelf

# Hashes of what was put last, some 0.2 KiB each: the pieces that letters share, for which nobody looks again. What is forgotten is.
_KNOWN = 4096
DAMAGED, MISSING = "damaged", "missing"


class Archive:
    """Contents by their hashes. What `put` returned lies there durably; the same content is kept once.

    They lie in the folder `root`, or in a `bucket` that several machines share; what one machine alone needs is beside `root` in any case.
    What the disk, or the bucket, refuses is a StoreError that says where. `wrong` are contents that somebody found damaged or missing,
    until that is kept (see `store.upkeep.read_over`), and whether a letter that needed one has told it already.
    """

    def __init__(self, root: Path, bucket: S3Bucket | None = None) -> None:
        self.root = root
        self._known: set[str] = set()
        self.wrong: dict[str, bool] = {}
        with told_within(root):
            private.make_folder(root)
        private.close([root])
        if bucket:
            self.objects: Objects | None = Objects(bucket)
            self.shelf: Shelf = BucketShelf(self.objects)
            self.erasures = ErasureLog(ObjectLines(self.objects, "erased"))
        else:
            self.objects, self.shelf = None, FolderShelf(root)
            self.erasures = ErasureLog(FileLines(root.with_name(f"{root.name}.erased")))

    def where(self, sha256: str = "") -> str:
        """Return the path, or the URL, at which the content with this hash lies; without one, that of the archive."""
        return self.shelf.where(sha256)

    def get(self, sha256: str) -> bytes:
        """Return the content with this hash, and no other: MissingError where it is gone, OriginalError where it is damaged."""
        data = self.shelf.read(sha256)
        if data is None:
            self.refuse_erased(sha256)
            raise MissingError(phrased("faults.original_gone"), where=self.where(sha256), remedy=phrased("faults.original_gone_do"))
        if (content := packing.unpacked(data, sha256)) is None:
            self.wrong.setdefault(sha256, False)
            raise OriginalError(phrased("faults.original_damaged"), where=self.where(sha256), remedy=phrased("faults.original_damaged_do"))
        return content

    def needed(self, sha256: str) -> bytes:
        """Return the content that a letter needs, as `get` does; that it is gone is kept in mind, since nobody looks for it otherwise."""
        try:
            return self.get(sha256)
        except ErasedError:
            raise
        except OriginalError:
            self.wrong[sha256] = True
            raise

    def content(self, sha256: str) -> Content:
        """Return the content with this hash; one that is too large for memory comes in pieces (see `store.archive.bulk`)."""
        size = self.size(sha256)
        large = stored_bulk(self.shelf, sha256, size) if size > LARGE else None
        return large if large and large.size > LARGE else self.get(sha256)

    def measured(self, sha256: str) -> int:
        """Read the content with this hash to its end, and return how many bytes it has; errors are those of `get`."""
        content = self.content(sha256)
        return len(content) if isinstance(content, bytes) else sum(map(len, content.pieces()))

    def left(self, sha256: str) -> bytes | None:
        """Return what is left of a content that may be damaged; None where that is nothing that can be looked through."""
        data = self.shelf.read(sha256)
        if data is None:
            return None
        content = packing.unpacked(data, sha256)
        return packing.opened(data) if content is None else content

    def has(self, sha256: str) -> bool:
        """Say whether a content lies there, be it damaged."""
        return bool(self.there([sha256]))

    def there(self, hashes: Iterable[str]) -> set[str]:
        """Return those of these hashes whose contents lie there, be they damaged."""
        return self.shelf.there(hashes)

    def erased(self, sha256: str) -> str | None:
        """Return "original erased on DATE" where the content, or the letter, with this hash was erased; None where it was not."""
        at = self.erasures.erased_at(sha256)
        return f"original erased on {at:%Y-%m-%d}" if at else None

    def refuse_erased(self, sha256: str) -> None:
        """Raise ErasedError where the content, or the letter, with this hash was erased."""
        if said := self.erased(sha256):
            raise ErasedError(phrased("faults.erased", said=said), where=f"SHA-256 {sha256}", remedy=phrased("faults.erased_do"))

    def remove(self, hashes: Iterable[str]) -> int:
        """Remove the contents with these hashes, durably, and return how many were there."""
        going = tuple(hashes)
        self._known.difference_update(going)
        return self.shelf.remove(going)

    def hashes(self, after: str = "") -> Iterator[str]:
        """Yield the hashes of all contents in their order, from behind `after` on."""
        return self.shelf.hashes(after)

    def beginning(self, sha256: str) -> list[str]:
        """Return the hashes of the contents whose hashes begin with these hexadecimal digits, of which there must be two at least."""
        return self.shelf.beginning(sha256)

    def size(self, sha256: str) -> int:
        """Return how many bytes the content with this hash has; 0 where it is gone."""
        return self.shelf.size(sha256)

    def keep(self, contents: Mapping[str, bytes]) -> None:
        """Keep contents whose hashes are the keys, durably; what was kept before is not looked at again."""
        if new := [content for sha256, content in contents.items() if sha256 not in self._known]:
            self.put(new)

    def put(self, contents: Iterable[Content]) -> list[str]:
        """Keep these contents, durably, and return their hashes."""
        hashes: list[str] = []

        def new() -> Iterator[tuple[str, Content]]:
            for content in contents:
                hashes.append(sha256_of(content))
                if hashes[-1] not in self._known:
                    yield hashes[-1], content

        self.shelf.put(new())
        self._known.update(hashes)
        if len(self._known) > _KNOWN:
            self._known.clear()  # Emptied at once, so that no thread finds it half changed.
        return hashes

    def spool(self, blobs: Iterable[bytes]) -> IO[bytes]:
        """Return a file of this machine without a name, with what is too large to wait in memory; once closed, it is gone."""
        with told_within(self.root):
            spooled = TemporaryFile(dir=self.root)  # noqa: SIM115 - whoever asked closes it.
            spooled.writelines(blobs)
            spooled.flush()
        return spooled

    def sweep(self, now: datetime) -> int:
        """Remove what killed processes left behind by halves, and return how many."""
        return self.shelf.sweep(now)
