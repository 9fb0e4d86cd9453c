"""Questions of two workbooks that are the same by what is asked around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import pairwise

Asked = tuple[str, Hashable]  # What a question is called, and of what kind it is.


def in_order(mine: Sequence[Asked], theirs: Sequence[Asked], known: Mapping[str, str]) -> dict[str, str]:
    """Return the names of theirs by those of mine, `known` ones among them.

    Between two that are surely the same, the others are where the same kinds are asked in the same order; else nobody knows which is which.
    """
    found: dict[str, str] = {}
    for (begin, start), (end, stop) in pairwise([(-1, -1), *_anchors(mine, theirs, known), (len(mine), len(theirs))]):
        between, there = mine[begin + 1 : end], theirs[start + 1 : stop]
        if [kind for _, kind in between] == [kind for _, kind in there]:
            found |= {name: other for (name, _), (other, _) in zip(between, there, strict=True)}
        if end < len(mine):
            found[mine[end][0]] = theirs[stop][0]
    return found


def _anchors(mine: Sequence[Asked], theirs: Sequence[Asked], known: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """Yield the places of questions that are surely the same: known, or the one of its kind in each; none out of order."""
    counted = [Counter(kind for _, kind in those) for those in (mine, theirs)]
    kinds, names = {kind: place for place, (_, kind) in enumerate(theirs)}, {name: place for place, (name, _) in enumerate(theirs)}
    before = -1
    for place, (name, kind) in enumerate(mine):
        alone = all(each[kind] == 1 for each in counted)
        there = names.get(known[name]) if name in known else kinds[kind] if alone else None
        if there is not None and there > before:
            before = there
            yield place, there
