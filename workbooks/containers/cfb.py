"""Compound files (OLE2), the container of xls, doc, msg and of encrypted OOXML packages: their streams, by name.

Source: [MS-CFB] 2.2 to 2.6. Chains are followed no further than the file is long, so that a loop ends.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass

from workbooks.refusal import Refused

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END_OF_CHAIN = 0xFFFFFFFA  # This and all above it are no sectors.
_ENTRY = 128
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_MINI_SECTOR = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryEntry:
    """One entry of the directory: a stream or a storage (folder). `left` and `right` are its siblings, `child` the first of its content."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class CompoundFile:
    """The streams and storages at the root of a compound file; Refused where `data` is none that can be read.

    What lies deeper belongs to embedded objects: a Word document in a workbook makes no Word document of it.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) < 512 or data[:8] != MAGIC:
            raise Refused("file_broken")
        self._data = data
        (shift,) = struct.unpack_from("<H", data, 30)
        if shift not in {9, 12}:
            raise Refused("file_broken")
        self._sector = 1 << shift
        directory_start, self._cutoff, mini_fat_start = struct.unpack_from("<L4xLL", data, 48)
        self._fat = _longs(b"".join(self._at(sector) for sector in self._fat_sectors()))
        directory = tuple(_entries(b"".join(self._chain(directory_start))))
        if not directory or directory[0].kind != _ROOT:
            raise Refused("file_broken")
        self._directory = directory
        self._entries = tuple(_siblings(directory, directory[0].child))
        self._mini_sectors = tuple(self._followed(directory[0].start))
        self._mini_fat = _longs(b"".join(self._chain(mini_fat_start)))

    @property
    def names(self) -> frozenset[str]:
        """The names of the streams and storages at the root."""
        return frozenset(entry.name for entry in self._entries)

    def stream(self, name: str) -> bytes | None:
        """Return the content of the stream called `name`, or None."""
        entry = self._entry(name)
        if entry is None:
            return None
        return b"".join(self._data[at : at + size] for at, size in self._places(entry))[: entry.size]

    def inside(self, name: str) -> CompoundFile | None:
        """Return what the storage `name` holds, as if it were a file of its own; None where there is no such storage."""
        entry = next((one for one in self._entries if one.kind == _STORAGE and one.name.casefold() == name.casefold()), None)
        if entry is None:
            return None
        inner = copy(self)
        inner._entries = tuple(_siblings(self._directory, entry.child))
        return inner

    def replaced(self, name: str, content: bytes) -> bytes:
        """Return the whole file with the content of the stream `name`, which must exist, replaced by one of the same length."""
        entry, data, done = self._entry(name), bytearray(self._data), 0
        for at, size in self._places(entry) if entry else ():
            piece = content[done : done + min(size, len(data) - at)]
            data[at : at + len(piece)] = piece
            done += size
        return bytes(data)

    def _entry(self, name: str) -> DirectoryEntry | None:
        return next((entry for entry in self._entries if entry.kind == _STREAM and entry.name == name), None)

    def _places(self, entry: DirectoryEntry) -> list[tuple[int, int]]:
        """Return where the pieces of a stream lie in the file, and how long they are."""
        if entry.size >= self._cutoff:
            return [(self._offset(sector), self._sector) for sector in self._followed(entry.start)]
        per, hosts = self._sector // _MINI_SECTOR, self._mini_sectors
        followed = _follow(entry.start, self._mini_fat, len(hosts) * per)
        return [
            (self._offset(hosts[mini // per]) + mini % per * _MINI_SECTOR, _MINI_SECTOR) for mini in followed if mini // per < len(hosts)
        ]

    def _offset(self, sector: int) -> int:
        return int((sector + 1) * self._sector)  # The header takes the place of one sector.

    def _at(self, sector: int) -> bytes:
        start = self._offset(sector)
        return self._data[start : start + self._sector]

    def _fat_sectors(self) -> Iterator[int]:
        yield from (sector for sector in struct.unpack_from("<109L", self._data, 76) if sector < _END_OF_CHAIN)
        (following,) = struct.unpack_from("<L", self._data, 68)
        for _ in range(len(self._data) // self._sector):
            numbers = _longs(self._at(following)) if following < _END_OF_CHAIN else ()
            if not numbers:
                return
            yield from (sector for sector in numbers[:-1] if sector < _END_OF_CHAIN)
            following = numbers[-1]

    def _chain(self, sector: int) -> Iterator[bytes]:
        yield from (self._at(one) for one in self._followed(sector))

    def _followed(self, sector: int) -> Iterator[int]:
        yield from _follow(sector, self._fat, len(self._data) // self._sector + 1)


def _follow(sector: int, following: tuple[int, ...], most: int) -> Iterator[int]:
    """Yield the sectors of a chain from its first, `most` at most, so that a loop ends."""
    for _ in range(most):
        if sector >= len(following):
            return
        yield sector
        sector = following[sector]


def _entries(directory: bytes) -> Iterator[DirectoryEntry]:
    for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        # The name's length counts bytes, with the NUL at its end.
        length, kind = struct.unpack_from("<HB", directory, at + 64)
        name = directory[at : at + min(max(length - 2, 0), 62)].decode("utf-16-le", "replace")
        left, right, child = struct.unpack_from("<LLL", directory, at + 68)
        start, size = struct.unpack_from("<LL", directory, at + 116)
        yield DirectoryEntry(name=name, kind=kind, left=left, right=right, child=child, start=start, size=size)


def _siblings(directory: tuple[DirectoryEntry, ...], first: int) -> Iterator[DirectoryEntry]:
    """Yield the entry `first` and all its siblings, which form a tree; one that was seen is not followed again."""
    waiting, seen = [first], set[int]()
    while waiting:
        number = waiting.pop()
        if number < len(directory) and number not in seen:
            seen.add(number)
            yield directory[number]
            waiting += (directory[number].right, directory[number].left)


def _longs(raw: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(raw) // 4}L", raw[: len(raw) // 4 * 4])
