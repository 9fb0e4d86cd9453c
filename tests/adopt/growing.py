"""Grow the trees of a forest from things whose answer is known. It needs numpy, which comes with the tools of developers.

Method: Friedman, Stochastic gradient boosting, 2002, with the gains of Chen and Guestrin, XGBoost, 2016, over numbers put into classes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from questionnaire.adopt.forest import Forest, Tree

TREES, DEPTH, PACE, EASE = 50, 4, 0.2, 3.0
_ROWS, _TRAITS = 0.5, 0.4  # So large a share of the things and of their numbers each tree looks at.
_CLASSES = 32
_NOWHERE = 1e30

Numbers = NDArray[np.float32]
_Sums = NDArray[np.float64]
_Places = NDArray[np.intp]


def grown(numbers: Numbers, answers: _Sums, weights: _Sums, seed: int) -> Forest:
    """Return the forest that tells the things whose answer is 1 from those whose answer is 0."""
    chance = np.random.default_rng(seed)
    bounds = [_bounds(column) for column in numbers.T]
    classes = np.column_stack([np.searchsorted(bound, column) for bound, column in zip(bounds, numbers.T, strict=True)]).astype(np.intp)
    share = float((weights * answers).sum() / weights.sum())
    base = float(np.log(share / (1 - share)))
    odds, trees = np.full(len(answers), base), list[Tree]()
    for _ in range(TREES):
        likely = 1 / (1 + np.exp(-odds))
        slopes, curves = weights * (likely - answers), weights * likely * (1 - likely)
        looked = np.flatnonzero(chance.random(len(answers)) < _ROWS)
        traits = chance.choice(numbers.shape[1], int(numbers.shape[1] * _TRAITS), replace=False)
        trees.append(_tree(classes[looked], slopes[looked], curves[looked], bounds, traits))
        odds += _leaves(trees[-1], numbers)
    return Forest(base, numbers.shape[1], DEPTH, tuple(trees))


def odds_of(forest: Forest, numbers: Numbers) -> _Sums:
    """Return what a forest gives to each of many things, as it does to one."""
    found = np.full(len(numbers), forest.base)
    for tree in forest.trees:
        found += _leaves(tree, numbers)
    return found


def _bounds(column: Numbers) -> Numbers:
    values = np.unique(column)
    if len(values) > _CLASSES:
        values = np.unique(np.quantile(column, np.linspace(0, 1, _CLASSES)))
    return ((values[1:] + values[:-1]) / 2).astype(np.float32)


def _tree(classes: _Places, slopes: _Sums, curves: _Sums, bounds: list[Numbers], traits: _Places) -> Tree:
    inner = (1 << DEPTH) - 1
    places, limits, node = [0] * inner, [_NOWHERE] * inner, np.zeros(len(classes), np.intp)
    for level in range(DEPTH):
        count = 1 << level
        best, asked, bound = np.full(count, 1e-3), np.full(count, -1, np.intp), np.zeros(count, np.intp)
        for trait in traits:
            gains = _gains(node * _CLASSES + classes[:, trait], slopes, curves, count, len(bounds[trait]))
            if gains.size:
                where = gains.argmax(axis=1)
                gain = gains[np.arange(count), where]
                better = gain > best
                best[better], asked[better], bound[better] = gain[better], trait, where[better]
        beyond = np.zeros(len(node), bool)
        for number in np.flatnonzero(asked >= 0):
            at, trait = count - 1 + int(number), int(asked[number])
            places[at], limits[at] = trait, float(bounds[trait][bound[number]])
            here = node == number
            beyond[here] = classes[here, trait] > bound[number]
        node = node * 2 + beyond
    sums = [np.bincount(node, each, minlength=inner + 1) for each in (slopes, curves)]
    leaves = (-PACE * sums[0] / (sums[1] + EASE)).astype(np.float32)
    return Tree(tuple(places), tuple(limits), tuple(float(leaf) for leaf in leaves))


def _gains(keys: _Places, slopes: _Sums, curves: _Sums, count: int, bounds: int) -> _Sums:
    """Return how much it helps to part each node at each bound of one trait."""
    slope, curve = (
        np.bincount(keys, each, minlength=count * _CLASSES).reshape(count, _CLASSES).cumsum(axis=1) for each in (slopes, curves)
    )
    whole = slope[:, -1:] ** 2 / (curve[:, -1:] + EASE)
    below, above = curve[:, :bounds], curve[:, -1:] - curve[:, :bounds]
    gains = slope[:, :bounds] ** 2 / (below + EASE) + (slope[:, -1:] - slope[:, :bounds]) ** 2 / (above + EASE) - whole
    gains[(below < 1) | (above < 1)] = 0
    return np.asarray(gains, np.float64)


def _leaves(tree: Tree, numbers: Numbers) -> _Sums:
    places, bounds = np.array(tree.places), np.array(tree.bounds, np.float32)
    every, at = np.arange(len(numbers)), np.zeros(len(numbers), np.intp)
    for _ in range(DEPTH):
        at = 2 * at + 1 + (numbers[every, places[at]] > bounds[at])
    return np.array(tree.leaves, np.float32)[at - ((1 << DEPTH) - 1)].astype(np.float64)
