"""Reading the archive over, a little at a time and again and again: what was damaged, or removed, is known before it is needed.

How far that is stands in a file beside the archive, on each machine for itself: it can be lost without harm.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from time import monotonic

from pydantic import TypeAdapter
from sqlalchemy import Connection

from domain.errors import CounterfoilError, ErasedError, MissingError, OriginalError
from settings import private
from store.archive.originals import DAMAGED, MISSING, Archive
from store.upkeep import named_hashes

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


def come(archive: Archive, before: ReadOver, after: ReadOver) -> None:
    """Keep how far a step came, from `before` to `after`; what others found meanwhile stays known."""

    def joined(now: ReadOver) -> ReadOver:
        theirs = {one: what for one, what in now.faults.items() if one not in before.faults}
        well = before.faults.keys() - now.faults.keys()
        return replace(after, faults={one: what for one, what in {**after.faults, **theirs}.items() if one not in well})

    _change(archive, joined)


def tell(archive: Archive, faults: Mapping[str, str], looked: Callable[[str], bool] = lambda _: False) -> None:
    """Keep what somebody else found damaged or missing. What had been wrong before, and was `looked` at by them, too, is so no more."""

    def told(now: ReadOver) -> ReadOver:
        old = {one: what for one, what in now.faults.items() if not looked(one)}
        return replace(now, faults=dict(islice((old | dict(faults)).items(), _FAULTS)))

    _change(archive, told)


def taken(archive: Archive) -> tuple[dict[str, str], frozenset[str]]:
    """Return what somebody found wrong, as far as it is so still, and what of it a letter has told; it is not kept in mind any more."""
    seen, archive.wrong = archive.wrong, {}
    return {one: what for one in seen if (what := wrong(archive, one))}, frozenset(one for one, told in seen.items() if told)


def remember(archive: Archive) -> None:
    """Keep what somebody found wrong: this process ends, or closes the archive."""
    if archive.wrong:
        with suppress(CounterfoilError):  # A bucket that is away keeps nobody from ending.
            tell(archive, taken(archive)[0])


def _change(archive: Archive, changed: Callable[[ReadOver], ReadOver]) -> None:
    """Keep what is made of how far it is now, and let no other process keep anything meanwhile, where the disk allows that."""
    with suppress(OSError):
        folder = os.open(archive.root, os.O_RDONLY)
        try:
            with suppress(OSError):  # Not every network's disk has locks; what is lost then is found again.
                fcntl.flock(folder, fcntl.LOCK_EX)
            before = load(archive)
            if (after := changed(before)) != before:
                save(archive, after)
        finally:
            os.close(folder)


def step(archive: Archive, tx: Connection, state: ReadOver, now: datetime) -> ReadOver:
    """Read a little more: what lies there next, and whether all is there that the database names beside it."""
    if not state.after and state.began and timedelta() <= now - datetime.fromisoformat(state.began) < _ROUND:
        return state
    began, read = state.began if state.after else now.isoformat(), state.read if state.after else 0
    there = list(islice(archive.hashes(state.after), _CONTENTS))
    found = dict(_read(archive, there))
    until = "" if len(found) == len(there) < _CONTENTS else list(found)[-1]
    told = named_hashes.between(tx, state.after, until, _NAMED)
    if len(told) == _NAMED:
        until = told[-1]
    # What a backup or a letter missed may be a piece of letters, for which nobody looks here.
    known = [one for one in state.faults if _within(one, state.after, until)]
    found |= {one: wrong(archive, one) for one in (*told, *known) if one not in found}
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
        archive.wrong.pop(sha256, None)
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
