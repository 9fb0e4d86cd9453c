"""The shape of the database, and how an older one is brought to today's: one module a step, with `STEP` (its number) and `statements`."""

from __future__ import annotations

import sys

from sqlalchemy import Connection, Integer, column, insert, inspect, select, table, update
from sqlmodel import SQLModel

from domain.errors import ConfigurationError
from domain.plugins import discover

_shape = table("shape", column("version", Integer))


def upgrade(tx: Connection) -> None:
    """Make an empty database, or bring an older one to today's shape; refuse one that a newer program has made."""
    steps = sorted(discover(sys.modules[__name__], "STEP"), key=lambda step: int(step.number))
    newest = steps[-1].number if steps else 1
    if not inspect(tx).has_table("shape"):
        SQLModel.metadata.create_all(tx)
        tx.exec_driver_sql("CREATE TABLE shape (version INTEGER NOT NULL)")
        tx.execute(insert(_shape).values(version=newest))
        return
    found = tx.scalar(select(_shape.c.version)) or 0
    if found > newest:
        raise ConfigurationError(
            f"The database has shape {found}, and this program knows shapes up to {newest}.",
            where="store",
            remedy="Install the newer Counterfoil again; the database was not touched.",
        )
    for step in steps:
        if step.number > found:
            for statement in step.statements:
                tx.exec_driver_sql(statement)
            tx.execute(update(_shape).values(version=step.number))
