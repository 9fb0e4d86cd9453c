"""Learn how people say things from the examples of each language: `python -m languages.learning [CODE]...`.

It writes `languages/<code>/likeness.bin`, the same for the same examples; some ten seconds a language. Stochastic gradient descent on the
multinomial logistic loss (Bottou, Stochastic gradient descent tricks, 2012), in an order drawn from a fixed seed. Then it writes
`languages/concepts.bin`, learned from the examples of all languages together, where each place has a step of its own (Duchi et al.,
Adaptive subgradient methods, 2011). It needs numpy, which comes with the tools of developers; to read what was learned does not.

Several groups may learn at once, each without the sentences that are left out of it: all go through the examples together, in the same
order, with weights of their own, which takes far less time than one after the other. A language is learned by a group of one.
"""

from __future__ import annotations

import hashlib
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from languages import concepts, known, toml_of
from languages.likeness import NAME, PLACES, Likeness, packed, places_of, words_of

_HERE = Path(__file__).parent
ROUNDS, STEP, BIAS_STEP = 12, 3.0, 0.1
DOUBT = 0.03  # So much of each sentence is shared out among all intents, so that none is learned as surely as by heart (label smoothing).
TURNS, AT_ONCE, PACE, EASE, SHRINK = 8, 128, 0.25, 0.01, 2e-6  # The same for concepts: sentences at once, steps, and how weights fade.
_LARGEST = 255  # What a byte holds.

_Numbers = NDArray[np.float32]
_Places = NDArray[np.intp]
_Shown = NDArray[np.bool_]
_Told = Mapping[str, Sequence[str]]


def examples(folder: Path) -> Mapping[str, tuple[str, ...]]:
    """Return the sentences in a folder of examples by their intents: a file an intent, a sentence a line."""
    return {file.stem: tuple(file.read_text(encoding="utf-8").splitlines()) for file in sorted(folder.glob("*.txt"))}


def hash_of(told: _Told) -> str:
    """Return what tells whether a likeness was learned from these examples."""
    return hashlib.sha256(repr({intent: tuple(said) for intent, said in told.items()}).encode()).hexdigest()


def learned(told: _Told) -> Likeness:
    """Return what these examples teach."""
    (alone,) = learned_apart(told, [told])
    return alone


def learned_apart(told: _Told, kept: Sequence[_Told]) -> Iterator[Likeness]:
    """Yield for each group what the examples teach that are `kept` for it."""
    lines = [(np.array(places_of(one), np.intp), at, one) for at, said in enumerate(told.values()) for one in said]
    shown = _shown([one for _, _, one in lines], kept)
    says = _how_much_each_says([places for places, _, _ in lines], shown)
    weights, bias = _descended([(places, at) for places, at, _ in lines], shown, says, len(told))
    for group, said in enumerate(kept):
        scale, numbers = _in_bytes(weights[:, group])
        often = Counter(word for some in said.values() for one in some for word in set(words_of(one)))
        yield Likeness(
            intents=tuple(told),
            words=frozenset(word for word, count in often.items() if count > 1),
            bias=_rounded(bias[group]),
            scale=scale,
            rows=np.column_stack([says[:, group].astype(np.uint8), numbers]).tobytes(),
        )


def _in_bytes(weights: _Numbers) -> tuple[float, NDArray[np.uint8]]:
    """Return weights as bytes, each plus 128, and in what units they are."""
    scale = float(np.abs(weights).max(initial=0.0)) / 127 or 1.0
    return scale, (np.rint(weights / scale) + 128).astype(np.uint8)


def _rounded(bias: _Numbers) -> tuple[float, ...]:
    return tuple(round(float(one), 4) for one in bias)


def _shown(sentences: Sequence[str], kept: Sequence[_Told]) -> _Shown:
    """Return for each sentence, and each group, whether the group learns of it."""
    known = [{one for some in said.values() for one in some} for said in kept]
    return np.array([[one in of_group for of_group in known] for one in sentences])


def _how_much_each_says(sentences: Sequence[_Places], shown: _Shown) -> _Numbers:
    """Return for each place, and each group, the inverse document frequency of its pieces, in 25ths: what few sentences have says more."""
    seen = np.zeros((PLACES, shown.shape[1]), np.float32)
    for places, of in zip(sentences, shown, strict=True):
        seen[places] += of
    says = np.rint(25 * (1 + np.log((1 + shown.sum(0)) / (1 + seen))))
    return np.where(seen > 0, np.minimum(says, _LARGEST), 0).astype(np.float32)


def _even(says: _Numbers) -> _Numbers:
    """Return how much each piece of a sentence says, so that their squares are 1 in all, for each group."""
    lengths = np.sqrt((says * says).sum(0))
    return np.asarray((says / np.where(lengths > 0, lengths, 1))[:, :, None])


def _descended(sentences: Sequence[tuple[_Places, int]], shown: _Shown, says: _Numbers, kinds: int) -> tuple[_Numbers, _Numbers]:
    """Return a weight a group and intent for each place, and one for all sentences."""
    groups, doubt = shown.shape[1], np.float32(DOUBT)
    weights, bias = np.zeros((PLACES, groups, kinds), np.float32), np.zeros((groups, kinds), np.float32)
    rows = [(places, _even(says[places]), right, of.astype(np.float32)) for (places, right), of in zip(sentences, shown, strict=True)]
    drawn = random.Random(1)  # noqa: S311 - an order, and always the same.
    for turn in range(ROUNDS):
        drawn.shuffle(rows)
        step = np.float32(STEP * (1 - turn / ROUNDS))
        for places, values, right, of in rows:
            some = weights[places]
            wrong = _softmax((values * some).sum(0) + bias)
            wrong[:, right] -= 1 - doubt
            wrong = (wrong - doubt / kinds) * (step * of)[:, None]
            bias -= np.float32(BIAS_STEP) * wrong
            weights[places] = some - values * wrong
    return weights, bias


def _softmax(scores: _Numbers) -> _Numbers:
    powers = np.exp(scores - scores.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True))


def concepts_learned(told: Mapping[str, _Told]) -> concepts.ConceptWeights:
    """Return what the examples of languages, by their codes, teach of concepts."""
    (alone,) = concepts_apart(told, [told])
    return alone


def concepts_apart(told: Mapping[str, _Told], kept: Sequence[Mapping[str, _Told]]) -> Iterator[concepts.ConceptWeights]:
    """Yield for each group what the examples of all languages teach of concepts that are `kept` for it."""
    intents = tuple(next(iter(told.values())))
    rows: list[tuple[_Places, int]] = []
    shown: list[NDArray[np.bool_]] = []
    for code, said in told.items():
        lines = [(intents.index(intent), one) for intent, some in said.items() for one in some]
        of_lines = _shown([one for _, one in lines], [one[code] for one in kept])
        for (right, one), of in zip(lines, of_lines, strict=True):
            if places := concepts.places_of(code, one):
                rows.append((np.array(places, np.intp), right))
                shown.append(of)
    weights, bias = _adapted(rows, np.array(shown, np.float32), len(intents))
    for group in range(len(kept)):
        scale, numbers = _in_bytes(weights[:, group])
        yield concepts.ConceptWeights(intents=intents, bias=_rounded(bias[group]), scale=scale, rows=numbers.tobytes())


def _adapted(rows: Sequence[tuple[_Places, int]], shown: _Numbers, kinds: int) -> tuple[_Numbers, _Numbers]:
    """Return a weight a group and intent for each place of concepts, and one for all sentences."""
    shape = (concepts.size(), shown.shape[1], kinds)
    weights, seen = np.zeros(shape, np.float32), np.full(shape, EASE, np.float32)
    bias, seen_bias = np.zeros(shape[1:], np.float32), np.full(shape[1:], EASE, np.float32)
    drawn, doubt, pace = np.random.default_rng(1), np.float32(DOUBT), np.float32(PACE)
    for _ in range(TURNS):
        order = drawn.permutation(len(rows))
        for start in range(0, len(order), AT_ONCE):
            some = order[start : start + AT_ONCE]
            places, of, values, starts = _together([rows[at][0] for at in some])
            wrong = _softmax(np.add.reduceat(weights[places] * values[:, None, None], starts, axis=0) + bias)
            wrong[np.arange(len(some)), :, [rows[at][1] for at in some]] -= 1 - doubt
            wrong = (wrong - doubt / kinds) * shown[some][:, :, None]
            alike = np.argsort(places, kind="stable")
            touched, first = np.unique(places[alike], return_index=True)
            slope = np.add.reduceat(wrong[of[alike]] * values[alike][:, None, None], first, axis=0)
            slope += np.float32(SHRINK * len(some)) * weights[touched]
            seen[touched] += slope * slope
            weights[touched] -= pace * slope / np.sqrt(seen[touched])
            seen_bias += wrong.sum(0) ** 2
            bias -= pace * wrong.sum(0) / np.sqrt(seen_bias)
    return weights, bias


def _together(sentences: Sequence[_Places]) -> tuple[_Places, _Places, _Numbers, _Places]:
    """Return the places of sentences in a row, of which sentence each is, how much it counts there, and where each sentence begins."""
    lengths = np.array([len(places) for places in sentences])
    of = np.repeat(np.arange(len(sentences)), lengths)
    return np.concatenate(sentences), of, (1 / np.sqrt(lengths))[of].astype(np.float32), np.cumsum(lengths) - lengths


def all_examples() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the examples of each language that has some, by its code."""
    return {code: examples(_HERE / code / "examples") for code in known() if (_HERE / code / "examples").is_dir()}


def hash_of_all(told: Mapping[str, _Told]) -> str:
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
