"""The custom document properties of a compound file.

Source: [MS-OLEPS] 2.21 (property set streams) and 2.25.2 (the user-defined section, whose names stand in its dictionary).
"""

from __future__ import annotations

import struct
import uuid
from collections.abc import Iterator

STREAM = "\x05DocumentSummaryInformation"
_USER_DEFINED = uuid.UUID("D5CDD505-2E9C-101B-9397-08002B2CF9AE").bytes_le
_DICTIONARY, _CODE_PAGE = 0, 1
_UTF16 = 1200


def custom_properties(stream: bytes | None) -> dict[str, str]:
    """Return the custom properties as text; what is broken or of a rare type is left out, since a workbook can do without."""
    if stream is None or _USER_DEFINED not in stream[28:80]:
        return {}
    try:
        (start,) = struct.unpack_from("<L", stream, stream.index(_USER_DEFINED, 28) + 16)
        return dict(_properties(stream[start:]))
    except (struct.error, UnicodeDecodeError, LookupError):
        return {}


def _properties(section: bytes) -> Iterator[tuple[str, str]]:
    (count,) = struct.unpack_from("<L", section, 4)
    offsets = dict(struct.unpack_from("<LL", section, 8 + 8 * index) for index in range(min(count, len(section) // 8)))
    page = struct.unpack_from("<H", section, offsets[_CODE_PAGE] + 4)[0] if _CODE_PAGE in offsets else 1252
    for key, name in _dictionary(section, offsets[_DICTIONARY], page):
        value = _value(section, offsets[key], page) if key in offsets else None
        if value is not None:
            yield name, value


def _dictionary(section: bytes, at: int, page: int) -> Iterator[tuple[int, str]]:
    (count,) = struct.unpack_from("<L", section, at)
    at += 4
    for _ in range(min(count, len(section) // 8)):
        key, length = struct.unpack_from("<LL", section, at)
        size = length * 2 if page == _UTF16 else length
        yield key, _text(section[at + 8 : at + 8 + size], page)
        # Names in UTF-16 are filled up to four bytes.
        at += 8 + (-(-size // 4) * 4 if page == _UTF16 else size)


def _value(section: bytes, at: int, page: int) -> str | None:
    kind, first = struct.unpack_from("<LL", section, at)
    match kind:
        case 0x1E:
            return _text(section[at + 8 : at + 8 + first], page)
        case 0x1F:
            return _text(section[at + 8 : at + 8 + 2 * first], _UTF16)
        case 0x03:
            return str(struct.unpack_from("<l", section, at + 4)[0])
        case 0x05:
            return f"{struct.unpack_from('<d', section, at + 4)[0]:.15g}"
        case 0x0B:
            return "true" if first & 0xFFFF else "false"
    return None


def _text(raw: bytes, page: int) -> str:
    encoding = {_UTF16: "utf-16-le", 65001: "utf-8"}.get(page, f"cp{page}")
    return raw.decode(encoding).rstrip("\0")
