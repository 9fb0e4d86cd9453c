"""Leases: which process does what and until when, by the clock of the database; and their numbers, by which a late owner is told apart.

Several processes can share PostgreSQL alone. On SQLite a lock file says who works (see `store.database.engine.Store.exclusive`): no
lease is written there, and the number 0 stands for whoever holds the lock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, func, null, or_, select, text, update
from sqlmodel import Field

from store.database.declarations import StoredRow
from store.database.mapping import Instant, to_row, to_value
from store.database.upserting import upsert

_LOCK = 0x6C656173  # PostgreSQL's advisory lock of whoever takes a lease: numbers follow each other.
ALONE = "alone"  # While this one is in force, no other is given.


class LeaseRow(StoredRow, table=True):
    """What one process does: `owner` until `until`, under the number `fence`, which no other lease ever has."""

    __tablename__ = "lease"
    name: str = Field(primary_key=True)
    owner: str
    fence: int = Field(unique=True)
    since: datetime = Field(sa_type=Instant)
    until: datetime = Field(sa_type=Instant)


_lease = LeaseRow.__table__  # type: ignore[attr-defined]
_IN_FORCE = _lease.c.until > func.clock_timestamp()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A lease, which may have ended: then it says who had it last."""

    name: str
    owner: str
    fence: int
    since: datetime
    until: datetime


def clock(tx: Connection) -> datetime:
    """Return what time it is by the clock of the database, which all who share it see."""
    found: datetime = tx.execute(select(func.clock_timestamp())).scalar_one()
    return found


def take(tx: Connection, names: Iterable[str], owner: str, lasts: timedelta) -> Lease | None:
    """Take the first of these leases that nobody has; None where each is in force, or somebody is to be alone."""
    tx.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    now, there = clock(tx), {one.name: one for one in known(tx)}
    taken = {name for name, one in there.items() if one.until > now}
    free = None if ALONE in taken else next((name for name in names if name not in taken), None)
    if free is None:
        return None
    number = max((one.fence for one in there.values()), default=0) + 1
    lease = Lease(name=free, owner=owner, fence=number, since=now, until=now + lasts)
    upsert(tx, _lease, [to_row(lease)])
    return lease


def renew(tx: Connection, fence: int, lasts: timedelta) -> bool:
    """Let a lease last on from now; False where it has ended, which nothing brings back."""
    held = (_lease.c.fence == fence, _IN_FORCE)
    return tx.execute(update(_lease).where(*held).values(until=clock(tx) + lasts)).rowcount == 1


def release(tx: Connection, fence: int) -> None:
    """End a lease now, if it has not ended."""
    tx.execute(update(_lease).where(_lease.c.fence == fence, _IN_FORCE).values(until=clock(tx)))


def end_all(tx: Connection) -> None:
    """End every lease, in a database to which others were copied: nobody works with it yet, and their numbers stay taken."""
    tx.execute(update(_lease).values(until=_lease.c.since))


def known(tx: Connection) -> tuple[Lease, ...]:
    """Return every lease that there ever was by its last owner, in the order of their names."""
    return tuple(to_value(Lease, row) for row in tx.execute(select(_lease).order_by(_lease.c.name)).mappings())


def in_force(tx: Connection) -> tuple[Lease, ...]:
    """Return the leases in force, in the order of their names; none on SQLite."""
    if tx.dialect.name == "sqlite":
        return ()
    return tuple(to_value(Lease, row) for row in tx.execute(select(_lease).where(_IN_FORCE).order_by(_lease.c.name)).mappings())


def holds(tx: Connection, fence: int) -> bool:
    """Say whether the lease with this number is in force; that of a lock file (0) is as long as its process lives."""
    return not fence or tx.scalar(select(_lease.c.fence).where(_lease.c.fence == fence, _IN_FORCE)) is not None


def ended(tx: Connection, column: ColumnElement[int | None]) -> ColumnElement[bool]:
    """Return the condition that `column` has the number of no lease in force. On SQLite that is all: the caller holds the lock."""
    if tx.dialect.name == "sqlite":
        return null().is_(None)
    return or_(column.is_(None), column.not_in(select(_lease.c.fence).where(_IN_FORCE)))
