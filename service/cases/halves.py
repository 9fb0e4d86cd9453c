"""What a held workbook is put together with: what counts for its organisation, or else the halves beside it.

They were sent back to others, or came in the same message.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache, partial

from domain.rules import halves
from domain.submission import Submission, SubmissionState
from questionnaire.halves import beside, said_by
from questionnaire.versions.words import VersionWords
from service.answers.counting import counted_of
from service.studies.running import Running
from store import Transaction, invitations, submissions
from store.answers.counting import CountedAnswers, FiledByOne
from store.answers.versions import versions_of


def base_of(tx: Transaction, running: Running, mine: Submission) -> CountedAnswers | None:
    """Return what a held workbook is put together with; None where there is nothing."""
    found = next(counted_of(tx, running, [mine.invitation_id]), None)
    return found or sent_back(tx, [mine]).get(mine.id)


def sent_back(tx: Transaction, held: Iterable[Submission]) -> dict[int, CountedAnswers]:
    """Return what others were sent back beside these held workbooks, or came with them, by the number of the held one.

    Nothing of those of whom an answer counts.
    """
    mine = [one for one in held if not one.part]
    study = {one.id: one.study for one in invitations.with_ids(tx, {one.invitation_id for one in mine})}
    known = cache(partial(versions_of, tx))
    filed: dict[int, list[Submission]] = {}
    for one in submissions.of_invitations(tx, study):
        filed.setdefault(one.invitation_id, []).append(one)
    found: dict[int, CountedAnswers] = {}
    for one in mine:
        theirs = filed.get(one.invitation_id, ())
        others = (*halves.sent_back(theirs, one.sender), *halves.in_one_message(theirs, one))
        words = known(study[one.invitation_id]) if others else None
        if words and (some := beside(words, said_by(words, one), others)):
            found[one.id] = as_one(some, None if words.are_one else words)
    return found


def as_one(some: tuple[Submission, ...], words: VersionWords | None) -> CountedAnswers:
    """Return what workbooks that do not count come to together."""
    laid = FiledByOne(some, some, (), words).laid()
    return CountedAnswers(submission=replace(some[-1], answers=dict(laid.answers)), parts=some, sources=laid.sources, edits={}, words=words)


def numbers(base: CountedAnswers) -> tuple[int, ...]:
    """Return the numbers of the workbooks that do not count yet, and count once something is added to them."""
    return tuple(one.id for one in base.parts if one.state is not SubmissionState.ACCEPTED)
