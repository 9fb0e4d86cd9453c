"""Writing compound files ([MS-CFB]) and records of old Excel workbooks, for the tests."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping

_FREE, _END = 0xFFFFFFFF, 0xFFFFFFFE


def compound(streams: Mapping[str, bytes], within: str = "") -> bytes:
    """Return a compound file with these streams at its root, each filled up to 4096 bytes, so that none goes into the mini stream.

    They lie in the storage `within`, if it is named.
    """
    contents = {name: content.ljust(4096, b"\0") for name, content in streams.items()}
    first = 2 if within else 1
    sectors = -(-(len(contents) + first) // 4)
    fat: list[int] = [0xFFFFFFFD, *range(2, sectors + 1), _END]  # The table itself, and the directory.
    entries = [_entry("Root Entry", 5, 1, _FREE, _END, 0), *([_entry(within, 1, 2, _FREE, 0, 0)] if within else [])]
    for number, (name, content) in enumerate(contents.items(), first):
        right = number + 1 if number < len(contents) + first - 1 else _FREE
        entries.append(_entry(name, 2, _FREE, right, len(fat), len(content)))
        fat += [*range(len(fat) + 1, len(fat) + -(-len(content) // 512)), _END]
    assert len(fat) <= 128
    numbers = (0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH6xLLLLLLLLLL", *numbers)
    table = struct.pack("<128L", *(fat + [_FREE] * 128)[:128])
    body = b"".join(content.ljust(-(-len(content) // 512) * 512, b"\0") for content in contents.values())
    return header.ljust(512, b"\xff") + table + b"".join(entries).ljust(512 * sectors, b"\0") + body


def record(kind: int, body: bytes) -> bytes:
    """Return one record of BIFF."""
    return struct.pack("<HH", kind, len(body)) + body


def records(stream: bytes) -> list[tuple[int, bytes]]:
    """Return the records of a Workbook stream."""
    found, at = [], 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        found.append((kind, stream[at + 4 : at + 4 + length]))
        at += 4 + length
    return found


def enciphered(stream: bytes, filepass: bytes, cipher: Callable[[bytes, int], bytes]) -> bytes:
    """Return a Workbook stream with FilePass put in, and `cipher` applied to the body of every record that is not left plain.

    `cipher` gets the body and where it begins in the stream.
    """
    inserted = record(0x2F, filepass)
    plain: list[tuple[int, bytes]] = []
    for number, (kind, body) in enumerate(records(stream)):
        if kind == 0x85:  # BoundSheet8 says where its sheet begins.
            body = struct.pack("<L", struct.unpack_from("<L", body)[0] + len(inserted)) + body[4:]  # noqa: PLW2901
        plain.append((kind, body))
        if number == 0:
            plain.append((0x2F, filepass))
    made = b""
    for kind, body in plain:
        at = len(made) + 4
        hidden = body if kind in {0x809, 0x2F, 0xE1} else cipher(body, at)
        made += record(kind, body[:4] + hidden[4:] if kind == 0x85 else hidden)
    return made


def _entry(name: str, kind: int, child: int, right: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    left = _FREE
    return raw.ljust(64, b"\0") + struct.pack("<HBBLLL36xLQ", len(raw), kind, 1, left, right, child, start, size)
