"""One mapping between domain values and rows, by field name: no hand-written copy of each field."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from enum import Enum
from typing import Any, TypeVar, get_type_hints

from pydantic import TypeAdapter
from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator

from domain.submission import AnswerValue

Value = TypeVar("Value")
_FROM_ISO: dict[str, Callable[[str], AnswerValue]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
}
_SCALARS = (str, int, float, bool, bytes, datetime, type(None))


class Instant(TypeDecorator[datetime]):
    """An instant in UTC: aware on both sides, whatever the database does with zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the hook's signature
        """Refuse a naive time: which instant it means would be a guess."""
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the hook's signature
        """Give the instant its zone back."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


_adapters: dict[Any, TypeAdapter[Any]] = {}


def _adapter(kind: Any) -> TypeAdapter[Any]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


_known_hints: dict[type, dict[str, Any]] = {}


def _hints(kind: type) -> dict[str, Any]:
    if kind not in _known_hints:
        _known_hints[kind] = get_type_hints(kind)
    return _known_hints[kind]


def to_row(value: Any, *, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return the columns of a domain value; nested values become JSON."""
    return {
        field.name: _column(getattr(value, field.name), _hints(type(value))[field.name])
        for field in dataclasses.fields(value)
        if field.name not in without
    }


def _column(value: Any, hint: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, _SCALARS):
        return value
    return _adapter(hint).dump_python(value, mode="json")


def to_value(kind: type[Value], row: Mapping[Any, Any]) -> Value:
    """Return the domain value of a row; columns that the value does not have are left out."""
    names = [field.name for field in dataclasses.fields(kind) if field.name in row]  # type: ignore[arg-type]
    value: Value = _adapter(kind).validate_python({name: row[name] for name in names})
    return value


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
