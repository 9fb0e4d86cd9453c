"""The zip itself: what its directory says, what stands before each member, and whether the two agree.

Source: PKWARE APPNOTE 6.3.10; ECMA-376 part 2, section 7 (the physical package) and annex B (what of zip a package may use).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping

from tests.lint.fault import Fault, Rules

RULES: Rules = {
    "zip_unreadable": "The file is a zip with a directory that can be read.",
    "zip_duplicate": "No two members have the same name, case not regarded (ECMA-376 part 2, section 6.2.2.3).",
    "zip_name": "A member's name is relative ASCII with forward slashes, and no segment is empty or ends in a dot (section 6.2.2.2).",
    "zip_method": "A member is stored or deflated (annex B).",
    "zip_encrypted": "No member is encrypted (annex B).",
    "zip_header": "The header before a member says the same as the directory: name, method, flags, checksum and sizes.",
    "zip_content": "A member inflates to the size and checksum that the directory states.",
}
_LOCAL = struct.Struct("<4s5H3L2H")
_DESCRIPTOR = 0x8  # Flag bit 3: sizes and checksum follow the content, and are zero before it.
_ENCRYPTED = 0x1


def contents(xlsx: bytes) -> tuple[Mapping[str, bytes], tuple[Fault, ...]]:
    """Return the members that can be read, by name, and what is wrong with the zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(xlsx)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            names = [info.orig_filename for info in infos]
            found, faults = {}, list(_names(names))
            for info in infos:
                broken = list(_member(xlsx, info))
                faults += broken
                if not any(fault.code in {"zip_method", "zip_encrypted", "zip_content"} for fault in broken):
                    found[info.orig_filename] = _inflated(xlsx, info)
            return found, tuple(faults)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        return {}, (Fault("zip_unreadable", "", "", str(error)),)


def _names(names: list[str]) -> Iterator[Fault]:
    for name, times in Counter(name.lower() for name in names).items():
        if times > 1:
            yield Fault("zip_duplicate", name, "", f"{times} members have this name")
    for name in names:
        if not name.isascii() or "\\" in name or any(not part or part.endswith(".") for part in name.split("/")):
            yield Fault("zip_name", name, "", "no part can have this name")


def _member(xlsx: bytes, info: zipfile.ZipInfo) -> Iterator[Fault]:
    name = info.orig_filename
    if info.flag_bits & _ENCRYPTED:
        yield Fault("zip_encrypted", name, "", "encrypted")
        return
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        yield Fault("zip_method", name, "", f"method {info.compress_type}")
        return
    _, _, flags, method, _, _, crc, packed, size, length, _ = _LOCAL.unpack_from(xlsx, info.header_offset)
    start = info.header_offset + _LOCAL.size
    said = (xlsx[start : start + length], method, flags, crc, packed, size)
    encoding = "utf-8" if info.flag_bits & 0x800 else "cp437"
    meant = (name.encode(encoding), info.compress_type, info.flag_bits, info.CRC, info.compress_size, info.file_size)
    later = bool(flags & _DESCRIPTOR) and said[3:] == (0, 0, 0)
    if said != meant and not (later and said[:3] == meant[:3]):
        yield Fault("zip_header", name, "", f"{said} before the member, {meant} in the directory")
    content = _inflated(xlsx, info)
    if len(content) != info.file_size or zlib.crc32(content) != info.CRC:
        yield Fault("zip_content", name, "", f"{len(content)} bytes, stated are {info.file_size}, or another checksum")


def _inflated(xlsx: bytes, info: zipfile.ZipInfo) -> bytes:
    """Return what stands in the file, whatever size and checksum are stated; nothing where it cannot be inflated."""
    *_, length, extra = _LOCAL.unpack_from(xlsx, info.header_offset)
    start = info.header_offset + _LOCAL.size + length + extra
    packed = xlsx[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        return packed
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed)
    except zlib.error:
        return b""
