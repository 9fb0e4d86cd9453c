"""The SQL of statements, kept for all stores of a process: thousands of tests open one, and each would put its statements together anew."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.util import LRUCache
from sqlmodel import create_engine

# The program and its tests have some two thousand statements, with each way in which they are given values.
_MOST = 4_000


class KeptStatements(LRUCache[Any, Any]):
    """What an engine's own cache of compiled statements is, for several engines.

    SQLAlchemy looks a statement up by the dialect and by whatever of the statement its SQL comes from. Each engine has a dialect of its
    own; in its place stands here all by which those of our stores differ, so that what one has compiled another one finds.
    """

    def get(self, key: Any, default: Any = None) -> Any:
        """Return the compiled statement of a key, or the default."""
        return super().get(_shared(key), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(_shared(key), compiled)


class SharingEngines:
    """Makes the engines of stores as the program does, and lets them share what they compile."""

    def __init__(self) -> None:
        self.statements = KeptStatements(_MOST)

    def __call__(self, *arguments: Any, **options: Any) -> Engine:
        """Return what `create_engine` returns."""
        engine = create_engine(*arguments, **options)
        engine.update_execution_options(compiled_cache=self.statements)
        return engine


def _shared(key: Any) -> Any:
    dialect, *statement = key
    return (type(dialect), dialect.server_version_info, dialect.paramstyle, *statement)
