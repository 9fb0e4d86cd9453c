"""What is done about one message: a list of effects, worked out from the message and what the store knows of it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from domain.case import CaseKind
from domain.contact import Stopped
from domain.effects import Effect, Hold, Ignore, RecordBounce, SettleUncertain, Suppress
from domain.letter import DeliveryState
from domain.message import By, Kind, Knowledge, NamedDelivery, Report
from intake.deciding.confirming import BY_PEOPLE, confirmations
from intake.deciding.match import match
from intake.deciding.replies import Form, passed_on
from intake.deciding.returns import accept, decide_returns
from intake.understanding.examine import Examined
from intake.understanding.intents import declines
from intake.understanding.reports import delivered, no_such_mailbox
from intake.understanding.words import own_words

__all__ = ["Form", "accept", "decide"]

_PROOF = {
    Kind.BOUNCE: "a report about it came back",
    Kind.COMPLAINT: "a complaint about it came back",
    Kind.OWN: "a copy of it came back",
    Kind.AUTO_REPLY: "an automatic reply answers it",
}


def decide(examined: Examined, knowledge: Knowledge, forms: Mapping[str, Form], now: datetime) -> tuple[Effect, ...]:
    """Return the effects of a message. `forms` are the questionnaires by study; `now` is when it was taken in, in the study's zone.

    The effects are the same whenever the same is known, and their causes are unique, so that a replay plans nothing new.
    """
    lead = examined.classification.kind
    kinds = (lead, *(kind for kind in examined.classification.also if kind is not lead))
    confirmed = tuple(confirmations(examined, named_deliveries(examined, knowledge)))
    effects: list[Effect] = [*_settled(examined, knowledge), *confirmed]
    for kind in kinds:
        if confirmed and kind in BY_PEOPLE:
            continue  # What they say is the answer to what we asked.
        if kind is Kind.RETURN:
            effects += decide_returns(examined, knowledge, forms, now)
        else:
            effects += _DECIDE[kind](examined, knowledge, now)
    return tuple(effects)


def named_deliveries(examined: Examined, knowledge: Knowledge) -> tuple[NamedDelivery, ...]:
    """Return the letters of ours whose tag stands in the message."""
    tags = {clue.value for clue in examined.clues if clue.by is By.THREADING}
    return tuple(delivery for delivery in knowledge.deliveries if delivery.tag in tags)


def _settled(examined: Examined, knowledge: Knowledge) -> Iterator[Effect]:
    """Whatever names a letter in doubt by its tag proves that the letter was taken."""
    proof = _PROOF.get(examined.classification.kind, "an answer names it")
    for delivery in named_deliveries(examined, knowledge):
        if delivery.state is DeliveryState.UNCERTAIN:
            yield SettleUncertain(delivery.letter_id, f"The letter to {delivery.address} was taken: {proof}.")


def _bounce(examined: Examined, knowledge: Knowledge, _now: datetime) -> Iterator[Effect]:
    by_tag = named_deliveries(examined, knowledge)
    reports = examined.classification.reports
    if not reports:
        yield from (
            RecordBounce(letter_id=one.letter_id, address=one.address, permanent=None, status=None, diagnostic=examined.classification.why)
            for one in by_tag
        )
        if not by_tag:
            yield Ignore("The report names no address and none of our letters.")
    for report in reports:
        letter = _letter(report, by_tag, knowledge)
        if delivered(report):
            yield Ignore(f"The letter to {report.address} was delivered.")
            continue
        identity = letter.letter_id if letter else None
        yield RecordBounce(
            letter_id=identity,
            address=report.address,
            permanent=report.permanent,
            status=report.status,
            diagnostic=report.diagnostic or report.reason,
        )
        # A report is believed about an address that we wrote to, else anyone could silence an organisation by a forged one.
        if letter and letter.address.lower() == report.address and no_such_mailbox(report):
            yield Suppress(report.address, Stopped.NO_SUCH_MAILBOX, f"A mail server says: {report.reason}. {report.diagnostic}".strip())


def _letter(report: Report, by_tag: tuple[NamedDelivery, ...], knowledge: Knowledge) -> NamedDelivery | None:
    by_address = [one for one in (*by_tag, *knowledge.deliveries) if one.address.lower() == report.address]
    # A letter has one recipient, so that its tag names it even where the report gives the address that it was forwarded to.
    return next(iter((*by_address, *by_tag)), None)


def _complaint(examined: Examined, knowledge: Knowledge, _now: datetime) -> Iterator[Effect]:
    reported = {report.address for report in examined.classification.reports}
    by_tag = named_deliveries(examined, knowledge)
    found = by_tag or tuple(delivery for delivery in knowledge.deliveries if delivery.address.lower() in reported)
    for address in dict.fromkeys(delivery.address.lower() for delivery in found):
        yield Suppress(address, Stopped.COMPLAINED, "The recipient complained about our letter.")
    if not found:
        yield Ignore("The complaint names none of our letters.")


def _auto_reply(examined: Examined, _knowledge: Knowledge, _now: datetime) -> Iterator[Effect]:
    yield Ignore(examined.classification.why)


def _unsubscribe(examined: Examined, knowledge: Knowledge, now: datetime) -> Iterator[Effect]:
    if examined.mail.sender:
        yield Suppress(examined.mail.sender, Stopped.UNSUBSCRIBED, examined.classification.why)
    if examined.classification.kind is Kind.UNSUBSCRIBE:
        yield from _question(examined, knowledge, now)


def _question(examined: Examined, knowledge: Knowledge, now: datetime) -> Iterator[Effect]:
    """Pass a person's words on to the study's contact; that an organisation will not take part is for a person to record."""
    mail = examined.mail
    matched = match(examined.clues, knowledge)
    invitation = matched.invitation if matched and not matched.conflicts else None
    yield passed_on(examined, invitation, now)
    words = own_words(mail.text)
    if invitation and declines(words):
        yield Hold(
            cause=f"declined:{invitation.id}:{examined.sha256[:16]}",
            kind=CaseKind.DECLINE,
            reasons=(f"{mail.sender} seems to say that {invitation.organisation} will not take part: “{' '.join(words.split())[:300]}”",),
            invitation_id=invitation.id,
            words=words,
        )


def _own(_examined: Examined, _knowledge: Knowledge, _now: datetime) -> Iterator[Effect]:
    yield Ignore("It is a copy of one of our letters.")


def _unreadable(examined: Examined, _knowledge: Knowledge, _now: datetime) -> Iterator[Effect]:
    why = f"The message could not be read: {examined.classification.why}"
    yield Hold(cause=f"unreadable:{examined.sha256[:16]}", kind=CaseKind.MESSAGE, reasons=(why,))


_DECIDE: Mapping[Kind, Callable[[Examined, Knowledge, datetime], Iterator[Effect]]] = {
    Kind.BOUNCE: _bounce,
    Kind.COMPLAINT: _complaint,
    Kind.AUTO_REPLY: _auto_reply,
    Kind.UNSUBSCRIBE: _unsubscribe,
    Kind.QUESTION: _question,
    Kind.OWN: _own,
    Kind.UNREADABLE: _unreadable,
}
