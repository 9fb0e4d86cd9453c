"""Learn how people say things from the examples of each language: `python -m languages.learning [CODE]...`.

It writes `languages/<code>/likeness.bin`, the same for the same examples; some ten seconds a language. Stochastic gradient descent on the
multinomial logistic loss (Bottou, Stochastic gradient descent tricks, 2012), in an order drawn from a fixed seed.
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

from languages import known
from languages.likeness import NAME, PLACES, Likeness, packed, places_of, shares, words_of

_HERE = Path(__file__).parent
_ROUNDS, _STEP, _BIAS_STEP = 12, 3.0, 0.1
_LITTLE = 0.002  # A mistake that is smaller teaches nothing.
_LARGEST = 255  # What a byte holds.

# A sentence: its pieces, each with how much it says (their squares are 1 in all), and the number of its intent.
_Example = tuple[list[tuple[int, float]], int]


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
    sentences = [(_weighted(places, says), number) for places, number in pieces]
    weights, bias = _descended(sentences, len(intents))
    scale = max((abs(weight) for row in weights.values() for weight in row), default=1.0) / 127
    rows = bytearray()
    for place in range(PLACES):
        row = weights.get(place, [0.0] * len(intents))
        rows += bytes([says.get(place, 0), *(round(weight / scale) + 128 for weight in row)])
    often = Counter(word for said in told.values() for one in said for word in set(words_of(one)))
    words = frozenset(word for word, count in often.items() if count > 1)
    return Likeness(intents=intents, words=words, bias=tuple(round(one, 4) for one in bias), scale=scale, rows=bytes(rows))


def _how_much_each_says(sentences: Sequence[Sequence[int]]) -> Mapping[int, int]:
    """Return for each place the inverse document frequency of its pieces, in 25ths: what stands in few sentences says more."""
    seen = Counter(place for places in sentences for place in places)
    return {place: min(_LARGEST, round(25 * (1 + math.log((1 + len(sentences)) / (1 + count))))) for place, count in seen.items()}


def _weighted(places: Sequence[int], says: Mapping[int, int]) -> list[tuple[int, float]]:
    length = math.sqrt(sum(says[place] ** 2 for place in places)) or 1.0
    return [(place, says[place] / length) for place in places]


def _descended(sentences: Sequence[_Example], count: int) -> tuple[Mapping[int, list[float]], list[float]]:
    """Return a weight an intent for each place, and one for all sentences."""
    weights = {place: [0.0] * count for pieces, _ in sentences for place, _ in pieces}
    bias, order = [0.0] * count, list(sentences)
    drawn = random.Random(1)  # noqa: S311 - an order, and always the same.
    for turn in range(_ROUNDS):
        drawn.shuffle(order)
        step = _STEP * (1 - turn / _ROUNDS)
        for pieces, right in order:
            scores = list(bias)
            for place, value in pieces:
                scores = [score + value * weight for score, weight in zip(scores, weights[place], strict=True)]
            wrong = shares(scores)
            wrong[right] -= 1
            mistakes = [(intent, step * mistake) for intent, mistake in enumerate(wrong) if abs(mistake) > _LITTLE]
            for intent, mistake in mistakes:
                bias[intent] -= _BIAS_STEP * mistake
            for place, value in pieces:
                row = weights[place]
                for intent, mistake in mistakes:
                    row[intent] -= mistake * value
    return weights, bias


def learn(code: str) -> str:
    """Learn a language and write its file; return its code."""
    told = examples(_HERE / code / "examples")
    (_HERE / code / NAME).write_bytes(packed(learned(told), hash_of(told)))
    return code


def main(codes: Sequence[str]) -> None:
    """Learn the languages of these codes, or all that have examples."""
    chosen = codes or [code for code in known() if (_HERE / code / "examples").is_dir()]
    with ProcessPoolExecutor() as processes:
        for code in processes.map(learn, chosen):
            sys.stdout.write(f"languages/{code}/{NAME}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
