"""Filing a submission: what is decided about it, and what that leaves nothing to decide about or takes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.journal import About, Entry, Subject, What, in_force
from domain.rules import case as cases
from domain.rules.counting import decision_for, read_again
from domain.submission import Invitation, Submission, SubmissionState
from store import Transaction, counting, decisions, edits, holds, journal, submissions
from store.cases.decisions import Ruling

_BY_FILING = decisions.rule("filing")


def file_submission(
    tx: Transaction,
    submission: Submission,
    invitation: Invitation,
    *,
    by: str,
    at: datetime,
    follows: int | None = None,
    note: str = "",
) -> tuple[int, SubmissionState]:
    """Keep a submission with the decision about it, and return its number and its state.

    Read again, it keeps what a person or a newer file decided. `note` is why a person files it, in their words.
    """
    number, new = submissions.keep(tx, submission, invitation.study)
    about = About(Subject.SUBMISSION, str(number))
    what: What | None = decision_for(submission.state)
    if not new and follows is None:
        what = read_again(in_force(journal.about(tx, about.subject, [about.id])), submission.state)
    added = submission.added if what is What.ACCEPT else None
    if what is None:
        if submission.part or edits.of_invitations(tx, [invitation.id]):
            counting.settle(tx, invitation.id)  # It may be read otherwise today, and another value undoes what was edited.
        return number, _state(tx, number)
    ruling = Ruling(
        what=What.MERGE if added else what,
        about=about,
        value=str(added or ""),
        was=submission.mode,
        study=invitation.study,
        invitation_id=invitation.id,
        message_id=submission.message_id,
        follows=follows,
        note=note,
    )
    (entry,) = decisions.decide(tx, by, at, [ruling])
    decisions.decide(tx, _BY_FILING, at, list(_consequences(tx, submission, number, invitation, entry)))
    return number, submission.state if new else _state(tx, number)


def _state(tx: Transaction, number: int) -> SubmissionState:
    (kept,) = submissions.with_ids(tx, [number])
    return kept.state


def _consequences(tx: Transaction, submission: Submission, number: int, invitation: Invitation, entry: Entry) -> Iterator[Ruling]:
    """Yield what a filed workbook takes back and closes; each falls with the decision that filed it."""

    def ruling(what: What, about: About, value: str = "") -> Ruling:
        return Ruling(
            what=what,
            about=about,
            value=value,
            study=invitation.study,
            invitation_id=invitation.id,
            message_id=submission.message_id,
            follows=entry.number,
        )

    if invitation.mark and cases.lifts(invitation.mark, submission.state):
        yield ruling(What.OPEN, About(Subject.ORGANISATION, str(invitation.id)))
    if submission.state not in {SubmissionState.ACCEPTED, SubmissionState.QUERIED} and not submission.instead:
        return
    for held in holds.waiting_about(tx, [invitation.id]):
        if held.submission_id == number:
            continue
        instead = held.submission_id in submission.instead and cases.is_of_halves(held.reasons)
        same = held.fingerprint == submission.fingerprint
        moot = cases.closed_by_filing(held.kind, submission.state, same_file=same, instead=instead)
        if moot:
            yield ruling(What.CLOSE, About(Subject.CASE, str(held.id)), moot.value)
            # What was sent back is superseded anyway, or stays so.
            if held.submission_id is not None and not (instead and _state(tx, held.submission_id) is not SubmissionState.HELD):
                yield ruling(What.REJECT, About(Subject.SUBMISSION, str(held.submission_id)))
