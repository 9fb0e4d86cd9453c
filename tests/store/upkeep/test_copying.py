"""A store is copied into a database of either kind, and the copy holds the same."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, inspect, select, text, update

from domain.errors import StoreError
from store import Store, copying
from tests.store.filled import fill

Databases = Callable[[str], str]


def test_every_table_of_a_database_is_copied(store: Store) -> None:
    """A table that a migration makes is one that a copy has."""
    with store.reading() as tx:
        assert set(inspect(tx).get_table_names()) == {one.name for one in copying.tables()} | {"alembic_version"}


@pytest.mark.parametrize("there", ["sqlite", "postgresql"])
def test_a_copy_holds_the_same(store: Store, database: Databases, there: str, tmp_path: Path) -> None:
    """Every table has a row with a value in each of its columns, in both directions and back."""
    with store.transaction() as tx:
        fill(tx)
    with closing(Store(database(there), tmp_path / "archive")) as target:
        with store.transaction() as source, target.transaction() as tx:
            copying.freeze(source, alone=True)
            came = copying.copy(source, tx)
        with store.reading() as source, target.reading() as tx:
            assert copying.sums(tx) == copying.sums(source) == came
            for one in copying.tables():
                assert [tuple(row) for row in tx.execute(select(one))] == [tuple(row) for row in source.execute(select(one))], one.name
    assert all(total.rows for total in came.values())


def test_a_copy_counts_on(store: Store, database: Databases, tmp_path: Path) -> None:
    """The next row of a table that numbers its rows has a number that none has yet."""
    with store.transaction() as tx:
        fill(tx)
    with closing(Store(database("postgresql"), tmp_path / "archive")) as target, store.reading() as source, target.transaction() as tx:
        copying.copy(source, tx)
        for one in copying.tables():
            key = one.autoincrement_column
            if key is None or one.name == "generation":
                continue
            row = tx.execute(select(one)).mappings().first()
            assert row
            unique = {column.name: f"{row[column.name]} 2" for column in one.columns if isinstance(row[column.name], str)}
            made = tx.execute(insert(one).values({**{k: v for k, v in row.items() if k != key.name}, **unique}).returning(key)).scalar_one()
            assert made > row[key.name], one.name


def test_a_database_that_is_used_is_refused(store: Store, tmp_path: Path) -> None:
    """Nothing is written over, and nothing is mixed."""
    with closing(Store(f"sqlite:///{tmp_path / 'other.db'}", tmp_path / "archive")) as target:
        with store.transaction() as source:
            fill(source)
        with store.reading() as source, target.transaction() as tx:
            copying.copy(source, tx)
        with pytest.raises(StoreError, match="not empty"), store.reading() as source, target.transaction() as tx:
            copying.copy(source, tx)


def test_a_copy_that_differs_is_not_kept(store: Store, tmp_path: Path) -> None:
    """Where a database changes what is written into it, the copy is none."""
    with closing(Store(f"sqlite:///{tmp_path / 'other.db'}", tmp_path / "archive")) as target:
        with target.transaction() as tx:
            tx.execute(text("create trigger liar after insert on organisation begin update organisation set name = 'X'; end"))
        with store.transaction() as source:
            fill(source)
        with pytest.raises(StoreError, match="differs in organisation"), store.reading() as source, target.transaction() as tx:
            copying.copy(source, tx)
        with target.reading() as tx:
            assert not any(total.rows for name, total in copying.sums(tx).items() if name != "generation")


def test_the_sum_of_a_table_tells_any_change(store: Store) -> None:
    """One value of one row is enough."""
    with store.transaction() as tx:
        fill(tx)
        before = copying.sums(tx)
        (organisation,) = [one for one in copying.tables() if one.name == "organisation"]
        tx.execute(update(organisation).values(name="Another"))
        after = copying.sums(tx)
    assert [name for name in after if after[name] != before[name]] == ["organisation"]


def test_a_database_of_postgresql_knows_what_was_copied_into_it(store: Store, database: Databases, tmp_path: Path) -> None:
    """Without that it planned as if nothing lay there, until it looked by itself: the standings of 10,000 organisations took 7 seconds."""
    with store.transaction() as tx:
        fill(tx)
    with closing(Store(database("postgresql"), tmp_path / "archive")) as target, store.reading() as source, target.transaction() as tx:
        copying.copy(source, tx)
        known = text("SELECT DISTINCT tablename FROM pg_stats WHERE schemaname = current_schema()")
        assert {one.name for one in copying.tables()} <= set(tx.scalars(known))
