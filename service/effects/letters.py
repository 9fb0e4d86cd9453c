"""Letters that a message brings besides replies: a person's answer, the question whether no more are wanted, and a workbook again."""

from __future__ import annotations

from dataclasses import replace

from domain import effects
from domain.contact import Contact
from domain.letter import DECIDED_BY, LetterKind
from domain.rules.bearing import bringing
from domain.study import Study
from languages import in_spoken
from service.effects.context import EffectContext
from service.effects.replies import into_outbox, threaded
from service.letters.letter_header import PROVEN
from service.letters.planned import ANSWER, CONFIRMATION, planned, reply_sender
from service.letters.planned import letter as mailing_letter
from service.letters.questions import answer_letter, answered_by_mail, asker
from store import contacts, decisions, outbox, rosters


def send_answer(effect: effects.SendAnswer, context: EffectContext) -> str:
    """Send the words of whoever a message was passed on to; never their address, nor their files."""
    origin = context.origin
    (passed,) = outbox.with_ids(context.tx, [effect.letter_id])
    study = context.runs[passed.study].study
    if not asker(passed):
        return f"not sent on, because nobody is known who wrote what letter {passed.id} passed on"
    by = decisions.person(context.tx, _called(study, origin.mail.author))
    entry = answered_by_mail(context.tx, passed, by, origin.now, origin.message.id)
    one = answer_letter(context.tx, passed, effect.words, study, f"{ANSWER}:{origin.message.sha256}", origin.now)
    # The budgets end whatever two robots would say to each other.
    told = replace(one, believed=True, asker=origin.mail.sender, context=one.context | ({DECIDED_BY: entry.number} if entry else {}))
    return into_outbox(study, [told], f"{ANSWER} to {one.address}", context)


def _called(study: Study, address: str) -> str:
    """Return what a member of the staff is called."""
    people = (study.contact, *study.coordinators)
    return next((one.name for one in people if one.address.lower() == address.lower()), address)


def ask_to_confirm(effect: effects.AskToConfirm, context: EffectContext) -> str:
    """Ask an address once, by a letter about no organisation. Who gets no letters of ours anyway is not asked."""
    origin, study = context.origin, context.study(effect.invitation_id)
    address = effect.address.lower()
    if address in context.staff or not (contacts.organisations_of(context.tx, [address]) or outbox.to_addresses(context.tx, [address])):
        return f"{address} is not asked whether it wants no more letters: no mailing goes there"
    language = in_spoken(study.language_for(effect.language))
    came = context.runs[study.id].local(origin.message.received_at)  # It may be read later than it came, and understood later still.
    about: dict[str, object] = {"wish": {"received_at": came.isoformat()}, "message_id": origin.message.id} | threaded(origin)
    sender, cause = reply_sender(study.mailings), f"{CONFIRMATION}:{address}"
    letter = planned(LetterKind.CONFIRMATION, study.id, cause, CONFIRMATION, sender, address, language, origin.now, context=about)
    asking = replace(letter, believed=False, asker=origin.mail.sender)
    return into_outbox(study, [asking], f"{address} is asked whether it wants no more letters", context)


def send_again(effect: effects.SendAgain, context: EffectContext) -> str:
    """Send the mailing that brings the workbook once more to those who ask for it."""
    invitation = context.invitation(effect.invitation_id)
    running, now = context.runs[invitation.study], context.origin.now
    by_name = {one.name: one for one in bringing(running.study.mailings)}
    out = outbox.planned_of(context.tx, invitation.study, by_name)
    if not out:
        return "no workbook yet, since it was sent to nobody: it comes with its mailing"
    mailing = by_name[out[0]]
    listed = rosters.on_list(context.tx, running.study.contact_list, [invitation.organisation])
    known = contacts.of_organisations(context.tx, [invitation.organisation])
    people = {one.address.lower(): one for one in known if (invitation.organisation, one.address.lower()) in listed}
    stranger = Contact(organisation=invitation.organisation, address="", language=effect.language)
    to = [people.get(address.lower(), replace(stranger, address=address)) for address in effect.to]
    if effect.wanted:
        to = [replace(one, language=effect.wanted) for one in to]
    letters = [mailing_letter(running, mailing, one, mailing.letter, f"{effect.cause}:{one.address}", now) for one in to]
    # Who is not on record gets a workbook only since they have proven its token.
    asked = None if context.origin.by_person else True
    told = [replace(one, believed=asked, context={} if one.address.lower() in people else {PROVEN: True}) for one in letters]
    return into_outbox(running.study, told, f"the workbook again to {', '.join(effect.to)}", context)
