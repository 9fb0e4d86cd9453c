"""Contents in a folder: each is a file that is named by its SHA-256."""

from __future__ import annotations

import os
import re
import socket
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from threading import Lock

from domain import packing
from domain.bulk import PIECE, Content
from domain.process.failpoints import reach
from settings import private
from store.archive.disk_faults import told_within
from store.archive.shelf import HASH

_FLUSHES = 8  # File systems write what is flushed at the same time together.
_DAY = 24 * 60 * 60  # Seconds: no draft is longer at work.
_HOST = re.sub(r"[^\w-]", "-", socket.gethostname())
_BEGAN = time.time()
_writing = Lock()  # Two threads that keep the same content would write the same draft.


class FolderShelf:
    """A folder of files (see `shelf.Shelf`). What `put` returned is on disk; what the disk refuses is a StoreError with the path."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        """Return the file of a hash."""
        return self.root / sha256[:2] / sha256

    def put(self, contents: Iterable[tuple[str, Content]]) -> None:
        """Keep contents. All are written before the first is waited for, so that they share the disk's work."""
        drafts: dict[Path, Path] = {}
        with told_within(self.root), _writing, _removed_on_failure(drafts):
            for sha256, content in contents:
                final = self.path(sha256)
                if final in drafts or final.exists():
                    continue
                private.make_folder(final.parent)
                drafts[final] = final.with_name(f"{sha256}.{_HOST}.{os.getpid()}.new")
                _write(drafts[final], content)
            if drafts:
                _keep(drafts, self.root)

    def read(self, sha256: str) -> bytes | None:
        """Return what lies under a hash."""
        path = self.path(sha256)
        with told_within(path), suppress(FileNotFoundError):
            return path.read_bytes()
        return None

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """Yield what lies under a hash in pieces."""
        path = self.path(sha256)
        with told_within(path), suppress(FileNotFoundError), path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece

    def there(self, hashes: Iterable[str]) -> set[str]:
        """Return under which of these something lies."""
        return {one for one in hashes if self.path(one).is_file()}

    def size(self, sha256: str) -> int:
        """Return how many bytes a content has."""
        path = self.path(sha256)
        with told_within(path), suppress(FileNotFoundError), path.open("rb") as file:
            beginning, lies = file.read(2), file.seek(0, os.SEEK_END)
            file.seek(max(0, lies - 4))
            return packing.length(beginning, file.read(4), lies)
        return 0

    def remove(self, hashes: Iterable[str]) -> int:
        """Remove contents."""
        removed: set[Path] = set()
        for path in map(self.path, hashes):
            with told_within(path), suppress(FileNotFoundError):
                path.unlink()
                removed.add(path)
        with told_within(self.root):
            for folder in {path.parent for path in removed}:
                private.flush(folder)
        return len(removed)

    def hashes(self, after: str = "") -> Iterator[str]:
        """Yield the hashes of all contents, folder by folder."""
        with told_within(self.root):
            for folder in sorted(one for one in self.root.iterdir() if one.name >= after[:2] and one.is_dir()):
                yield from sorted(one.name for one in folder.iterdir() if HASH.fullmatch(one.name) and one.name > after)

    def beginning(self, digits: str) -> list[str]:
        """Return the hashes that begin with these digits."""
        with told_within(self.root):
            found = (path.name for path in (self.root / digits[:2]).glob(f"{digits}*"))
            return sorted(name for name in found if HASH.fullmatch(name))

    def where(self, sha256: str = "") -> str:
        """Return the path of a content."""
        return str((self.path(sha256) if sha256 else self.root).absolute())

    def taken(self) -> int:
        """Return how many bytes all files take."""
        return sum(map(_size, self.root.glob("*/*")))

    def sweep(self, now: datetime) -> int:
        """Remove the drafts that killed processes left behind.

        These are the drafts of this host whose process is dead, and those of others that are older than a day.
        """
        swept = 0
        with told_within(self.root):
            for draft in self.root.glob("*/*.new"):
                # A draft that is gone meanwhile has become what it was to be.
                with suppress(FileNotFoundError):
                    if _is_left_over(draft, now):
                        draft.unlink()
                        swept += 1
        return swept


def _write(draft: Path, content: Content) -> None:
    if isinstance(content, bytes):
        private.write(draft, packing.packed(content))
        return
    with open(draft, "wb", opener=private.opener) as file:
        file.writelines(packing.packed_in_pieces(content.pieces(), content.size))


@contextmanager
def _removed_on_failure(drafts: dict[Path, Path]) -> Iterator[None]:
    """Leave no draft on a disk that is full."""
    try:
        yield
    except BaseException:
        for draft in drafts.values():
            with suppress(OSError):
                draft.unlink(missing_ok=True)
        raise


def _keep(drafts: dict[Path, Path], root: Path) -> None:
    with ThreadPoolExecutor(_FLUSHES) as flushes:
        list(flushes.map(private.flush, drafts.values()))
        reach("archive.in_put")
        for final, draft in drafts.items():
            draft.replace(final)
        list(flushes.map(private.flush, {root, *(final.parent for final in drafts)}))


def _size(path: Path) -> int:
    with suppress(FileNotFoundError):  # A draft has become what it was to be.
        return path.stat().st_size
    return 0


def _is_left_over(draft: Path, now: datetime) -> bool:
    written = draft.stat().st_mtime
    _, *host, process, _ = draft.name.split(".")
    if host == [_HOST] and process.isdecimal():
        return not _is_at_work(int(process), written)
    # Whether a process of another host lives cannot be seen from here.
    return now.timestamp() - written > _DAY


def _is_at_work(process: int, written: float) -> bool:
    """Say whether the process that wrote a draft lives. In a container that was started again, another one has its number: this one."""
    if process == os.getpid():
        return written >= _BEGAN
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # It lives, and is another user's.
        return True
    return True
