"""What was made once and can be made again, kept as files beside the archive: a later process reads it instead of making it anew.

Nothing depends on it: what is missing, damaged, cannot be written, or could have been put there by somebody else is made again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from settings import private

_KEPT = 48  # Files: the blank workbooks of eight studies in six languages, each some 100 KB.
_HASH = hashlib.sha256().digest_size


class MadeFiles:
    """Files by the hash of all that they are made from; each begins with the SHA-256 of its content."""

    def __init__(self, archive: Path) -> None:
        self.root = archive.with_name(f"{archive.name}.made")

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return what is kept under `key`, which is hexadecimal; where nothing is, or it is damaged, what `make` returns, and keep that.

        The hash in a file tells of damage alone, and goes to recipients; so that only what nobody else could write is believed.
        """
        if (found := self.find(key)) is not None:
            return found
        content = make()
        self.put(key, content)
        return content

    def find(self, key: str) -> bytes | None:
        """Return what is kept under `key`; None where nothing is, or it is damaged."""
        with suppress(OSError):
            said, content = _parted(self._read(self.root / key))
            if hashlib.sha256(content).digest() == said:
                return content
        return None

    def put(self, key: str, content: bytes) -> None:
        """Keep a content under `key`, in place of what was kept there, if the disk does its work."""
        with suppress(OSError):
            self._put(self.root / key, content)

    def _read(self, path: Path) -> bytes:
        if not (private.is_ours_alone(self.root) and private.is_ours_alone(path)):
            raise PermissionError(path)
        return path.read_bytes()

    def _put(self, path: Path, content: bytes) -> None:
        private.make_folder(self.root)
        if not private.is_ours_alone(self.root):
            return
        draft = path.with_name(f"{path.name}.{os.getpid()}.new")
        try:
            private.write(draft, hashlib.sha256(content).digest() + content)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        there = sorted(self.root.iterdir(), key=lambda one: one.stat().st_mtime_ns, reverse=True)
        for old in there[_KEPT:]:
            old.unlink(missing_ok=True)


def _parted(data: bytes) -> tuple[bytes, bytes]:
    return data[:_HASH], data[_HASH:]
