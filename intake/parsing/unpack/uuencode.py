"""Uuencoded files in the text of a message, as old Outlook and Unix programs write them (POSIX uuencode)."""

from __future__ import annotations

import binascii
import re

_BLOCK = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n((?:[^\r\n]{1,90}\r?\n)+?)[` ]?\r?\n?end[ \t]*\r?$", re.MULTILINE)


def extract(body: bytes) -> tuple[bytes, tuple[tuple[str, bytes], ...]]:
    """Return `body` without its uuencoded blocks, and the name and content of each."""
    if b"begin " not in body:
        return body, ()
    files = tuple((found[1].decode("utf-8", "replace").strip(), _decode(found[2])) for found in _BLOCK.finditer(body))
    return _BLOCK.sub(b"", body), files


def _decode(lines: bytes) -> bytes:
    decoded = []
    for line in lines.splitlines():
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
