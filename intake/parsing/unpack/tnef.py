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
_LONG_NAME, _OBJECT, _IS_OBJECT = 0x3707, 0x3701, 0x0D
_INTERFACE, _BEGINNING = 16, struct.pack("<I", _SIGNATURE)  # Before an object stands which one it is.
_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_COUNTED = {0x1E, 0x1F, 0x102, 0x0D}
_MAX_VALUES = _MAX_ATTRIBUTES = 10_000
_MAX_DEPTH = 5


@dataclass(frozen=True, slots=True)
class _Tnef:
    name: str = "winmail.dat"
    says: str = "The files inside Outlook's winmail.dat are taken out."
    claims: tuple[str, ...] = ("application/ms-tnef", "application/vnd.ms-tnef", "winmail.dat")

    def open(self, data: bytes) -> Unpacked:
        """Return the files, and those of messages within; what cannot be read of a broken stream is left out."""
        return Unpacked(tuple(_files(data, _MAX_DEPTH)))


UNPACK = _Tnef()


@dataclass(slots=True)
class _File:
    """An attachment; `message` is what it holds where it is a message, another such stream."""

    name: str = ""
    data: bytes = b""
    message: bytes = b""

    def opened(self, depth: int) -> Iterator[tuple[str, bytes]]:
        """Yield the files in the message; where there is none of them, the attachment as it is, so that a person hears of it."""
        within = tuple(_files(self.message, depth - 1)) if self.message and depth else ()
        content = self.data or self.message
        yield from within or ([(self.name, content)] if content else [])


def _files(data: bytes, depth: int) -> Iterator[tuple[str, bytes]]:
    files: list[_File] = []
    for attribute, value in islice(_attributes(data), _MAX_ATTRIBUTES):
        if attribute == _RENDER:
            files.append(_File())
        elif files and attribute == _TITLE:
            files[-1].name = files[-1].name or value.rstrip(b"\0").decode("cp1252", "replace")
        elif files and attribute == _DATA:
            files[-1].data = value
        elif files and attribute == _PROPERTIES:
            name, files[-1].message = _named(value)
            files[-1].name = name or files[-1].name
    for one in files:
        yield from one.opened(depth)


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != _SIGNATURE:
        return
    at = 6
    while at + 9 <= len(data):
        _, attribute, length = struct.unpack_from("<BII", data, at)
        yield attribute, data[at + 9 : at + 9 + length]
        at += 9 + length + 2


def _named(properties: bytes) -> tuple[str, bytes]:
    """Return PR_ATTACH_LONG_FILENAME of an attachment's properties, or "", and the message in PR_ATTACH_DATA_OBJ, or nothing."""
    name, message = "", b""
    try:
        for identity, kind, value in _properties(properties):
            if identity == _LONG_NAME:
                name = value.decode("utf-16-le" if kind == 0x1F else "cp1252", "replace").rstrip("\0")
            elif identity == _OBJECT and kind == _IS_OBJECT and value[_INTERFACE:].startswith(_BEGINNING):
                message = value[_INTERFACE:]
    except struct.error:
        return name, message
    return name, message


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
