"""Statements by which every letter passes, put into the words of a database once.

SQLAlchemy looks through the parameters of each row again, and through the statement each time, which takes longer than what it then asks
of the database. What is written so is not seen by whoever remembers what a transaction has read (see `store.database.remembered`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.sql.dml import UpdateBase


@dataclass(frozen=True, slots=True)
class _Words:
    """A statement as a driver takes it: what stands in it for all rows, what makes a row's values the driver's, and their order, if any."""

    text: str
    fixed: Mapping[str, Any]
    makers: tuple[tuple[str, Callable[[Any], Any]], ...]
    order: tuple[str, ...]

    def row(self, values: Mapping[str, Any]) -> Any:
        """Return the parameters of one row."""
        whole = {**self.fixed, **values}
        for name, make in self.makers:
            whole[name] = make(whole[name])
        return tuple(map(whole.__getitem__, self.order)) if self.order else whole


class PreparedStatement:
    """A statement that changes or adds several rows at once; all of them have the same parameters."""

    def __init__(self, statement: UpdateBase) -> None:
        self._statement = statement
        self._words: dict[str, _Words] = {}

    def __call__(self, tx: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run it for these rows, of which there is one at least."""
        words = self._words.get(tx.dialect.name)
        if words is None:
            words = self._words[tx.dialect.name] = _put(self._statement, tx.dialect, rows[0])
        tx.exec_driver_sql(words.text, [words.row(one) for one in rows])


def _put(statement: UpdateBase, dialect: Dialect, row: Mapping[str, Any]) -> _Words:
    made: Any = statement.compile(dialect=dialect, column_keys=list(row))
    makers = {name: make for name, bind in made.binds.items() if (make := bind.type.dialect_impl(dialect).bind_processor(dialect))}
    fixed = {name: value for name, value in made.construct_params(dict(row)).items() if name not in row}
    known = {name: makers[name](value) if name in makers else value for name, value in fixed.items()}
    return _Words(str(made), known, tuple((name, make) for name, make in makers.items() if name in row), tuple(made.positiontup or ()))
