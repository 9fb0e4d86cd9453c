"""Understanding one message: examine, let the store find what the evidence names, decide, and apply the effects in one transaction."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from cage.cage import InsideError
from domain.case import CaseKind, Moot
from domain.effects import Effect, Hold
from domain.evidence import Strength
from domain.message import Kind, Knowledge
from domain.process.events import Event, tell
from domain.rules.brake import source
from domain.submission import Invitation, Submission
from intake.deciding.decide import as_known, decide
from intake.deciding.heard import named_deliveries
from intake.deciding.match import match
from intake.deciding.policy import strength
from intake.understanding.caged import GivenUpError
from intake.understanding.examine import Examined
from intake.understanding.received import as_received
from languages.telling import phrased
from service.collecting import read_by_hand
from service.collecting.mailed_filing import filed_by_mail
from service.collecting.of_no_member import of_no_member
from service.deciding.accepting import claimed_in, examined_again, file_claim
from service.deciding.case_answers import answer
from service.deciding.case_reading import CaseAnswered, CaseReading
from service.effects.context import Origin
from service.effects.effects import apply_effects
from service.effects.knowledge import knowledge
from service.effects.replying import Asking, put_out
from service.rulings.opening import close_cases, open_case
from service.studies.at_work import AtWork
from service.wiring import Service
from store import Transaction, decisions, holds, invitations, journal, messages


@dataclass(frozen=True, slots=True)
class Ready:
    """A message that was examined, the one whose workbook its bare yes may let count, and what came of it as an answer about a case."""

    examined: Examined
    claimed: Examined | None = None
    answered: CaseAnswered | None = None


def staff_says(service: Service, studies: AtWork, message: messages.Message, examined: Examined, now: datetime) -> CaseAnswered | None:
    """Do what whoever looks after a study says by mail: of a case, or of a workbook that they bring for an organisation."""
    return answer(service, studies, message, examined, now) or filed_by_mail(service, studies, message, examined, now)


def _failures(tx: Transaction, message: messages.Message) -> tuple[holds.Held, ...]:
    """Return the cases that say that the program failed on a message, oldest first."""
    return tuple(one for one in holds.of_messages(tx, [message.id]) if one.cause.startswith("failed:"))


def failure(error: Exception) -> str:
    """Return what an error says; what failed in the cage says itself what it was."""
    return str(error) if isinstance(error, InsideError | GivenUpError) else f"{type(error).__name__}: {error}"


def hold_failed(tx: Transaction, message: messages.Message, error: Exception, now: datetime) -> None:
    """Hold a message on which the program failed, with the traceback, so that whoever mends the program need not guess.

    What was understood of it before stays. It is held once, but again where it had been understood meanwhile, or fails otherwise than when
    a person decided that there was nothing to do.
    """
    why = failure(error)
    fault = "".join(traceback.format_exception(error))
    tell(Event.NOT_UNDERSTOOD, logging.ERROR, message=message.id, error=type(error).__name__)
    reasons = (why if isinstance(error, GivenUpError) else phrased("reasons.not_understood", why=why),)
    before = _failures(tx, message)
    held = holds.Held(
        cause=f"failed:{message.sha256}:{len(before)}",
        kind=CaseKind.MESSAGE,
        study=message.study,
        message_id=message.id,
        invitation_id=message.invitation_id,
        reasons=reasons,
        fault=fault,
        at=now,
    )
    last = before[-1] if before else None
    if last is None or last.decision == Moot.UNDERSTOOD or (last.decision is not None and last.reasons != reasons):
        open_case(tx, held, decisions.rule("intake"))
    if message.state != "done":
        failed = messages.Understood(
            kind=Kind.UNREADABLE, rule="failed", why=why, sender=None, subject=None, study=None, invitation_id=None, effects=("held",)
        )
        messages.finish(tx, message.id, failed, "failed")


def understand(service: Service, message: messages.Message, studies: AtWork, now: datetime) -> str:
    """Understand one message with today's code, and apply what is decided; return its kind."""
    ready = made_ready(service, studies, message)
    with service.store.transaction() as tx:
        journal.alone(tx)
        return conclude(service, tx, message, ready, studies, now)


def made_ready(service: Service, studies: AtWork, message: messages.Message) -> Ready:
    """Examine all that a message needs, before a transaction begins: a writer must not keep others waiting meanwhile."""
    examined = examined_again(service, studies, message)
    with service.store.reading() as tx:
        claim = claimed_in(tx, examined)
    answered = staff_says(service, studies, message, examined, message.received_at)
    return Ready(examined, examined_again(service, studies, claim) if claim else None, answered)


def conclude(
    service: Service,
    tx: Transaction,
    message: messages.Message,
    ready: Ready,
    studies: AtWork,
    now: datetime,
    follows: int | None = None,
) -> str:
    """Apply what is decided about a message that was examined; return its kind.

    `follows` is the entry of a person's decision that lets it take effect.
    """
    known = _knowledge(service, tx, message, ready, studies)
    examined, filed = as_known(as_received(ready.examined, message.received_at), known), read_by_hand.filed_before(tx, message)
    examined = read_by_hand.as_filed(examined, filed) if filed else examined
    studies.require_any()
    # What it asks for counts from when it came, whenever it is read.
    reading = CaseReading(service=service, studies=studies, message=message, examined=examined, now=now)
    answered = ready.answered if filed else of_no_member(tx, reading, known, ready.answered)
    if filed:
        decided = read_by_hand.read_again(tx, studies, message, examined, filed)
    else:
        decided = () if answered and not answered.about_none else decide(examined, known, studies.forms, studies.local(message.received_at))
    invitation = _whose(tx, answered) if answered and not answered.about_none else _belongs_to(examined, known, decided)
    origin = Origin(
        message=message,
        mail=examined.mail,
        invitation=invitation,
        now=now,
        by=decisions.rule(examined.classification.rule),
        follows=follows,
        strengths=strengths(examined, known),
        answered=named_deliveries(examined, known),
        source=source(examined.author, on_record=bool(known.organisations_of_sender)),
        clues=examined.clues,
        study=_study_of(known),
    )
    told = apply_effects(service, tx, studies.runs, origin, decided, partial(file_claim, service, tx, studies, ready.claimed))
    told += _tell(service, tx, origin, answered) if answered else ()
    server = examined.author.server if service.installation.authserv_ids else None
    return _finish(tx, origin, examined, told, server)


def _knowledge(service: Service, tx: Transaction, message: messages.Message, ready: Ready, studies: AtWork) -> Knowledge:
    archive, copies = service.store.archive, service.installation.copies
    known = knowledge(tx, ready.examined, studies, message.id, archive=archive, copies=copies)
    return replace(known, deadlines=studies.deadlines, languages=studies.languages, closes=studies.closes)


def _finish(tx: Transaction, origin: Origin, examined: Examined, told: tuple[str, ...], server: str | None) -> str:
    """Record what became of a message; the cases that say that the program failed on it are moot then. Return its kind."""
    message, invitation = origin.message, origin.invitation
    understood = messages.Understood(
        kind=examined.classification.kind.value,
        rule=examined.classification.rule,
        why=examined.classification.why,
        sender=examined.mail.author or None,
        subject=examined.mail.subject or None,
        study=invitation.study if invitation else None,
        invitation_id=invitation.id if invitation else None,
        effects=told,
        server=server,
    )
    messages.finish(tx, message.id, understood)
    tell(Event.UNDERSTOOD, message=message.id, kind=understood.kind, rule=understood.rule, study=understood.study)
    if message.state != "pending":
        waiting = [one for one in _failures(tx, message) if one.decision is None]
        close_cases(tx, waiting, Moot.UNDERSTOOD, decisions.rule("intake"), origin.now)
    return understood.kind


def _whose(tx: Transaction, answered: CaseAnswered) -> Invitation | None:
    return invitations.by_id(tx, answered.invitation_id) if answered.invitation_id is not None else None


def _tell(service: Service, tx: Transaction, origin: Origin, answered: CaseAnswered) -> tuple[str, ...]:
    """Put what a coordinator is told of their answer into the outbox, as far as the budgets go, and return what is recorded of it."""
    if answered.running:
        put_out(tx, answered.running.study, answered.letters, Asking(origin.message.id, origin.by, origin.now))
    for sentence in answered.told:
        service.tell(sentence)
    return answered.told


def strengths(examined: Examined, known: Knowledge) -> Mapping[int, Strength]:
    """Return how far a message is believed about each of the organisations that its evidence names."""
    invited = {candidate.invitation.id: candidate.invitation for candidate in known.candidates}
    return {number: strength(examined, known, invitation) for number, invitation in invited.items()}


def _study_of(known: Knowledge) -> str | None:
    """Return the one study that asks all organisations that a message names; None where several do, or it names none."""
    named = {one.invitation.study for one in known.candidates}
    return named.pop() if len(named) == 1 else None


def _belongs_to(examined: Examined, known: Knowledge, decided: Sequence[Effect]) -> Invitation | None:
    """Return the invitation that a message is shown under: its sender's, where a workbook in it is held with another's organisation.

    Else it is that of its submission, or else the one that its evidence names.
    """
    sent = (one.sender_of for one in decided if isinstance(one, Hold) and one.sender_of is not None)
    filed = next(iter((*sent, *(one.invitation_id for one in decided if isinstance(one, Submission)))), None)
    if filed is not None:
        return next(candidate.invitation for candidate in known.candidates if candidate.invitation.id == filed)
    matched = match(examined.clues, known)
    return matched.invitation if matched else None
