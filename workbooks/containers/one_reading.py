"""Whether a zip is one file to all who read it: else the program that checks a workbook and the one that shows it read two.

Programs look for the end of the directory in ways of their own, take the directory from before it or from where it is said to lie, believe
the records of zip64 always or only where they are needed, and take what is said of a file from the directory or from the file itself. So
what is said twice must be said alike.

Source: PKWARE APPNOTE 6.3.10, sections 4.3.7 (local header), 4.3.14 to 4.3.16 (ends), 4.4.4 (flags), 4.6.9 (Unicode path).
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator

_LOCAL = struct.Struct("<4s5H3L2H")
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_MARK, _MARK_64, _LOCATES = b"PK\5\6", b"PK\6\6", b"PK\6\7"
_LONGEST = _END.size + 0xFFFF  # Bytes of an end with its comment.
_OF_EXTRA = struct.Struct("<2H")
_UNICODE_PATH = 0x7075
_FOLLOWS = 0x8  # Flag: size and checksum follow the content.
_IN_64, _SHORT_64 = 0xFFFFFFFF, 0xFFFF


def is_one(data: bytes, infos: list[zipfile.ZipInfo]) -> bool:
    """Say whether every program finds these files in the zip `data`: one end, one directory, and each file as the directory has it."""
    return _has_one_end(data) and all(_is_said_alike(data, info) for info in infos)


def _has_one_end(data: bytes) -> bool:
    at = data.rfind(_MARK, max(0, len(data) - _LONGEST))
    if at < 0 or at + _END.size > len(data):
        return False
    # Whoever holds that a comment ends the file takes an earlier end, in whose comment this one stands.
    if any(before + _END.size + _comment(data, before) >= len(data) for before in _ends(data, at)):
        return False
    _, _, _, _, count, size, offset, _ = _END.unpack_from(data, at)
    begins = at
    if data[at - _LOCATOR.size : at - _LOCATOR.size + 4] == _LOCATES:
        _, _, where, _ = _LOCATOR.unpack_from(data, at - _LOCATOR.size)
        if data[where : where + 4] != _MARK_64 or where + _END_64.size > len(data):
            return False
        *_, count_64, size_64, offset_64 = _END_64.unpack_from(data, where)
        if (count, size, offset) != (_short(count, count_64, _SHORT_64), _short(size, size_64), _short(offset, offset_64)):
            return False
        begins, size, offset = where, size_64, offset_64
    return bool(begins - size == offset)


def _ends(data: bytes, last: int) -> Iterator[int]:
    """Yield where else an end may begin, before the last one."""
    at = data.find(_MARK, max(0, last - _LONGEST), last)
    while at >= 0:
        yield at
        at = data.find(_MARK, at + 1, last)


def _comment(data: bytes, at: int) -> int:
    return int.from_bytes(data[at + _END.size - 2 : at + _END.size], "little")


def _short(said: int, whole: int, full: int = _IN_64) -> int:
    """Return what the short record is to say: that the long one has it, or the same."""
    return full if said == full else whole


def _is_said_alike(data: bytes, info: zipfile.ZipInfo) -> bool:
    if info.header_offset + _LOCAL.size > len(data) or "\0" in info.orig_filename:
        return False
    fixed = _LOCAL.unpack_from(data, info.header_offset)
    flags, method, sizes, (name_length, extra_length) = fixed[2], fixed[3], fixed[6:9], fixed[9:11]
    name = info.header_offset + _LOCAL.size
    called = data[name : name + name_length]
    extra = data[name + name_length : name + name_length + extra_length]
    return (
        called == _written(info)
        and (flags ^ info.flag_bits) & 0x1 == 0
        and method == info.compress_type
        and (bool(flags & _FOLLOWS) or _are_alike(sizes, (info.CRC, info.compress_size, info.file_size)))
        and not any(called.isascii() and other != called for other in (*_other_names(extra), *_other_names(info.extra)))
    )


def _written(info: zipfile.ZipInfo) -> bytes:
    """Return the name of a file as its bytes stand in the directory."""
    return info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437")


def _are_alike(local: tuple[int, ...], listed: tuple[int, ...]) -> bool:
    """Say whether checksum and sizes are the same, where a file itself says them; what is too long stands in an extra field."""
    return all(said in {0, _IN_64, known} for said, known in zip(local, listed, strict=True))


def _other_names(extra: bytes) -> Iterator[bytes]:
    at = 0
    while at + _OF_EXTRA.size <= len(extra):
        kind, length = _OF_EXTRA.unpack_from(extra, at)
        if kind == _UNICODE_PATH:
            yield extra[at + _OF_EXTRA.size + 5 : at + _OF_EXTRA.size + length]
        at += _OF_EXTRA.size + length
