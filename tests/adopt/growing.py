"""Grow the trees of a forest from things whose answer is known. It needs numpy, which comes with the tools of developers.

Method: Friedman, Stochastic gradient boosting, 2002, with the gains of Chen and Guestrin, XGBoost, 2016, over numbers put into classes.
What is as good as certain teaches nothing more, and is left out of a tree (Friedman, Hastie and Tibshirani, Additive logistic regression,
2000).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from questionnaire.adopt.asking.forest import Forest, Tree

TREES, DEPTH, PACE, EASE = 50, 4, 0.2, 3.0
_ROWS, _TRAITS = 0.5, 0.4  # So large a share of the things and of their numbers each tree looks at.
_TOLD = 0.03  # What is as good as certain is left out, up to so large a share of all that is not certain yet.
_CLASSES = 32
_NOWHERE = 1e30
_LEAST = 1e-3  # A node is parted where it helps so much at least.

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
        looked = _telling(curves, np.flatnonzero(chance.random(len(answers)) < _ROWS))
        traits = chance.choice(numbers.shape[1], int(numbers.shape[1] * _TRAITS), replace=False)
        trees.append(_tree(classes[looked], slopes[looked], curves[looked], bounds, traits))
        odds += _leaves(trees[-1], numbers)
    return Forest(base, numbers.shape[1], DEPTH, tuple(trees))


def _telling(curves: _Sums, looked: _Places) -> _Places:
    """Return those of the things of which something is to be learned still."""
    order = looked[np.argsort(curves[looked], kind="stable")]
    sums = np.cumsum(curves[order])
    return np.sort(order[np.searchsorted(sums, sums[-1] * _TOLD) :])


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
    inner, chosen = (1 << DEPTH) - 1, classes[:, traits]
    places, limits, node = [0] * inner, [_NOWHERE] * inner, np.zeros(len(classes), np.intp)
    for level in range(DEPTH):
        count = 1 << level
        gains = _gains(node, chosen, slopes, curves, count)
        best = gains.argmax(axis=1)
        beyond = np.zeros(len(node), bool)
        for number in np.flatnonzero(gains.max(axis=1) > _LEAST):
            trait, bound = divmod(int(best[number]), _CLASSES)
            at, here = count - 1 + int(number), node == number
            places[at], limits[at] = int(traits[trait]), float(bounds[traits[trait]][bound])
            beyond[here] = chosen[here, trait] > bound
        node = node * 2 + beyond
    sums = [np.bincount(node, each, minlength=inner + 1) for each in (slopes, curves)]
    leaves = (-PACE * sums[0] / (sums[1] + EASE)).astype(np.float32)
    return Tree(tuple(places), tuple(limits), tuple(float(leaf) for leaf in leaves))


def _gains(node: _Places, chosen: _Places, slopes: _Sums, curves: _Sums, count: int) -> _Sums:
    """Return for each node how much it helps to part it at each bound of each trait, one trait after the other."""
    traits = chosen.shape[1]
    keys = ((node[:, None] * traits + np.arange(traits)) * _CLASSES + chosen).ravel()
    shape = count, traits, _CLASSES
    slope, curve = (
        np.bincount(keys, np.repeat(each, traits), minlength=count * traits * _CLASSES).reshape(shape).cumsum(axis=2)
        for each in (slopes, curves)
    )
    over, above = slope[:, :, -1:] - slope, curve[:, :, -1:] - curve
    whole = slope[:, :, -1:] ** 2 / (curve[:, :, -1:] + EASE)
    gains = slope**2 / (curve + EASE) + over**2 / (above + EASE) - whole
    gains[(curve < 1) | (above < 1)] = 0
    return np.asarray(gains.reshape(count, -1), np.float64)


def _leaves(tree: Tree, numbers: Numbers) -> _Sums:
    places, bounds = np.array(tree.places), np.array(tree.bounds, np.float32)
    every, at = np.arange(len(numbers)), np.zeros(len(numbers), np.intp)
    for _ in range(DEPTH):
        at = 2 * at + 1 + (numbers[every, places[at]] > bounds[at])
    return np.array(tree.leaves, np.float32)[at - ((1 << DEPTH) - 1)].astype(np.float64)
