"""Originals that are lost, as a person is told of them: the first few by whose they are, and where in the archive they belong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from store import Transaction
from store.archive.originals import Archive
from store.upkeep.owners import whose

FEW = 5  # More are counted.


@dataclass(frozen=True, slots=True, kw_only=True)
class LostOriginal:
    """An original that is lost. `whose` is "" where nothing that is looked at names it, and `where` where no archive is at hand."""

    sha256: str
    whose: str
    where: str


def first_lost(tx: Transaction, hashes: Iterable[str], archive: Archive | None = None) -> tuple[LostOriginal, ...]:
    """Return the first few of these originals."""
    few = tuple(islice(hashes, FEW))
    found = whose(tx, few) if few else {}
    return tuple(LostOriginal(sha256=one, whose=found.get(one, ""), where=archive.where(one) if archive else "") for one in few)
