"""Two workbooks of one organisation, and where they say different things."""

from __future__ import annotations

from dataclasses import dataclass

from domain.answer import AnswerValue
from domain.submission import Submission
from service.deciding.case_seen import AnswerChange, changes
from service.studies.find import find_invitation, numbered
from service.studies.running import Running
from store import Transaction, submissions
from store.answers.counting import words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedWorkbooks:
    """Two workbooks, the earlier first. `changes` are the answers that differ, `alike` is how many are the same in both.

    `apart` is how many answers one has to questions that the version of the other does not ask: they are no difference.
    """

    first: Submission
    second: Submission
    changes: tuple[AnswerChange, ...]
    alike: int
    apart: int


def compared(tx: Transaction, running: Running, organisation: str, first: str, second: str) -> ComparedWorkbooks | None:
    """Return what two workbooks of an organisation say, by their numbers; None where it has not both, or they are one.

    The answers are in the words of all versions of the study. What the version of one did not ask is no difference.
    """
    whose = find_invitation(tx, running.study.id, organisation)
    mine = {one.id: one for one in submissions.of_invitations(tx, [whose.id])}
    wanted = sorted({number for name in (first, second) if (number := numbered(name)) is not None and number in mine})
    if len(wanted) != 2:
        return None
    one, other = (mine[number] for number in wanted)
    (before, only_before), (now, only_now) = (_said(tx, running, this, beside) for this, beside in ((one, other), (other, one)))
    alike = sum(value is not None and now.get(key) == value for key, value in before.items())
    return ComparedWorkbooks(first=one, second=other, changes=changes(before, now), alike=alike, apart=only_before + only_now)


def _said(tx: Transaction, running: Running, one: Submission, beside: Submission) -> tuple[dict[str, AnswerValue], int]:
    """Return what a workbook says of what the version of the other asks too, and how many answers it has to what that does not ask."""
    words = words_of(tx, running.study.id)
    if words is None:
        return one.answers, 0
    said = words.translation(one.version).answers(one.answers)
    shared = {key: value for key, value in said.items() if words.asks(beside.version, key)}
    return shared, sum(value is not None for key, value in said.items() if key not in shared)
