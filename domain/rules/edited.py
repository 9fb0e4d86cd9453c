"""Whether a desk edit stands: until the organisation sends another value there. The same wrong value again does not undo it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.answer import AnswerValue
from domain.edit import Edit
from domain.rules.overlay import Layer, Side


def stands(edit: Edit, sent: Iterable[tuple[int, bool]], *, again: bool) -> bool:
    """Say whether an edit that nobody undid counts.

    `sent` says of each workbook that was accepted, with the rank of that decision in the journal, whether it says again what was edited,
    or `leaves` it; `again` is whether that is what all come to without edits. An edit of another value than that one corrects nothing any
    more.
    """
    return again and all(same for rank, same in sent if rank > edit.entry)


def leaves(key: str, given: AnswerValue, layer: Layer, instead: Iterable[Layer]) -> bool:
    """Say whether a workbook that was added to others leaves the answer `key` as it was, so that it says nothing of an edit there.

    Its blank does, unless it takes an answer back, or one of the workbooks whose place it took (`instead`) had answered; and so does what
    does not count beside what was `given` before.
    """
    if layer.merging is None or key in layer.merging.blank:
        return False
    if layer.answers.get(key) is None:
        return all(one.answers.get(key) is None for one in instead)
    return given is not None and layer.merging.takes(key) is Side.FIRST


def standing(edits: Iterable[Edit]) -> Mapping[str, Edit]:
    """Return the edits that stand by the key of their answer; of several of one answer, the last that was made."""
    return {one.question: one for one in sorted(edits, key=lambda one: one.entry) if one.stands}


def with_edits(answers: Mapping[str, AnswerValue], edits: Iterable[Edit]) -> dict[str, AnswerValue]:
    """Return the answers of a workbook as they count: an edit stands where it says again what was edited, and nowhere else."""
    return {**answers, **{key: one.value for key, one in standing(edits).items() if answers.get(key) == one.given}}
