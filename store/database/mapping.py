"""One mapping between domain values and rows, by field name: no hand-written copy of each field."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from enum import Enum, EnumType
from functools import cache
from itertools import islice
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

from pydantic import TypeAdapter
from sqlalchemy import DateTime, Dialect, Result, Select, Table, bindparam, select
from sqlalchemy.types import TypeDecorator

from domain.answer import AnswerValue
from store.database import faults

Value = TypeVar("Value")
_TOGETHER = 500  # Databases limit the parameters of one statement: SQLite to 32,766, PostgreSQL to 65,535.
_FROM_ISO: dict[str, Callable[[str], AnswerValue]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
}
_NESTED = (list, dict)  # What an answer is in JSON that is not just itself.
_SCALARS = (str, int, float, bool, bytes, datetime, NoneType)


class Instant(TypeDecorator[datetime]):
    """An instant in UTC: aware on both sides, whatever the database does with zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the hook's signature
        """Refuse a naive time: which instant it means would be a guess."""
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        return value.astimezone(UTC) if value else None

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """Tell a text that is no time, which no version of the program can have written, as a damaged record."""
        read = self.impl_instance.result_processor(dialect, coltype)

        def told(value: Any) -> datetime | None:
            if value is None:
                return None
            try:
                found: datetime = read(value) if read else value  # type: ignore[assignment]
            except ValueError as error:
                raise faults.of_a_record(error) from error
            # The instant gets its zone back. Thousands are read for one page, so that no further call is made for each.
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)

        return told


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """Return the types of a domain value's fields by their names."""
    known = get_type_hints(kind)
    return {field.name: known[field.name] for field in dataclasses.fields(kind)}


@cache
def _readers(kind: Any) -> dict[str, Callable[[Any], Any] | None]:
    """Return for each field what makes its value of a column; None where the column holds the value itself."""
    return {name: _reader(hint) for name, hint in _hints(kind).items()}


def _reader(hint: Any) -> Callable[[Any], Any] | None:
    if all(part in _SCALARS for part in get_args(hint) or (hint,)):
        return None
    # A whole validation of each row would cost ten times what reading it does; an enum refuses by itself what it does not know.
    return hint if isinstance(hint, EnumType) else _adapter(hint).validate_python


def to_row(value: Any, *, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return the columns of a domain value; nested values become JSON."""
    kind: Any = type(value)
    return {name: _column(getattr(value, name), hint) for name, hint in _hints(kind).items() if name not in without}


def _column(value: Any, hint: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return value.replace("\0", "")  # PostgreSQL keeps no NUL in a text, and hostile mail may hold one.
    if isinstance(value, _SCALARS):
        return value
    return _adapter(hint).dump_python(value, mode="json")


def to_value(kind: type[Value], row: Mapping[Any, Any]) -> Value:
    """Return the domain value of a row; columns that the value does not have are left out."""
    columns = dict(row)
    readers = _readers(kind)  # type: ignore[arg-type]  # A class can be hashed, whatever its values can.
    try:
        return kind(**{name: read(columns[name]) if read else columns[name] for name, read in readers.items() if name in columns})
    except ValueError as error:
        raise faults.of_a_record(error) from error


def to_values(kind: type[Value], found: Result[Any]) -> Iterator[Value]:
    """Yield the domain values of rows, as `to_value` does: which column is which, and what reads it, is looked up once for all of them."""
    places = {name: place for place, name in enumerate(found.keys())}
    known = _readers(kind)  # type: ignore[arg-type]  # As above.
    plain = [(name, places[name]) for name, read in known.items() if name in places and read is None]
    others = [(name, places[name], read) for name, read in known.items() if name in places and read is not None]
    for row in found:
        try:
            value = {name: row[place] for name, place in plain}
            for name, place, read in others:
                value[name] = read(row[place])
            yield kind(**value)
        except ValueError as error:
            raise faults.of_a_record(error) from error


@cache
def one_of(table: Table, column: str, *order: str, without: frozenset[str] = frozenset()) -> Select[Any]:
    """Return the statement that selects the rows whose `column` is one of the parameter `values`, in this order.

    It is put together once: doing so costs more than running it. The columns in `without` are left out.
    """
    chosen = select(*(one for one in table.c if one.name not in without))
    return chosen.where(table.c[column].in_(bindparam("values", expanding=True))).order_by(*(table.c[name] for name in order))


def chunked(values: Iterable[Value], together: int = _TOGETHER) -> Iterator[list[Value]]:
    """Yield the values in lists, each short enough for one statement."""
    source = iter(values)
    while some := list(islice(source, together)):
        yield some


def encode_answer(value: AnswerValue) -> Any:
    """Return an answer as JSON; dates and times carry their type, so that a text that looks like one stays a text."""
    if isinstance(value, datetime | date | time):
        return {type(value).__name__: value.isoformat()}
    return list(value) if isinstance(value, tuple) else value


def decode_answer(value: Any) -> AnswerValue:
    """Return the answer that `encode_answer` wrote."""
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        return _FROM_ISO[kind](text)
    return value  # type: ignore[no-any-return]


def decode_answers(texts: str, count: int) -> list[AnswerValue]:
    """Return the answers of so many columns with commas between: reading their JSON at once costs a fraction of reading each."""
    values = faults.from_json(f"[{texts}]")
    if len(values) != count:
        raise faults.of_a_record(ValueError("a column holds several values"))
    return [decode_answer(value) if type(value) in _NESTED else value for value in values]
