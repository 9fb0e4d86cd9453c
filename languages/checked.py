"""What a file of TOML says, as a dataclass of its keys: a key that is none of these is an error, so that no misspelt one goes unheard.

It is checked here and not by pydantic, of which the process that reads messages has no other need: to load it takes a sixth of the time in
which that process starts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
Texts = tuple[str, ...]
# One text with a phrase a line: phrases need no quotes then, and hold any.
Lines = Annotated[tuple[str, ...], "a text with one a line, or a list"]


def checked(kind: type[T], said: object) -> T:
    """Return what a table says, as this dataclass has it; ValueError where it says something else."""
    if not isinstance(said, Mapping):
        raise ValueError(f"{kind.__name__}: {said!r} is no table.")  # noqa: TRY004 - A file says it, and no caller.
    asked: Mapping[str, Any] = _asked(cast("Any", kind))
    if unknown := sorted(said.keys() - asked.keys()):
        raise ValueError(f"{kind.__name__} has no key {unknown[0]!r}. It has: {', '.join(asked)}.")
    return kind(**{key: _value(asked[key], value, f"{kind.__name__}, {key}") for key, value in said.items()})


def keys_of(kind: Any) -> tuple[str, ...]:
    """Return the keys that such a dataclass has, in their order."""
    return tuple(_asked(kind))


@cache
def _asked(kind: Any) -> Mapping[str, Any]:
    hints = get_type_hints(kind, include_extras=True)
    return {one.name: hints[one.name] for one in fields(kind)}


def _value(kind: Any, said: object, where: str) -> Any:
    if isinstance(kind, type) and is_dataclass(kind):
        return checked(kind, said)
    if kind == Lines and isinstance(said, str):
        return tuple(line for line in said.split("\n") if line.strip())
    if kind in {Lines, Texts} and isinstance(said, list) and all(isinstance(one, str) for one in said):
        return tuple(said)
    if get_origin(kind) is Mapping and isinstance(said, dict):
        of_key, of_value = get_args(kind)
        return {_value(of_key, key, where): _value(of_value, value, f"{where}.{key}") for key, value in said.items()}
    if type(said) is kind or (get_origin(kind) is Literal and said in get_args(kind)):
        return said
    raise ValueError(f"{where}: {said!r} is not what is to stand there ({kind}).")
