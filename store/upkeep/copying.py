"""A whole store copied into another database, whichever of the two kinds either is, and compared with it row by row.

A backup and a move are the same: nothing here knows what the tables mean, and none of them can be forgotten.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import pkgutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, func, insert, inspect, select, text
from sqlmodel import SQLModel

from domain.errors import StoreError
from store.answers.studies import VersionRow
from store.database import faults
from store.database.addresses import shown
from store.database.engine import Store
from store.database.generation import GenerationRow
from store.intake.annexes import AnnexRow
from store.intake.messages import MessageRow
from store.outbox.recipe import shared_in
from store.personal import traces

_STORE = Path(__file__).parents[1]
_TOGETHER = 500  # Rows of one statement.
_BESIDES = {"alembic_version"}  # Which a new database writes by itself.
_generation = GenerationRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class TableSum:
    """How many rows a table has, and the sum of their SHA-256 (modulo 2**256), which is the same in whatever order they lie."""

    rows: int = 0
    sha256: int = 0

    def __add__(self, row: Row[Any]) -> TableSum:
        """Return the sum with one row more."""
        written = json.dumps(list(row), default=_as_text, ensure_ascii=False, separators=(",", ":"))
        return TableSum(self.rows + 1, (self.sha256 + int.from_bytes(hashlib.sha256(written.encode()).digest())) % 2**256)


def tables() -> Sequence[Table]:
    """Return all tables of a store, each behind those that it refers to."""
    for room in pkgutil.iter_modules([str(_STORE)], f"{_STORE.name}."):
        for module in pkgutil.iter_modules(importlib.import_module(room.name).__path__, f"{room.name}."):
            if not module.ispkg:
                importlib.import_module(module.name)
    return SQLModel.metadata.sorted_tables


def copy(source: Connection, target: Connection, done: Callable[[str, int], None] = lambda *_: None) -> dict[str, TableSum]:
    """Copy all rows of `source` into `target`, which has the same shape and nothing in it; return what each table came to.

    `done` is told each table with its rows. StoreError where something lies in `target`, or where it holds other rows at the end: whoever
    began the transactions takes them back.
    """
    refuse_what_is_used(target)
    target.execute(delete(_generation))
    came = {}
    for one in tables():
        came[one.name] = _copied(source, target, one)
        done(one.name, came[one.name].rows)
    _count_on(target)
    if differing := [name for name, total in sums(target).items() if total != came[name]]:
        raise StoreError(f"The copy differs in {', '.join(differing)}. Nothing was kept of it.", where=_where(target), remedy="Try again.")
    if target.dialect.name == "postgresql":
        # It knows nothing of tables that were just filled, and would guess for the minutes until it looks at them by itself. Other tables
        # of the database may be locked, as those of the source are where it stands there too.
        target.exec_driver_sql(f"ANALYZE {', '.join(target.dialect.identifier_preparer.format_table(one) for one in tables())}")
    return came


def close(source: Connection) -> None:
    """Let nothing be written into a store any more, by whoever has it open; it belongs to the caller's transaction."""
    if source.dialect.name == "postgresql":
        source.exec_driver_sql(
            f"create function store_was_moved() returns trigger language plpgsql as $$ begin raise exception '{faults.MOVED}' "
            "using errcode = 'insufficient_privilege'; end $$"
        )
    for one in tables():
        if source.dialect.name == "postgresql":
            when = f"before insert or update or delete on {one.name} for each statement execute function store_was_moved()"
            source.exec_driver_sql(f"create trigger moved_{one.name} {when}")
        else:
            for act in ("insert", "update", "delete"):
                said = f"begin select raise(abort, '{faults.MOVED}'); end"
                source.exec_driver_sql(f"create trigger moved_{one.name}_{act} before {act} on {one.name} {said}")


def snapshot(source: Store, file: Path) -> None:
    """Write one state of a store into a new database of SQLite, while others may write; it takes no more than the rows do."""
    if source.engine.dialect.name == "sqlite":
        try:
            with closing(source.engine.raw_connection()) as connection:
                connection.cursor().execute("VACUUM INTO ?", (str(file),))
        except sqlite3.Error as error:
            remedy = "Check the disk, and that it has room for a copy of the database; then try again."
            raise StoreError(f"The database cannot be copied: {error}.", where=source.address, remedy=remedy) from error
        return
    with closing(Store(f"sqlite:///{file}", file.with_name("archive"))) as target, source.reading() as tx, target.transaction() as into:
        freeze(tx, alone=False)
        copy(tx, into)


def wrong_with(tx: Connection) -> tuple[str, ...]:
    """Return what SQLite finds wrong with a database: damage, and rows that refer to missing ones."""
    found = [row[0] for row in tx.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
    return (*found, *(f"{row[0]} refers to a missing row of {row[2]}" for row in tx.exec_driver_sql("PRAGMA foreign_key_check")))


def originals(tx: Connection) -> Iterator[str]:
    """Yield the hashes of what the archive must hold: messages, annexes, studies as they were applied, and pieces of letters."""
    yield from tx.scalars(select(MessageRow.__table__.c.sha256))  # type: ignore[attr-defined]
    yield from tx.scalars(select(AnnexRow.__table__.c.sha256))  # type: ignore[attr-defined]
    for files in tx.scalars(select(VersionRow.__table__.c.files)):  # type: ignore[attr-defined]
        yield from files.values()
    for number, _, own in traces.recorded(tx):
        yield from shared_in(own, number)


def sums(tx: Connection) -> dict[str, TableSum]:
    """Return what each table of a store comes to: two stores with the same sums hold the same."""
    return {one.name: sum(_rows(tx, one), TableSum()) for one in tables()}


def freeze(tx: Connection, *, alone: bool) -> None:
    """See one state of the store until the transaction ends, which begins with this; `alone` lets nobody else write meanwhile.

    On SQLite every transaction is like that: one that may write is alone, and one that only reads sees one state.
    """
    if tx.dialect.name != "postgresql":
        return
    tx.execute(text("set transaction isolation level repeatable read"))
    if alone:
        tx.execute(text(f"lock table {', '.join(one.name for one in tables())} in share mode"))


def _copied(source: Connection, target: Connection, one: Table) -> TableSum:
    total, statement = TableSum(), insert(one)
    for rows in _rows(source, one).partitions(_TOGETHER):
        for row in rows:
            total += row
        target.execute(statement, [dict(row._mapping) for row in rows])
    return total


def _rows(tx: Connection, one: Table) -> Any:
    # A table may refer to itself, so that its rows go in the order in which they were made.
    return tx.execute(select(one).order_by(*one.primary_key), execution_options={"stream_results": True, "max_row_buffer": _TOGETHER})


def refuse_what_is_used(target: Connection) -> None:
    """Raise StoreError where a database holds more than a new one does."""
    strangers = set(inspect(target).get_table_names()) - {one.name for one in tables()} - _BESIDES
    used = [one.name for one in tables() if one is not _generation and target.scalar(select(func.count()).select_from(one))]
    if found := sorted((*strangers, *used)):
        raise StoreError(
            f"This database is not empty: {found[0]} holds something. Nothing was copied.",
            where=_where(target),
            remedy="Give an empty database.",
        )


def _count_on(target: Connection) -> None:
    """Let the next row of each table have the number that it would have had: SQLite looks at the greatest by itself."""
    if target.dialect.name != "postgresql":
        return
    for one in tables():
        for column in one.primary_key:
            name = target.scalar(select(func.pg_get_serial_sequence(one.name, column.name)))
            if name and (last := target.scalar(select(func.max(column)))) is not None:
                target.execute(select(func.setval(name, last)))


def _as_text(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else value.isoformat()


def _where(tx: Connection) -> str:
    return shown(tx.engine.url)
