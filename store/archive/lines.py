"""Lines that are only ever added to and are there for good: in a file, or as objects of a bucket to which several machines add."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Protocol

from domain.errors import StoreError
from settings import private
from store.archive.disk_faults import told_of
from store.archive.objects import Objects

_TRIES = 50  # Others that each come first.
_FRESH = 5.0  # Seconds for which nobody asks a bucket whether others have added something.


class LogLines(Protocol):
    """Lines in ASCII, in the order in which they were added."""

    @property
    def where(self) -> str:
        """Where they are."""

    @property
    def files(self) -> tuple[Path, ...]:
        """In which files of this machine they are."""

    def append(self, line: str) -> None:
        """Add a line; it is there for good when this returns."""

    def read(self) -> list[str]:
        """Return all lines; of a file, one may be torn."""

    def mark(self) -> object:
        """Return a value that equals an earlier one only if no line was added between them; of a bucket, it may be some seconds late."""

    def copy(self) -> bytes:
        """Return all lines as a file of them, b"" where there is none."""

    def put_back(self, kept: bytes) -> None:
        """Put back what `copy` returned once, where that is longer."""


class FileLines:
    """Lines of a file (see `LogLines`). What the disk refuses is a StoreError with the path."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def where(self) -> str:
        """The path."""
        return str(self.path)

    @property
    def files(self) -> tuple[Path, ...]:
        """The one file."""
        return (self.path,)

    def append(self, line: str) -> None:
        """Add a line; it is on disk when this returns."""
        with told_of(self.path), open(self.path, "ab", opener=private.opener) as file:
            # A line that lost its end with the power is ended first.
            file.write((b"" if self._is_ended() else b"\n") + line.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> list[str]:
        """Return all lines."""
        return [one for one in self.copy().decode("ascii", "replace").splitlines() if one]

    def mark(self) -> object:
        """Return when the file was written last, and its size."""
        with told_of(self.path):
            try:
                status = self.path.stat()
            except FileNotFoundError:
                return None
        return status.st_mtime_ns, status.st_size

    def copy(self) -> bytes:
        """Return the file."""
        with told_of(self.path):
            try:
                return self.path.read_bytes()
            except FileNotFoundError:
                return b""

    def put_back(self, kept: bytes) -> None:
        """Write the file anew, where that is longer."""
        if len(self.copy()) < len(kept):
            with told_of(self.path):
                private.make_folder(self.path.parent)
                private.write(self.path, kept)

    def _is_ended(self) -> bool:
        with self.path.open("rb") as file:
            end = file.seek(0, os.SEEK_END)
            file.seek(max(0, end - 1))
            return file.read(1) in {b"", b"\n"}


class ObjectLines:
    """Lines of which each is an object, numbered in their order (see `LogLines`).

    Whoever adds one asks the store to write over nothing: of two that come with the same number, one is refused, and takes the next.
    """

    def __init__(self, objects: Objects, folder: str) -> None:
        self._objects, self._folder = objects, folder
        self._alone = Lock()
        self._lines: list[str] = []
        self._last, self._looked = "", float("-inf")

    @property
    def where(self) -> str:
        """The URL of the objects."""
        return self._objects.where(self._folder)

    @property
    def files(self) -> tuple[Path, ...]:
        """None."""
        return ()

    def append(self, line: str) -> None:
        """Add a line."""
        for _ in range(_TRIES):
            self.read()
            number = int(self._last.rpartition("/")[2] or 0) + 1
            key = f"{self._folder}/{number:012}"
            # What is there already may be ours: its answer was lost, and it was tried again.
            if self._objects.put(key, line.encode()) or self._objects.get(key) == line.encode():
                self.read()
                return
        raise StoreError("Others add to it again and again.", where=self.where, remedy="Try again.")

    def read(self) -> list[str]:
        """Return all lines; what was read once is not read again, as nobody writes over it."""
        with self._alone:
            for key, _ in self._objects.names(self._folder, self._last):
                if (data := self._objects.get(key)) is not None:
                    self._lines.append(data.decode("ascii", "replace"))
                    self._last = key
            self._looked = monotonic()
            return list(self._lines)

    def mark(self) -> object:
        """Return how many lines there are."""
        if monotonic() - self._looked > _FRESH:
            self.read()
        return len(self._lines)

    def copy(self) -> bytes:
        """Return all lines as a file of them."""
        return "".join(f"{line}\n" for line in self.read()).encode()

    def put_back(self, kept: bytes) -> None:
        """Add the lines that are not there."""
        there = set(self.read())
        for line in kept.decode("ascii", "replace").splitlines():
            if line and line not in there:
                self.append(line)
