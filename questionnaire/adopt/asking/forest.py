"""Trees of questions on numbers, which together weigh how likely a thing is: each tree adds to the logarithm of its odds.

Method: Friedman, Greedy function approximation: a gradient boosting machine, 2001. They are grown by `tests.adopt.learning`.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

_HEAD = struct.Struct("<fHHH")


@dataclass(frozen=True, slots=True)
class Tree:
    """Questions in the order of a heap: whether the number at a place is above a bound; and what each leaf adds."""

    places: tuple[int, ...]
    bounds: tuple[float, ...]
    leaves: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees of one depth; `width` is how many numbers they look at."""

    base: float
    width: int
    depth: int
    trees: tuple[Tree, ...]

    def odds(self, numbers: Sequence[float]) -> float:
        """Return the logarithm of the odds that all trees give to a thing of these numbers."""
        found, first = self.base, (1 << self.depth) - 1
        for tree in self.trees:
            places, bounds, at = tree.places, tree.bounds, 0
            while at < first:
                at = 2 * at + (2 if numbers[places[at]] > bounds[at] else 1)
            found += tree.leaves[at - first]
        return found


def packed(forests: Sequence[Forest]) -> bytes:
    """Return forests as bytes."""
    parts: list[bytes] = []
    for one in forests:
        parts.append(_HEAD.pack(one.base, one.width, one.depth, len(one.trees)))
        shape = _shape(one.depth)
        parts += [shape.pack(*tree.places, *tree.bounds, *tree.leaves) for tree in one.trees]
    return b"".join(parts)


def unpacked(data: bytes) -> tuple[Forest, ...]:
    """Return the forests that were packed."""
    found, at = list[Forest](), 0
    while at < len(data):
        base, width, depth, count = _HEAD.unpack_from(data, at)
        at, shape, inner = at + _HEAD.size, _shape(depth), (1 << depth) - 1
        trees = list[Tree]()
        for _ in range(count):
            said = shape.unpack_from(data, at)
            trees.append(Tree(said[:inner], said[inner : 2 * inner], said[2 * inner :]))
            at += shape.size
        found.append(Forest(base, width, depth, tuple(trees)))
    return tuple(found)


def _shape(depth: int) -> struct.Struct:
    inner = (1 << depth) - 1
    return struct.Struct(f"<{inner}H{inner}f{inner + 1}f")
