"""How a content lies in the archive: packed by gzip where that saves something, else as it is. Its hash is that of the content either way.

Nothing says which of the two it is: what has the hash that it lies under is the content, and so is what has it once it is unpacked. So what
earlier versions kept is read as it is, and `zcat` reads what this one keeps.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain

from domain.bulk import PIECE

_MAGIC = b"\x1f\x8b"
# Packed already: ZIP (so all workbooks of Excel since 2007), PDF, PNG, JPEG, GIF, WebP and others in RIFF, gzip, 7z, Zstandard.
_AS_THEY_ARE = (b"PK\x03\x04", b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", _MAGIC, b"7z\xbc\xaf", b"\x28\xb5\x2f\xfd")
_LEAST = 512  # Bytes: less takes a block of the disk, or a request, in any case.
_LARGEST = 1 << 30  # Bytes of a content that is packed, so that what is no content of ours fills no memory when it is unpacked.
_WORTH = 0.9  # Of its size, above which nothing is won by unpacking it each time.
_SAMPLE, _WORDS = 4096, 0.6  # Words shrink to less than that; base64 shrinks to three quarters, which Huffman's coding alone finds.
_GZIP = 31  # zlib's name for the format.
_SHORTEST = 18  # Bytes of the header and the trailer of RFC 1952.


def packed(content: bytes) -> bytes:
    """Return a content as it is to lie in the archive."""
    if not _LEAST <= len(content) <= _LARGEST or content.startswith(_AS_THEY_ARE):
        return content
    data = _deflated(content, _strategy(content))
    return data if len(data) <= _WORTH * len(content) else content


def may_be_packed(beginning: bytes) -> bool:
    """Say whether what begins so in the archive may have been packed by it."""
    return beginning.startswith(_MAGIC)


def packed_in_pieces(pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Yield a content of so many bytes as it is to lie in the archive; its first piece says how it is packed."""
    left = iter(pieces)
    first = next(left, b"")
    if size > _LARGEST or first.startswith(_AS_THEY_ARE):
        yield from chain([first], left)
        return
    packer = zlib.compressobj(6, zlib.DEFLATED, _GZIP, zlib.DEF_MEM_LEVEL, _strategy(first))
    for piece in chain([first], left):
        yield packer.compress(piece)
    yield packer.flush()


def opened_in_pieces(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what is packed in pieces; what is not packed as it is. ValueError where it cannot be unpacked."""
    left = iter(pieces)
    first = next(left, b"")
    if not first.startswith(_MAGIC):
        yield from chain([first], left) if first else ()
        return
    unpacker = zlib.decompressobj(_GZIP)
    try:
        for piece in chain([first], left):
            there = piece
            while there and (content := unpacker.decompress(there, PIECE)):
                yield content
                there = unpacker.unconsumed_tail
        if rest := unpacker.flush():  # What it has taken, and had no room to give.
            yield rest
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if not unpacker.eof:
        raise ValueError("The end of it is missing.")


def _strategy(content: bytes) -> int:
    """Return how a content is packed, by what lies in its middle."""
    half = len(content) // 2
    sample = content[max(0, half - _SAMPLE // 2) : half + _SAMPLE // 2]
    words = len(_deflated(sample, zlib.Z_DEFAULT_STRATEGY)) <= _WORDS * len(sample)
    return zlib.Z_DEFAULT_STRATEGY if words else zlib.Z_HUFFMAN_ONLY


def unpacked(data: bytes, sha256: str) -> bytes | None:
    """Return the content with this hash, as which `data` lies in the archive; None where it is damaged."""
    if _hash(data) == sha256:
        return data
    content = opened(data)
    return content if content is not None and _hash(content) == sha256 else None


def opened(data: bytes) -> bytes | None:
    """Return what is packed in `data`, which may be damaged; data that is not packed as it is, and None where it cannot be unpacked."""
    if not data.startswith(_MAGIC):
        return data
    try:
        unpacker = zlib.decompressobj(_GZIP)
        content = unpacker.decompress(data, _LARGEST)
    except zlib.error:
        return None
    return content if unpacker.eof else None


def length(beginning: bytes, end: bytes, lies: int) -> int:
    """Return how many bytes a content has that lies in `lies` bytes, by the first two and the last four of them (RFC 1952, section 2.3.1).

    A content that is none of ours may say anything there; it is never taken for smaller than it lies.
    """
    is_packed = lies >= _SHORTEST and beginning == _MAGIC
    return max(lies, int.from_bytes(end, "little")) if is_packed else lies


def _deflated(content: bytes, strategy: int) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, _GZIP, zlib.DEF_MEM_LEVEL, strategy)
    return packer.compress(content) + packer.flush()


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
