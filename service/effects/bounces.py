"""Reports of deliveries: what became of the letter that a report names, and addresses that are written to no more."""

from __future__ import annotations

from domain import effects
from domain.journal import About, Subject, What
from domain.letter import DeliveryState, Letter
from domain.rules import bounced
from domain.sentences import ended, quoted, with_status
from service.effects import giving_up
from service.effects.context import EffectContext
from service.effects.probes import Lost
from store import decisions, delivery_reports, invitations, outbox
from store.cases.decisions import Ruling


def record_bounce(effect: effects.RecordBounce, context: EffectContext) -> str:
    """Record what a report says of an address, and settle the letter that it names; a letter that had come back already stays as it is."""
    now = context.origin.now
    bounce = delivery_reports.Bounce(
        message_id=context.origin.message.id,
        letter_id=effect.letter_id,
        address=effect.address,
        permanent=effect.permanent,
        status=effect.status,
        diagnostic=effect.diagnostic,
        at=now,
    )
    delivery_reports.record_bounce(context.tx, bounce)
    for letter in outbox.with_ids(context.tx, [effect.letter_id]) if effect.letter_id is not None else ():
        note = quoted(with_status(effect.status, effect.diagnostic))
        if giving_up.reported_before(context.tx, letter, bounce.message_id):
            context.reported.add(letter.id)
            return f"bounce of {effect.address}: nothing to decide, because letter {letter.id} had come back already"
        was = letter.state
        for state in bounced.settles(letter.state, permanent=effect.permanent):
            context.decide(_settling(context, letter, was, state, note))
            was = state
        if effect.permanent and effect.address.lower() == letter.address.lower() not in context.staff:
            given_up = giving_up.weigh(context.tx, _lost(context, letter), context.decide)
            note = f"; {given_up}" if given_up else ""
            return f"bounce of {effect.address}: {effect.status or 'no status'}{note}"
    return f"bounce of {effect.address}: {effect.status or 'no status'}"


def _lost(context: EffectContext, letter: Letter) -> Lost:
    return Lost(letter, context.origin.now, context.origin.message.id)


def suppress(effect: effects.Suppress, context: EffectContext) -> str:
    """Write to an address no more; that of staff is written to as before."""
    if effect.address.lower() in context.staff:
        return f"{effect.address} is written to as before: no message stops letters to staff"
    if effect.letter_id in context.reported:
        return f"{effect.address} is left as it stands: letter {effect.letter_id} had come back already"
    about = decisions.address(context.tx, effect.address)
    new = context.decide(
        Ruling(what=What.SUPPRESS, about=about, value=effect.why.value, message_id=context.origin.message.id, note=effect.reason)
    )
    told = ended(f"{effect.address} will not be written to again: {effect.reason}")
    if new and effect.letter_id is not None:
        (letter,) = outbox.with_ids(context.tx, [effect.letter_id])
        told = " ".join(filter(None, [told, giving_up.denied(context.tx, _lost(context, letter), new[0])]))
    return told


def settle_uncertain(effect: effects.SettleUncertain, context: EffectContext) -> str:
    """Settle a letter of which nobody knew whether it was taken, since something proves that it was."""
    for letter in outbox.with_ids(context.tx, [effect.letter_id]):
        settled = bounced.proves_taken(letter.state)
        if settled:
            context.decide(_settling(context, letter, letter.state, settled, effect.evidence))
    return f"letter {effect.letter_id} arrived: {effect.evidence}"


def _settling(context: EffectContext, letter: Letter, was: DeliveryState, state: DeliveryState, note: str) -> Ruling:
    invitation = invitations.of(context.tx, letter.study, letter.organisation) if letter.organisation else None
    return Ruling(
        what=What.SETTLE,
        about=About(Subject.LETTER, str(letter.id)),
        value=state.value,
        was=was.value,
        study=letter.study,
        invitation_id=invitation.id if invitation else None,
        message_id=context.origin.message.id,
        note=note,
    )
