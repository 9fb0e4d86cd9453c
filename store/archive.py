"""The archive: every original, and every piece that letters share, as a file named by its SHA-256."""

from __future__ import annotations

import hashlib
import os
import re
import socket
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock
from typing import IO

from domain.errors import ErasedError, MissingError, OriginalError, disk_fault
from domain.failpoints import reach
from settings import private
from store.erasures import ErasureLog

_FLUSHES = 8  # File systems write what is flushed at the same time together.
_DAY = 24 * 60 * 60  # Seconds: no draft is longer at work.
_HOST = re.sub(r"[^\w-]", "-", socket.gethostname())
_BEGAN = time.time()
_NAME = re.compile(r"[0-9a-f]{64}")  # Of a file that is whole; a draft has more to its name.
_writing = Lock()  # Two threads that keep the same content would write the same draft.


class Archive:
    """Files by content. What `put` returned is on disk; the same content is kept once.

    What the disk refuses is a StoreError with the path.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.erasures = ErasureLog(root)
        self._known: set[str] = set()
        with _told(root):
            private.make_folder(root)
        private.close([root])

    def path(self, sha256: str) -> Path:
        """Return where the content with this hash lies."""
        return self.root / sha256[:2] / sha256

    def get(self, sha256: str) -> bytes:
        """Return the content with this hash, and no other: MissingError where it is gone, OriginalError where the file is damaged."""
        path = self.path(sha256)
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            self.refuse_erased(sha256)
            raise MissingError(
                "This original is no longer in the archive: it was erased or lost.",
                where=str(path),
                remedy="If nobody erased it, restore the file from a backup.",
            ) from error
        except OSError as error:
            raise disk_fault(error, path) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise OriginalError(
                "This file of the archive is damaged: its content does not match its name (the SHA-256 of its content).",
                where=str(path),
                remedy="Restore the file from a backup, and check the disk.",
            )
        return content

    def erased(self, sha256: str) -> str | None:
        """Return "original erased on DATE" where the content, or the letter, with this hash was erased; None where it was not."""
        at = self.erasures.erased_at(sha256)
        return f"original erased on {at:%Y-%m-%d}" if at else None

    def refuse_erased(self, sha256: str) -> None:
        """Raise ErasedError where the content, or the letter, with this hash was erased."""
        if said := self.erased(sha256):
            raise ErasedError(
                f"This is no longer there: {said}, with the personal data in it.",
                where=f"SHA-256 {sha256}",
                remedy="Its hash is kept, and so are the answers that were read from it.",
            )

    def remove(self, hashes: Iterable[str]) -> int:
        """Remove the contents with these hashes, durably, and return how many were there."""
        removed: set[Path] = set()
        for sha256 in hashes:
            path = self.path(sha256)
            self._known.discard(sha256)
            with _told(path), suppress(FileNotFoundError):
                path.unlink()
                removed.add(path)
        with _told(self.root):
            for folder in {path.parent for path in removed}:
                private.flush(folder)
        return len(removed)

    def hashes(self) -> Iterator[str]:
        """Yield the hashes of all contents."""
        with _told(self.root):
            yield from (path.name for path in sorted(self.root.glob("*/*")) if _NAME.fullmatch(path.name))

    def beginning(self, sha256: str) -> list[str]:
        """Return the hashes of the contents whose hashes begin with these hexadecimal digits, of which there must be two at least."""
        with _told(self.root):
            found = (path.name for path in (self.root / sha256[:2]).glob(f"{sha256}*"))
            return sorted(name for name in found if _NAME.fullmatch(name))

    def size(self, sha256: str) -> int:
        """Return how many bytes the content with this hash has; 0 where it is gone."""
        path = self.path(sha256)
        with _told(path), suppress(FileNotFoundError):
            return path.stat().st_size
        return 0

    def keep(self, contents: Mapping[str, bytes]) -> None:
        """Keep contents whose hashes are the keys, durably; what was kept before is not looked at again."""
        if new := [content for sha256, content in contents.items() if sha256 not in self._known]:
            self.put(new)

    def put(self, contents: Iterable[bytes]) -> list[str]:
        """Keep these contents, durably, and return their hashes.

        All are written before the first is waited for, so that they share the disk's work.
        """
        hashes: list[str] = []
        drafts: dict[Path, Path] = {}
        with _told(self.root), _writing, _removed_on_failure(drafts):
            for content in contents:
                sha256 = hashlib.sha256(content).hexdigest()
                hashes.append(sha256)
                final = self.path(sha256)
                if sha256 in self._known or final in drafts or final.exists():
                    continue
                private.make_folder(final.parent)
                drafts[final] = final.with_name(f"{sha256}.{_HOST}.{os.getpid()}.new")
                private.write(drafts[final], content)
            if drafts:
                _keep(drafts, self.root)
        self._known.update(hashes)
        return hashes

    def spool(self, blobs: Iterable[bytes]) -> IO[bytes]:
        """Return a file without a name, on the disk of the archive, with what is too large to wait in memory; once closed, it is gone."""
        with _told(self.root):
            spooled = TemporaryFile(dir=self.root)  # noqa: SIM115 - whoever asked closes it.
            spooled.writelines(blobs)
            spooled.flush()
        return spooled

    def sweep(self, now: datetime) -> int:
        """Remove the drafts that killed processes left behind, and return how many.

        These are the drafts of this host whose process is dead, and those of others that are older than a day.
        """
        swept = 0
        with _told(self.root):
            for draft in self.root.glob("*/*.new"):
                # A draft that is gone meanwhile has become what it was to be.
                with suppress(FileNotFoundError):
                    if _is_left_over(draft, now):
                        draft.unlink()
                        swept += 1
        return swept


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise disk_fault(error, error.filename or path) from error


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
