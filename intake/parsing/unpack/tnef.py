"""The files in a winmail.dat, as Outlook sends them to those whom it takes for Outlook users.

Source: [MS-OXTNEF], sections 2.1.3 (attributes) and 2.1.3.4 (encapsulated properties).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from intake.parsing.mail import Unpacked

_SIGNATURE = 0x223E9F78
_RENDER, _TITLE, _DATA, _PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_LONG_NAME = 0x3707
_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_COUNTED = {0x1E, 0x1F, 0x102, 0x0D}
_MAX_VALUES = _MAX_ATTRIBUTES = 10_000


@dataclass(frozen=True, slots=True)
class _Tnef:
    name: str = "winmail.dat"
    says: str = "The files inside Outlook's winmail.dat are taken out."
    claims: tuple[str, ...] = ("application/ms-tnef", "application/vnd.ms-tnef", "winmail.dat")

    def open(self, data: bytes) -> Unpacked:
        """Return the files; what cannot be read of a broken stream is left out."""
        files: list[list[bytes | str]] = []
        for attribute, value in islice(_attributes(data), _MAX_ATTRIBUTES):
            if attribute == _RENDER:
                files.append(["", b""])
            elif files and attribute == _TITLE:
                files[-1][0] = files[-1][0] or value.rstrip(b"\0").decode("cp1252", "replace")
            elif files and attribute == _DATA:
                files[-1][1] = value
            elif files and attribute == _PROPERTIES:
                files[-1][0] = _long_name(value) or files[-1][0]
        return Unpacked(tuple((str(name), bytes(content)) for name, content in files if isinstance(content, bytes) and content))


UNPACK = _Tnef()


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != _SIGNATURE:
        return
    at = 6
    while at + 9 <= len(data):
        _, attribute, length = struct.unpack_from("<BII", data, at)
        yield attribute, data[at + 9 : at + 9 + length]
        at += 9 + length + 2


def _long_name(properties: bytes) -> str:
    """Return PR_ATTACH_LONG_FILENAME of an attachment's properties, or ""."""
    try:
        for identity, kind, value in _properties(properties):
            if identity == _LONG_NAME:
                return value.decode("utf-16-le" if kind == 0x1F else "cp1252", "replace").rstrip("\0")
    except struct.error:
        return ""
    return ""


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    (count,) = struct.unpack_from("<I", data)
    at = 4
    for _ in range(min(count, _MAX_VALUES)):
        kind, identity = struct.unpack_from("<HH", data, at)
        at += 4
        if identity >= 0x8000:
            at = _after_name(data, at)
        values, at = _values(data, at, kind)
        if values:
            yield identity, kind & 0xFFF, values[0]


def _after_name(data: bytes, at: int) -> int:
    """Return where the value of a named property begins: after its set (16 bytes) and its number or text."""
    text, length = struct.unpack_from("<II", data, at + 16)
    return at + 24 + (_padded(length) if text else 0)


def _values(data: bytes, at: int, kind: int) -> tuple[list[bytes], int]:
    """Read a property's values: several where the kind has the flag 0x1000 or counts them anyway, else one of fixed size."""
    base, count = kind & 0xFFF, 1
    if kind & 0x1000 or base in _COUNTED:
        (count,) = struct.unpack_from("<I", data, at)
        at += 4
    found = []
    for _ in range(min(count, _MAX_VALUES)):
        if base in _COUNTED:
            (length,) = struct.unpack_from("<I", data, at)
            at += 4
        elif base in _SIZES:
            length = _SIZES[base]
        else:
            raise struct.error("an unknown kind of property")
        if at > len(data):
            raise struct.error("cut short")
        found.append(data[at : at + length])
        at += _padded(length)
    return found, at


def _padded(length: int) -> int:
    return length + -length % 4
