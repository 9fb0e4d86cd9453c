"""The network that weighs notes, and how it learns: nets that differ in where they begin, side by side as one."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.intent import IntentKind
from intake.understanding.intents.note_weights import NoteWeights, Row, TraitLayer, all_names
from intake.understanding.intents.traits import KINDS, TraitNames, Traits, names, sentence_names

_UNITS, _OF_SENTENCES, _NETS, _TURNS, _AT_ONCE, _STEP, _SHRINK, _LEFT_OUT = 48, 32, 2, 50, 128, 3e-3, 6e-3, 0.5

_Table = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A note as a network sees it, and how it is marked."""

    note: Traits
    sentences: Sequence[Traits]
    marks: Collection[IntentKind]


@dataclass(frozen=True, slots=True)
class _Lessons:
    """All notes: a row of traits each, a row for each of their sentences, where these begin (and the last ends), and the marks."""

    notes: _Table
    sentences: _Table
    begin: NDArray[np.intp]
    marks: _Table


@dataclass(frozen=True, slots=True)
class _Net:
    """Weights and biases: of the units that look at sentences, of those that look at notes, what these tell, and what goes around them."""

    sentence: _Table
    sentence_bias: _Table
    hidden: _Table
    hidden_bias: _Table
    out: _Table
    bias: _Table
    direct: _Table

    def all(self) -> tuple[_Table, ...]:
        """Return them in a row."""
        return (self.sentence, self.sentence_bias, self.hidden, self.hidden_bias, self.out, self.bias, self.direct)


def weights_of(some: Sequence[Lesson]) -> NoteWeights:
    """Return what notes teach."""
    sentences = [one for lesson in some for one in lesson.sentences]
    raw_notes, raw_sentences = _rows([one.note for one in some], names()), _rows(sentences, sentence_names())
    notes, (note_middle, note_spread) = _even(raw_notes)
    evened, (middle, spread) = _even(raw_sentences)
    begin = np.cumsum([0, *(len(one.sentences) for one in some)])
    marks = np.array([[kind in one.marks for kind in KINDS] for one in some], np.float32)
    nets = [_descended(_Lessons(notes, evened, begin, marks), seed) for seed in range(_NETS)]
    looking = np.hstack([net.sentence / spread[:, None] for net in nets])
    looking_bias = np.hstack([net.sentence_bias for net in nets]) - middle @ looking
    whole, whole_bias = _whole(nets, note_middle, note_spread)
    return NoteWeights(
        names=all_names(),
        sentence=_layer(looking, looking_bias, len(sentence_names().numbers), 0),
        whole=_layer(whole, whole_bias, len(names().numbers), looking.shape[1]),
        out=_packed((np.vstack([net.out for net in nets]) / np.float32(_NETS)).T),
    )


def _whole(nets: Sequence[_Net], middle: _Table, spread: _Table) -> tuple[_Table, _Table]:
    """Return the weights of the hidden units of all nets, then those of the intents, for the traits and then for each net's sentences."""
    wide = len(middle)
    hidden = [net.hidden[:wide] / spread[:, None] for net in nets]
    direct = sum((net.direct[:wide] for net in nets), np.zeros_like(nets[0].direct[:wide])) / _NETS / spread[:, None]
    of_traits = np.hstack([*hidden, direct])
    of_sentences = np.zeros((_OF_SENTENCES * len(nets), of_traits.shape[1]), np.float32)
    for at, net in enumerate(nets):
        rows = slice(at * _OF_SENTENCES, (at + 1) * _OF_SENTENCES)
        of_sentences[rows, at * _UNITS : (at + 1) * _UNITS] = net.hidden[wide:]
        of_sentences[rows, _UNITS * len(nets) :] = net.direct[wide:] / _NETS
    bias = np.hstack([*(net.hidden_bias for net in nets), sum((net.bias for net in nets), np.zeros_like(nets[0].bias)) / _NETS])
    return np.vstack([of_traits, of_sentences]), bias - middle @ of_traits


def _rows(some: Sequence[Traits], named: TraitNames) -> _Table:
    """Return traits as rows of numbers, a flag that holds as 1."""
    rows = np.zeros((len(some), len(named.numbers) + len(named.flags)), np.float32)
    for row, one in zip(rows, some, strict=True):
        row[: len(named.numbers)] = one.numbers
        row[[len(named.numbers) + flag for flag in one.flags]] = 1
    return rows


def _even(rows: _Table) -> tuple[_Table, tuple[_Table, _Table]]:
    middle, spread = rows.mean(0), rows.std(0) + np.float32(1e-3)
    return (rows - middle) / spread, (middle, spread)


def _layer(weights: _Table, bias: _Table, numbers: int, behind: int) -> TraitLayer:
    """Return weights for numbers, flags, and then what stands `behind` the numbers, as the program reads them."""
    end = len(weights) - behind
    rows = np.vstack([weights[:numbers], weights[end:]]).T
    return TraitLayer(rows=_packed(rows), columns=_packed(weights[numbers:end]), bias=_packed(bias[None])[0])


def _packed(numbers: _Table) -> tuple[Row, ...]:
    return tuple(array("f", row.tolist()) for row in numbers)


def _descended(lessons: _Lessons, seed: int) -> _Net:
    """Return what is learned of lessons in an order drawn from a seed."""
    drawn = np.random.default_rng(seed)
    net = _begun(lessons, drawn)
    means, squares, steps = [np.zeros_like(one) for one in net.all()], [np.zeros_like(one) for one in net.all()], 0
    for turn in range(_TURNS):
        order = drawn.permutation(len(lessons.notes))
        for start in range(0, len(order), _AT_ONCE):
            steps += 1
            slopes = _slopes(net, lessons, order[start : start + _AT_ONCE], drawn)
            _step(net.all(), slopes, means, squares, steps, _STEP * (1 - turn / _TURNS))
    return net


def _begun(lessons: _Lessons, drawn: np.random.Generator) -> _Net:
    look, wide, kinds = lessons.sentences.shape[1], lessons.notes.shape[1] + _OF_SENTENCES, lessons.marks.shape[1]

    def some(much: float, *shape: int) -> _Table:
        return (drawn.normal(0, 1, shape) * much).astype(np.float32)

    return _Net(
        sentence=some(look**-0.5, look, _OF_SENTENCES),
        sentence_bias=some(0, _OF_SENTENCES),
        hidden=some(wide**-0.5, wide, _UNITS),
        hidden_bias=some(0, _UNITS),
        out=some(_UNITS**-0.5, _UNITS, kinds),
        bias=some(0, kinds),
        direct=some(0, wide, kinds),
    )


def _slopes(net: _Net, lessons: _Lessons, some: NDArray[np.intp], drawn: np.random.Generator) -> list[_Table]:
    """Return how the loss over some notes changes with each weight."""
    counts = lessons.begin[some + 1] - lessons.begin[some]
    of_notes = np.repeat(np.arange(len(some)), counts)
    at = np.concatenate([np.arange(lessons.begin[one], lessons.begin[one + 1]) for one in some])
    looked = _left_out(lessons.sentences[at], drawn)
    told = np.maximum(looked @ net.sentence + net.sentence_bias, 0)
    most = np.maximum.reduceat(told, np.cumsum(counts) - counts, axis=0)
    shown = np.hstack([_left_out(lessons.notes[some], drawn), most])
    inner = np.maximum(shown @ net.hidden + net.hidden_bias, 0)
    wrong = (1 / (1 + np.exp(-(inner @ net.out + net.bias + shown @ net.direct))) - lessons.marks[some]) / np.float32(len(some))
    behind = (wrong @ net.out.T) * (inner > 0)
    of_most = (behind @ net.hidden.T + wrong @ net.direct.T)[:, lessons.notes.shape[1] :]
    of_told = of_most[of_notes] * ((told == most[of_notes]) & (told > 0))
    of_net = (inner.T @ wrong, wrong.sum(0), shown.T @ wrong)
    return [looked.T @ of_told, of_told.sum(0), shown.T @ behind, behind.sum(0), *of_net]


def _left_out(traits: _Table, drawn: np.random.Generator) -> _Table:
    return traits * (drawn.random(traits.shape, np.float32) > _LEFT_OUT) / np.float32(1 - _LEFT_OUT)


def _step(
    net: Sequence[_Table], slopes: Sequence[_Table], means: Sequence[_Table], squares: Sequence[_Table], steps: int, much: float
) -> None:
    """Move weights against their slopes, by as much as these are steady."""
    for one, raw, mean, square in zip(net, slopes, means, squares, strict=True):
        slope = raw + np.float32(_SHRINK) * one if one.ndim > 1 else raw
        mean[...] += np.float32(0.1) * (slope - mean)
        square[...] += np.float32(0.001) * (slope * slope - square)
        steady = (mean / np.float32(1 - 0.9**steps)) / (np.sqrt(square / np.float32(1 - 0.999**steps)) + np.float32(1e-8))
        one[...] -= np.float32(much) * steady
