"""What a transaction has read, remembered until it writes there: messages that are concluded together ask for much of the same.

Nothing is remembered but between `remembering` and its end. Where a row is inserted, nothing is remembered any more of the key that it is
for; where rows are changed otherwise, of none, for the rest of that time. So an answer is always the one that the database would give, but
for what other processes commit meanwhile, which are kept out by the lock of whoever decides (`store.journal.alone`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Insert, TextClause, event
from sqlalchemy.sql.dml import UpdateBase

Key = TypeVar("Key")
Value = TypeVar("Value")
ANY: Final = ""  # Stands for the column that would say for which key an inserted row is, where none does.
_LEAVES: Final = "on_conflict_do_nothing"  # So either dialect calls what follows the values of an insert that changes no row.
_Place = tuple[str, str]  # A table, and the column of an inserted row that says which key it is for.


@dataclass(slots=True)
class _Memory:
    """What is `known` by question and key; of what nothing is: the places that are `closed`, and the keys that rows were `inserted` for.

    `values` are single ones, each of a table.
    """

    known: dict[int, dict[Any, tuple[Any, ...]]] = field(default_factory=dict)
    closed: set[_Place] = field(default_factory=set)
    inserted: dict[_Place, set[Any]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)

    def written(self, statement: object, rows: Sequence[Mapping[str, Any]]) -> None:
        """Take note of what a statement writes; a text that is no question may write anything."""
        if isinstance(statement, TextClause) and statement.text.lstrip()[:6].lower() != "select":
            self.closed.update((table, column) for table, columns in _columns.items() for column in columns)
            self.values.clear()
        if not isinstance(statement, UpdateBase):
            return
        table = str(getattr(statement.table, "name", ""))
        self.values.pop(table, None)
        follows = getattr(statement, "_post_values_clause", None)
        inserts = isinstance(statement, Insert) and (follows is None or follows.__visit_name__ == _LEAVES)
        for column in _columns.get(table, ()):
            if inserts and column != ANY and rows and all(column in row for row in rows):
                self.inserted.setdefault((table, column), set()).update(row[column] for row in rows)
            else:
                self.closed.add((table, column))


_memories: WeakKeyDictionary[Connection, _Memory] = WeakKeyDictionary()
_columns: dict[str, set[str]] = {}


@contextmanager
def remembering(tx: Connection) -> Iterator[None]:
    """Remember what is asked within, in this transaction."""
    memory = _memories[tx] = _Memory()

    def written(_: Connection, statement: object, several: Sequence[Any], single: Mapping[str, Any], _options: object) -> None:
        memory.written(statement, several or ([single] if single else []))

    def undone(*_: object) -> None:
        memory.values.clear()  # Whatever else was written is not remembered.

    event.listen(tx, "before_execute", written)
    event.listen(tx, "rollback_savepoint", undone)
    try:
        yield
    finally:
        del _memories[tx]
        event.remove(tx, "before_execute", written)
        event.remove(tx, "rollback_savepoint", undone)


class Recall(Generic[Key, Value]):
    """A question to the store for what it has of each of some keys.

    `ask` gives each value with its key. `tables` are those that the answer is of, by name, each with the column of an inserted row that
    says for which key it is, or `ANY` where none does.
    """

    def __init__(self, ask: Callable[[Connection, list[Key]], Iterable[tuple[Key, Value]]], tables: Mapping[str, str]) -> None:
        self._ask = ask
        self._places: tuple[_Place, ...] = tuple(tables.items())
        for table, column in self._places:
            _columns.setdefault(table, set()).add(column)

    def __call__(self, tx: Connection, keys: Iterable[Key]) -> list[Value]:
        """Return the values of these keys: key by key where they are remembered, else as they come."""
        memory = _memories.get(tx)
        if memory is None or any(place in memory.closed for place in self._places):
            return [value for _, value in self._ask(tx, list(keys))]
        wanted, known = list(dict.fromkeys(keys)), memory.known.setdefault(id(self), {})
        changed = set().union(*(memory.inserted.get(place, ()) for place in self._places))
        missing = [key for key in wanted if key in changed or key not in known]
        found: dict[Key, list[Value]] = {key: [] for key in missing}
        for key, value in self._ask(tx, missing) if missing else ():
            found[key].append(value)
        known.update((key, tuple(values)) for key, values in found.items())
        return [value for key in wanted for value in known[key]]


def last(tx: Connection, table: str, ask: Callable[[], Value]) -> Value:
    """Return what `ask` says of a table, or what was said of it since anything was written there."""
    memory = _memories.get(tx)
    if memory is None:
        return ask()
    if table not in memory.values:
        memory.values[table] = ask()
    value: Value = memory.values[table]
    return value


def say_last(tx: Connection, table: str, value: object) -> None:
    """Say what would be asked for (see `last`), after it was written."""
    if (memory := _memories.get(tx)) is not None:
        memory.values[table] = value
