"""Which messages are fetched together, so that memory stays bounded whatever lies in the mailbox."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

MOST_MESSAGES = 100
MOST_BYTES = 16 * 1024 * 1024

Key = TypeVar("Key")


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
