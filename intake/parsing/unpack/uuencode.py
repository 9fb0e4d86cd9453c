"""Uuencoded files in the text of a message, as old Outlook and Unix programs write them (POSIX uuencode)."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator

MAX_FILES = 100
_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,255})\r?$", re.MULTILINE)
_LINE_LIMIT = 90  # Bytes: 61 is the standard, and some encoders add a checksum.


def extract(body: bytes) -> tuple[bytes, tuple[tuple[str, bytes], ...]]:
    """Return `body` without its uuencoded blocks, and the name and content of each.

    Every line is looked at once: a block that turns out to be none is text, and so is a beginning inside of it.
    """
    kept: list[bytes] = []
    files: list[tuple[str, bytes]] = []
    rest = 0
    for start, name, lines, end in _blocks(body):
        kept.append(body[rest:start])
        files.append((name.decode("utf-8", "replace").strip(), _decode(lines)))
        rest = end
    return b"".join((*kept, body[rest:])), tuple(files)


def _blocks(body: bytes) -> Iterator[tuple[int, bytes, list[bytes], int]]:
    """Yield of each block where it starts, its name, its lines, and where it ends."""
    at = found = 0
    while found < MAX_FILES and (begin := _BEGIN.search(body, at)):
        lines, at, closed = _lines(body, begin.end())
        if closed and lines:
            found += 1
            yield begin.start(), begin[1], lines, at


def _lines(body: bytes, at: int) -> tuple[list[bytes], int, bool]:
    """Return the lines of the block whose first line ends at `at`, where it ends, and whether it was closed."""
    lines: list[bytes] = []
    at = body.find(b"\n", at) + 1
    while at:
        after = body.find(b"\n", at)
        line = body[at : after if after >= 0 else len(body)].removesuffix(b"\r")
        if line.rstrip(b" \t") == b"end":
            return lines, at + len(line), True
        if after < 0 or len(line) > _LINE_LIMIT or line.startswith(b"begin "):
            return lines, at, False
        if line not in {b"", b"`", b" "}:
            lines.append(line)
        at = after + 1
    return lines, len(body), False


def _decode(lines: list[bytes]) -> bytes:
    decoded = []
    for line in lines:
        try:
            decoded.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Some encoders pad the last line wrongly; the length in its first character says how much of it counts.
            count = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                decoded.append(binascii.a2b_uu(line[:count]))
            except binascii.Error:
                continue
    return b"".join(decoded)
