"""Learn how people say things from the examples of each language: `python -m languages.learning [CODE]...`.

It writes `languages/<code>/likeness.bin`, the same for the same examples; some ten seconds a language. Stochastic gradient descent on the
multinomial logistic loss (Bottou, Stochastic gradient descent tricks, 2012), in an order drawn from a fixed seed. Then it writes
`languages/concepts.bin`, learned from the examples of all languages together, where each place has a step of its own (Duchi et al.,
Adaptive subgradient methods, 2011). It needs numpy, which comes with the tools of developers; to read what was learned does not.
"""

from __future__ import annotations

import hashlib
import math
import random
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from languages import concepts, known, toml_of
from languages.likeness import NAME, PLACES, Likeness, packed, places_of, shares, words_of

_HERE = Path(__file__).parent
ROUNDS, STEP, BIAS_STEP = 12, 3.0, 0.1
DOUBT = 0.03  # So much of each sentence is shared out among all intents, so that none is learned as surely as by heart (label smoothing).
TURNS, AT_ONCE, PACE, EASE, SHRINK = 8, 128, 0.25, 0.01, 2e-6  # The same for concepts: sentences at once, steps, and how weights fade.
_LARGEST = 255  # What a byte holds.

_Numbers = NDArray[np.float32]
# A sentence: the places of its pieces, how much each says (their squares are 1 in all), and the number of its intent.
_Example = tuple[NDArray[np.intp], _Numbers, int]


def examples(folder: Path) -> Mapping[str, tuple[str, ...]]:
    """Return the sentences in a folder of examples by their intents: a file an intent, a sentence a line."""
    return {file.stem: tuple(file.read_text(encoding="utf-8").splitlines()) for file in sorted(folder.glob("*.txt"))}


def hash_of(told: Mapping[str, Sequence[str]]) -> str:
    """Return what tells whether a likeness was learned from these examples."""
    return hashlib.sha256(repr({intent: tuple(said) for intent, said in told.items()}).encode()).hexdigest()


def learned(told: Mapping[str, Sequence[str]]) -> Likeness:
    """Return what these examples teach."""
    intents = tuple(told)
    pieces = [(places_of(one), number) for number, said in enumerate(told.values()) for one in said]
    says = _how_much_each_says([places for places, _ in pieces])
    sentences = [_weighted(places, says, number) for places, number in pieces]
    weights, bias = _descended(sentences, len(intents))
    scale = float(np.abs(weights).max(initial=0.0)) / 127 or 1.0
    rows = np.column_stack([says, np.rint(weights / scale) + 128]).astype(np.uint8).tobytes()
    often = Counter(word for said in told.values() for one in said for word in set(words_of(one)))
    words = frozenset(word for word, count in often.items() if count > 1)
    return Likeness(intents=intents, words=words, bias=tuple(round(float(one), 4) for one in bias), scale=scale, rows=rows)


def _how_much_each_says(sentences: Sequence[Sequence[int]]) -> _Numbers:
    """Return for each place the inverse document frequency of its pieces, in 25ths: what stands in few sentences says more."""
    seen = Counter(place for places in sentences for place in places)
    says = np.zeros(PLACES, dtype=np.float32)
    for place, count in seen.items():
        says[place] = min(_LARGEST, round(25 * (1 + math.log((1 + len(sentences)) / (1 + count)))))
    return says


def _weighted(places: Sequence[int], says: _Numbers, number: int) -> _Example:
    at = np.array(places, dtype=np.intp)
    return at, says[at] / (np.linalg.norm(says[at]) or 1.0), number


def _descended(sentences: Sequence[_Example], count: int) -> tuple[_Numbers, _Numbers]:
    """Return a weight an intent for each place, and one for all sentences."""
    weights, bias, order = np.zeros((PLACES, count), dtype=np.float32), np.zeros(count, dtype=np.float32), list(sentences)
    drawn = random.Random(1)  # noqa: S311 - an order, and always the same.
    for turn in range(ROUNDS):
        drawn.shuffle(order)
        step = STEP * (1 - turn / ROUNDS)
        for places, values, right in order:
            wrong = np.array(shares((bias + values @ weights[places]).tolist()), dtype=np.float32)
            wrong[right] -= 1 - DOUBT
            wrong -= DOUBT / count
            bias -= BIAS_STEP * step * wrong
            weights[places] -= np.outer(values, step * wrong)
    return weights, bias


def concepts_learned(told: Mapping[str, Mapping[str, Sequence[str]]]) -> concepts.ConceptWeights:
    """Return what the examples of languages, by their codes, teach of concepts."""
    intents = tuple(next(iter(told.values())))
    rows = [
        (np.array(places, dtype=np.intp), intents.index(intent))
        for code, said in told.items()
        for intent, sentences in said.items()
        for one in sentences
        if (places := concepts.places_of(code, one))
    ]
    weights, bias = _adapted(rows, len(intents))
    scale = float(np.abs(weights).max(initial=0.0)) / 127 or 1.0
    return concepts.ConceptWeights(
        intents=intents,
        bias=tuple(round(float(one), 4) for one in bias),
        scale=scale,
        rows=(np.rint(weights / scale) + 128).astype(np.uint8).tobytes(),
    )


def _adapted(rows: Sequence[tuple[NDArray[np.intp], int]], count: int) -> tuple[_Numbers, _Numbers]:
    """Return a weight an intent for each place, and one for all sentences."""
    weights, seen = np.zeros((concepts.size(), count), np.float32), np.full((concepts.size(), count), EASE, np.float32)
    bias, seen_bias = np.zeros(count, np.float32), np.full(count, EASE, np.float32)
    drawn = np.random.default_rng(1)
    for _ in range(TURNS):
        order = drawn.permutation(len(rows))
        for start in range(0, len(order), AT_ONCE):
            some = [rows[at] for at in order[start : start + AT_ONCE]]
            places, of, values, starts = together([at for at, _ in some])
            wrong = _softmax(np.add.reduceat(weights[places] * values[:, None], starts, axis=0) + bias)
            wrong[np.arange(len(some)), [right for _, right in some]] -= 1 - DOUBT
            wrong -= DOUBT / count
            touched, inverse = np.unique(places, return_inverse=True)
            slope = SHRINK * len(some) * weights[touched]
            np.add.at(slope, inverse, wrong[of] * values[:, None])
            seen[touched] += slope * slope
            weights[touched] -= PACE * slope / np.sqrt(seen[touched])
            seen_bias += wrong.sum(0) ** 2
            bias -= PACE * wrong.sum(0) / np.sqrt(seen_bias)
    return weights, bias


def together(sentences: Sequence[NDArray[np.intp]]) -> tuple[NDArray[np.intp], NDArray[np.intp], _Numbers, NDArray[np.intp]]:
    """Return the places of sentences in a row, of which sentence each is, how much it counts there, and where each sentence begins."""
    lengths = np.array([len(places) for places in sentences])
    of = np.repeat(np.arange(len(sentences)), lengths)
    return np.concatenate(sentences), of, (1 / np.sqrt(lengths))[of].astype(np.float32), np.cumsum(lengths) - lengths


def _softmax(scores: _Numbers) -> _Numbers:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def all_examples() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the examples of each language that has some, by its code."""
    return {code: examples(_HERE / code / "examples") for code in known() if (_HERE / code / "examples").is_dir()}


def hash_of_all(told: Mapping[str, Mapping[str, Sequence[str]]]) -> str:
    """Return what tells whether weights were learned from these examples, and with the words of the concepts that there are."""
    said = [(code, hash_of(told[code]), dict(toml_of(code, concepts.FILE))) for code in sorted(told)]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def learn(code: str) -> str:
    """Learn a language and write its file; return its code."""
    told = examples(_HERE / code / "examples")
    (_HERE / code / NAME).write_bytes(packed(learned(told), hash_of(told)))
    return code


def main(codes: Sequence[str]) -> None:
    """Learn the languages of these codes, or all that have examples, and what all together teach."""
    chosen = codes or [code for code in known() if (_HERE / code / "examples").is_dir()]
    with ProcessPoolExecutor() as processes:
        for code in processes.map(learn, chosen):
            sys.stdout.write(f"languages/{code}/{NAME}\n")
    told = all_examples()
    (_HERE / concepts.NAME).write_bytes(concepts.packed(concepts_learned(told), hash_of_all(told)))
    sys.stdout.write(f"languages/{concepts.NAME}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
