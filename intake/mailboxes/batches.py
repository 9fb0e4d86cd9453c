"""How many messages are asked about and fetched at once, so that a question and memory stay bounded whatever lies in the mailbox."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from domain.bulk import LARGE
from domain.ports import Known, Location

MOST_MESSAGES = 100
MOST_BYTES = LARGE
MOST_ASKED = 500  # Each place is a parameter of a statement, of which SQLite takes 32,766 and PostgreSQL 65,535.

Key = TypeVar("Key")


def unknown(places: Iterable[Location], known: Known) -> Iterator[Location]:
    """Yield the places that are not known, in order; at most MOST_ASKED are asked about at once."""
    left = iter(places)
    while some := list(islice(left, MOST_ASKED)):
        there = set(known(some))
        yield from (place for place in some if place not in there)


def batches(sizes: Iterable[tuple[Key, int]]) -> Iterator[list[Key]]:
    """Group keys, in order, into batches of at most MOST_MESSAGES and MOST_BYTES; a message larger than that is a batch of its own."""
    batch: list[Key] = []
    weight = 0
    for key, size in sizes:
        if batch and (len(batch) == MOST_MESSAGES or weight + size > MOST_BYTES):
            yield batch
            batch, weight = [], 0
        batch.append(key)
        weight += size
    if batch:
        yield batch
