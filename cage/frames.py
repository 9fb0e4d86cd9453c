"""What passes between us and a caged process: frames of blobs. Every length is bounded, since a hostile message may have shaped it."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

REQUEST, PROGRESS, ANSWER, FAILURE = range(4)  # What a frame is: its first byte.
MOST: Final = 256 * 1024 * 1024  # Bytes of one frame.
_HEAD, _LENGTH = struct.Struct("<BL"), struct.Struct("<L")
_COUNT: Final = 20_000  # Blobs of one frame.
_SMALL: Final = 65_536  # Blobs up to this size are joined, so that they leave in one call.


@dataclass(frozen=True, slots=True)
class LongBlob:
    """A blob of so many bytes that comes in pieces."""

    length: int
    pieces: Iterable[bytes]


class FrameError(ValueError):
    """The other side announced more than makes sense."""


def send(stream: BinaryIO, kind: int, blobs: Sequence[bytes | LongBlob]) -> None:
    """Write one frame: its kind, the number of its blobs, then each with its length before it."""
    joined = bytearray(_HEAD.pack(kind, len(blobs)))
    for blob in blobs:
        length, pieces = (blob.length, blob.pieces) if isinstance(blob, LongBlob) else (len(blob), (blob,))
        joined += _LENGTH.pack(length)
        if isinstance(blob, bytes) and length <= _SMALL:
            joined += blob
        else:
            _write(stream, joined)
            for piece in pieces:
                _write(stream, piece)
            joined = bytearray()
    _write(stream, joined)


def receive(stream: BinaryIO, most: int = MOST) -> tuple[int, list[bytes]]:
    """Read one frame of at most `most` bytes; EOFError where the other side ended, FrameError where the frame is beyond any sense."""
    kind, count = _HEAD.unpack(_exactly(stream, _HEAD.size))
    if count > _COUNT:
        raise FrameError("The other side announced more blobs than any frame has.")
    blobs: list[bytes] = []
    for _ in range(count):
        (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
        most -= length
        if most < 0:
            raise FrameError("The other side announced more bytes than any frame has.")
        blobs.append(_exactly(stream, length))
    return kind, blobs


def _write(stream: BinaryIO, data: bytes | bytearray) -> None:
    view = memoryview(data)
    while view:
        view = view[stream.write(view) :]


def _exactly(stream: BinaryIO, length: int) -> bytes:
    data = stream.read(length)
    if len(data) != length:
        raise EOFError
    return data
