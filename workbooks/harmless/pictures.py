"""Pictures: each ends where its format says. What hides behind the end of one is shown by no program that shows pictures.

Sources: PNG (third edition), section 5; ITU-T T.81, annex B; GIF89a, section 12 and appendix B. A TIFF is a net of places, and has no end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

BEGINNINGS: Mapping[str, tuple[bytes, ...]] = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".gif": (b"GIF87a", b"GIF89a"),
    ".tif": (b"II*\0", b"MM\0*"),
}
_PADDING = re.compile(rb"[\0\r\n]*")
_MARKER = re.compile(rb"\xff([^\0\1\xd0-\xd8\xff])", re.DOTALL)  # Those without a length stand for nothing here.
_END_OF_IMAGE = 0xD9


def picture(data: bytes) -> str:
    """Return how the picture `data` is to be called, or "" where it is none that every program shows and none runs.

    Cameras put a second one behind a photo, of its brightness; nothing else may stand behind the end.
    """
    ending = next((one for one, begins in BEGINNINGS.items() if data.startswith(begins)), "")
    at = 0
    try:
        while ending in _ENDS and at < len(data):
            end = _ENDS[ending](data, at) if data.startswith(BEGINNINGS[ending], at) else len(data) + 1
            if end > len(data):
                return ""
            at = _padded(data, end)
    except IndexError:
        return ""
    return ending


def is_picture(data: bytes) -> bool:
    """Say whether a part of a package, which no program runs by itself, begins as a picture does that such parts are called."""
    is_bitmap = data.startswith(b"BM") and int.from_bytes(data[2:6], "little") in {0, len(data)}
    return is_bitmap or any(data.startswith(begins) for begins in BEGINNINGS.values())


def _padded(data: bytes, at: int) -> int:
    found = _PADDING.match(data, at)
    return found.end() if found else at


def _png(data: bytes, at: int) -> int:
    """Return where a picture that begins at `at` ends; as the others, beyond the end or IndexError where it was cut off."""
    at += 8
    while at + 12 <= len(data):
        kind = data[at + 4 : at + 8]
        at += 12 + int.from_bytes(data[at : at + 4], "big")
        if kind == b"IEND":
            return at
    raise IndexError


def _jpeg(data: bytes, at: int) -> int:
    at += 2
    while found := _MARKER.search(data, at):
        at = found.end()
        if found[1][0] == _END_OF_IMAGE:
            return at
        at += (data[at] << 8) + data[at + 1]
    raise IndexError


def _gif(data: bytes, at: int) -> int:
    at += 13 + _colours(data[at + 10])
    while data[at] != ord(";"):
        if data[at] not in b"!,":
            raise IndexError
        at += 2 if data[at] == ord("!") else 11 + _colours(data[at + 9])
        while data[at]:
            at += data[at] + 1
        at += 1
    return at + 1


def _colours(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


_ENDS: Mapping[str, Callable[[bytes, int], int]] = {".png": _png, ".jpg": _jpeg, ".gif": _gif}
