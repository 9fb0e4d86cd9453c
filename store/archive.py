"""The archive: every original, and every piece that letters share, as a file named by its SHA-256."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_FLUSHES = 8  # File systems write what is flushed at the same time together.


class Archive:
    """Files by content. What `put` returned is on disk; the same content is kept once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._known: set[str] = set()
        root.mkdir(parents=True, exist_ok=True)

    def path(self, sha256: str) -> Path:
        """Return where the content with this hash lies."""
        return self.root / sha256[:2] / sha256

    def get(self, sha256: str) -> bytes:
        """Return the content with this hash (FileNotFoundError where it was erased)."""
        return self.path(sha256).read_bytes()

    def size(self, sha256: str) -> int:
        """Return how many bytes the content with this hash has; 0 where it was erased."""
        path = self.path(sha256)
        return path.stat().st_size if path.exists() else 0

    def put(self, contents: Iterable[bytes]) -> list[str]:
        """Keep these contents, durably, and return their hashes.

        All are written before the first is waited for, so that they share the disk's work.
        """
        hashes: list[str] = []
        written: dict[Path, Path] = {}
        for content in contents:
            sha256 = hashlib.sha256(content).hexdigest()
            hashes.append(sha256)
            final = self.path(sha256)
            if sha256 in self._known or final in written or final.exists():
                continue
            final.parent.mkdir(exist_ok=True)
            draft = final.with_name(f"{sha256}.{os.getpid()}.new")
            draft.write_bytes(content)
            written[final] = draft
        if written:
            with ThreadPoolExecutor(_FLUSHES) as flushes:
                list(flushes.map(_flush, written.values()))
                for final, draft in written.items():
                    draft.replace(final)
                list(flushes.map(_flush, {self.root, *(final.parent for final in written)}))
        self._known.update(hashes)
        return hashes


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
