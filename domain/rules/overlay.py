"""The answers that count where an organisation sent several workbooks that belong together: laid over each other, item by item."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.answer import AnswerValue


class Side(StrEnum):
    """Of two workbooks that were put together and say different things, which counts."""

    FIRST = "first"  # What counted before.
    SECOND = "second"  # The workbook that was added.


@dataclass(frozen=True, slots=True, kw_only=True)
class Merging:
    """How a workbook was added to those that count already; it stands as text in the journal.

    Where both say something, `wins` counts, `but` for these items, where it is the other. `instead` are the submissions whose place it
    takes: earlier workbooks of the same part. `blank` are the items of its own part that it leaves blank: it takes back what was answered
    there before. `beside` are submissions of others that were sent back, since each gave a half alone: with it they count.
    """

    wins: Side = Side.FIRST
    but: tuple[str, ...] = ()
    instead: tuple[int, ...] = ()
    blank: tuple[str, ...] = ()
    beside: tuple[int, ...] = ()

    def __str__(self) -> str:
        """Write it as the journal keeps it."""
        said = {"wins": self.wins.value, "but": self.but, "instead": self.instead}
        more = {"blank": self.blank, "beside": self.beside}
        return json.dumps(said | {name: value for name, value in more.items() if value}, ensure_ascii=False)

    @classmethod
    def of(cls, text: str) -> Merging:
        """Return what `str` wrote."""
        said = json.loads(text)
        more = {name: tuple(said.get(name, ())) for name in ("but", "instead", "blank", "beside")}
        return cls(wins=Side(said["wins"]), **more)

    def takes(self, item: str) -> Side:
        """Return which workbook counts for an item of which both say something else."""
        other = {Side.FIRST: Side.SECOND, Side.SECOND: Side.FIRST}
        return other[self.wins] if item in self.but else self.wins


@dataclass(frozen=True, slots=True)
class Layer:
    """The answers of one submission that counts, and how it was added to those before it; None for the one that all began with."""

    submission: int
    answers: Mapping[str, AnswerValue]
    merging: Merging | None = None


@dataclass(frozen=True, slots=True)
class Overlaid:
    """The answers that count by the key of their item, and the number of the submission that each comes from."""

    answers: Mapping[str, AnswerValue]
    sources: Mapping[str, int]


def overlay(layers: Sequence[Layer]) -> Overlaid:
    """Lay submissions over each other, in the order in which they came to count.

    A blank says nothing: what the one left blank, the other fills. A blank that takes an answer back does so.
    """
    if len(layers) == 1 and layers[0].merging is None:
        # Most organisations send one, and what lies over nothing needs no comparing.
        only = layers[0]
        return Overlaid(dict(only.answers), {key: only.submission for key, value in only.answers.items() if value is not None})
    answers: dict[str, AnswerValue] = {}
    sources: dict[str, int] = {}
    for layer in layers:
        for key in layer.merging.blank if layer.merging else ():
            answers[key] = None
            sources.pop(key, None)
        for key, value in layer.answers.items():
            if value is None:
                answers.setdefault(key, None)
                continue
            there = answers.get(key)
            if there is None or (there != value and (layer.merging or Merging()).takes(key) is Side.SECOND):
                answers[key], sources[key] = value, layer.submission
    return Overlaid(answers, sources)


def disputed(first: Mapping[str, AnswerValue], second: Mapping[str, AnswerValue]) -> tuple[str, ...]:
    """Return the items of which both say something, and not the same, in the order of the first."""
    return tuple(key for key, value in first.items() if value is not None and second.get(key) not in (None, value))
