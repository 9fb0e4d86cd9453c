"""Reading a zip that may be hostile: its directory is looked at before anything is inflated; no member inflates beyond what it declares.

Source: PKWARE APPNOTE 6.3.10. What a member declares is never trusted for the memory that it takes.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from workbooks import limits
from workbooks.containers.one_reading import is_one
from workbooks.refusal import Refused

_LOCAL_HEADER = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file of a zip, as the central directory has it. `name` has forward slashes and no leading one."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    offset: int


@lru_cache(maxsize=1)
def members(data: bytes) -> tuple[Member, ...]:
    """Return the files of the zip `data` (no folders) in the order of its directory.

    Refused: no zip that can be read, or none that all read alike (`is_one`), encrypted or duplicate members, methods other than stored and
    deflate, sizes beyond the limits. Whoever looks at a file asks more than once, so that the last answer is kept.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as directory:
            listed = directory.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise Refused("file_broken") from error
    infos = [info for info in listed if not info.filename.endswith(("/", "\\"))]
    if any(info.flag_bits & 0x1 for info in infos):
        raise Refused("file_encrypted")
    found = tuple(
        Member(
            name=info.filename.replace("\\", "/").lstrip("/"),
            method=info.compress_type,
            crc=info.CRC,
            packed=info.compress_size,
            size=info.file_size,
            offset=info.header_offset,
        )
        for info in infos
    )
    _check(found)
    if not is_one(data, listed):
        raise Refused("file_broken")
    return found


def packed(data: bytes, member: Member) -> memoryview:
    """Return the bytes of `member` as they lie in the zip, not inflated."""
    header = member.offset
    if data[header : header + 4] != b"PK\x03\x04":
        raise Refused("file_broken")
    # The local header's own name and extra field may differ in length from the directory's.
    name_length = int.from_bytes(data[header + 26 : header + 28], "little")
    extra_length = int.from_bytes(data[header + 28 : header + 30], "little")
    start = header + _LOCAL_HEADER + name_length + extra_length
    if start + member.packed > len(data):
        raise Refused("file_broken")
    return memoryview(data)[start : start + member.packed]


def inflated(data: bytes, member: Member) -> bytes:
    """Return the content of `member`; refused where it is not exactly what the directory declares."""
    content = packed(data, member)
    if member.method == zipfile.ZIP_STORED:
        whole = bytes(content)
    else:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            whole = inflater.decompress(content, member.size + 1)
        except zlib.error as error:
            raise Refused("file_broken") from error
    if len(whole) != member.size or zlib.crc32(whole) != member.crc:
        raise Refused("file_broken")
    return whole


def read(data: bytes, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """Return the contents of the members whose name is `wanted`, by name; their sum stays under the limit."""
    return dict(_read(data, wanted))


def _read(data: bytes, wanted: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
    for member in members(data):
        if wanted(member.name):
            yield member.name, inflated(data, member)


def _check(found: tuple[Member, ...]) -> None:
    if len(found) > limits.MEMBERS:
        raise Refused("file_too_large")
    if sum(member.size for member in found) > limits.TOTAL or any(_absurd(member) for member in found):
        raise Refused("file_too_large")
    # OPC compares part names without regard to case, so that two which differ only in case are one part with two contents.
    if len({member.name.lower() for member in found}) != len(found):
        raise Refused("file_broken")
    if any(member.method not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for member in found):
        raise Refused("file_broken")


def _absurd(member: Member) -> bool:
    return member.size > limits.MEMBER or (member.size > limits.RATIO_FROM and member.size > member.packed * limits.RATIO)
