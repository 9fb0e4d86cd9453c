"""Flags and notes of the figures that count."""

from __future__ import annotations

from collections.abc import Mapping

from domain.answer import FigureMarks
from store.counting import CountedAnswers


def marks_of(one: CountedAnswers, marks: Mapping[int, Mapping[str, FigureMarks]], only: int | None = None) -> dict[str, FigureMarks]:
    """Return the flags and notes of what counts of an organisation, each from the submission that its answer comes from.

    What was put right at the desk has none: they mark the figure that was sent. They are in the words in which its answers are told, or in
    those of the `only` version that is wanted.
    """
    made: dict[str, FigureMarks] = {}
    for part in (*one.kept, *one.parts):
        otherwise = part.id if part in one.parts else None
        for key, said in marks.get(part.id, {}).items():
            to = one.words.translation(part.version).key(key) if one.words else key
            if to not in one.edits and one.sources.get(to, otherwise) == part.id and only in {None, part.version}:
                made[key if only else to] = said
    return made
