"""Who gets a mailing's letter at this moment, and which one; whether a letter that was planned is still wanted when its turn comes."""

from __future__ import annotations

from domain.contact import Stopped
from domain.letter import LetterKind
from domain.rules.owes import Owes
from domain.study import Attachment, Audience, Mailing
from domain.submission import Standing, SubmissionState

CORRECTION = "correction"  # The letter that reminds of a queried answer.
TO_COORDINATORS = (LetterKind.DIGEST, LetterKind.CASE)
# Those who get these are staff: a message never silences them, since nobody would be told of it.
TO_STAFF = (*TO_COORDINATORS, LetterKind.PASSED_ON)
# Who unsubscribed asked for no more mailings, and still wants to know what became of what they send.
_ANSWERS = (LetterKind.RECEIPT, LetterKind.QUESTION_BACK, LetterKind.INQUIRY, LetterKind.ANSWER)
# A probe shows whether what a server said is so; who does not want to be written to is not probed.
_PROBED = (None, Stopped.NO_SUCH_MAILBOX)
# What each of these says of a workbook.
_TOLD = {LetterKind.RECEIPT: SubmissionState.ACCEPTED, LetterKind.QUESTION_BACK: SubmissionState.QUERIED}


def letter_for(mailing: Mailing, standing: Standing | None, owed: Owes) -> str | None:
    """Return the letter that an organisation gets of a mailing at this moment, or None where it gets none."""
    if standing is None or standing is Standing.DECLINED:
        return None
    if mailing.audience is Audience.ALL:
        return mailing.letter
    return {Owes.ANSWER: mailing.letter, Owes.CORRECTION: CORRECTION, Owes.NOTHING: None}[owed]


def asks_anew(mailing: Mailing, *, came: bool, owed: Owes) -> bool:
    """Say whether a mailing would ask somebody as though nothing had come: it brings everybody the workbook, and a workbook came.

    `owed` is what is owed by then: whoever is still to send the whole of it, or a part, is asked.
    """
    return mailing.audience is Audience.ALL and Attachment.WORKBOOK in mailing.attach and came and owed is not Owes.ANSWER


def may_leave(audience: Audience, *, collected: bool) -> bool:
    """Say whether a mailing may leave now: those that chase need a mailbox that was taken in shortly before."""
    return audience is not Audience.OWING or collected


def may_be_written_to(kind: LetterKind, stopped: Stopped | None, *, asked_for: bool = False) -> bool:
    """Say whether a letter of this kind may go to an address that is suppressed for the reason `stopped`, or is not (None).

    `asked_for` says of a mailing's letter that its recipient asked for it.
    """
    if kind is LetterKind.PROBE:
        return stopped in _PROBED
    return stopped is None or kind in TO_STAFF or (stopped is Stopped.UNSUBSCRIBED and (asked_for or kind in _ANSWERS))


def still_true(kind: LetterKind, state: SubmissionState | None) -> bool:
    """Say whether a letter that tells what became of a workbook still does so truly; `state` is the workbook's, None where there is none.

    What was accepted and then replaced by a newer one was accepted all the same. What a person took back is not told as it was before.
    """
    told = _TOLD.get(kind)
    return told is None or state is None or state in (told, SubmissionState.SUPERSEDED)
