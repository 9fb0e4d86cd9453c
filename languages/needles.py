"""What a text must have to say a regular expression at all: needles, of which some stand in whatever the expression finds.

An expression of the words of fifteen languages has a hundred ways, each of which Python tries at each character of a text; nearly every
text says none of them. One needle of each way is looked for first, all at once and without regard to case, in a hundredth of the time; and
where one is found, all that the ways need that have it. What has not what one way needs is not looked through: so nothing is found
otherwise than without them.
"""

from __future__ import annotations

import marshal
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

Choice = tuple[str, ...]  # Of these one stands in whatever is found,
Way = tuple[Choice, ...]  # for each of these.
_MANY = 100  # So many needles of one expression no letter has.


def ways(expression: str, flags: int) -> tuple[Way, ...]:
    """Return the ways of an expression, of which a `plain` text that says it has one; none where they cannot be told."""
    try:
        found = _ways(import_module("re._parser").parse(expression, flags))
    except (ImportError, AttributeError, TypeError, ValueError):
        return ()
    return tuple(found) if all(found) else ()


def rarest(found: Iterable[Way]) -> str:
    """Return an expression that finds the rarest needles of these ways in a plain text."""
    return _tree({needle for way in found for needle in _best(way)})


def by_needle(found: Iterable[Way]) -> Mapping[str, bytes]:
    """Return these ways under what `rarest` finds of them, those of each needle packed by `marshal`.

    They are not kept as values: a process that was just forked would have the memory of hundreds copied that it only looks at. Of needles
    that begin alike the shortest is what is found, and stands for all.
    """
    needles = sorted({needle for way in found for needle in _best(way)}, key=len)
    shortest: list[str] = []
    for needle in needles:
        if not needle.startswith(tuple(shortest)):
            shortest.append(needle)
    of_each: dict[str, dict[Way, None]] = {}
    for way in found:
        for needle in _best(way):
            of_each.setdefault(next(one for one in shortest if needle.startswith(one)), {})[way] = None
    return {needle: marshal.dumps(tuple(ways)) for needle, ways in of_each.items()}


def has_one(text: str, screen: re.Pattern[str], packed: Mapping[str, bytes]) -> bool:
    """Say whether a plain text has all that one of some ways needs: `screen` is what `rarest` gave of them, `packed` what `by_needle` did.

    A text with so many needles that following each would take long is looked through for all of them.
    """
    there: set[str] = set()
    found, looked = screen.search(text), 0
    while found and looked < _MANY:
        there.add(found[0])
        found, looked = screen.search(text, found.start() + 1), looked + 1
    return any(_has_all(text, packed[one]) for one in (packed if found else there))


def _has_all(text: str, packed: bytes) -> bool:
    ways: tuple[Way, ...] = marshal.loads(packed)  # noqa: S302 - They are ours.
    return any(all(any(needle in text for needle in choice) for choice in way) for way in ways)


def _ways(parsed: Iterable[tuple[Any, Any]]) -> list[Way]:
    """Return the ways of an expression as `re._parser` tells it: those of its choice, where it says nothing else, or what it must have."""
    parts = list(parsed)
    telling = [one for one in parts if any(_choices([one]))]
    if len(telling) == 1 and str(telling[0][0]) in {"BRANCH", "SUBPATTERN"}:
        operation, said = telling[0]
        return [way for inner in (said[1] if str(operation) == "BRANCH" else [said[3]]) for way in _ways(inner)]
    return [tuple(_choices(parts))]


def plain(text: str) -> str:
    """Return a text in which characters are the same that an expression takes for the same without regard to case."""
    if text.isascii():
        return text.lower()
    # Of all characters only this one becomes two in small letters, of which an expression knows the first.
    small = text.replace("\u0130", "i").lower()
    same = _same()
    return small.translate(same) if any(chr(one) in small for one in same) else small


@cache
def _same() -> Mapping[int, int]:
    """Return for characters that have several small forms the one that stands for all: "\u017f" is an s, and both sigmas are one."""
    others: Mapping[int, tuple[int, ...]] = import_module("re._casefix")._EXTRA_CASES
    found = {one: min(one, *forms) for one, forms in others.items()}
    return {one: first for one, first in found.items() if one != first}


def _choices(parsed: Iterable[tuple[Any, Any]]) -> Iterator[Choice]:
    """Yield what must be there, of each part of an expression as `re._parser` tells it: literals in a row, or those of one of its ways."""
    row = ""
    for operation, said in parsed:
        kind = str(operation)
        if kind == "LITERAL":
            row += chr(said)
        elif kind not in {"AT", "ASSERT", "ASSERT_NOT"}:  # These take no characters, so that the row goes on behind them.
            if row:
                yield (plain(row),)
            row = ""
            yield from _inside(kind, said)
    if row:
        yield (plain(row),)


def _inside(kind: str, said: Any) -> Iterator[Choice]:
    if kind == "SUBPATTERN":
        yield from _choices(said[3])
    elif kind == "BRANCH":
        found = [_best(_choices(way)) for way in said[1]]
        if all(found):
            yield tuple(dict.fromkeys(needle for way in found for needle in way))
    elif kind in {"MAX_REPEAT", "MIN_REPEAT"} and said[0] > 0:
        yield from _choices(said[2])


def _best(choices: Iterable[Choice]) -> Choice:
    """Return the choice whose needles are rarest, which are the longest; none where there is no choice."""
    return max(choices, key=lambda choice: (min(map(len, choice)), -len(choice)), default=())


def _tree(needles: Collection[str]) -> str:
    """Return an expression that finds one of these: by their first characters, so that at most places only those are looked at."""
    if "" in needles:
        return ""
    behind: dict[str, set[str]] = {}
    for needle in sorted(needles):
        behind.setdefault(needle[0], set()).add(needle[1:])
    ways = [re.escape(first) + _tree(rest) for first, rest in behind.items()]
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"
