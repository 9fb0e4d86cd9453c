"""Reading a workbook that is, or was, filed by hand: as one that came by mail, but for an organisation that a person named."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.effects import Effect, Reply
from domain.message import Kind, Knowledge
from domain.mode import said
from domain.submission import Invitation, Submission
from intake.deciding.returns import by_hand
from intake.understanding.classify import Classification
from intake.understanding.examine import Examined, ExaminedFile
from service.effects.knowledge import knowledge
from service.studies.at_work import AtWork
from store import Transaction, invitations, messages, submissions

RULE = "by_hand"


@dataclass(frozen=True, slots=True)
class HandReading:
    """The message about a workbook, as it was examined, the workbook in it, and whose it is; `message_id` is 0 before it is taken in."""

    examined: Examined
    file: ExaminedFile
    whose: Invitation
    message_id: int = 0


def filed_before(tx: Transaction, message: messages.Message) -> Submission | None:
    """Return the submission that was filed by hand with this message; None where the message came by mail."""
    if message.state == "pending":
        return None
    return next((one for one in submissions.of_messages(tx, [message.id]) if one.mode), None)


def as_filed(examined: Examined, filed: Submission) -> Examined:
    """Return the message of such a submission as what it is, whatever mail like it would be taken for."""
    return replace(examined, classification=Classification(kind=Kind.RETURN, rule=RULE, why=why(filed.mode)))


def read_again(tx: Transaction, studies: AtWork, message: messages.Message, examined: Examined, filed: Submission) -> tuple[Effect, ...]:
    """Return what today's code makes of a workbook that was filed by hand: of that nobody is told by letter."""
    file = next(one for one in examined.files if one.opened.sha256 == filed.fingerprint)
    reading = HandReading(examined, file, invitations.by_id(tx, filed.invitation_id), message.id)
    return tuple(one for one in effects_of(tx, studies, reading, filed.mode, message.received_at) if not isinstance(one, Reply))


def effects_of(tx: Transaction, studies: AtWork, reading: HandReading, mode: str, now: datetime) -> tuple[Effect, ...]:
    """Return what is done about the workbook, with the letters that would tell of it."""
    known = known_of(tx, studies, reading)
    found = by_hand(reading.file, reading.whose, reading.examined, known, studies.forms, studies.local(now))
    return tuple(replace(one, mode=mode) if isinstance(one, Submission) else one for one in found)


def known_of(tx: Transaction, studies: AtWork, reading: HandReading) -> Knowledge:
    """Return what the store knows of what the workbook names."""
    return knowledge(tx, reading.examined, studies, reading.message_id)


def why(mode: str) -> str:
    """Return why the message is what it is."""
    return f"A person filed it {said(mode)}."
