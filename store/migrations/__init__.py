"""The shape of the database, and the steps to it: Alembic brings an older one to today's, one file of `steps/` a change, forward only."""

from __future__ import annotations

from pathlib import Path
from zlib import crc32

from sqlalchemy import Connection, Integer, String, column, inspect, select, table, text

from domain.errors import ConfigurationError

STEPS = Path(__file__).parent / "steps"
# How a step calls a constraint that was made without a name: PostgreSQL has named it so by itself, and on SQLite it has no other.
NAMES = {"uq": "%(table_name)s_%(column_0_N_name)s_key", "fk": "%(table_name)s_%(column_0_N_name)s_fkey"}
_version = table("alembic_version", column("version_num", String))
_shape = table("shape", column("version", Integer))


def is_newest(tx: Connection) -> bool:
    """Tell whether the database has today's shape. It only reads, and does not load Alembic, which every start would pay for."""
    return _recorded(tx) == _revisions()[-1]


def holds_nothing(tx: Connection) -> bool:
    """Tell whether no version of the program has ever made anything in the database.

    No table is read for that: another process may take it away in this moment, as it brings the database to today's shape.
    """
    there = inspect(tx)
    return not (there.has_table(_version.name) or there.has_table(_shape.name))


def upgrade(tx: Connection) -> None:
    """Make an empty database, or bring an older one to today's shape; refuse one that a newer program has made.

    All of it belongs to the caller's transaction, in which SQLite must not enforce foreign keys: a table that others reference can only
    be made anew without. They are checked at the end, and a step that left a row without the one that it names is a RuntimeError.
    """
    if tx.dialect.name == "postgresql":
        # Of two processes that start at the same time, one waits here, and then finds the work done. SQLite has one writer anyway.
        tx.execute(text("select pg_advisory_xact_lock(:key)"), {"key": crc32(b"migrations")})
    found, known = _recorded(tx) or _before_alembic(tx), _revisions()
    if found is not None and found not in known:
        raise ConfigurationError(
            f"The database has schema version {found}, but this program only knows versions up to {known[-1]}.",
            where="store",
            remedy="Install the newer Counterfoil again. The database was not changed.",
        )
    # Somebody may have deleted rows by hand, so what counts is what the steps have broken.
    broken = _broken(tx)
    _go(tx, found)
    if _broken(tx) > broken:
        raise RuntimeError("A step left rows that refer to missing rows. Nothing was changed.")


def _revisions() -> list[str]:
    """Return the revisions of all steps, oldest first: a step's file is named by it."""
    return sorted(path.name[1:5] for path in STEPS.glob("s*.py"))


def _recorded(tx: Connection) -> str | None:
    return tx.scalar(select(_version.c.version_num)) if inspect(tx).has_table(_version.name) else None


def _before_alembic(tx: Connection) -> str | None:
    # The shape stood in a table of its own then, and was never other than 1.
    return f"{tx.scalar(select(_shape.c.version)):04}" if inspect(tx).has_table(_shape.name) else None


def _broken(tx: Connection) -> int:
    return tx.scalar(text("select count(*) from pragma_foreign_key_check")) or 0 if tx.dialect.name == "sqlite" else 0


def _go(tx: Connection, found: str | None) -> None:
    from alembic.operations import Operations  # noqa: PLC0415 - only an upgrade pays for loading it
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415 - as above
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as above

    scripts = ScriptDirectory(STEPS.parent, version_locations=[STEPS])
    context = MigrationContext.configure(tx)
    if found is not None:
        context.stamp(scripts, found)
        tx.exec_driver_sql("DROP TABLE IF EXISTS shape")
    with Operations.context(context):
        for step in reversed(list(scripts.iterate_revisions("head", found or "base"))):
            step.module.upgrade()
            context.stamp(scripts, step.revision)
