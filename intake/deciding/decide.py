"""What is done about one message: a list of effects, worked out from the message and what the store knows of it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from domain.case import CaseKind
from domain.contact import Stopped
from domain.effects import AskToConfirm, Effect, Hold, Ignore, RecordBounce, SettleUncertain, Suppress
from domain.letter import DeliveryState
from domain.message import WRITTEN, Kind, Knowledge, NamedDelivery, Report
from domain.sentences import quoted
from domain.submission import Submission, SubmissionState
from intake.deciding.annexes import annexes
from intake.deciding.answering import answers
from intake.deciding.away import decide_away
from intake.deciding.confirming import BY_PEOPLE, confirmations
from intake.deciding.courtesy import is_courtesy
from intake.deciding.form import Form
from intake.deciding.heard import belongs_to, named_deliveries
from intake.deciding.passing_on import passed_on
from intake.deciding.policy import Act, Ground, Upshot, forged, silencing, upshot
from intake.deciding.replies import language
from intake.deciding.returns import accept, decide_returns
from intake.deciding.said import decide_said, settles
from intake.understanding.evidence.machine import why_not_answered
from intake.understanding.evidence.reports import delivered, no_such_mailbox
from intake.understanding.examine import Examined
from languages import ENGLISH
from languages.telling import phrased
from workbooks.refusal import Refusal

__all__ = ["Form", "accept", "as_known", "decide"]

_PROOF = {
    Kind.BOUNCE: "a report about it came back",
    Kind.COMPLAINT: "a complaint about it came back",
    Kind.OWN: "a copy of it came back",
    Kind.AUTO_REPLY: "an automatic reply answers it",
}

# What people write; what machines report or answer says nothing in their name.


def decide(examined: Examined, knowledge: Knowledge, forms: Mapping[str, Form], now: datetime) -> tuple[Effect, ...]:
    """Return the effects of a message. `forms` are the questionnaires by study; `now` is when it was taken in, in the study's zone.

    The effects are the same whenever the same is known, and their causes are unique, so that a replay plans nothing new.
    """
    examined = as_known(examined, knowledge)
    lead = examined.classification.kind
    kinds = (lead, *(kind for kind in examined.classification.also if kind is not lead))
    named = named_deliveries(examined, knowledge)
    if answer := tuple(answers(examined, named, now)):
        return (*_settled(examined, knowledge), *answer)  # Staff speak to somebody, and for no organisation.
    confirmed = tuple(confirmations(examined, named))
    effects: list[Effect] = [*_settled(examined, knowledge), *confirmed]
    # What they say is the answer to what we asked.
    kinds = tuple(kind for kind in kinds if not (confirmed and kind in BY_PEOPLE))
    for kind in kinds:
        if kind is Kind.RETURN:
            effects += decide_returns(examined, knowledge, forms, now)
        else:
            effects += _DECIDE[kind](examined, knowledge, now)
    if lead in WRITTEN:
        effects += decide_said(examined, knowledge, now, accepted=_accepted(effects))
    if lead in WRITTEN:
        effects += annexes(examined, knowledge, effects, forms)
    # What is passed on tells what comes of it, so that it is the last.
    if _is_passed_on(examined, knowledge, kinds, now):
        effects.append(passed_on(examined, knowledge, belongs_to(examined, knowledge), now, effects))
    return tuple(effects)


def as_known(examined: Examined, knowledge: Knowledge) -> Examined:
    """Return a message as what it is now that the store was asked.

    What only looks like a letter of ours is what it is otherwise, and so is what somebody on record, or of staff, wrote to many at once:
    they may tell all of whom to write to from now on. So is what a program marked of a contact's, or of what carries a secret of theirs, in
    words that are no program's; staff's robots answer what is passed on, and would be heard for ever.
    """
    otherwise, kind = examined.classification.otherwise, examined.classification.kind
    if otherwise is None or _stands(kind, examined, knowledge):
        return examined
    return as_known(replace(examined, classification=otherwise, intents=examined.otherwise), knowledge)


def _stands(kind: Kind, examined: Examined, knowledge: Knowledge) -> bool:
    """Say whether what the store knows bears out that a message is of a kind."""
    if kind is Kind.OWN:
        return knowledge.copied is not None
    author, staff = examined.mail.author, knowledge.staff
    if kind is Kind.AUTO_REPLY and author in staff:
        return True
    proven = kind is Kind.AUTO_REPLY and any(one.speaks_for_organisation for one in named_deliveries(examined, knowledge))
    return not (knowledge.organisations_of_sender or author in staff or proven)


def _accepted(effects: Iterable[Effect]) -> frozenset[int]:
    """Return the invitations whose workbooks count from now on."""
    return frozenset(one.invitation_id for one in effects if isinstance(one, Submission) and one.state is SubmissionState.ACCEPTED)


def _settled(examined: Examined, knowledge: Knowledge) -> Iterator[Effect]:
    """Whatever names a letter in doubt by its tag proves that the letter was taken."""
    proof = _PROOF.get(examined.classification.kind, "an answer names it")
    copied = (knowledge.copied,) if knowledge.copied and examined.classification.kind is Kind.OWN else ()
    for delivery in dict.fromkeys((*named_deliveries(examined, knowledge), *copied)):
        if delivery.state is DeliveryState.UNCERTAIN:
            yield SettleUncertain(delivery.letter_id, f"The letter to {delivery.address} was taken: {proof}.")


def _bounce(examined: Examined, knowledge: Knowledge, _now: datetime) -> Iterator[Effect]:
    """Believe a report about the letter whose tag it carries, and that letter's address; record what names only an address."""
    by_tag = named_deliveries(examined, knowledge)
    reports = examined.classification.reports
    if not reports:
        yield from (
            RecordBounce(letter_id=one.letter_id, address=one.address, permanent=None, status=None, diagnostic=examined.classification.why)
            for one in by_tag
        )
        if not by_tag:
            yield Ignore(phrased("messages.why.no_report"))
    for report in reports:
        if delivered(report):
            yield Ignore(phrased("messages.why.delivered", address=report.address))
            continue
        # What is said of the box of copies is no word on the letter, which went to its recipient as well.
        letter = None if report.address in knowledge.copies else _letter(report, reports, by_tag)
        yield RecordBounce(
            letter_id=letter.letter_id if letter else None,
            address=report.address,
            permanent=report.permanent,
            status=report.status,
            diagnostic=report.diagnostic or report.reason,
        )
        proven = upshot(Act.REPORT, Ground.PROVEN if letter else Ground.NAMED) is Upshot.DO
        if proven and letter and letter.address.lower() == report.address and no_such_mailbox(report):
            reason = f"A mail server says: {quoted(f'{report.reason}. {report.diagnostic}')}."
            yield from _suppressed(report.address, Stopped.NO_SUCH_MAILBOX, reason, knowledge, letter.letter_id)


def _letter(report: Report, reports: Sequence[Report], by_tag: Sequence[NamedDelivery]) -> NamedDelivery | None:
    """Return the letter that a report is about, of those whose tags the message carries."""
    ours = next((one for one in by_tag if one.address.lower() == report.address), None)
    told = {other.address for other in reports}
    # A letter has one recipient, so that its tag names it even where the report gives the address that it was forwarded to.
    return ours or next((one for one in by_tag if one.address.lower() not in told), None)


def _complaint(examined: Examined, knowledge: Knowledge, _now: datetime) -> Iterator[Effect]:
    """Believe a complaint about the letters whose tags it carries, as the table says; record what it says otherwise."""
    found = named_deliveries(examined, knowledge)
    proven = bool(found) and upshot(Act.REPORT, Ground.PROVEN) is Upshot.DO
    for address in dict.fromkeys(delivery.address.lower() for delivery in found if proven):
        yield from _suppressed(address, Stopped.COMPLAINED, "The recipient complained about our letter.", knowledge)
    for report in () if proven else examined.classification.reports:
        yield RecordBounce(letter_id=None, address=report.address, permanent=None, status=report.status, diagnostic=report.reason)
    if not found:
        yield Ignore(phrased("messages.why.no_complaint"))


def _suppressed(address: str, why: Stopped, reason: str, knowledge: Knowledge, letter_id: int | None = None) -> Iterator[Effect]:
    """Write to an address no more, unless it is that of staff: nobody would be told of anything any more."""
    if address in knowledge.staff or address in knowledge.own_addresses:
        yield Ignore(phrased("messages.why.of_staff", address=address))
    else:
        yield Suppress(address, why, reason, letter_id)


def _auto_reply(examined: Examined, knowledge: Knowledge, now: datetime) -> Iterator[Effect]:
    yield from tuple(decide_away(examined, knowledge, now)) or (Ignore(examined.classification.why),)


def _bulk(examined: Examined, _knowledge: Knowledge, _now: datetime) -> Iterator[Effect]:
    yield Ignore(examined.classification.why)


def _unsubscribe(examined: Examined, knowledge: Knowledge, _now: datetime) -> Iterator[Effect]:
    """Stop mailings to whoever asks for it; where nothing proves that they did, ask them.

    The code of List-Unsubscribe stands for the recipient of its letter, from whichever of their addresses it was sent.
    """
    for letter in knowledge.leaving:
        yield from _suppressed(letter.address.lower(), Stopped.UNSUBSCRIBED, examined.classification.why, knowledge)
    if knowledge.leaving:
        return
    address = examined.mail.author
    if address and address not in knowledge.staff:
        yield from _stopped(address, examined, knowledge)


def _stopped(address: str, examined: Examined, knowledge: Knowledge) -> Iterator[Effect]:
    why, invitation = examined.classification.why, belongs_to(examined, knowledge)
    # A tag names the one address that its letter went to, whichever organisation that was.
    by_tag = any(one.address.lower() == address for one in named_deliveries(examined, knowledge))
    believed = invitation is not None and upshot(Act.UNSUBSCRIBE, silencing(examined, knowledge, invitation)) is Upshot.DO
    if (by_tag or believed) and not forged(examined):
        yield from _suppressed(address, Stopped.UNSUBSCRIBED, why, knowledge)
    elif knowledge.organisations_of_sender:
        spoken = language(address, invitation, knowledge) if invitation else ENGLISH
        yield AskToConfirm(address=address, invitation_id=invitation.id if invitation else None, language=spoken, why=why)


def _question(examined: Examined, knowledge: Knowledge, _now: datetime) -> Iterator[Effect]:
    if is_courtesy(examined, knowledge):
        yield Ignore(phrased("messages.why.courtesy"))


def _is_passed_on(examined: Examined, knowledge: Knowledge, kinds: Sequence[Kind], now: datetime) -> bool:
    """Say whether the study's contact must read a message.

    They read words that are more than courtesy, unless something else settles them; a wish to get no more mail; and a file of a person that
    the program cannot read, be it a scan or an official letter.
    """
    lead = kinds[0] if kinds else None
    if lead is Kind.UNSUBSCRIBE:
        return True
    if Kind.QUESTION in kinds and not is_courtesy(examined, knowledge) and not settles(examined, knowledge, now):
        return True
    refused = any(isinstance(file.opened.result, Refusal) for file in examined.answers)
    return lead is Kind.RETURN and refused and not why_not_answered(examined.mail, knowledge.own_addresses)


def _own(_examined: Examined, _knowledge: Knowledge, _now: datetime) -> Iterator[Effect]:
    yield Ignore(phrased("messages.why.copy"))


def _unreadable(examined: Examined, _knowledge: Knowledge, _now: datetime) -> Iterator[Effect]:
    why = phrased("reasons.unreadable", why=examined.classification.why)
    yield Hold(cause=f"unreadable:{examined.sha256[:16]}", kind=CaseKind.MESSAGE, reasons=(why,))


_DECIDE: Mapping[Kind, Callable[[Examined, Knowledge, datetime], Iterator[Effect]]] = {
    Kind.BOUNCE: _bounce,
    Kind.COMPLAINT: _complaint,
    Kind.AUTO_REPLY: _auto_reply,
    Kind.BULK: _bulk,
    Kind.UNSUBSCRIBE: _unsubscribe,
    Kind.QUESTION: _question,
    Kind.OWN: _own,
    Kind.UNREADABLE: _unreadable,
}
