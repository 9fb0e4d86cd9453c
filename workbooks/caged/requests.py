"""What is asked of the cage about single files, and how it travels; `jobs` does it, and whoever asks loads nothing of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from cage.codec import Codec, Special
from workbooks.caged import wire
from workbooks.caged.opened import Opened
from workbooks.cells import Workbook
from workbooks.harmless import Looked

OPEN, PATCH, LOOK = "workbooks.open", "workbooks.patch", "workbooks.look"
SPECIAL: Final[Mapping[type, Special]] = {Workbook: Special(wire.encode, wire.decode)}
SHARE: Final = 0.6  # Of its time may go by before a child begins no further file: what it has read is still to be told.


@dataclass(frozen=True, slots=True, kw_only=True)
class ToOpen:
    """A file to open: its bytes, what it is called, the passwords to try, and the seconds after which nothing further is begun."""

    data: bytes
    name: str
    passwords: tuple[str, ...]
    seconds: float


@cache
def to_open() -> Codec[ToOpen]:
    """Return how such a request travels."""
    return Codec(ToOpen)


@cache
def files() -> Codec[tuple[Opened, ...]]:
    """Return how opened files travel."""
    return Codec(tuple[Opened, ...], SPECIAL)


@cache
def looked() -> Codec[Looked]:
    """Return how it travels what a look at a file told."""
    return Codec(Looked)
