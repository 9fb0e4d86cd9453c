"""What counts of that to which words object: what came before them."""

from __future__ import annotations

from collections.abc import Iterable

from domain.case import CaseKind
from domain.submission import Submission, SubmissionState
from store import Transaction, holds, submissions


def objected_to(tx: Transaction, cases: Iterable[holds.Held]) -> dict[int, tuple[int, ...]]:
    """Return the numbers of what counts and came before the words of these cases, by case; of one that objects to nothing of it, none."""
    asked = [one for one in cases if one.kind is CaseKind.OBJECTION]
    came = counting(submissions.of_invitations(tx, {one.invitation_id or 0 for one in asked})) if asked else ()
    found = {one.id: tuple(each.id for each in came if _is_of(each, one)) for one in asked}
    return {number: ids for number, ids in found.items() if ids}


def _is_of(one: Submission, held: holds.Held) -> bool:
    return one.invitation_id == held.invitation_id and one.received_at <= held.at


def counting(came: Iterable[Submission]) -> tuple[Submission, ...]:
    """Return what counts of what came."""
    return tuple(one for one in came if one.state is SubmissionState.ACCEPTED)
