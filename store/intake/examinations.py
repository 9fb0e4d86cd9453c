"""Messages that are being examined: written down before, so that what ends the reader, or the whole service, is not tried for ever."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select
from sqlmodel import Field

from store.database.declarations import StoredRow
from store.database.mapping import chunked
from store.database.upserting import upsert


class ExaminationRow(StoredRow, table=True):
    """A message that is being examined, by the hash of its bytes. Once it is concluded what it is, there is no row."""

    __tablename__ = "examination"
    sha256: str = Field(primary_key=True)
    begun: int
    ended: int


_examination = ExaminationRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Tried:
    """How often the examination of a message was `begun` and came to no end, and how many processes `ended` of it."""

    begun: int = 0
    ended: int = 0


def tried(tx: Connection, hashes: Iterable[str]) -> dict[str, Tried]:
    """Return what was tried before, of the messages that were tried."""
    asked = (select(_examination).where(_examination.c.sha256.in_(some)) for some in chunked(hashes))
    return {row.sha256: Tried(row.begun, row.ended) for chosen in asked for row in tx.execute(chosen)}


def begin(tx: Connection, hashes: Collection[str], before: Mapping[str, Tried]) -> None:
    """Record that these messages are going to be examined, once more than `before`."""
    one_more = {sha256: before.get(sha256, Tried()) for sha256 in hashes}
    upsert(tx, _examination, [{"sha256": sha256, "begun": one.begun + 1, "ended": one.ended} for sha256, one in one_more.items()])


def record_end(tx: Connection, sha256: str, before: Tried) -> None:
    """Record that a process ended of this message."""
    upsert(tx, _examination, [{"sha256": sha256, "begun": before.begun + 1, "ended": before.ended + 1}])


def conclude(tx: Connection, hashes: Iterable[str]) -> None:
    """Forget these messages: it was concluded what they are, or they were not examined after all."""
    for some in chunked(hashes):
        tx.execute(delete(_examination).where(_examination.c.sha256.in_(some)))
