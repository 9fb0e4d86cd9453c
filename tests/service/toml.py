"""TOML written, for tests that need a file with any value at any place, and the places where one may stand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, date, datetime, time
from typing import Any

from hypothesis import strategies as st

Place = tuple[str | int, ...]

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(["", "a@b", "en", "none", "2 days", "imap", "\0"])
_TIMES = st.dates() | st.times() | st.datetimes() | st.datetimes(timezones=st.just(UTC))
_SCALARS = _TEXTS | st.integers() | st.floats() | st.booleans() | _TIMES
VALUES = st.recursive(_SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3), max_leaves=5)


def written(tables: dict[str, Any]) -> bytes:
    """Return TOML with a line a key."""
    return "".join(f"{_text(key)} = {_value(value)}\n" for key, value in tables.items()).encode()


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(key)} = {_value(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def places(value: Any, before: Place = ()) -> Iterator[Place]:
    """Yield the place of every value in these tables, whether it is a table itself or not."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in inner:
        yield (*before, step)
        yield from places(one, (*before, step))


def changed(tables: dict[str, Any], place: Place, value: Any) -> dict[str, Any]:
    """Return the tables with `value` at `place`; the last step may be a new key."""
    made = deepcopy(tables)
    inner: Any = made
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return made


def without(tables: dict[str, Any], place: Place) -> dict[str, Any]:
    """Return the tables without what stands at `place`."""
    made = deepcopy(tables)
    inner: Any = made
    for step in place[:-1]:
        inner = inner[step]
    del inner[place[-1]]
    return made
