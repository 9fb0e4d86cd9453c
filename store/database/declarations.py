"""What the declarations of tables have in common."""

from __future__ import annotations

from sqlalchemy import Index, TextClause
from sqlmodel import SQLModel


class StoredRow(SQLModel):
    """A table, declared as a class with its columns. No row is ever made as a value of it, so that what would check one is not built."""

    model_config = {"defer_build": True}


def index_of_some(name: str, *columns: str, where: TextClause) -> Index:
    """Return an index of those rows alone for which `where` holds. The steps of `store.migrations` make it so in either database.

    The condition is told as that of SQLite alone: to tell it as that of PostgreSQL too, SQLAlchemy would load the whole of its dialect.
    """
    return Index(name, *columns, sqlite_where=where)
