"""A deliberately broken file: the rule that it breaks, what was done in words, and how it is made of the specimen's parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.workbooks.files import zipped

Parts = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Broken:
    """One fault: `code` is the finding that it must give."""

    code: str
    name: str
    make: Callable[[Parts], bytes]

    def __str__(self) -> str:
        return f"{self.code}: {self.name}"


def swap(part: str, old: str, new: str) -> Callable[[Parts], bytes]:
    """Return how to put `new` in place of the first `old` in a part; it fails where there is none, since nothing would be broken."""

    def make(parts: Parts) -> bytes:
        if old.encode() not in parts[part]:
            raise LookupError(f"{old!r} does not stand in {part}.")
        return zipped({**parts, part: parts[part].replace(old.encode(), new.encode(), 1)})

    return make


def drop(part: str) -> Callable[[Parts], bytes]:
    """Return how to leave a part out."""
    return lambda parts: zipped({name: content for name, content in parts.items() if name != part})


def put(part: str, content: bytes) -> Callable[[Parts], bytes]:
    """Return how to put a part in, or another content into one."""
    return lambda parts: zipped({**parts, part: content})
