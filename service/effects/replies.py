"""Replies that a message brings: each becomes letters in the outbox, with what the message passed on, asked or enclosed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain import effects
from domain.errors import LetterError
from domain.evidence import Strength
from domain.letter import Letter, LetterKind
from domain.quality import EventSource
from domain.rules.reminded import may_be_written_to
from domain.study import Study
from languages import ENGLISH
from languages.telling import phrased
from mailer.address import ascii_address
from mailer.mime import MESSAGE
from service.cases.options import meaning, written
from service.cases.waiting import described
from service.effects.context import EffectContext, Origin
from service.effects.originals import enclosures
from service.effects.replying import Asking, put_out, said, why_not_passed_on
from service.letters.letter_header import PROVEN
from service.letters.planned import planned, reply_sender
from service.letters.questions import ASKER, THREAD, passed_on_as, question_of
from store import case_events, holds, suppressions
from store.cases.case_events import Happened

_BELIEVED = (Strength.PROVEN, Strength.AUTHENTICATED)


def reply(effect: effects.Reply, context: EffectContext) -> str:
    """Put a reply into the outbox for each address that it goes to, unless something else was decided since, and return the sentence."""
    if (effect.invitation_id, effect.fingerprint) in context.decided:
        return f"no {effect.kind}, because something else was decided"
    study = context.study(effect.invitation_id)
    to = effect.to or (study.contact.address,)
    organisation = context.invitation(effect.invitation_id).organisation if effect.invitation_id is not None else None
    if effect.workbook:
        context.archive.put([effect.workbook.data])
    letters = [_reply(effect, study, address, organisation, context) for address in to]
    why = _not_passed_on(letters, context) if effect.kind is LetterKind.PASSED_ON else ""
    if why:
        return f"not passed on to {', '.join(to)}: {why}"
    if effect.came and effect.invitation_id is not None:
        source = EventSource(context.origin.message.received_at, context.origin.record)
        case_events.keep(context.tx, [Happened(invitation_id=effect.invitation_id, study=study.id, event=effect.came, source=source)])
    stopped = suppressions.suppressed(context.tx, to)
    silent = [one for one in to if one.lower() in stopped and not may_be_written_to(effect.kind, stopped[one.lower()].why)]
    reached = ", ".join(one for one in to if one not in silent)
    # Such a letter is dropped when its turn comes, unless the address was released by then.
    not_told = [f"no {effect.kind} to {one}, which is suppressed" for one in silent]
    told = ", ".join([f"{effect.kind} to {reached}", *not_told] if reached else not_told)
    if effect.asks:
        letters = [*passed_on_as(context.tx, letters, _question(effect, study, context.origin), context.origin.by)]
    return into_outbox(study, letters, told, context)


def _question(effect: effects.Reply, study: Study, origin: Origin) -> holds.Held:
    original = effect.context.get("original")
    words = str(original["text"]) if isinstance(original, dict) else ""
    who = origin.mail.author or phrased("reasons.unnamed")
    return question_of(
        origin.message.sha256,
        study=study.id,
        message_id=origin.message.id,
        invitation_id=effect.invitation_id,
        reasons=(phrased("reasons.question", who=who),),
        words=words,
        at=origin.message.received_at,
    )


def _not_passed_on(letters: Iterable[Letter], about: EffectContext) -> str:
    origin = about.origin
    return next(filter(None, (why_not_passed_on(about.tx, origin.mail, one, origin.answered, origin.now) for one in letters)), "")


def into_outbox(study: Study, letters: Sequence[Letter], told: str, about: EffectContext) -> str:
    """Put replies into the outbox as far as the budgets go, and say so."""
    origin = about.origin
    waiting = put_out(about.tx, study, letters, Asking(origin.message.id, origin.by, origin.now))
    return f"{told}{f': waits in case {waiting[0].hold_id}, since it is one too many' if waiting else ''}"


def _reply(effect: effects.Reply, study: Study, address: str, organisation: str | None, about: EffectContext) -> Letter:
    origin = about.origin
    language = ENGLISH if effect.kind is LetterKind.PASSED_ON else study.language_for(effect.language)
    cause, sender = f"{effect.cause}:{address}", reply_sender(study.mailings)
    context = effect.context | threaded(origin)
    # Should the letter fail, a person is told of the message that it answers.
    context["message_id"] = origin.message.id
    strength = origin.strength(effect.invitation_id)
    if strength is Strength.PROVEN and address.lower() == (origin.mail.author or origin.mail.sender):
        context[PROVEN] = True
    if effect.invitation_id is not None and effect.fingerprint is not None:
        # Whether what it says is still true is asked when it is sent.
        context["submission"] = about.filed.get((effect.invitation_id, effect.fingerprint))
    if effect.workbook:
        back = effect.workbook
        context["correction"] = {"fingerprint": back.fingerprint, "file_name": back.file_name, "fresh": back.fresh}
    if effect.kind is LetterKind.PASSED_ON:
        # What the study's contact replies goes to the author, and to no address that only the message names.
        context[ASKER] = _writable(origin.mail.author or origin.mail.sender)
        context[THREAD] = [f"<{one}>" for one in origin.mail.references]
        context["decisions"] = _decisions(about)
    if effect.original:
        context["attachments"] = attached = _enclosed(effect.original, study, about)
        context["whole"] = any(one["media_type"] == MESSAGE for one in attached)
        context["path"] = about.archive.where(origin.message.sha256)
    letter = planned(
        effect.kind, study.id, cause, effect.template, sender, address, language, origin.now, organisation=organisation, context=context
    )
    same = said(origin.mail) if effect.kind is LetterKind.PASSED_ON else None
    return replace(letter, believed=None if origin.by_person else strength in _BELIEVED, asker=origin.mail.sender, said=same)


def _decisions(about: EffectContext) -> list[dict[str, object]]:
    """Return what can be decided about the cases of this message: the case, its file, what to write, and what that does."""
    cases = holds.of_messages(about.tx, [about.origin.message.id])
    files = {one.id: one.file_name or "" for one in cases}
    return [
        {
            "case": one.id,
            "file": files.get(int(one.id), ""),
            "what": what,
            "means": meaning(one.kind, option, unsubscribed=one.unsubscribed),
        }
        for one in described(about.tx, cases)
        for option, what in zip(one.options, written(one.options), strict=True)
    ]


def _writable(address: str) -> str:
    """Return an address as a header may hold it; "" where none can, so that a person's words reach the staff all the same."""
    try:
        return ascii_address(address)
    except LetterError:
        return ""


def threaded(origin: Origin) -> dict[str, object]:
    """Return what lets a reply stand beneath the message that it answers."""
    return {"in_reply_to": f"<{origin.mail.message_id}>"} if origin.mail.message_id else {}


def _enclosed(original: effects.Original, study: Study, about: EffectContext) -> list[dict[str, str]]:
    """Keep what of a message goes along with a letter, and return how it is attached."""
    origin = about.origin
    found = enclosures(original, origin.mail, origin.message.received_at, study.returns_to, about.separator)
    kept = about.archive.put([one.data for one in found])
    return [{"name": one.name, "media_type": one.media_type, "sha256": sha256} for one, sha256 in zip(found, kept, strict=True)]
