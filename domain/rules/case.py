"""What becomes of a case: which decisions it offers, and what happens that leaves nothing to decide."""

from __future__ import annotations

from domain.case import OPTIONS, CaseKind, Decision, Moot
from domain.journal import What
from domain.submission import SubmissionState

_FILED = (SubmissionState.ACCEPTED, SubmissionState.QUERIED)


def offered(kind: CaseKind, *, waits: bool, answered: bool, flawless: bool = False) -> tuple[Decision, ...]:
    """Return the decisions that a case offers now.

    `answered` says that its organisation has an answer that counts, `flawless` that its workbook was read and has no errors. A case that
    was decided offers none. Who has answered cannot have declined: that answer would have to be taken back first. A workbook without
    errors counts once it is accepted, so that nothing is to be overlooked.
    """
    if not waits:
        return ()
    without = {option for option, so in ((Decision.DECLINED, answered), (Decision.COUNT, flawless)) if so}
    return tuple(option for option in OPTIONS[kind] if option not in without)


def closed_by_filing(kind: CaseKind, filed: SubmissionState, *, same_file: bool) -> Moot | None:
    """Return why a case of an organisation is moot after a workbook of its own was filed in this state, or None where it still waits.

    A workbook answers whoever seemed to decline; an accepted one, whoever asked for time. The very file that somebody else had sent needs
    no decision once the organisation itself has sent it. Any other workbook that waits is another answer, and waits on.
    """
    if filed not in _FILED:
        return None
    answered = kind is CaseKind.DECLINE or (kind is CaseKind.EXTENSION and filed is SubmissionState.ACCEPTED)
    return Moot.FILED if answered or (kind in {CaseKind.WORKBOOK, CaseKind.CLAIM} and same_file) else None


def lifts(mark: What, filed: SubmissionState) -> bool:
    """Say whether a workbook that was filed in this state takes back what its organisation was marked as.

    Who sends a workbook has not declined, and need not answer elsewhere. Who was given time has it until an answer counts. A workbook
    that is held decides nothing, and whether somebody is to be asked at all is for a person to say.
    """
    if mark is What.WAITING:
        return filed is SubmissionState.ACCEPTED
    return mark in {What.DECLINED, What.ELSEWHERE} and filed in _FILED


def filed_again(known: SubmissionState, *, same_sender: bool) -> bool:
    """Say whether a file is filed once more that was filed for the organisation in the state `known` before.

    What counts, or did, is not filed twice. What is held or was rejected says nothing against the same bytes from somebody else.
    """
    return known in {SubmissionState.HELD, SubmissionState.REJECTED} and not same_sender
