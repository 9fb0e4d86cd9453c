"""Applying what was decided about a message: each effect becomes rows and decisions, all in the caller's one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import singledispatch

from domain import effects
from domain.annex import Annex
from domain.case import Decision
from domain.contact import Contact
from domain.errors import LetterError
from domain.evidence import Strength
from domain.journal import About, Entry, Subject, What
from domain.letter import DECIDED_BY, DeliveryState, Letter, LetterKind
from domain.message import Clue, NamedDelivery
from domain.quality import EventSource
from domain.rules import bounced
from domain.rules.bearing import bringing
from domain.rules.decided import marking
from domain.rules.reminded import may_be_written_to
from domain.rules.waiting import makes_way
from domain.sentences import counted
from domain.study import Study, staff
from domain.submission import Invitation, Submission
from intake.parsing.mail import Mail
from languages import ENGLISH, in_spoken
from languages.telling import phrased
from mailer.address import ascii_address
from mailer.mime import MESSAGE
from service import giving_up
from service.answered_letters import meant
from service.braking import Braked, Braking, brake
from service.cases import open_case
from service.filing import file_submission
from service.options import meaning, written
from service.originals import enclosures
from service.plan import letter as mailing_letter
from service.plan import planned
from service.press import ANSWER, CONFIRMATION, PROVEN, reply_sender
from service.probes import Lost
from service.questions import ASKER, THREAD, answer_letter, answered_by_mail, asker, passed_on_as, question_of
from service.replying import Asking, put_out, said, why_not_passed_on
from service.running import Running
from service.waiting import described
from service.wiring import Service
from store import Transaction, annexes, case_events, contacts, decisions, holds, invitations, journal, messages, outbox
from store.archive import Archive
from store.case_events import Happened
from store.decisions import Ruling

_CONFIRMATION = decisions.rule("confirmation")
_BELIEVED = (Strength.PROVEN, Strength.AUTHENTICATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The message that effects come from, and the invitation that it was matched to.

    `by` is who decides, as the journal names them; `follows` is the entry of a person's decision that brings these effects. `strengths`
    says by invitation how far the message is believed, `answered` are our letters that it names, `source` is whom the brake counts it for.
    `note` is what a person notes who files its workbook. `clues` say which of our letters it answers.
    """

    message: messages.Message
    mail: Mail
    invitation: Invitation | None
    now: datetime
    by: str = decisions.rule("intake")
    follows: int | None = None
    strengths: Mapping[int, Strength] = field(default_factory=dict)
    answered: tuple[NamedDelivery, ...] = ()
    source: str = ""
    note: str = ""
    clues: tuple[Clue, ...] = ()

    @property
    def record(self) -> str:
        """Return where on record it stands what the message brought."""
        return f"message {self.message.id}"

    @property
    def by_person(self) -> bool:
        """Say whether a person decided, whose word needs no other to vouch for it."""
        return self.by.startswith("person:")

    def strength(self, invitation_id: int | None) -> Strength:
        """Return how far the message is believed about an organisation; about none, or one that nothing names, it only says so."""
        return self.strengths.get(invitation_id, Strength.NAMED) if invitation_id is not None else Strength.NAMED


@dataclass(kw_only=True)
class _Context:
    tx: Transaction
    runs: Mapping[str, Running]
    origin: Origin
    archive: Archive
    separator: str
    count: Callable[[effects.CountClaim, Entry], tuple[str, ...]] | None
    # A case knows its own submission: the workbook of this message with the fingerprint that it names, for the organisation that it names.
    filed: dict[tuple[int, str], int] = field(default_factory=dict)
    # Those about which something else stands decided than this reading says: nobody is asked or told of that.
    decided: set[tuple[int, str]] = field(default_factory=set)
    # Letters that another message had reported before: of them nothing more is decided.
    reported: set[int] = field(default_factory=set)

    def invitation(self, invitation_id: int) -> Invitation:
        """Return an invitation; that of the message itself is known."""
        known = self.origin.invitation
        return known if known and known.id == invitation_id else invitations.by_id(self.tx, invitation_id)

    @property
    def staff(self) -> frozenset[str]:
        """Return the addresses of those who look after the studies, and of the studies themselves."""
        return frozenset(address for found in self.runs.values() for address in staff(found.study))

    def study(self, invitation_id: int | None) -> Study:
        """Return the study that an effect concerns; what names none goes to the first."""
        if invitation_id is not None:
            return self.runs[self.invitation(invitation_id).study].study
        if self.origin.invitation:
            return self.runs[self.origin.invitation.study].study
        return next(iter(self.runs.values())).study

    def decide(self, *rulings: Ruling, by: str = "") -> tuple[Entry, ...]:
        """Write decisions because of this message, and return those that are new.

        Read again, it decides nothing that it brought before, and nothing about what a person decided since it came. What a person lets
        take effect does so although it was undone before.
        """
        new = [one if one.follows else replace(one, follows=self.origin.follows) for one in rulings if not self._known(one)]
        return decisions.decide(self.tx, by or self.origin.by, self.origin.now, new)

    def _known(self, ruling: Ruling) -> bool:
        same, message = (ruling.what, ruling.value, ruling.message_id), self.origin.message
        before = (
            journal.about(self.tx, ruling.about.subject, [ruling.about.id])
            if self.origin.follows is None
            else decisions.in_force_about(self.tx, ruling.about)
        )
        if message.state != "pending" and any(one.by_person and one.at >= message.received_at for one in before):
            return True
        return any((one.what, one.value, one.message_id) == same for one in before)


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
    context = _Context(tx=tx, runs=runs, origin=origin, archive=archive, separator=separator, count=count)
    if origin.follows is None and origin.message.state != "pending":  # It is read again.
        case_events.forget(tx, origin.record)
    braked = _braked(context, decided)
    told = (*(_apply(effect, context) for effect in braked.left), *braked.told)
    for sentence in told:
        service.tell(f"{origin.mail.sender or 'a machine'}: {sentence}")
    return told


def _braked(context: _Context, decided: Iterable[effects.Effect]) -> Braked:
    """Return what may take effect; what a person decided is not braked."""
    origin = context.origin
    if origin.follows is not None or origin.by_person:
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
def _apply(effect: object, context: _Context) -> str:  # noqa: ARG001 - one signature for all effects
    raise TypeError(f"no way to apply {effect!r}")


@_apply.register
def _(effect: Submission, context: _Context) -> str:
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
        return f"{effect.file_name} was read again and is still {state}"
    return f"{effect.file_name} filed as {effect.state}, {counted(len(effect.findings), 'finding')}"


@_apply.register
def _(effect: effects.KeepAnnex, context: _Context) -> str:
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
    return f"{effect.name} {'is kept' if new else 'was kept before'} as an annex of {invitation.organisation}"


@_apply.register
def _(effect: effects.Reply, context: _Context) -> str:
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
    stopped = contacts.suppressed(context.tx, to)
    silent = [one for one in to if one.lower() in stopped and not may_be_written_to(effect.kind, stopped[one.lower()].why)]
    reached = ", ".join(one for one in to if one not in silent)
    # Such a letter is dropped when its turn comes, unless the address was released by then.
    not_told = [f"no {effect.kind} to {one}, which is suppressed" for one in silent]
    told = ", ".join([f"{effect.kind} to {reached}", *not_told] if reached else not_told)
    if effect.asks:
        letters = [*passed_on_as(context.tx, letters, _question(effect, study, context.origin), context.origin.by)]
    return _put_out(study, letters, told, context)


def _question(effect: effects.Reply, study: Study, origin: Origin) -> holds.Held:
    original = effect.context.get("original")
    words = str(original["text"]) if isinstance(original, dict) else ""
    who = origin.mail.sender or phrased("reasons.unnamed")
    return question_of(
        origin.message.sha256,
        study=study.id,
        message_id=origin.message.id,
        invitation_id=effect.invitation_id,
        reasons=(phrased("reasons.question", who=who),),
        words=words,
        at=origin.message.received_at,
    )


@_apply.register
def _(effect: effects.SendAnswer, context: _Context) -> str:
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
    return _put_out(study, [told], f"{ANSWER} to {one.address}", context)


def _called(study: Study, address: str) -> str:
    """Return what a member of the staff is called."""
    people = (study.contact, *study.coordinators)
    return next((one.name for one in people if one.address.lower() == address.lower()), address)


def _not_passed_on(letters: Iterable[Letter], about: _Context) -> str:
    origin = about.origin
    return next(filter(None, (why_not_passed_on(about.tx, origin.mail, one, origin.answered, origin.now) for one in letters)), "")


def _put_out(study: Study, letters: Sequence[Letter], told: str, about: _Context) -> str:
    """Put replies into the outbox as far as the budgets go, and say so."""
    origin = about.origin
    waiting = put_out(about.tx, study, letters, Asking(origin.message.id, origin.by, origin.now))
    return f"{told}{f': waits in case {waiting[0].hold_id}, since it is one too many' if waiting else ''}"


def _reply(effect: effects.Reply, study: Study, address: str, organisation: str | None, about: _Context) -> Letter:
    origin = about.origin
    spoken = effect.language if effect.language in study.languages else study.languages[0]
    language = ENGLISH if effect.kind is LetterKind.PASSED_ON else spoken
    cause, sender = f"{effect.cause}:{address}", reply_sender(study.mailings)
    context = effect.context | _threaded(origin)
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


def _decisions(about: _Context) -> list[dict[str, object]]:
    """Return what can be decided about the cases of this message: the case, its file, what to write, and what that does."""
    cases = holds.of_messages(about.tx, [about.origin.message.id])
    files = {one.id: one.file_name or "" for one in cases}
    return [
        {"case": one.id, "file": files.get(int(one.id), ""), "what": what, "means": meaning(one.kind, option)}
        for one in described(about.tx, cases)
        for option, what in zip(one.options, written(one.options), strict=True)
    ]


def _writable(address: str) -> str:
    """Return an address as a header may hold it; "" where none can, so that a person's words reach the staff all the same."""
    try:
        return ascii_address(address)
    except LetterError:
        return ""


def _threaded(origin: Origin) -> dict[str, object]:
    """Return what lets a reply stand beneath the message that it answers."""
    return {"in_reply_to": f"<{origin.mail.message_id}>"} if origin.mail.message_id else {}


@_apply.register
def _(effect: effects.AskToConfirm, context: _Context) -> str:
    """Ask an address once, by a letter about no organisation. Who gets no letters of ours anyway is not asked."""
    origin, study = context.origin, context.study(effect.invitation_id)
    address = effect.address.lower()
    if address in context.staff or not (contacts.organisations_of(context.tx, [address]) or outbox.to_addresses(context.tx, [address])):
        return f"{address} is not asked whether it wants no more letters: no mailing goes there"
    language = in_spoken(effect.language)
    about: dict[str, object] = {"wish": {"received_at": origin.now.isoformat()}, "message_id": origin.message.id} | _threaded(origin)
    sender, cause = reply_sender(study.mailings), f"{CONFIRMATION}:{address}"
    letter = planned(LetterKind.CONFIRMATION, study.id, cause, CONFIRMATION, sender, address, language, origin.now, context=about)
    asking = replace(letter, believed=False, asker=origin.mail.sender)
    return _put_out(study, [asking], f"{address} is asked whether it wants no more letters", context)


def _enclosed(original: effects.Original, study: Study, about: _Context) -> list[dict[str, str]]:
    """Keep what of a message goes along with a letter, and return how it is attached."""
    origin = about.origin
    found = enclosures(original, origin.mail, origin.message.received_at, study.returns_to, about.separator)
    kept = about.archive.put([one.data for one in found])
    return [{"name": one.name, "media_type": one.media_type, "sha256": sha256} for one, sha256 in zip(found, kept, strict=True)]


@_apply.register
def _(effect: effects.Hold, context: _Context) -> str:
    origin = context.origin
    study = context.study(effect.invitation_id).id if effect.invitation_id is not None or origin.invitation else None
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
        words=effect.words,
        address=effect.address,
        at=origin.now,
    )
    open_case(context.tx, held, origin.by, origin.follows)
    return f"held: {' '.join(effect.reasons)}"


def _asked_before(tx: Transaction, invitation_id: int | None, submission_id: int | None) -> bool:
    """Say whether a case about this very submission was opened before, for whichever reason: a replay does not ask twice."""
    if invitation_id is None or submission_id is None:
        return False
    return any(one.submission_id == submission_id for one in holds.of_invitations(tx, [invitation_id]))


@_apply.register
def _(effect: effects.RecordBounce, context: _Context) -> str:
    now = context.origin.now
    bounce = messages.Bounce(
        message_id=context.origin.message.id,
        letter_id=effect.letter_id,
        address=effect.address,
        permanent=effect.permanent,
        status=effect.status,
        diagnostic=effect.diagnostic,
        at=now,
    )
    messages.record_bounce(context.tx, bounce)
    for letter in outbox.with_ids(context.tx, [effect.letter_id]) if effect.letter_id is not None else ():
        note = f"{effect.status or ''} {effect.diagnostic}".strip()
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


def _lost(context: _Context, letter: Letter) -> Lost:
    return Lost(letter, context.origin.now, context.origin.message.id)


@_apply.register
def _(effect: effects.Suppress, context: _Context) -> str:
    if effect.address.lower() in context.staff:
        return f"{effect.address} is written to as before: no message stops letters to staff"
    if effect.letter_id in context.reported:
        return f"{effect.address} is left as it stands: letter {effect.letter_id} had come back already"
    about = decisions.address(context.tx, effect.address)
    new = context.decide(
        Ruling(what=What.SUPPRESS, about=about, value=effect.why.value, message_id=context.origin.message.id, note=effect.reason)
    )
    told = f"{effect.address} will not be written to again: {effect.reason}"
    if new and effect.letter_id is not None:
        (letter,) = outbox.with_ids(context.tx, [effect.letter_id])
        told = " ".join(filter(None, [told, giving_up.denied(context.tx, _lost(context, letter), new[0])]))
    return told


@_apply.register
def _(effect: effects.Wait, context: _Context) -> str:
    invitation = invitations.by_id(context.tx, effect.invitation_id)
    about = About(Subject.ORGANISATION, str(invitation.id))
    today = context.runs[invitation.study].today(context.origin.now)
    if effect.until < today:
        return f"{invitation.organisation} would not have been reminded until {effect.until}, which is over"
    if not makes_way(marking(decisions.in_force_about(context.tx, about)), effect.until, today):
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
    return f"{invitation.organisation} is not reminded until {effect.until}"


@_apply.register
def _(effect: effects.CountClaim, context: _Context) -> str:
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
def _(effect: effects.SendAgain, context: _Context) -> str:
    invitation = context.invitation(effect.invitation_id)
    running, now = context.runs[invitation.study], context.origin.now
    by_name = {one.name: one for one in bringing(running.study.mailings)}
    out = outbox.planned_of(context.tx, invitation.study, by_name)
    if not out:
        return "no workbook yet, since it was sent to nobody: it comes with its mailing"
    mailing = by_name[out[0]]
    people = {one.address.lower(): one for one in contacts.of_organisations(context.tx, [invitation.organisation])}
    stranger = Contact(organisation=invitation.organisation, address="", language=effect.language)
    to = [people.get(address.lower(), replace(stranger, address=address)) for address in effect.to]
    letters = [mailing_letter(running, mailing, one, mailing.letter, f"{effect.cause}:{one.address}", now) for one in to]
    # Who is not on record gets a workbook only since they have proven its token.
    asked = None if context.origin.by_person else True
    told = [replace(one, believed=asked, context={} if one.address.lower() in people else {PROVEN: True}) for one in letters]
    return _put_out(running.study, told, f"the workbook again to {', '.join(effect.to)}", context)


@_apply.register
def _(effect: effects.SettleUncertain, context: _Context) -> str:
    for letter in outbox.with_ids(context.tx, [effect.letter_id]):
        settled = bounced.proves_taken(letter.state)
        if settled:
            context.decide(_settling(context, letter, letter.state, settled, effect.evidence))
    return f"letter {effect.letter_id} arrived: {effect.evidence}"


def _settling(context: _Context, letter: Letter, was: DeliveryState, state: DeliveryState, note: str) -> Ruling:
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


@_apply.register
def _(effect: effects.Ignore, context: _Context) -> str:  # noqa: ARG001 - one signature for all effects
    return f"nothing to do: {effect.why}"
