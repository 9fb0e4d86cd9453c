"""Fills a database of shape 1 with a made-up study of any size, without the program's own tables: for measuring growth, and for migrations.

What is filled in is a running study as the program of that time left it. Originals of messages are not in the archive, and a letter's
recorded bytes are short. The study's own files are put there by `archived`; `study apply` adds the layouts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, create_engine

from bench.shape1.rows import Filled, Row, figures, tables
from bench.shape1.study import STUDY, make

_AT_ONCE = 20_000  # Rows that are in memory together.
_COUNTED = ("invitation", "letter", "attempt", "message", "bounce", "submission", "hold")  # The database counts their ids.
_IN_POSTGRESQL = {" id INTEGER": " id SERIAL", "DATETIME": "TIMESTAMP WITH TIME ZONE", "BLOB": "BYTEA", " WITHOUT ROWID": ""}


def create(connection: Connection) -> None:
    """Make the empty tables of shape 1 in an empty database."""
    script = Path(__file__).with_name("tables.sql").read_text(encoding="utf-8")
    if connection.dialect.name == "postgresql":
        for ours, theirs in _IN_POSTGRESQL.items():
            script = script.replace(ours, theirs)
    for statement in script.split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)
    _insert(connection, "shape", [(1,)])


def fill(
    connection: Connection,
    *,
    organisations: int,
    files: Mapping[str, str],
    answers: int = 20,
    recorded: int = 400,
    suppressed: int = 0,
    messages: int = 0,
    seed: int = 2012,
) -> Filled:
    """Make the tables in an empty database and fill them, in the transaction of the caller; return what was put in.

    `files` are the study's files by their hashes (see `archived`), `answers` those of each submission, `recorded` the bytes kept of each
    letter, `suppressed` so many addresses that belong to nobody here; there are at least so many `messages`.
    """
    create(connection)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")  # Instants are written without a zone, as SQLite keeps them.
    made = make(organisations, seed, messages)
    for table, rows in tables(made, files, answers=answers, recorded=recorded, suppressed=suppressed).items():
        _insert(connection, table, rows)
    if connection.dialect.name == "postgresql":
        _count_on(connection)
        # A store that is in use has its statistics; without them, a migration asks one statement with the square of the submissions.
        connection.exec_driver_sql("ANALYZE")
    return figures(made, answers)


def archived(folder: Path, archive: Path) -> dict[str, str]:
    """Keep the files of a study's folder in an archive as the program does, and return their hashes by their paths in the folder."""
    files = [folder / "study.toml", *sorted(folder.glob("letters/*.md")), *sorted(folder.glob("*.xlsx")), *folder.glob("previous.csv")]
    hashes: dict[str, str] = {}
    for file in files:
        content = file.read_bytes()
        sha256 = hashes[file.relative_to(folder).as_posix()] = hashlib.sha256(content).hexdigest()
        (archive / sha256[:2]).mkdir(parents=True, exist_ok=True)
        (archive / sha256[:2] / sha256).write_bytes(content)
    return hashes


def fill_home(home: Path, organisations: int, suppressed: int = 0, messages: int = 0, url: str = "") -> Filled:
    """Fill the database of a new installation with the sample study: that of SQLite beside it, or the one at `url`."""
    files = archived(home / "studies" / STUDY, home / "archive")
    engine = create_engine(url or f"sqlite:///{home.resolve() / 'counterfoil.db'}")
    with engine.begin() as connection:
        filled = fill(connection, organisations=organisations, files=files, suppressed=suppressed, messages=messages)
    engine.dispose()
    return filled


def _insert(connection: Connection, table: str, rows: Iterable[Row]) -> None:
    left = iter(rows)
    mark = "%s" if connection.dialect.name == "postgresql" else "?"
    while batch := list(islice(left, _AT_ONCE)):
        marks = ", ".join([mark] * len(batch[0]))
        connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({marks})", batch)  # noqa: S608 - the names are those of this package


def _count_on(connection: Connection) -> None:
    """Let PostgreSQL count on from the ids that were given; SQLite does so by itself."""
    for table in _COUNTED:
        newest = f"(SELECT max(id) FROM {table})"  # noqa: S608 - the names are those of this package
        connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {newest}) WHERE {newest} IS NOT NULL")
