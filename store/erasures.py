"""The erasure log: a file beside the archive in which each erasure is a line, so that an older copy of the database forgets again.

It names nobody: an address stands in it by its keyed hash, an original by its SHA-256.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from domain.errors import disk_fault
from domain.failpoints import reach
from settings import private


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """One erasure: of whom, and which originals and letters went, by their SHA-256.

    `people` are keyed hashes of addresses, each with what stands in its place, `names` those of names, each with the number of its words.
    `why` is the rule, or the number of the person who decided. Of `messages`, what stood beside them in the database went, too.
    """

    at: datetime
    why: str
    people: dict[str, str]
    names: dict[str, int] = field(default_factory=dict)
    originals: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()


class ErasureLog:
    """The erasure log of an archive. What the disk refuses is a StoreError with the path."""

    def __init__(self, archive: Path) -> None:
        self.path = archive.with_name(f"{archive.name}.erased")
        self._known: tuple[tuple[int, int], dict[str, datetime]] = ((0, 0), {})

    def append(self, one: Erased) -> None:
        """Write an erasure down; it is on disk when this returns."""
        line = json.dumps(asdict(one) | {"at": one.at.astimezone(UTC).isoformat()}, separators=(",", ":"))
        with _told(self.path), open(self.path, "ab", opener=private.opener) as file:
            # A line that lost its end with the power is ended first.
            file.write((b"" if self._is_ended() else b"\n") + line.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        reach("erasures.after_append")

    def count(self) -> int:
        """Return how many lines there are."""
        return sum(1 for _ in self._lines())

    def read(self, after: int = 0) -> Iterator[Erased]:
        """Yield the erasures behind the line `after`; a line that is torn says nothing."""
        for number, line in enumerate(self._lines(), 1):
            if number > after and (one := _erased(line)):
                yield one

    def erased_at(self, sha256: str) -> datetime | None:
        """Return when the original, or the letter, with this hash was erased; None where it was not."""
        with _told(self.path):
            try:
                status = self.path.stat()
            except FileNotFoundError:
                return None
        stamp = (status.st_mtime_ns, status.st_size)
        if self._known[0] != stamp:
            found: dict[str, datetime] = {}
            for one in self.read():
                found |= {kept: found.get(kept, one.at) for kept in (*one.originals, *one.letters)}
            self._known = (stamp, found)
        return self._known[1].get(sha256)

    def _lines(self) -> list[str]:
        with _told(self.path):
            try:
                return [one for one in self.path.read_text(encoding="ascii", errors="replace").splitlines() if one]
            except FileNotFoundError:
                return []

    def _is_ended(self) -> bool:
        with self.path.open("rb") as file:
            end = file.seek(0, os.SEEK_END)
            file.seek(max(0, end - 1))
            return file.read(1) in {b"", b"\n"}


def _erased(line: str) -> Erased | None:
    try:
        said = json.loads(line)
        lists = {name: tuple(said[name]) for name in ("originals", "letters", "messages")}
        return Erased(
            at=datetime.fromisoformat(said["at"]), why=said["why"], people=dict(said["people"]), names=dict(said["names"]), **lists
        )
    except (ValueError, KeyError, TypeError):
        return None


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise disk_fault(error, path) from error
