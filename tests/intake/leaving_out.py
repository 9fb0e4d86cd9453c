"""What the examples teach with the sentences of some authors left out: for several groups of authors at once.

A note is to have the traits that it would have of a stranger. Learning the likeness of eight languages anew for each group takes minutes,
and most of that for the same sentences, so all groups go through them together: in the same order, each with weights of its own, and a
sentence teaches nothing to the group that it is left out of. It is what `languages.learning` does, whose steps these are.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from languages import concepts, learning
from languages.likeness import PLACES, Likeness, places_of, words_of
from tests.intake.notes import Note

_SHORTEST = 12  # A shorter sentence is anybody's.

_Numbers = NDArray[np.float32]
_Told = Mapping[str, Mapping[str, Sequence[str]]]


def without(told: _Told, left_out: Iterable[Note]) -> _Told:
    """Return the examples of languages without those that stand in notes."""
    texts: dict[str, str] = dict.fromkeys(told, "")
    for note in left_out:
        texts[note.language] += f"\n{' '.join(note.text.split())}"

    def strange(code: str, sentence: str) -> bool:
        bare = " ".join(sentence.split()).strip(" ,;\u060c\u061b\uff0c")
        return len(bare) < (_SHORTEST if code != "zh" else _SHORTEST // 2) or bare not in texts[code]

    return {code: {kind: [one for one in some if strange(code, one)] for kind, some in said.items()} for code, said in told.items()}


def likenesses(code: str, told: Mapping[str, Sequence[str]], kept: Sequence[Mapping[str, Sequence[str]]]) -> tuple[Likeness, ...]:
    """Return for each group what the examples of a language teach that are `kept` for it."""
    return tuple(_likenesses(code, told, kept))


def _likenesses(code: str, told: Mapping[str, Sequence[str]], kept: Sequence[Mapping[str, Sequence[str]]]) -> Iterator[Likeness]:
    intents = tuple(told)
    lines = [(np.array(places_of(one), np.intp), at, one) for at, said in enumerate(told.values()) for one in said]
    shown = _shown([one for _, _, one in lines], kept)
    says = _how_much_each_says([places for places, _, _ in lines], shown)
    weights, bias = _descended([(places, at) for places, at, _ in lines], shown, says, len(intents))
    for group, said in enumerate(kept):
        of_group = weights[:, group]
        scale = float(np.abs(of_group).max(initial=0.0)) / 127 or 1.0
        rows = np.column_stack([says[:, group], np.rint(of_group / scale) + 128]).astype(np.uint8).tobytes()
        often = Counter(word for some in said.values() for one in some for word in set(words_of(one)))
        words = frozenset(word for word, count in often.items() if count > 1)
        yield Likeness(intents=intents, words=words, bias=tuple(bias[group].tolist()), scale=scale, rows=rows, code=code)


def _shown(sentences: Sequence[str], kept: Sequence[Mapping[str, Sequence[str]]]) -> NDArray[np.bool_]:
    """Return for each sentence, and each group, whether the group learns of it."""
    known = [{one for some in said.values() for one in some} for said in kept]
    return np.array([[one in of_group for of_group in known] for one in sentences])


def _how_much_each_says(sentences: Sequence[NDArray[np.intp]], shown: NDArray[np.bool_]) -> _Numbers:
    """Return for each place and group how much its pieces say (`languages.learning`)."""
    seen = np.zeros((PLACES, shown.shape[1]), np.float32)
    for places, of in zip(sentences, shown, strict=True):
        seen[places] += of
    says = np.rint(25 * (1 + np.log((1 + shown.sum(0)) / (1 + seen))))
    return np.where(seen > 0, np.minimum(says, 255), 0).astype(np.float32)


def _descended(
    sentences: Sequence[tuple[NDArray[np.intp], int]], shown: NDArray[np.bool_], says: _Numbers, kinds: int
) -> tuple[_Numbers, _Numbers]:
    """Return a weight a group and intent for each place, and one for all sentences."""
    groups, doubt = shown.shape[1], np.float32(learning.DOUBT)
    weights, bias = np.zeros((PLACES, groups, kinds), np.float32), np.zeros((groups, kinds), np.float32)
    rows = [(places, _even(says[places]), right, of.astype(np.float32)) for (places, right), of in zip(sentences, shown, strict=True)]
    drawn = random.Random(1)  # noqa: S311 - an order, and always the same.
    for turn in range(learning.ROUNDS):
        drawn.shuffle(rows)
        step = np.float32(learning.STEP * (1 - turn / learning.ROUNDS))
        for places, values, right, of in rows:
            some = weights[places]
            wrong = _softmax((values * some).sum(0) + bias)
            wrong[:, right] -= 1 - doubt
            wrong = (wrong - doubt / kinds) * (step * of)[:, None]
            bias -= np.float32(learning.BIAS_STEP) * wrong
            some -= values * wrong
            weights[places] = some
    return weights, bias


def _even(says: _Numbers) -> _Numbers:
    """Return how much each piece says, so that their squares are 1 in all, for each group."""
    lengths = np.sqrt((says * says).sum(0))
    return np.asarray((says / np.where(lengths > 0, lengths, 1))[:, :, None])


def _softmax(scores: _Numbers) -> _Numbers:
    powers = np.exp(scores - scores.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True))


def concepts_learned(told: _Told, kept: Sequence[_Told]) -> tuple[concepts.ConceptWeights, ...]:
    """Return for each group what the examples of all languages teach of concepts that are `kept` for it."""
    return tuple(_concepts_learned(told, kept))


def _concepts_learned(told: _Told, kept: Sequence[_Told]) -> Iterator[concepts.ConceptWeights]:
    intents = tuple(next(iter(told.values())))
    rows: list[tuple[NDArray[np.intp], int]] = []
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
        scale = float(np.abs(weights[:, group]).max(initial=0.0)) / 127 or 1.0
        numbers = (np.rint(weights[:, group] / scale) + 128).astype(np.uint8).tobytes()
        yield concepts.ConceptWeights(intents=intents, bias=tuple(bias[group].tolist()), scale=scale, rows=numbers)


def _adapted(rows: Sequence[tuple[NDArray[np.intp], int]], shown: _Numbers, kinds: int) -> tuple[_Numbers, _Numbers]:
    """Return a weight a group and intent for each place of concepts, and one for all sentences."""
    shape = (concepts.size(), shown.shape[1], kinds)
    weights, seen = np.zeros(shape, np.float32), np.full(shape, learning.EASE, np.float32)
    bias, seen_bias = np.zeros(shape[1:], np.float32), np.full(shape[1:], learning.EASE, np.float32)
    drawn, doubt, pace = np.random.default_rng(1), np.float32(learning.DOUBT), np.float32(learning.PACE)
    for _ in range(learning.TURNS):
        order = drawn.permutation(len(rows))
        for start in range(0, len(order), learning.AT_ONCE):
            some = order[start : start + learning.AT_ONCE]
            places, of, values, starts = learning.together([rows[at][0] for at in some])
            wrong = _softmax(np.add.reduceat(weights[places] * values[:, None, None], starts, axis=0) + bias)
            wrong[np.arange(len(some)), :, [rows[at][1] for at in some]] -= 1 - doubt
            wrong = (wrong - doubt / kinds) * shown[some][:, :, None]
            alike = np.argsort(places, kind="stable")
            touched, first = np.unique(places[alike], return_index=True)
            slope = np.add.reduceat(wrong[of[alike]] * values[alike][:, None, None], first, axis=0)
            slope += np.float32(learning.SHRINK * len(some)) * weights[touched]
            seen[touched] += slope * slope
            weights[touched] -= pace * slope / np.sqrt(seen[touched])
            seen_bias += wrong.sum(0) ** 2
            bias -= pace * wrong.sum(0) / np.sqrt(seen_bias)
    return weights, bias
