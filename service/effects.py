"""Applying what was decided about a message: each effect becomes rows, all in the caller's one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import singledispatch

from sqlalchemy import Connection

from domain import effects
from domain.contact import Suppression
from domain.letter import DeliveryState, Letter, LetterKind
from domain.study import Study
from domain.submission import Invitation, Submission
from intake.mail import Mail
from service.plan import planned
from service.press import reply_sender
from service.running import Running
from service.wiring import Service
from store import contacts, holds, invitations, messages, outbox, submissions
from store.archive import Archive


@dataclass(frozen=True, slots=True)
class Origin:
    """The message that effects come from, and the invitation that it was matched to."""

    message: messages.Message
    mail: Mail
    invitation: Invitation | None
    now: datetime


@dataclass
class _Context:
    tx: Connection
    runs: Mapping[str, Running]
    origin: Origin
    archive: Archive
    submission_id: int | None = None

    def invitation(self, invitation_id: int) -> Invitation:
        """Return an invitation; that of the message itself is known."""
        known = self.origin.invitation
        return known if known and known.id == invitation_id else invitations.by_id(self.tx, invitation_id)

    def study(self, invitation_id: int | None) -> Study:
        """Return the study that an effect concerns; what names none goes to the first."""
        if invitation_id is not None:
            return self.runs[self.invitation(invitation_id).study].study
        if self.origin.invitation:
            return self.runs[self.origin.invitation.study].study
        return next(iter(self.runs.values())).study


def apply_effects(
    service: Service, tx: Connection, runs: Mapping[str, Running], origin: Origin, decided: Iterable[effects.Effect]
) -> tuple[str, ...]:
    """Apply the effects, and return each as a sentence for the record."""
    context = _Context(tx, runs, origin, service.store.archive)
    told = tuple(_apply(effect, context) for effect in decided)
    for sentence in told:
        service.tell(f"{origin.mail.sender or 'a machine'}: {sentence}")
    return told


@singledispatch
def _apply(effect: object, context: _Context) -> str:  # noqa: ARG001 - one signature for all effects
    raise TypeError(f"no way to apply {effect!r}")


@_apply.register
def _(effect: effects.FileSubmission, context: _Context) -> str:
    submission = Submission(
        id=0,
        invitation_id=effect.invitation_id,
        message_id=context.origin.message.id,
        file_name=effect.file_name,
        fingerprint=effect.fingerprint,
        sender=effect.sender,
        received_at=context.origin.message.received_at,
        state=effect.state,
        language=effect.language,
        answers=effect.answers,
        findings=effect.findings,
    )
    context.submission_id = submissions.file(context.tx, submission)
    return f"{effect.file_name} filed as {effect.state}, {len(effect.findings)} findings"


@_apply.register
def _(effect: effects.Reply, context: _Context) -> str:
    study = context.study(effect.invitation_id)
    to = effect.to or (study.contact.address,)
    organisation = context.invitation(effect.invitation_id).organisation if effect.invitation_id is not None else None
    if effect.workbook:
        context.archive.put([effect.workbook.data])
    letters = [_reply(effect, study, address, organisation, context.origin) for address in to]
    outbox.plan(context.tx, letters)
    return f"{effect.kind} to {', '.join(to)}"


def _reply(effect: effects.Reply, study: Study, address: str, organisation: str | None, origin: Origin) -> Letter:
    language = effect.language if effect.language in study.languages and effect.kind is not LetterKind.PASSED_ON else "en"
    cause, sender = f"{effect.cause}:{address}", reply_sender(study.mailings)
    context = effect.context | ({"in_reply_to": f"<{origin.mail.message_id}>"} if origin.mail.message_id else {})
    if effect.workbook:
        context["correction"] = {"fingerprint": effect.workbook.fingerprint, "file_name": effect.workbook.file_name}
    if effect.kind is LetterKind.PASSED_ON:
        context["reply_to"] = origin.mail.reply_address  # The study's contact answers the person, and not the program.
    return planned(
        effect.kind, study.id, cause, effect.template, sender, address, language, origin.now, organisation=organisation, context=context
    )


@_apply.register
def _(effect: effects.Hold, context: _Context) -> str:
    study = context.runs[context.origin.invitation.study].study.id if context.origin.invitation else None
    held = holds.Held(
        id=0,
        cause=effect.cause,
        study=study,
        message_id=context.origin.message.id,
        invitation_id=effect.invitation_id,
        submission_id=context.submission_id,
        file_name=effect.file_name,
        fingerprint=effect.fingerprint,
        reasons=effect.reasons,
        options=effect.options,
        at=context.origin.now,
        decision=None,
        decided_at=None,
    )
    holds.hold(context.tx, held)
    return f"held: {' '.join(effect.reasons)}"


@_apply.register
def _(effect: effects.RecordBounce, context: _Context) -> str:
    now = context.origin.now
    bounce = messages.Bounce(
        context.origin.message.id, effect.letter_id, effect.address, effect.permanent, effect.status, effect.diagnostic, now
    )
    messages.record_bounce(context.tx, bounce)
    if effect.letter_id is not None and effect.permanent:
        handed_over = (DeliveryState.SENT, DeliveryState.UNCERTAIN, DeliveryState.SENDING)
        said = f"{effect.status or ''} {effect.diagnostic}".strip()
        outbox.settle(context.tx, effect.letter_id, DeliveryState.BOUNCED, said, now, only=handed_over)
    return f"bounce of {effect.address}: {effect.status or 'no status'}"


@_apply.register
def _(effect: effects.Suppress, context: _Context) -> str:
    contacts.suppress(context.tx, [Suppression(effect.address, effect.reason)], context.origin.now)
    return f"{effect.address} is never written to again: {effect.reason}"


@_apply.register
def _(effect: effects.SettleUncertain, context: _Context) -> str:
    outbox.settle(context.tx, effect.letter_id, DeliveryState.SENT, effect.evidence, context.origin.now, only=(DeliveryState.UNCERTAIN,))
    return f"letter {effect.letter_id} did arrive: {effect.evidence}"


@_apply.register
def _(effect: effects.Ignore, context: _Context) -> str:  # noqa: ARG001 - one signature for all effects
    return f"nothing to do: {effect.why}"
