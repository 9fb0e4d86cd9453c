"""For every shape that the database ever had, rows of every table as that shape knew them; a file that is here does not change any more."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from store import migrations

SHAPES = tuple(found.name.removeprefix("shape_") for found in pkgutil.iter_modules(__path__))
TYPES: dict[type, Any] = {
    dict: sa.JSON(),
    list: sa.JSON(),
    datetime: sa.DateTime(timezone=True),
    date: sa.Date(),
    bool: sa.Boolean(),
    bytes: sa.LargeBinary(),
    int: sa.Integer(),
    float: sa.Float(),
    str: sa.String(),
}


def rows(shape: str) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of an earlier shape by their tables, in an order in which they can be inserted."""
    found: dict[str, list[dict[str, Any]]] = importlib.import_module(f"{__name__}.shape_{shape}").ROWS
    return found


def steps() -> ScriptDirectory:
    """Return the steps of the program as Alembic sees them."""
    return ScriptDirectory(migrations.STEPS.parent, version_locations=[migrations.STEPS])


def make(url: str, shape: str) -> None:
    """Make a database of an earlier shape with rows in every table, as the program of that time left it."""
    engine = sa.create_engine(url)
    with engine.begin() as tx:
        context = MigrationContext.configure(tx)
        with Operations.context(context):
            for step in reversed(list(steps().iterate_revisions(shape, "base"))):
                step.module.upgrade()
        if shape == "0001":  # Alembic came later.
            tx.exec_driver_sql("CREATE TABLE shape (version INTEGER NOT NULL)")
            tx.exec_driver_sql("INSERT INTO shape VALUES (1)")
        else:
            context.stamp(steps(), shape)
        for name, lines in rows(shape).items():
            types = {key: TYPES[type(value)] for line in lines for key, value in line.items() if value is not None}
            tx.execute(sa.insert(sa.table(name, *(sa.column(key, types.get(key)) for key in lines[0]))), lines)
    engine.dispose()


def content(url: str) -> dict[str, list[Any]]:
    """Return every row of every table."""
    engine = sa.create_engine(url)
    with engine.connect() as tx:
        names = sa.inspect(tx).get_table_names()
        found = {name: list(map(tuple, tx.execute(sa.select(sa.text("*")).select_from(sa.table(name))))) for name in names}
    engine.dispose()
    return found
