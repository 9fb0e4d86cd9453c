"""The network that tells how likely a note carries each intent, and the file that keeps it.

`weighing.bin` is learned from notes of people of whom the likeness had learned nothing (`python -m tests.intake.weighing`): a network of
one hidden layer, and a way around it, over the traits of a note (`intake.understanding.intents.traits`; decision 0148) and the most that
any of its sentences tells (Zaheer et al., Deep sets, 2017; decision 0161).
"""

from __future__ import annotations

import json
import math
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from operator import add, mul
from typing import TypeAlias

from domain.intent import IntentKind
from intake.understanding.intents.traits import KINDS, Traits, names, sentence_names

NAME = "weighing.bin"
Row: TypeAlias = "array[float]"


@dataclass(frozen=True, slots=True)
class TraitLayer:
    """Units that look at traits: a row of weights for the numbers each, for each flag a column of what it tells them, and their biases."""

    rows: tuple[Row, ...]
    columns: tuple[Row, ...]
    bias: Row

    def told(self, traits: Traits) -> list[float]:
        """Return what the units tell of traits."""
        numbers = traits.numbers
        found: Iterable[float] = map(add, self.bias, [sum(map(mul, row, numbers)) for row in self.rows])
        for flag in traits.flags:
            found = map(add, found, self.columns[flag])
        return list(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWeights:
    """A network over the traits of a note and of its sentences, which are `names`.

    `sentence` looks at each sentence, and `whole` at the note, with the most of each unit of `sentence` behind its own numbers: its first
    units are hidden, and its last ones are the intents themselves, to which `out` adds what the hidden ones say, a row an intent.
    """

    names: tuple[tuple[str, ...], ...]
    sentence: TraitLayer
    whole: TraitLayer
    out: tuple[Row, ...]

    def chances(self, note: Traits, sentences: Sequence[Traits]) -> Mapping[IntentKind, float]:
        """Return for each intent how likely a note with these traits, and with sentences that have those, carries it."""
        most = [max(0.0, *column) for column in zip(*map(self.sentence.told, sentences), strict=True)]
        found = self.whole.told(Traits([*note.numbers, *most], note.flags))
        inner = [max(0.0, one) for one in found[: -len(KINDS)]]
        rows = zip(KINDS, self.out, found[-len(KINDS) :], strict=True)
        return {kind: _chance(direct + sum(map(mul, row, inner))) for kind, row, direct in rows}


def _chance(score: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, score))))


def all_names() -> tuple[tuple[str, ...], ...]:
    """Return the names of all traits that there are."""
    return (names().numbers, names().flags, sentence_names().numbers, sentence_names().flags)


def packed(weights: NoteWeights, notes: str) -> bytes:
    """Return weights as their file: a line of names and sizes, and numbers of four bytes; `notes` is the hash of what taught them."""
    blocks = [block for one in (weights.sentence, weights.whole) for block in (one.rows, one.columns, (one.bias,))] + [weights.out]
    numbers = array("f")
    for block in blocks:
        for row in block:
            numbers.extend(row)
    if sys.byteorder == "big":
        numbers.byteswap()
    head = {"names": weights.names, "shapes": [(len(block), len(block[0])) for block in blocks], "notes": notes}
    return json.dumps(head).encode() + b"\n" + numbers.tobytes()


def unpacked(file: bytes) -> tuple[NoteWeights, str]:
    """Return the weights of a file, and the hash of what taught them."""
    line, _, rest = file.partition(b"\n")
    head = json.loads(line)
    numbers = array("f", rest)
    if sys.byteorder == "big":
        numbers.byteswap()
    blocks: list[tuple[Row, ...]] = []
    at = 0
    for count, length in head["shapes"]:
        blocks.append(tuple(numbers[start : start + length] for start in range(at, at + count * length, length)))
        at += count * length
    rows, columns, (bias,), whole_rows, whole_columns, (whole_bias,), out = blocks
    known = NoteWeights(
        names=tuple(map(tuple, head["names"])),
        sentence=TraitLayer(rows, columns, bias),
        whole=TraitLayer(whole_rows, whole_columns, whole_bias),
        out=out,
    )
    return known, head["notes"]


@cache
def weights() -> NoteWeights | None:
    """Return what was learned; None where it was learned of other traits, and the rules are believed alone."""
    found, _ = unpacked(kept_file())
    return found if found.names == all_names() else None


def kept_file() -> bytes:
    """Return the file that is kept."""
    return resources.files(__package__).joinpath(NAME).read_bytes()
