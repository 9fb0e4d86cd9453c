"""A statement that is put into a database's words once does what SQLAlchemy does with it, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, bindparam, insert, or_, select, update

from store import Store
from store.database.mapping import Instant
from store.database.prepared_statements import PreparedStatement

_TABLE = Table(
    "prepared_once",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("word", String),
    Column("count", Integer),
    Column("at", Instant),
    Column("own", LargeBinary),
)
AT = datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=timezone(timedelta(hours=5)))


@pytest.fixture
def filled(store: Store) -> Store:
    """Return a store with a table of three rows."""
    add = PreparedStatement(insert(_TABLE).inline())
    with store.transaction() as tx:
        _TABLE.create(tx)
        add(tx, [{"id": number, "word": "100 % é", "count": number, "at": AT, "own": b"\0\xff"} for number in (1, 2, 3)])
    return store


def test_rows_are_added_as_they_are_read_again(filled: Store) -> None:
    """A sign of the driver's, an instant of another zone, bytes: each is what it was."""
    with filled.reading() as tx:
        rows = tx.execute(select(_TABLE).order_by(_TABLE.c.id)).all()
    assert [tuple(row) for row in rows] == [(number, "100 % é", number, AT.astimezone(UTC), b"\0\xff") for number in (1, 2, 3)]


def test_each_row_is_changed_by_its_own_parameters_and_by_what_the_statement_says_of_all(filled: Store) -> None:
    """A parameter may stand in it several times, and one row alone is no other case."""
    before = bindparam("before", type_=Integer)
    fits = or_(_TABLE.c.count == before, _TABLE.c.word == "none such")
    say = PreparedStatement(
        update(_TABLE).where(_TABLE.c.id == bindparam("number"), fits).values(count=before + 10, word="said", at=bindparam("when"))
    )
    with filled.transaction() as tx:
        say(tx, [{"number": 1, "before": 1, "when": None}, {"number": 2, "before": 7, "when": AT}])
        say(tx, [{"number": 3, "before": 3, "when": AT}])
        rows = tx.execute(select(_TABLE.c.count, _TABLE.c.word, _TABLE.c.at).order_by(_TABLE.c.id)).all()
    instant = AT.astimezone(UTC)
    assert [tuple(row) for row in rows] == [(11, "said", None), (2, "100 % é", instant), (13, "said", instant)]


def test_a_time_without_its_zone_is_refused(filled: Store) -> None:
    """As everywhere: which instant it means would be a guess."""
    add = PreparedStatement(insert(_TABLE).inline())
    with pytest.raises(ValueError, match="zone"), filled.transaction() as tx:
        add(tx, [{"id": 9, "word": "", "count": 0, "at": AT.replace(tzinfo=None), "own": b""}])
