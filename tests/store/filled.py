"""A store in which every table has a row, with a value in every column that may have one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, delete, insert

from store import copying

_SECRET = "generation"  # The one row that a new store has.


def fill(tx: Connection) -> None:
    """Put a row into each table; what refers to another table refers to its row."""
    made: dict[str, dict[str, Any]] = {}
    for number, one in enumerate(copying.tables(), 1):
        if one.name == _SECRET:
            tx.execute(delete(one))
        made[one.name] = {column.name: _value(column, number, made) for column in one.columns}
        tx.execute(insert(one).values(made[one.name]))


def _value(column: Column[Any], number: int, made: dict[str, dict[str, Any]]) -> Any:
    for key in column.foreign_keys:
        if key.column.table.name in made:
            return made[key.column.table.name][key.column.name]
    values: dict[str, Any] = {
        "INTEGER": 1 if column.table.name == _SECRET else number * 7,
        "BIGINT": 2**40 + number,
        "VARCHAR": f"é\u202e'\\{number} 漢",
        "BOOLEAN": True,
        "FLOAT": 0.1 + number,
        "BLOB": b"\0\xff" * number,
        "DATETIME": datetime(2030, 1, 2, 3, 4, 5, 678901, tzinfo=UTC) + timedelta(days=number),
        "DATE": date(2030, 1, 2) + timedelta(days=number),
        "JSON": {"b": [1, 1.5, None, "é"], "a": {"x": True}},
    }
    return values[str(column.type)]
