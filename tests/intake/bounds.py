"""From which chance on each intent is best read, by authors who were left out: `python -m tests.intake.weighing --bounds`.

The goal is a recall of 0.85 and a precision of 0.9 for each intent. The best bound is the one where the lesser of what recall and precision
have above them is the most, over all these notes together; of several that are as good, the one in the middle. Each intent is tried alone,
with the bounds that stand for all others. The last author whom nobody opened judges what comes of it: these notes, from which bounds are
chosen, flatter them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from unittest.mock import patch

from domain.intent import Intent, IntentKind
from intake.understanding.intents import weighing
from intake.understanding.intents.said import Said
from intake.understanding.intents.wanted import concluded
from intake.understanding.intents.weighing import counted
from tests.intake.judged import Read, precision, recall
from tests.intake.notes import Note

RECALL, PRECISION = 0.85, 0.9
TRIED = tuple(percent / 100 for percent in range(20, 96, 3))


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A note, what was said in it, what the rules read, and how likely each intent is by weights that were learned of other authors."""

    note: Note
    said: Said
    read: tuple[Intent, ...]
    chances: Mapping[IntentKind, float]

    def judged(self) -> Read:
        """Return what is read in it, with the bounds that stand."""
        return Read(self.note, concluded(self.said, self.read, counted(self.said, self.read, self.chances)))


@dataclass(frozen=True, slots=True)
class Tried:
    """What comes of a bound."""

    bound: float
    recall: float
    precision: float

    @property
    def room(self) -> float:
        """Return what is above the goal, or less than nothing where it is missed."""
        return min(self.recall - RECALL, self.precision - PRECISION)


def tried(notes: Sequence[HeldOut], kind: IntentKind, bound: float) -> Tried:
    """Return what comes of reading an intent from a chance on."""
    with patch.dict(weighing.LIKELY_FROM, {kind: bound}):
        reads = [one.judged() for one in notes]
    (found, there), (right, read) = recall(reads, kind), precision(reads, kind)
    return Tried(bound, found / max(there, 1), right / max(read, 1))


def best(some: Sequence[Tried]) -> Tried:
    """Return the one with the most room, of those that are as good the one in the middle."""
    most = max(one.room for one in some)
    good = [one for one in some if one.room == most]
    return good[len(good) // 2]


def bounds(notes: Sequence[HeldOut]) -> Iterator[str]:
    """Yield a line an intent: what comes of the bound that stands, and the best of those that are tried."""
    yield f"{len(notes)} notes of authors who were left out".ljust(44) + "recall/precision"
    for kind, bound in weighing.LIKELY_FROM.items():
        for title, one in (("stands", tried(notes, kind, bound)), ("best", best([tried(notes, kind, one) for one in TRIED]))):
            yield f"{kind:20} {title:8} {one.bound:.2f} {one.recall:18.3f}/{one.precision:.3f}"
