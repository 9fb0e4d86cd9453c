"""What waits for a person, and how it is decided: accept, assign, reject, declined, sent, resend."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from domain.effects import FileSubmission
from domain.errors import ConfigurationError
from domain.letter import DeliveryState
from domain.submission import SubmissionState
from intake.decide import accept
from intake.examine import examine
from service.census import Case, census
from service.effects import Origin, apply_effects
from service.rehearse import find_case
from service.running import Running
from service.understand import knowledge, local, own_addresses, studies_at_work
from service.wiring import Service
from store import holds, invitations, messages, outbox, submissions


def find(tx: Connection, hold_id: int) -> holds.Held:
    """Return one case."""
    found = holds.find(tx, "id", [hold_id])
    if not found:
        raise ConfigurationError(f"There is no case {hold_id}.", where="held", remedy="`counterfoil held` lists those that wait.")
    return found[0]


def decide(service: Service, running: Running, hold_id: int, decision: str, assign_to: str | None, now: datetime) -> str:
    """Decide one case, and return a sentence about what was done."""
    with service.store.reading() as tx:
        held = find(tx, hold_id)
        cases = census(tx, running)
    if held.decision is not None:
        raise ConfigurationError(f"Case {hold_id} was decided already: {held.decision}.", where="held", remedy="Nothing is left to do.")
    if decision not in held.options:
        remedy = f"Say one of: {', '.join(held.options)}."
        raise ConfigurationError(f"{decision!r} cannot be decided here.", where=f"case {hold_id}", remedy=remedy)
    if decision in {"accept", "assign"}:
        return _accept(service, held, _whose(cases, held, decision, assign_to), decision, now)
    with service.store.transaction() as tx:
        done = _declined(tx, held) if decision == "declined" else _reject(tx, held)
        holds.decided(tx, hold_id, decision, now)
    return done


def _whose(cases: dict[str, Case], held: holds.Held, decision: str, assign_to: str | None) -> Case:
    if decision == "accept":
        return next(case for case in cases.values() if case.invitation.id == held.invitation_id)
    if not assign_to:
        raise ConfigurationError("To whom?", where="held decide", remedy="Add --to REFERENCE.")
    return find_case(cases, assign_to)


def _accept(service: Service, held: holds.Held, case: Case, decision: str, now: datetime) -> str:
    """File the workbook for this organisation as if nothing had spoken against it: it counts, and its sender gets the receipt."""
    with service.store.reading() as tx:
        runs, forms = studies_at_work(service, tx)
        (message,) = messages.find(tx, "id", [held.message_id])
    with service.reader() as reader:
        examined = examine(service.store.archive.get(message.sha256), reader, own_addresses(runs), service.installation.separator)
    with service.store.transaction() as tx:
        known = knowledge(tx, examined, own_addresses(runs), message.id)
        effects = accept(examined, str(held.fingerprint), case.invitation, known, forms, local(now, runs))
        told = apply_effects(service, tx, runs, Origin(message, examined.mail, case.invitation, now), effects)
        if held.submission_id is not None:
            same = case.invitation.id == held.invitation_id
            state = next(one.state for one in effects if isinstance(one, FileSubmission)) if same else SubmissionState.REJECTED
            submissions.decide(tx, held.submission_id, state)
        holds.decided(tx, held.id, f"{decision}: {case.invitation.reference}", now)
    return f"{case.organisation.name} ({case.invitation.reference}): {'; '.join(told)}."


def _reject(tx: Connection, held: holds.Held) -> str:
    if held.submission_id is not None:
        submissions.decide(tx, held.submission_id, SubmissionState.REJECTED)
    return "It does not count."


def _declined(tx: Connection, held: holds.Held) -> str:
    if held.invitation_id is None:
        raise ConfigurationError("It is not known which organisation this is.", where="held decide", remedy="Reject it.")
    invitations.decline(tx, held.invitation_id)
    return f"{invitations.by_id(tx, held.invitation_id).organisation} is counted as declined, and gets no more letters."


def settle_letter(service: Service, letter_id: int, arrived: bool, now: datetime) -> str:
    """Decide about a letter in doubt: it did arrive, or it is sent again."""
    with service.store.transaction() as tx:
        found = outbox.find(tx, "id", [letter_id])
        if not found or found[0].state is not DeliveryState.UNCERTAIN:
            raise ConfigurationError(
                f"Letter {letter_id} is not in doubt.", where="held", remedy="`counterfoil held` lists those that are."
            )
        if arrived:
            outbox.settle(tx, letter_id, DeliveryState.SENT, "A person says that it arrived.", now)
            return f"Letter {letter_id} counts as sent."
        outbox.settle(tx, letter_id, DeliveryState.QUEUED, "A person decided that it is sent again.", now)
        return f"Letter {letter_id} will be sent again, byte for byte."
