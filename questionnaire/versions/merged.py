"""Several lists as one: the order of the first, and what another has besides after its neighbour there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

_T = TypeVar("_T")
_Key = TypeVar("_Key")


def merged(stages: Iterable[Iterable[tuple[_Key, _T]]]) -> list[tuple[_Key, _T]]:
    """Return the things of several lists once each, by the first list's order; what another has besides stands after its neighbour."""
    things: dict[_Key, _T] = {}
    after: dict[_Key | None, _Key | None] = {None: None}  # Each with what stands after it; what begins the list stands after None.
    for some in stages:
        place: _Key | None = None
        for name, thing in some:
            if name not in things:
                things[name] = thing
                after[name], after[place] = after[place], name
            place = name
    made: list[tuple[_Key, _T]] = []
    name_ = after[None]
    while name_ is not None:
        made.append((name_, things[name_]))
        name_ = after[name_]
    return made
