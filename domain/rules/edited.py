"""Whether a desk edit stands: until the organisation sends another value there. The same wrong value again does not undo it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.answer import AnswerValue
from domain.edit import Edit


def stands(edit: Edit, sent: Iterable[tuple[int, AnswerValue]], now: AnswerValue) -> bool:
    """Say whether an edit that nobody undid counts.

    `sent` is what the organisation answered in each workbook that was accepted, with the rank of that decision in the journal; `now` is
    what it comes to without edits. An edit of another value than that one corrects nothing any more.
    """
    return now == edit.given and all(value == edit.given for rank, value in sent if rank > edit.entry)


def standing(edits: Iterable[Edit]) -> Mapping[str, Edit]:
    """Return the edits that stand by the key of their answer; of several of one answer, the last that was made."""
    return {one.question: one for one in sorted(edits, key=lambda one: one.entry) if one.stands}


def with_edits(answers: Mapping[str, AnswerValue], edits: Iterable[Edit]) -> dict[str, AnswerValue]:
    """Return the answers of a workbook as they count: an edit stands where it says again what was edited, and nowhere else."""
    return {**answers, **{key: one.value for key, one in standing(edits).items() if answers.get(key) == one.given}}
