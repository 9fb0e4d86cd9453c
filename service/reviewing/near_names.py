"""The answers that a person may mean by a name that none of them has: in a table, those of the question that is called so."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from questionnaire.items import parts

_SHOWN = 3
_LIKENESS = 0.6


def near_names(name: str, keys: Iterable[str]) -> str:
    """Return the keys that a person may mean, as a sentence names them; "" where none is near."""
    there = list(keys)
    folded = name.strip().casefold()
    by_part = [key for key in there if folded in {part.casefold() for part in _ways(key)}]
    if not by_part:
        named = {part.casefold() for key in there for part in _ways(key)}
        near = get_close_matches(folded, named, n=_SHOWN, cutoff=_LIKENESS)
        by_part = [key for one in near for key in there if one in {part.casefold() for part in _ways(key)}]
    return " or ".join([*dict.fromkeys(by_part)][:_SHOWN])


def _ways(key: str) -> tuple[str, ...]:
    """Return how people call an answer: by its key or, in a table, by its question, its row or the two without the table."""
    repeat, instance, question = parts(key)
    return (key, question, repeat, f"{repeat}.{question}", f"{repeat}[{instance}]") if repeat else (key,)
