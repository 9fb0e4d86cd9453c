"""Patching a package without touching the rest: a template is cut once, and each copy costs only the parts that differ.

Source: PKWARE APPNOTE 6.3.10. Local headers are rebuilt from the central directory, without flags and extra fields, at a fixed time,
so that the same values always give the same bytes.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from workbooks.containers.archive import Member, inflated, members, packed

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION = 20  # 2.0: deflate.
_SMALL_WINDOW, _SMALL_MEMORY = -13, 6  # 8 KB, raw; see zlib's deflateInit2.
_UTF8 = 0x800  # Flag bit 11, set only where a name is not ASCII.
_TIME, _DATE = 0, 0x21  # 1980-01-01 00:00:00, the first moment that a zip can say.


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    """What the central directory says of one member."""

    name: bytes
    method: int
    crc: int
    packed: int
    size: int
    offset: int

    def local(self) -> bytes:
        fixed = (_VERSION, self._flags(), self.method, _TIME, _DATE, self.crc, self.packed, self.size)
        return _LOCAL.pack(b"PK\3\4", *fixed, len(self.name), 0) + self.name

    def central(self) -> bytes:
        fixed = (_VERSION, _VERSION, self._flags(), self.method, _TIME, _DATE, self.crc, self.packed, self.size)
        return _CENTRAL.pack(b"PK\1\2", *fixed, len(self.name), 0, 0, 0, 0, 0, self.offset) + self.name

    def _flags(self) -> int:
        return 0 if self.name.isascii() else _UTF8


@dataclass(frozen=True, slots=True)
class Stampable:
    """A template cut in two: `prefix` holds the members that no copy changes, byte for byte; `changing` are the others, with placeholders.

    `prefix + stamp(values)` is a whole file.
    """

    prefix: bytes
    directory: bytes
    count: int
    changing: tuple[tuple[str, bytes], ...]

    def stamp(self, values: Mapping[bytes, bytes]) -> bytes:
        """Return the tail of one copy: the changing members with each placeholder replaced, and the central directory.

        A value is put in as it is: escaping it for XML is the caller's part. A placeholder that stands in no changing member is a KeyError,
        since a copy without its token would go out unnoticed.
        """
        parts: list[bytes] = []
        directory = [self.directory]
        for record, body in _replaced(self.changing, values, len(self.prefix)):
            parts += (record.local(), body)
            directory.append(record.central())
        offset = len(self.prefix) + sum(map(len, parts))
        return b"".join((*parts, *directory, _end(self.count, sum(map(len, directory)), offset)))


def partly_stamped(template: Stampable, values: Mapping[bytes, bytes]) -> Stampable:
    """Return a template in which these placeholders are replaced already: what all of some copies say is worked out once."""
    together = re.compile(b"|".join(map(re.escape, sorted(values, key=len, reverse=True))))
    changing = ((name, together.sub(lambda found: values[found[0]], content)) for name, content in template.changing)
    return replace(template, changing=tuple(changing)) if values else template


def stampable(xlsx: bytes, changing: Sequence[str]) -> Stampable:
    """Cut the package `xlsx`; `changing` names the members that hold placeholders (KeyError where one is missing)."""
    found = {member.name: member for member in members(xlsx)}
    held = tuple((name, inflated(xlsx, found[name])) for name in changing)
    pieces, records = _kept(xlsx, (member for member in found.values() if member.name not in changing))
    return Stampable(b"".join(pieces), b"".join(record.central() for record in records), len(found), held)


def patched(xlsx: bytes, changed: Mapping[str, bytes], removed: Container[str] = ()) -> bytes:
    """Return the package `xlsx` without the members `removed`, and with these changed, or added at its end.

    All others are copied as they lie, compressed, and the order of the members stays.
    """
    found = {member.name: member for member in members(xlsx) if member.name not in removed}
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name in dict.fromkeys((*found, *changed)):
        record, body = _deflated(name, changed[name], offset) if name in changed else _copied(xlsx, found[name], offset)
        pieces += (record.local(), body)
        directory.append(record.central())
        offset += len(pieces[-2]) + len(body)
    return b"".join((*pieces, *directory, _end(len(directory), sum(map(len, directory)), offset)))


def stored(parts: Mapping[str, bytes]) -> bytes:
    """Return a package of these parts, not compressed: what a reader gets that shall trust nothing of the original's headers."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, content in parts.items():
        record = _Record(
            name=name.encode(), method=zipfile.ZIP_STORED, crc=zlib.crc32(content), packed=len(content), size=len(content), offset=offset
        )
        pieces += (record.local(), content)
        directory.append(record.central())
        offset += len(pieces[-2]) + len(content)
    return b"".join((*pieces, *directory, _end(len(directory), sum(map(len, directory)), offset)))


def _kept(xlsx: bytes, kept: Iterable[Member]) -> tuple[list[bytes], list[_Record]]:
    pieces: list[bytes] = []
    records: list[_Record] = []
    offset = 0
    for member in kept:
        record, body = _copied(xlsx, member, offset)
        piece = record.local() + body
        pieces.append(piece)
        records.append(record)
        offset += len(piece)
    return pieces, records


def _copied(xlsx: bytes, member: Member, offset: int) -> tuple[_Record, bytes]:
    record = _Record(name=member.name.encode(), method=member.method, crc=member.crc, packed=member.packed, size=member.size, offset=offset)
    return record, bytes(packed(xlsx, member))


@dataclass(frozen=True, slots=True)
class _Cut:
    """A member cut at its placeholders: `head`, which stands before the first of them, is compressed once for all copies.

    `pieces` are by turns a placeholder and what follows it.
    """

    head: bytes
    crc: int
    size: int
    pieces: tuple[bytes, ...]

    def filled(self, name: str, values: Mapping[bytes, bytes], offset: int) -> tuple[_Record, bytes]:
        rest = b"".join(piece if odd % 2 else values[piece] for odd, piece in enumerate(self.pieces))
        # A copy writes little, and the tables of a full window would take longer to clear than all else.
        deflate = zlib.compressobj(6, zlib.DEFLATED, _SMALL_WINDOW, _SMALL_MEMORY)
        body = self.head + deflate.compress(rest) + deflate.flush()
        crc, size = zlib.crc32(rest, self.crc), self.size + len(rest)
        return _Record(name=name.encode(), method=zipfile.ZIP_DEFLATED, crc=crc, packed=len(body), size=size, offset=offset), body


@lru_cache(maxsize=16)
def _cuts(changing: tuple[tuple[str, bytes], ...], placeholders: tuple[bytes, ...]) -> tuple[tuple[str, _Cut], ...]:
    """Return the members cut at these placeholders, each of which one of them holds: compared once, not in each copy."""
    cuts = tuple((name, _cut(content, placeholders)) for name, content in changing)
    missing = set(placeholders) - {piece for _, cut in cuts for piece in cut.pieces[::2]}
    if missing:
        raise KeyError(f"No changing member holds the placeholder {min(missing)!r}.")
    return cuts


def _cut(content: bytes, placeholders: tuple[bytes, ...]) -> _Cut:
    # One pass, so that a value which looks like another placeholder is left alone. The longest first, where one begins another.
    longest_first = sorted(placeholders, key=len, reverse=True)
    head, *pieces = re.split(b"(" + b"|".join(map(re.escape, longest_first)) + b")", content) if placeholders else [content]
    deflate = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    # A full flush ends at a byte, and what follows does not look back (RFC 1951, section 3.2.4): the two can be put one after the other.
    return _Cut(deflate.compress(head) + deflate.flush(zlib.Z_FULL_FLUSH), zlib.crc32(head), len(head), tuple(pieces))


def _replaced(changing: Iterable[tuple[str, bytes]], values: Mapping[bytes, bytes], offset: int) -> Iterator[tuple[_Record, bytes]]:
    for name, cut in _cuts(tuple(changing), tuple(values)):
        record, body = cut.filled(name, values, offset)
        yield record, body
        offset += len(record.local()) + len(body)


def _deflated(name: str, content: bytes, offset: int) -> tuple[_Record, bytes]:
    body = zlib.compress(content, 6, -zlib.MAX_WBITS)
    return _Record(
        name=name.encode(), method=zipfile.ZIP_DEFLATED, crc=zlib.crc32(content), packed=len(body), size=len(content), offset=offset
    ), body


def _end(count: int, size: int, offset: int) -> bytes:
    return _END.pack(b"PK\5\6", 0, 0, count, count, size, offset, 0)
