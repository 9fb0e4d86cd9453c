"""Compound files (OLE2), the container of xls, doc, msg and of encrypted OOXML packages: their streams, by name.

Source: [MS-CFB] 2.2 to 2.6. Chains are followed no further than the file is long, so that a loop ends.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from workbooks.refusal import Refused

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END_OF_CHAIN = 0xFFFFFFFA  # This and all above it are no sectors.
_ENTRY = 128
_STREAM, _ROOT = 2, 5
_MINI_SECTOR = 64


@dataclass(frozen=True, slots=True)
class Entry:
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
        self._entries = tuple(_siblings(directory, directory[0].child))
        self._mini = b"".join(self._chain(directory[0].start))
        self._mini_fat = _longs(b"".join(self._chain(mini_fat_start)))

    @property
    def names(self) -> frozenset[str]:
        """The names of the streams and storages at the root."""
        return frozenset(entry.name for entry in self._entries)

    def stream(self, name: str) -> bytes | None:
        """Return the content of the stream called `name`, or None."""
        entry = next((entry for entry in self._entries if entry.kind == _STREAM and entry.name == name), None)
        if entry is None:
            return None
        chain = self._mini_chain(entry.start) if entry.size < self._cutoff else self._chain(entry.start)
        return b"".join(chain)[: entry.size]

    def _at(self, sector: int) -> bytes:
        start = (sector + 1) * self._sector  # The header takes the place of one sector.
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
        for _ in range(len(self._data) // self._sector + 1):
            if sector >= len(self._fat):
                return
            yield self._at(sector)
            sector = self._fat[sector]

    def _mini_chain(self, sector: int) -> Iterator[bytes]:
        for _ in range(len(self._mini) // _MINI_SECTOR + 1):
            if sector >= len(self._mini_fat):
                return
            yield self._mini[sector * _MINI_SECTOR : (sector + 1) * _MINI_SECTOR]
            sector = self._mini_fat[sector]


def _entries(directory: bytes) -> Iterator[Entry]:
    for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        # The name's length counts bytes, with the NUL at its end.
        length, kind = struct.unpack_from("<HB", directory, at + 64)
        name = directory[at : at + min(max(length - 2, 0), 62)].decode("utf-16-le", "replace")
        yield Entry(name, kind, *struct.unpack_from("<LLL", directory, at + 68), *struct.unpack_from("<LL", directory, at + 116))


def _siblings(directory: tuple[Entry, ...], first: int) -> Iterator[Entry]:
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
