"""Accepting what a case holds: its workbook is examined again and filed for an organisation, because of a decision about the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.case import Decision
from domain.effects import CountClaim, Reply
from domain.intent import IntentKind
from domain.journal import About, Entry, Subject, What
from domain.letter import announced
from domain.message import By
from domain.submission import Invitation
from intake.deciding.decide import accept
from intake.deciding.policy import strength
from intake.understanding.examine import Examined
from intake.understanding.received import as_received
from service.effects.context import Origin
from service.effects.effects import apply_effects
from service.effects.knowledge import knowledge
from service.process.caged import examine
from service.studies.at_work import AtWork
from service.wiring import Service
from store import Transaction, decisions, holds, invitations, messages, outbox, submissions
from store.cases.decisions import Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepting:
    """A case that is accepted, the entry that says so, and its message, examined today."""

    held: holds.Held
    entry: Entry
    message: messages.Message
    examined: Examined


def examined_again(service: Service, studies: AtWork, message: messages.Message) -> Examined:
    """Return what a message is by today's code."""
    examined = examine(service, service.store.archive.content(message.sha256), studies.receiving(service.installation))
    return as_received(examined, message.received_at)


def file_case(
    service: Service, tx: Transaction, studies: AtWork, accepting: Accepting, whose: Invitation, now: datetime
) -> tuple[str, ...]:
    """File the workbook of a case for an organisation, and return what was done, in sentences.

    Where it has errors, it is sent back, unless the decision is that it counts as it is. It is read, and told of, as having come on the
    day of its message, which may be long before that of the decision.
    """
    held, entry, message = accepting.held, accepting.entry, accepting.message
    known = knowledge(tx, accepting.examined, studies, message.id)
    as_it_is, came = entry.value == Decision.COUNT, studies.local(message.received_at)
    effects = accept(accepting.examined, str(held.fingerprint), whose, known, studies.forms, came, as_it_is=as_it_is)
    if held.submission_id is not None and whose.id != held.invitation_id:
        rejecting = Ruling(
            what=What.REJECT,
            about=About(Subject.SUBMISSION, str(held.submission_id)),
            study=held.study,
            invitation_id=held.invitation_id,
            message_id=held.message_id,
            follows=entry.number,
        )
        decisions.decide(tx, entry.by, now, [rejecting])
    origin = Origin(
        message=message,
        mail=accepting.examined.mail,
        invitation=whose,
        now=now,
        by=entry.by,
        follows=entry.number,
        strengths={whose.id: strength(accepting.examined, known, whose)},
        clues=accepting.examined.clues,
    )
    told_of = effects if not _filed_by_hand(tx, held) else tuple(one for one in effects if not isinstance(one, Reply))
    return tuple(map(announced, apply_effects(service, tx, studies.runs, origin, told_of)))


def _filed_by_hand(tx: Transaction, held: holds.Held) -> bool:
    """Say whether a person filed the workbook of a case, of which nobody is told by letter."""
    return any(one.mode for one in submissions.with_ids(tx, [held.submission_id or 0]))


def claimed_in(tx: Transaction, examined: Examined) -> messages.Message | None:
    """Return the message whose workbook a bare yes may let count, or None where there is none: it has to be examined before that.

    Whether it counts is decided with all that is known (see `intake.deciding.said`).
    """
    if not any(one.intent is IntentKind.CONFIRM and one.alone for one in examined.intents):
        return None
    named = [clue.value for clue in examined.clues if clue.by is By.THREADING]
    asked = {case for letter in outbox.with_tags(tx, named) for case in letter.asks}
    cases = holds.with_ids(tx, asked) if len(asked) == 1 else ()
    return next((message for held in cases for message in messages.with_ids(tx, [held.message_id or 0])), None)


def file_claim(
    service: Service, tx: Transaction, studies: AtWork, examined: Examined | None, claim: CountClaim, entry: Entry
) -> tuple[str, ...]:
    """File a workbook that nothing had proved, since a contact on record says that it is theirs; `entry` says so, and can be undone."""
    (held,) = holds.with_ids(tx, [claim.case_id])
    (message,) = messages.with_ids(tx, [held.message_id or 0])
    if examined is None:
        raise ValueError(f"The message of case {held.id} was not examined.")
    accepting = Accepting(held=held, entry=entry, message=message, examined=examined)
    return file_case(service, tx, studies, accepting, invitations.by_id(tx, claim.invitation_id), entry.at)
