"""Looking in the cage for people in what is kept: messages, workbooks and packages are opened as deep as they go.

Nothing is understood here, and no more is told than which of the contents name somebody, and what an author is called.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import getaddresses
from typing import Final, cast

from cage.cage import Cage, EndedError, InsideError
from cage.zygote import jobs_of

SEARCH, AUTHOR = "intake.search", "intake.author"
_DEEPEST = 5  # Messages in messages, packages in packages.
_LARGEST = 40_000_000  # Bytes that are taken out of one content.
_TOGETHER = 8_000_000  # Bytes of contents that one child looks through.
_SECONDS = 30
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_BROKEN = (LookupError, ValueError, AttributeError, TypeError)  # What the parser of headers does of some that are none.
_GAP = re.compile(r"\s+")


def naming(cage: Cage, needles: Sequence[str], contents: Sequence[bytes]) -> list[bool | None]:
    """Return of each content whether it names any of these people; None where it cannot be looked through."""
    try:
        answer = cage.run(SEARCH, [json.dumps(list(needles)).encode(), *contents], seconds=_SECONDS)[0]
        return [{0: False, 1: True}.get(one) for one in answer[: len(contents)]]
    except (EndedError, InsideError, IndexError):
        if len(contents) == 1:
            return [None]
        return [found for one in contents for found in naming(cage, needles, [one])]


def together(sizes: Sequence[tuple[str, int]]) -> Iterator[list[str]]:
    """Yield the names of contents in groups that are looked through at once."""
    group: list[str] = []
    weight = 0
    for name, size in sizes:
        if group and weight + size > _TOGETHER:
            yield group
            group, weight = [], 0
        group.append(name)
        weight += size
    if group:
        yield group


def author(cage: Cage, raw: bytes) -> str:
    """Return what the author of a message is called in its header; "" where it does not say, or cannot be read."""
    try:
        return cage.run(AUTHOR, [raw])[0].decode(errors="replace")
    except (EndedError, InsideError, IndexError):
        return ""


def _search(request: Sequence[bytes], _: Callable[[int], None]) -> Sequence[bytes]:
    needles = [_plain(one) for one in json.loads(request[0])]
    return [bytes(any(_names(text, needles) for text in texts(content)) for content in request[1:])]


def _author(request: Sequence[bytes], _: Callable[[int], None]) -> Sequence[bytes]:
    header = message_from_bytes(request[0].partition(b"\r\n\r\n")[0] + b"\r\n\r\n", policy=policy.default)
    return [next((name for name, _ in getaddresses([str(header.get("from", ""))]) if name), "").encode(errors="replace")]


def _names(text: str, needles: Sequence[str]) -> bool:
    return any(_alone(text, one) for one in needles)


def _alone(text: str, needle: str) -> bool:
    start = text.find(needle)
    while start >= 0:
        before, after = text[max(0, start - 1) : start], text[start + len(needle) : start + len(needle) + 1]
        if not before.isalnum() and not after.isalnum():
            return True
        start = text.find(needle, start + 1)
    return False


def _plain(text: str) -> str:
    return _GAP.sub(" ", text).casefold().strip()


def texts(content: bytes, depth: int = 0) -> Iterator[str]:
    """Yield what can be read in a content, on one line and in small letters: as it is, and whatever is wrapped in it."""
    data = content[:_LARGEST]
    yield _plain(data.decode("utf-8", "replace"))
    if any(byte > 127 for byte in data):
        yield _plain(data.decode("latin-1"))
    if b"\0" in data:  # UTF-16, as in workbooks of old.
        yield _plain(data.decode("utf-16-le", "ignore"))
        yield _plain(data.replace(b"\0", b"").decode("latin-1"))
    if depth < _DEEPEST:
        for inner in _within(data):
            yield from texts(inner, depth + 1)


def _within(data: bytes) -> Iterator[bytes]:
    if data[:4] == b"PK\x03\x04":
        yield from _members(data)
    elif data[:5] == b"%PDF-":
        yield from _streams(data)
    elif b"\n\n" in data[:200_000] or b"\r\n\r\n" in data[:200_000]:
        yield from _parts(data)


def _members(data: bytes) -> Iterator[bytes]:
    left = _LARGEST
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for one in package.infolist():
                yield one.filename.encode()
                with package.open(one) as member:
                    found = member.read(left)
                left -= len(found)
                yield found
                if left <= 0:
                    return
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError):
        return  # What is damaged or encrypted is found by its message.


def _streams(data: bytes) -> Iterator[bytes]:
    left = _LARGEST
    for found in _STREAM.finditer(data):
        try:
            inner = zlib.decompressobj().decompress(found[1], left)
        except zlib.error:
            continue
        left -= len(inner)
        yield inner
        if left <= 0:
            return


def _parts(data: bytes) -> Iterator[bytes]:
    message = message_from_bytes(data, policy=policy.default)
    if not message.keys():
        return
    for part in message.walk():
        yield from _headers(part)
        if not part.is_multipart():
            payload = part.get_payload(decode=True)
            yield payload if isinstance(payload, bytes) else str(part.get_payload()).encode(errors="replace")
            yield from _in_charset(part)


def _headers(part: Message) -> Iterator[bytes]:
    for name in part:
        try:
            found = [f"{name}: {value}" for value in part.get_all(name, [])]
        except _BROKEN:
            continue
        yield "\n".join(found).encode(errors="replace")


def _in_charset(part: Message) -> Iterator[bytes]:
    if part.get_content_maintype() == "text":
        try:
            yield str(cast("EmailMessage", part).get_content()).encode(errors="replace")
        except _BROKEN:
            return


JOBS: Final = jobs_of({SEARCH: _search, AUTHOR: _author})


def warm() -> None:
    """Read a message of our own once."""
    list(texts(b"From: a@b.example\r\nContent-Type: text/plain\r\n\r\nx"))
