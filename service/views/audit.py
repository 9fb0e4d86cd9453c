"""The journal for whoever audits it: exported as lines that can be checked without the program, and its chain looked through."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.errors import ConfigurationError, CounterfoilError, disk_fault
from domain.journal import first_break, first_broken_line, line
from service.cases.entries import Told, told
from service.installation.writing import write
from service.wiring import Service
from store import Transaction, journal

_REMEDY = "Compare the database with a backup: somebody has changed or removed decisions."


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What was checked: how many entries, the hash of the last one, and where the chain breaks (None where it is whole)."""

    entries: int
    last: str
    broken_at: int | None


def chain(tx: Transaction) -> Chain:
    """Look through the chain of the journal."""
    count, last = journal.end(tx)
    return Chain(entries=count, last=last, broken_at=first_break(journal.pages(tx)))


def require_whole(tx: Transaction) -> Chain:
    """Return what was checked. CounterfoilError where an entry does not follow from the one before it."""
    found = chain(tx)
    if found.broken_at is not None:
        raise CounterfoilError(
            f"Entry {found.broken_at} of the journal does not follow from the entry before it.", where="journal", remedy=_REMEDY
        )
    return found


def check_file(path: Path) -> Chain:
    """Check an exported journal, and return what was checked. CounterfoilError with the first line that is wrong."""
    try:
        found = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except OSError as error:
        raise disk_fault(error, path) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError("This is no exported journal: it is not UTF-8.", where=str(path), remedy="Choose another file.") from error
    if (broken := first_broken_line(found)) is not None:
        raise CounterfoilError(
            f"Line {broken} does not follow from the line before it: the file was changed after it was exported, or is no journal.",
            where=str(path),
            remedy="Export the journal anew, and compare the two.",
        )
    return Chain(entries=len(found), last=json.loads(found[-1])["hash"], broken_at=None)


def lines(tx: Transaction) -> Iterator[str]:
    """Yield the journal as lines of JSON, oldest first."""
    return map(line, journal.pages(tx))


def export(service: Service, path: Path) -> Chain:
    """Write the journal into a file, a line an entry, and return what was written."""
    with service.store.reading() as tx:
        found = chain(tx)
        write(path, "".join(f"{one}\n" for one in lines(tx)).encode())
    return found


def newest(tx: Transaction, limit: int) -> tuple[Told, ...]:
    """Return the newest entries as they are told to people, oldest first."""
    last, _ = journal.end(tx)
    return told(tx, journal.find(tx, range(max(1, last - limit + 1), last + 1)))
