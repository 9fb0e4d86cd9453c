"""Learn how a whole note is weighed, and judge that by authors of whom nothing was learned: `python -m tests.intake.weighing [--judge]`.

The authors of the notes are parted into five groups. The traits of each group's notes are those that likenesses tell which learned the
examples of `languages/` without any sentence of that group's notes, so that a note has the traits which it would have of a stranger. Of
these `intake/understanding/weighing.bin` is learned, some ten minutes in all; the same for the same notes and examples. `--judge` learns
it five times instead, each time without a group, prints recall and precision over the notes left out, and writes nothing.

Method: logistic loss, steps of Adam (Kingma and Ba, Adam, 2015), traits left out at random (Srivastava et al., Dropout, 2014).
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from domain.intent import Intent
from intake.understanding import weighing
from intake.understanding.intents import by_rules, intent_rules, told_by
from intake.understanding.said import Said
from intake.understanding.traits import KINDS, names, traits_of
from intake.understanding.weighing import NAME, NoteWeights, packed, weighed
from intake.understanding.words import own_words
from languages import concepts, likeness
from languages.learning import all_examples, concepts_learned, learned
from tests.intake.judged import Read, subject_of, summary, table
from tests.intake.notes import Note, notes

GROUPS = range(5)
_OF_PART = {"wards": 0, "harbour": 0, "strangers": 0, "small": 1, "islands": 1, "opened": 1, "closed": 1, "blind": 2}
_OF_PART |= {"afresh": 3, "helpdesk": 4, "counter": 4}
_OF_AUTHOR = {"wa": 0, "wb": 1, "e": 2, "wc": 2, "f": 3, "oa": 3, "ob": 4}  # Of these parts an id names its author.
_OF_AUTHORS = ("everyday", "unopened", "ordinary", "heldback", "offices", "abroad")
_SHORTEST = 12  # A shorter sentence is anybody's.
_UNITS, _NETS, _TURNS, _AT_ONCE, _STEP, _SHRINK, _LEFT_OUT = 48, 2, 60, 128, 3e-3, 1e-3, 0.4

_Table = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Weighable:
    """A note, what was said in it, what the rules read in that, and its traits, all as a stranger's."""

    note: Note
    group: int
    said: Said
    read: tuple[Intent, ...]
    traits: tuple[float, ...]


def group_of(part: str, note: Note) -> int:
    """Return the group of the author of a note."""
    return _OF_PART[part] if part in _OF_PART else _OF_AUTHOR[note.id.split("-")[1]]


def _grouped() -> Mapping[int, Sequence[Note]]:
    all_notes = [(group_of(part, note), note) for part in (*_OF_PART, *_OF_AUTHORS) for note in notes(part)]
    return {group: [note for one, note in all_notes if one == group] for group in GROUPS}


def without(told: Mapping[str, Mapping[str, Sequence[str]]], left_out: Iterable[Note]) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Return the examples of languages without those that stand in notes."""
    texts: dict[str, str] = dict.fromkeys(told, "")
    for note in left_out:
        texts[note.language] += f"\n{' '.join(note.text.split())}"

    def strange(code: str, sentence: str) -> bool:
        bare = " ".join(sentence.split()).strip(" ,;\u060c\u061b\uff0c")
        return len(bare) < (_SHORTEST if code != "zh" else _SHORTEST // 2) or bare not in texts[code]

    return {code: {kind: [one for one in some if strange(code, one)] for kind, some in said.items()} for code, said in told.items()}


def _weighable(group: int) -> list[Weighable]:
    """Return the notes of a group with the traits that likenesses tell which know none of them."""
    of_group = _grouped()[group]
    told = without(all_examples(), of_group)
    models = tuple(replace(learned(said), code=code) for code, said in told.items())
    of_concepts = concepts_learned(told)
    found: list[Weighable] = []
    with patch.object(likeness, "likenesses", lambda: models), patch.object(concepts, "weights", lambda: of_concepts):
        for note in of_group:
            said = told_by(own_words(note.text), subject_of(note), beside=note.beside_workbook, sent=note.sent)
            read = tuple(by_rules(said))
            found.append(Weighable(note, group, said, read, tuple(traits_of(said, {one.intent for one in read}))))
    return found


def weights_of(some: Sequence[Weighable]) -> NoteWeights:
    """Return what notes teach: nets that differ in where they begin, side by side as one."""
    traits = np.array([one.traits for one in some], np.float32)
    marks = np.array([[float(kind in one.note.intents) for kind in KINDS] for one in some], np.float32)
    middle, spread = traits.mean(0), traits.std(0) + np.float32(1e-3)
    nets = [_descended((traits - middle) / spread, marks, seed) for seed in range(_NETS)]
    hidden = np.hstack([net[0] / spread[:, None] for net in nets])
    hidden_bias = np.hstack([net[1] for net in nets]) - middle @ hidden
    direct = sum((net[4] for net in nets), np.zeros_like(nets[0][4])) / _NETS / spread[:, None]
    bias = sum((net[3] for net in nets), np.zeros_like(nets[0][3])) / _NETS - middle @ direct
    return NoteWeights(
        traits=names(),
        hidden=_rows(hidden.T),
        hidden_bias=array("f", hidden_bias.tolist()),
        out=_rows((np.vstack([net[2] for net in nets]) / _NETS).T),
        direct=_rows(direct.T),
        bias=array("f", bias.tolist()),
    )


def _rows(numbers: _Table) -> tuple[array[float], ...]:
    return tuple(array("f", row.tolist()) for row in numbers)


def _descended(traits: _Table, marks: _Table, seed: int) -> list[_Table]:
    """Return the weights and biases of the hidden units, those of the intents, and the weights that go around the units."""
    drawn = np.random.default_rng(seed)
    count, wide, kinds = len(traits), traits.shape[1], marks.shape[1]
    shapes = ((wide, _UNITS), (_UNITS,), (_UNITS, kinds), (kinds,), (wide, kinds))
    begun = (wide**-0.5, 0.0, _UNITS**-0.5, 0.0, 0.0)
    net = [(drawn.normal(0, 1, shape) * much).astype(np.float32) for shape, much in zip(shapes, begun, strict=True)]
    first, second, steps = [np.zeros_like(one) for one in net], [np.zeros_like(one) for one in net], 0
    for turn in range(_TURNS):
        order = drawn.permutation(count)
        for start in range(0, count, _AT_ONCE):
            some = order[start : start + _AT_ONCE]
            shown = traits[some] * (drawn.random((len(some), wide), np.float32) > _LEFT_OUT) / np.float32(1 - _LEFT_OUT)
            steps += 1
            slopes = _slopes(net, shown, marks[some])
            _step(net, slopes, first, second, steps, _STEP * (1 - turn / _TURNS))
    return net


def _slopes(net: Sequence[_Table], shown: _Table, marks: _Table) -> list[_Table]:
    inner = np.maximum(shown @ net[0] + net[1], 0)
    wrong = (1 / (1 + np.exp(-(inner @ net[2] + net[3] + shown @ net[4]))) - marks) / len(shown)
    behind = (wrong @ net[2].T) * (inner > 0)
    return [shown.T @ behind, behind.sum(0), inner.T @ wrong, wrong.sum(0), shown.T @ wrong]


def _step(
    net: Sequence[_Table], slopes: Sequence[_Table], first: Sequence[_Table], second: Sequence[_Table], steps: int, much: float
) -> None:
    """Move weights against their slopes, by as much as these are steady."""
    for one, raw, mean, square in zip(net, slopes, first, second, strict=True):
        slope = raw + np.float32(_SHRINK) * one if one.ndim > 1 else raw
        mean[...] += np.float32(0.1) * (slope - mean)
        square[...] += np.float32(0.001) * (slope * slope - square)
        steady = (mean / np.float32(1 - 0.9**steps)) / (np.sqrt(square / np.float32(1 - 0.999**steps)) + np.float32(1e-8))
        one[...] -= np.float32(much) * steady


def judged(some: Sequence[Weighable]) -> Sequence[Read]:
    """Return what is read in notes by what was learned from the other groups of authors."""
    found: list[Read] = []
    for group in GROUPS:
        learned_of_others = weights_of([one for one in some if one.group != group])
        for one in (one for one in some if one.group == group):
            chances = learned_of_others.chances(one.traits)
            found.append(Read(one.note, tuple(weighed(one.said, one.read, intent_rules(), chances))))
    return found


def main(arguments: Sequence[str]) -> None:
    """Learn and write, or judge."""
    # Each group has a process of its own, since what one likeness said of a sentence is kept.
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), max_tasks_per_child=1) as processes:
        some = [one for group in processes.map(_weighable, GROUPS) for one in group]
    if "--judge" in arguments:
        reads = judged(some)
        for line in (*table(reads), *summary(reads)):
            sys.stdout.write(f"{line}\n")
        return
    file = Path(weighing.__file__).with_name(NAME)
    file.write_bytes(packed(weights_of(some)))
    sys.stdout.write(f"{file.name}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
