"""Accepting what a case holds: its workbook is examined again and filed for an organisation, because of a decision about the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.case import Decision
from domain.effects import CountClaim
from domain.journal import About, Entry, Subject, What
from domain.submission import Invitation
from intake.deciding.decide import accept
from intake.deciding.policy import strength
from intake.understanding.examine import Examined
from service.at_work import AtWork
from service.effects import Origin, apply_effects
from service.knowledge import knowledge
from service.wiring import Service
from store import Transaction, decisions, holds, invitations, messages
from store.decisions import Ruling

_CONFIRMATION = decisions.rule("confirmation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepting:
    """A case that is accepted, the entry that says so, and its message, examined today."""

    held: holds.Held
    entry: Entry
    message: messages.Message
    examined: Examined


def examined_again(service: Service, studies: AtWork, message: messages.Message) -> Examined:
    """Return what a message is by today's code."""
    return service.examine(service.store.archive.get(message.sha256), studies.receiving(service.installation))


def file_case(
    service: Service, tx: Transaction, studies: AtWork, accepting: Accepting, whose: Invitation, now: datetime
) -> tuple[str, ...]:
    """File the workbook of a case for an organisation, and return what was done, in sentences.

    Where it has errors, it is sent back, unless the decision is that it counts as it is.
    """
    held, entry, message = accepting.held, accepting.entry, accepting.message
    known = knowledge(tx, accepting.examined, studies.own, message.id, staff=studies.staff)
    as_it_is = entry.value == Decision.COUNT
    effects = accept(accepting.examined, str(held.fingerprint), whose, known, studies.forms, studies.local(now), as_it_is=as_it_is)
    if held.submission_id is not None and whose.id != held.invitation_id:
        decisions.decide(tx, entry.by, now, [_ruling(held, What.REJECT, About(Subject.SUBMISSION, str(held.submission_id)), entry.number)])
    origin = Origin(
        message=message,
        mail=accepting.examined.mail,
        invitation=whose,
        now=now,
        by=entry.by,
        follows=entry.number,
        strengths={whose.id: strength(accepting.examined, known, whose)},
    )
    return apply_effects(service, tx, studies.runs, origin, effects)


def count_claim(service: Service, tx: Transaction, studies: AtWork, because: CountClaim, now: datetime) -> tuple[str, ...]:
    """Let a workbook count that nothing had proved, since a contact on record says that it is theirs; undoing the entry takes it back.

    Where the case was decided meanwhile, nothing is done.
    """
    (held,) = holds.with_ids(tx, [because.case_id])
    if held.decision is not None:
        return ()
    (message,) = messages.with_ids(tx, [held.message_id or 0])
    examined = examined_again(service, studies, message)
    about = About(Subject.CASE, str(held.id))
    (entry,) = decisions.decide(tx, _CONFIRMATION, now, [_ruling(held, What.DECIDE, about, note=because.why)])
    accepting = Accepting(held=held, entry=entry, message=message, examined=examined)
    return file_case(service, tx, studies, accepting, invitations.by_id(tx, because.invitation_id), now)


def _ruling(held: holds.Held, what: What, about: About, follows: int | None = None, note: str = "") -> Ruling:
    return Ruling(
        what=what,
        about=about,
        value=Decision.ACCEPT.value if what is What.DECIDE else "",
        study=held.study,
        invitation_id=held.invitation_id,
        message_id=held.message_id,
        follows=follows,
        note=note,
    )
