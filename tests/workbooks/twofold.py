"""Zips that are two: what one program reads in them is not what another one does."""

from __future__ import annotations

import struct

from tests.workbooks.files import unzipped, zipped

_END, _ENTRY = struct.Struct("<4s4H2LH"), struct.Struct("<4s6H3L5H2L")
_END_64, _LOCATOR = struct.Struct("<4sQ2H2L4Q"), struct.Struct("<4sLQL")


def _cut(package: bytes) -> tuple[bytes, bytes, int]:
    """Return the files of a zip, its directory, and how many are in it."""
    *_, count, size, offset, _ = _END.unpack_from(package, len(package) - _END.size)
    return package[:offset], package[offset : offset + size], count


def _moved(directory: bytes, by: int) -> bytes:
    """Return a directory whose files lie so many bytes further on."""
    moved, at = bytearray(directory), 0
    while at < len(moved):
        fields = _ENTRY.unpack_from(moved, at)
        _ENTRY.pack_into(moved, at, *fields[:-1], fields[-1] + by)
        at += _ENTRY.size + sum(fields[10:13])
    return bytes(moved)


def _end(count: int, size: int, offset: int, comment: int = 0) -> bytes:
    return _END.pack(b"PK\5\6", 0, 0, count, count, size, offset, comment)


def by_where_the_directory_lies(one: bytes, other: bytes) -> bytes:
    """Return a zip whose end says where the directory of `one` lies, with that of `other` before it; both are as long as each other."""
    files, directory, count = _cut(one)
    others, second, _ = _cut(other)
    assert len(second) == len(directory)
    whole = files + directory + others
    shift = len(whole) - len(files)
    return whole + _moved(second, len(files) + len(directory) - shift) + _end(count, len(directory), len(files))


def by_the_end(one: bytes, other: bytes) -> bytes:
    """Return a zip with an end, in whose comment the other one stands whole, with an end of its own."""
    files, directory, count = _cut(one)
    others, second, number = _cut(other)
    begins = len(files) + len(directory) + _END.size
    rest = others + _moved(second, begins) + _end(number, len(second), begins + len(others))
    return files + directory + _end(count, len(directory), len(files), len(rest)) + rest


def by_the_long_end(one: bytes, other: bytes) -> bytes:
    """Return a zip whose end says all that is needed, of `one`, behind an end of zip64 that says other things."""
    files, directory, count = _cut(one)
    others, second, number = _cut(other)
    begins = len(files) + len(others)
    whole = files + others + directory + _moved(second, len(files))
    long = _END_64.pack(b"PK\6\6", _END_64.size - 12, 45, 45, 0, 0, number, number, len(second), begins + len(directory))
    return whole + long + _LOCATOR.pack(b"PK\6\7", 0, len(whole), 1) + _end(count, len(directory), begins)


def by_names(package: bytes, one: str, other: str) -> bytes:
    """Return a zip in which each of two files, of names that are as long as each other, bears the other's name where it lies."""
    files, directory, count = _cut(package)
    swapped = files.replace(one.encode(), b"\0" * len(one)).replace(other.encode(), one.encode()).replace(b"\0" * len(one), other.encode())
    return swapped + directory + _end(count, len(directory), len(files))


def by_sizes(package: bytes, name: str) -> bytes:
    """Return a zip in which a file says that it is longer than the directory has it."""
    files = bytearray(package)
    at = files.index(name.encode()) - 30
    size = int.from_bytes(files[at + 22 : at + 26], "little")
    files[at + 22 : at + 26] = (size + 1).to_bytes(4, "little")
    return bytes(files)


def swapped(package: bytes, one: str, other: str) -> bytes:
    """Return a package in which two files have each other's content."""
    parts = unzipped(package)
    parts[one], parts[other] = parts[other], parts[one]
    return zipped(parts)
