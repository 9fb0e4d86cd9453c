"""Reading the archive over, a little at a time and again and again: what was damaged, or removed, is known before it is needed.

How far that is stands in a file beside the archive, on each machine for itself: it can be lost without harm.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from time import monotonic

from pydantic import TypeAdapter
from sqlalchemy import Connection

from domain.errors import ErasedError, MissingError, OriginalError
from settings import private
from store import named
from store.archive import Archive

DAMAGED, MISSING = "damaged", "missing"
_CONTENTS, _BYTES, _SECONDS = 64, 16 << 20, 1.0  # At most so many at a time, and after so much no more.
_NAMED = 1_000  # Hashes that the database names, of one step.
_FAULTS = 10_000  # More are no news.
_ROUND = timedelta(days=1)  # The archive is not read more often than that.


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOver:
    """How far the archive was read over: a round goes on behind the hash `after`, and began at an instant in ISO 8601 ("": none did yet).

    `read` are the contents that were read in it, and `whole` is when the last round ended. `faults` are contents with what is wrong.
    """

    after: str = ""
    began: str = ""
    read: int = 0
    whole: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)


def load(archive: Archive) -> ReadOver:
    """Return how far it is; what cannot be read begins anew."""
    with suppress(OSError, ValueError):
        return TypeAdapter(ReadOver).validate_json(_file(archive).read_bytes())
    return ReadOver()


def save(archive: Archive, state: ReadOver) -> None:
    """Keep how far it is, where the disk allows that."""
    path = _file(archive)
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    with suppress(OSError):
        private.write(draft, json.dumps(asdict(state)).encode())
        draft.replace(path)


def step(archive: Archive, tx: Connection, state: ReadOver, now: datetime) -> ReadOver:
    """Read a little more: what lies there next, and whether all is there that the database names beside it."""
    if not state.after and state.began and timedelta() <= now - datetime.fromisoformat(state.began) < _ROUND:
        return state
    began, read = state.began if state.after else now.isoformat(), state.read if state.after else 0
    there = list(islice(archive.hashes(state.after), _CONTENTS))
    found = dict(_read(archive, there))
    until = "" if len(found) == len(there) < _CONTENTS else list(found)[-1]
    told = named.between(tx, state.after, until, _NAMED)
    if len(told) == _NAMED:
        until = told[-1]
    found |= {one: wrong(archive, one) for one in told if one not in found}
    old = {one: what for one, what in state.faults.items() if not _within(one, state.after, until)}
    new = {one: what for one, what in found.items() if what and _within(one, state.after, until)}
    faults = dict(islice((old | new).items(), _FAULTS))
    return ReadOver(after=until, began=began, read=read + len(found), whole=state.whole if until else now.isoformat(), faults=faults)


def wrong(archive: Archive, sha256: str) -> str:
    """Return what is wrong with a content that is to be there; "" where nothing is, or it was erased."""
    return _looked(archive, sha256)[0]


def _looked(archive: Archive, sha256: str) -> tuple[str, int]:
    """Return what is wrong with a content, and how many bytes it has."""
    try:
        return "", archive.measured(sha256)
    except ErasedError:
        return "", 0
    except MissingError:
        return MISSING, 0
    except OriginalError:
        return DAMAGED, 0


def _read(archive: Archive, hashes: list[str]) -> Iterator[tuple[str, str]]:
    taken, end = 0, monotonic() + _SECONDS
    for sha256 in hashes:
        what, size = _looked(archive, sha256)
        # It was removed since its name was read.
        yield sha256, "" if what == MISSING else what
        taken += size
        if taken > _BYTES or monotonic() > end:
            return


def _within(sha256: str, after: str, until: str) -> bool:
    return sha256 > after and (not until or sha256 <= until)


def _file(archive: Archive) -> Path:
    return archive.root.with_name(f"{archive.root.name}.checked")
