"""The cache of statements that the stores of all tests share (tests/kept_statements.py)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import column, func, select, table
from sqlalchemy.dialects.postgresql.base import PGCompiler
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler

from store import Store
from tests.kept_statements import KeptStatements

# No statement of the program: whatever test runs before this one, nobody compiled it.
_COUNTED = table("alembic_version", column("version_num"))


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the databases for which a statement with `nobody_asks` in it is compiled from now on, one for each time."""
    seen: list[str] = []
    for kind, compiler in (("sqlite", SQLiteCompiler), ("postgresql", PGCompiler)):
        monkeypatch.setattr(compiler, "visit_select", _watched(compiler.visit_select, kind, seen))
    return seen


def _watched(visit: Callable[..., Any], kind: str, seen: list[str]) -> Callable[..., Any]:
    def visit_select(self: Any, statement: Any, *more: Any, **options: Any) -> Any:
        if statement.selected_columns.keys() == ["nobody_asks"]:
            seen.append(kind)
        return visit(self, statement, *more, **options)

    return visit_select


def test_what_one_store_compiled_another_finds_and_no_database_has_the_sql_of_the_other(
    compiled: list[str], database: Callable[[str], str], tmp_path: Path
) -> None:
    """Each is asked of two stores, with other values, and each answers with its own."""
    answers = []
    for turn, kind in enumerate(("sqlite", "postgresql", "sqlite", "postgresql")):
        store = Store(database(kind), tmp_path / f"archive{turn}")
        with store.reading() as tx:
            answers.append(tx.scalar(select((func.count() + turn).label("nobody_asks")).select_from(_COUNTED)))
        store.close()
    assert answers == [1, 2, 3, 4]
    assert sorted(compiled) == ["postgresql", "sqlite"]


def test_it_keeps_no_more_than_it_is_to() -> None:
    """What was asked for longest ago goes: as many statements as all tests have would take memory for nothing."""
    kept = KeptStatements(10)
    for number in range(100):
        kept[_Dialect(), number] = number
    assert len(kept) <= 15
    assert kept.get((_Dialect(), 99)) == 99
    assert kept.get((_Dialect(), 0), "gone") == "gone"


class _Dialect:
    """As much of a dialect as is looked at."""

    server_version_info = (3, 40)
    paramstyle = "qmark"
