"""The letter that a message answers, as far as it can be told (see `service.effects.answered_letters`), and where its original lies.

Where that is gone, what was kept with its workbook says it. Of what was filed before that was kept, the newest letter that its sender had
before is told, as what it most likely answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.errors import OriginalError
from domain.letter import Letter
from domain.submission import Invitation, Submission
from service.deciding.accepting import examined_again
from service.effects.answered_letters import meant, newest_before
from service.studies.at_work import AtWork, at_work
from service.wiring import Service
from store import Transaction, messages, outbox, submissions
from store.intake.messages import Message


@dataclass(frozen=True, slots=True)
class Answered:
    """Where the original of a message lies, why it cannot be had (`fault`), and which letter it answers, by what.

    Where the original cannot be had and nothing was kept, `by` is "" and the letter is the one that it most likely answers.
    """

    path: str
    fault: str
    letter: Letter | None
    by: str


def answered(service: Service, tx: Transaction, invitation: Invitation, message_ids: Iterable[int]) -> Mapping[int, Answered]:
    """Return the letters that these messages of one organisation answer, by message; each original is looked at anew."""
    studies, wanted = at_work(service, tx), messages.with_ids(tx, message_ids)
    filed = {one.message_id: one for one in submissions.of_messages(tx, [one.id for one in wanted]) if one.invitation_id == invitation.id}
    return {one.id: _answered(service, tx, studies, invitation, one, filed.get(one.id)) for one in wanted}


def _answered(
    service: Service, tx: Transaction, studies: AtWork, invitation: Invitation, message: Message, filed: Submission | None
) -> Answered:
    path = service.store.archive.where(message.sha256)
    try:
        clues = examined_again(service, studies, message).clues
    except OriginalError as error:
        if filed is None or filed.letter_id is None:
            return Answered(path, str(error), newest_before(tx, invitation, message), "")
        return Answered(path, str(error), next(iter(outbox.with_ids(tx, [filed.letter_id])), None), filed.letter_by)
    letter, by = meant(tx, clues, invitation, message)
    return Answered(path, "", letter, by)
