"""Flags and notes of the figures that count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.answer import FigureMarks
from domain.edit import Edit
from store.answers.counting import CountedAnswers


def marks_of(one: CountedAnswers, marks: Mapping[int, Mapping[str, FigureMarks]], only: int | None = None) -> dict[str, FigureMarks]:
    """Return the flags and notes of what counts of an organisation, each from the submission that its answer comes from.

    What was put right at the desk has the flag that it was given there, and no other: the others mark the figure that was sent. One
    that was given a flag alone is the figure that was sent, and keeps its note. They are in the words in which its
    answers are told, or in those of the `only` version that is wanted.
    """
    made = dict(_edited(one, only))
    for part in (*one.kept, *one.parts):
        otherwise = part.id if part in one.parts else None
        for key, said in marks.get(part.id, {}).items():
            to = one.words.translation(part.version).key(key) if one.words else key
            counts = _beside(one.edits.get(to), said)
            if counts and one.sources.get(to, otherwise) == part.id and only in {None, part.version}:
                made[key if only else to] = counts
    return made


def _beside(edit: Edit | None, sent: FigureMarks) -> FigureMarks | None:
    """Return what there is beside a figure; None where that which was sent says nothing of the one that counts."""
    if edit is None:
        return sent
    return FigureMarks(edit.flag, sent.note) if sent.note and edit.value == edit.given else None


def _edited(one: CountedAnswers, only: int | None) -> Iterator[tuple[str, FigureMarks]]:
    for key, edit in one.edits.items():
        said = one.words.edit_in(edit, only) if one.words and only is not None else None
        own = key if only is None or one.words is None else said[0].question if said else ""
        if edit.flag and own:
            yield own, FigureMarks(edit.flag)
