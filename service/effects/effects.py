"""Applying what was decided about a message: each effect becomes rows and decisions, all in the caller's one transaction.

What becomes letters, and what reports of deliveries say, is applied by the modules `effect_letters`, `effect_replies` and `effect_bounces`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import singledispatch

from domain import effects
from domain.annex import Annex
from domain.case import Decision
from domain.evidence import Strength
from domain.journal import About, Entry, Subject, What
from domain.letter import announced
from domain.quality import CaseEvent, EventSource
from domain.rules.decided import marking
from domain.sentences import counted, file_called
from domain.submission import Submission
from domain.telling import Telling
from service.effects.answered_letters import meant
from service.effects.bounces import record_bounce, settle_uncertain, suppress
from service.effects.braking import Braked, Braking, brake, lets_go
from service.effects.context import EffectContext, Origin
from service.effects.filing import file_submission
from service.effects.letters import ask_to_confirm, send_again, send_answer
from service.effects.replies import reply
from service.rulings.opening import open_case
from service.studies.running import Running
from service.wiring import Service
from store import Transaction, annexes, case_events, decisions, holds, invitations, standing_decisions
from store.cases.case_events import Happened
from store.cases.decisions import Ruling

_CONFIRMATION = decisions.rule("confirmation")


def apply_effects(
    service: Service,
    tx: Transaction,
    runs: Mapping[str, Running],
    origin: Origin,
    decided: Iterable[effects.Effect],
    count: Callable[[effects.CountClaim, Entry], tuple[str, ...]] | None = None,
) -> tuple[str, ...]:
    """Apply the effects, and return each as a sentence for the record.

    `count` files the workbook of a claim because of the decision that it counts; it is needed where there is such an effect.
    """
    archive, separator = service.store.archive, service.installation.separator
    context = EffectContext(tx=tx, runs=runs, origin=origin, archive=archive, separator=separator, count=count)
    if origin.follows is None and origin.message.state != "pending":  # It is read again.
        case_events.forget(tx, origin.record)
    braked = _braked(context, decided)
    told = (*(_apply(effect, context) for effect in braked.left), *braked.told)
    # Whoever decides a case is answered with these sentences, and needs none of them beforehand.
    for sentence in () if origin.by_person and origin.follows is not None else told:
        service.tell(f"{origin.mail.sender or 'a machine'}: {announced(sentence)}")
    return told


def _braked(context: EffectContext, decided: Iterable[effects.Effect]) -> Braked:
    """Return what may take effect; what a person decided is not braked, but for what a brake let go: that holds in its own study alone."""
    origin = context.origin
    if origin.by_person or (origin.follows is not None and not lets_go(context.tx, origin.follows)):
        return Braked(tuple(decided))
    braking = Braking(
        message_id=origin.message.id,
        received_at=origin.message.received_at,
        source=origin.source,
        by=origin.by,
        now=origin.now,
        invitation=context.invitation,
        proven=lambda invitation_id: origin.strength(invitation_id) is Strength.PROVEN,
        again=origin.message.state != "pending",
    )
    return brake(context.tx, decided, braking)


@singledispatch
def _apply(effect: object, context: EffectContext) -> str:  # noqa: ARG001 - one signature for all effects
    raise TypeError(f"no way to apply {effect!r}")


_apply.register(reply)
_apply.register(send_answer)
_apply.register(ask_to_confirm)
_apply.register(send_again)
_apply.register(record_bounce)
_apply.register(suppress)
_apply.register(settle_uncertain)


@_apply.register
def _(effect: Submission, context: EffectContext) -> str:
    origin = context.origin
    invitation = context.invitation(effect.invitation_id)
    letter, by = meant(context.tx, origin.clues, invitation, origin.message)
    submission = replace(
        effect,
        message_id=origin.message.id,
        received_at=origin.message.received_at,
        letter_id=letter.id if letter else None,
        letter_by=by,
    )
    number, state = file_submission(
        context.tx, submission, invitation, by=origin.by, at=origin.now, follows=origin.follows, note=origin.note
    )
    own = (effect.invitation_id, effect.fingerprint)
    context.filed[own] = number
    if state is not effect.state:
        context.decided.add(own)
        return f"{file_called(effect.file_name)} was read again and is still {state}"
    return f"{file_called(effect.file_name)} filed as {effect.state}, {counted(len(effect.findings), 'finding')}"


@_apply.register
def _(effect: effects.KeepAnnex, context: EffectContext) -> str:
    invitation, message = context.invitation(effect.invitation_id), context.origin.message
    context.archive.put([effect.data])
    one = Annex(
        study=invitation.study,
        invitation_id=invitation.id,
        message_id=message.id,
        name=effect.name,
        sha256=effect.sha256,
        size=len(effect.data),
        kind=effect.kind,
        received_at=message.received_at,
    )
    new = annexes.keep(context.tx, one)
    return f"{file_called(effect.name)} {'is kept' if new else 'was kept before'} as an annex of {invitation.organisation}"


@_apply.register
def _(effect: effects.Hold, context: EffectContext) -> str:
    origin = context.origin
    study = context.study(effect.invitation_id).id if effect.invitation_id is not None or origin.invitation else origin.study
    if effect.sender_of is not None and study:
        _sent_by(effect.sender_of, study, context)
    own = (effect.invitation_id, effect.fingerprint)
    number = context.filed.get(own) if own[0] is not None and own[1] is not None else None  # type: ignore[arg-type]
    if own in context.decided or _asked_before(context.tx, effect.invitation_id, number):
        return "nothing to decide, because that has been done"
    held = holds.Held(
        cause=effect.cause,
        kind=effect.kind,
        study=study,
        message_id=origin.message.id,
        invitation_id=effect.invitation_id,
        submission_id=number,
        file_name=effect.file_name,
        fingerprint=effect.fingerprint,
        reasons=effect.reasons,
        server_said=effect.server_said,
        at_desk=effect.at_desk,
        words=effect.words,
        address=effect.address,
        at=origin.now,
    )
    open_case(context.tx, held, origin.by, origin.follows)
    return f"held: {' '.join(_for_record(effect.reasons))}"


def _for_record(reasons: tuple[str, ...]) -> tuple[str, ...]:
    """Return what the record of a message says of a case: of words, what they say; what is to be known of them stands in the case."""
    said = tuple(one for one in reasons[:1] if isinstance(one, Telling) and one.phrase.startswith("reasons.says."))
    return said or reasons


def _sent_by(invitation_id: int, study: str, context: EffectContext) -> None:
    """Keep that an organisation sent what is held with another: it waits as long as that does."""
    source = EventSource(context.origin.message.received_at, context.origin.record)
    case_events.keep(context.tx, [Happened(invitation_id=invitation_id, study=study, event=CaseEvent.HELD, source=source)])


def _asked_before(tx: Transaction, invitation_id: int | None, submission_id: int | None) -> bool:
    """Say whether a case about this very submission was opened before, for whichever reason: a replay does not ask twice."""
    if invitation_id is None or submission_id is None:
        return False
    return any(one.submission_id == submission_id for one in holds.of_invitations(tx, [invitation_id]))


@_apply.register
def _(effect: effects.Wait, context: EffectContext) -> str:
    invitation = invitations.by_id(context.tx, effect.invitation_id)
    about = About(Subject.ORGANISATION, str(invitation.id))
    today = context.runs[invitation.study].today(context.origin.now)
    if effect.until < today:
        return f"{invitation.organisation} would not have been reminded until {effect.until}, which is over"
    if invitation.mark not in {None, What.WAITING}:
        return f"{invitation.organisation} is marked as {invitation.mark} already"
    context.decide(
        Ruling(
            what=What.WAITING,
            about=about,
            value=effect.until.isoformat(),
            study=invitation.study,
            invitation_id=invitation.id,
            message_id=context.origin.message.id,
            note=effect.why,
        )
    )
    # It is written down also where it waits for longer already: it holds once that is undone.
    leading = marking(standing_decisions.in_force_about(context.tx, about))
    if leading is None or leading.value != effect.until.isoformat():
        return f"{invitation.organisation} is marked as {invitation.mark} already"
    return f"{invitation.organisation} is not reminded until {effect.until}"


@_apply.register
def _(effect: effects.CountClaim, context: EffectContext) -> str:
    invitation = context.invitation(effect.invitation_id)
    ruling = Ruling(
        what=What.DECIDE,
        about=About(Subject.CASE, str(effect.case_id)),
        value=Decision.ACCEPT.value,
        study=invitation.study,
        invitation_id=invitation.id,
        message_id=context.origin.message.id,
        note=effect.why,
    )
    new = context.decide(ruling, by=_CONFIRMATION)
    if not new or context.count is None:
        return f"case {effect.case_id} was decided before"
    return f"case {effect.case_id}: {'; '.join(context.count(effect, new[0]))}"


@_apply.register
def _(effect: effects.Ignore, context: EffectContext) -> str:  # noqa: ARG001 - one signature for all effects
    return f"nothing to do: {effect.why}"
