"""How the bytes of a letter are kept in its row: what it shares with others by hash, and its own bytes compressed (RFC 1950).

A recipe is a line of JSON that has, piece by piece, the SHA-256 of one that is shared or the length of the letter's own; all of the latter
follow it as they are, in one compressed block. Letters that were recorded before kept each piece in JSON, in base64.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from domain.errors import OriginalError
from domain.letter import Piece, Shared
from languages.telling import phrased

_LEVEL = 1  # Words and base64 get to half their size by it; what more effort saves is a twentieth of that.


def recipe_of(pieces: Sequence[Piece]) -> bytes:
    """Return the recipe of a message in pieces."""
    head = [one.sha256 if isinstance(one, Shared) else len(one) for one in pieces]
    own = b"".join(one for one in pieces if not isinstance(one, Shared))
    return json.dumps(head).encode("ascii") + b"\n" + zlib.compress(own, _LEVEL)


def pieces_in(recipe: bytes, letter_id: int) -> Iterator[bytes | str]:
    """Yield the pieces of a message: its own bytes, or the SHA-256 of those that are kept elsewhere; OriginalError where it is damaged."""
    with _told(letter_id):
        head, own = _opened(recipe)
        start = 0
        for one in head:
            if isinstance(one, int):
                yield own[start : start + one]
                start += one
            elif isinstance(one, str):
                yield one
            else:
                yield one["shared"] if "shared" in one else b64decode(one["own"])


def shared_in(recipe: bytes, letter_id: int) -> Iterator[str]:
    """Yield the hashes of what a message shares with others; nothing of its own is unpacked. OriginalError where it is damaged."""
    with _told(letter_id):
        for one in json.loads(recipe.partition(b"\n")[0]):
            if isinstance(one, str):
                yield one
            elif isinstance(one, dict) and "shared" in one:
                yield one["shared"]


def own_in(recipe: bytes, letter_id: int) -> bytes:
    """Return all bytes of a message that are its own; OriginalError where it is damaged."""
    return b"".join(one for one in pieces_in(recipe, letter_id) if isinstance(one, bytes))


@contextmanager
def _told(letter_id: int) -> Iterator[None]:
    """Tell of which letter the recipe is none."""
    try:
        yield
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        remedy = phrased("faults.bytes_changed_do")
        raise OriginalError(phrased("faults.bytes_changed"), where=f"letter {letter_id}", remedy=remedy) from error


def _opened(recipe: bytes) -> tuple[list[int | str | dict[str, str]], bytes]:
    first, newline, packed = recipe.partition(b"\n")
    head, unpacking = json.loads(first), zlib.decompressobj()
    own = unpacking.decompress(packed) if newline else b""
    is_whole = not newline or (unpacking.eof and not unpacking.unused_data)
    if not is_whole or sum(one for one in head if isinstance(one, int)) != len(own):
        raise ValueError(first)
    return head, own
