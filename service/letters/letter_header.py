"""The header fields of a letter: whom it names, where its answers go, what it answers, and where whoever wants no more of them says so."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from domain.contact import Role
from domain.letter import Letter, LetterKind
from domain.mail.leaving import leaving_address, leaving_link
from domain.mail.reference import INVITATION, tagged
from domain.rules.bearing import bears_token
from domain.rules.parts import concerns
from domain.study import Study
from mailer.mime import AutoSubmitted, LetterHeader
from service.contacts.census import InvitedOrganisation
from service.installation.outgoing import Outgoing

PROVEN = "proven"  # What a letter's context says of a recipient who has shown that they have the token of its organisation.
_MACHINE = {
    LetterKind.RECEIPT: AutoSubmitted.REPLIED,
    LetterKind.QUESTION_BACK: AutoSubmitted.REPLIED,
    LetterKind.CONFIRMATION: AutoSubmitted.REPLIED,
    LetterKind.PROBE: AutoSubmitted.GENERATED,
    LetterKind.DIGEST: AutoSubmitted.GENERATED,
    LetterKind.CASE: AutoSubmitted.GENERATED,
}


def header_of(
    letter: Letter, case: InvitedOrganisation | None, subject: str, now: datetime, study: Study, outgoing: Outgoing
) -> LetterHeader:
    """Return the header fields of a letter."""
    sender = study.sender(letter.sender)
    to, cc = _recipients(letter, case)
    reply_to = str(letter.context.get("reply_to") or study.returns_to)
    if case and bears_token_of(letter, case):
        reply_to = tagged(study.returns_to, INVITATION, case.invitation.token, outgoing.separator)
    answers = str(letter.context.get("in_reply_to") or "") or None
    return LetterHeader(
        sender_name=sender.name,
        sender=sender.address,
        to=to,
        cc=cc,
        reply_to=reply_to,
        subject=subject,
        date=now.astimezone(ZoneInfo(study.zone)),
        message_id=letter.message_id(sender.address),
        auto_submitted=AutoSubmitted.REPLIED if letter.kind is LetterKind.CASE and letter.asker else _MACHINE.get(letter.kind),
        in_reply_to=answers,
        references=(*letter.context.get("thread", ()), answers) if answers else (),  # type: ignore[misc]
        list_unsubscribe=(leaving := _unsubscribe(letter, study, outgoing)),
        # What can be left is a list, and has a name: filters distrust the one field without the other.
        list_id=f"{study.id}@{study.returns_to.rpartition('@')[2]}" if leaving else None,
        language=letter.language,
    )


def bears_token_of(letter: Letter, case: InvitedOrganisation) -> bool:
    """Say whether this letter may bear the token of the organisation that it is about."""
    on_record = case.contact(letter.address) is not None
    return bears_token(letter.kind, on_record=on_record, proven=letter.context.get(PROVEN) is True)


def _unsubscribe(letter: Letter, study: Study, outgoing: Outgoing) -> tuple[str, ...]:
    """Return where mailings can be stopped; what answers somebody, or goes to staff, is no mailing that could be."""
    if letter.kind is not LetterKind.MAILING or letter.asked_for:
        return ()
    link = leaving_link(outgoing.url, letter.id, letter.tag) if outgoing.url else None
    address = leaving_address(study.returns_to, letter.id, letter.tag, outgoing.separator)
    return tuple(filter(None, (link, f"mailto:{address}?subject=unsubscribe" if address else None)))


def _recipients(letter: Letter, case: InvitedOrganisation | None) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Return the To and Cc of the header: a cc contact's letter shows the To that the others got.

    Whose part of the answer has come is not reminded of it, and is not shown to those who are.
    """
    if case is None or letter.kind is not LetterKind.MAILING or letter.asked_for:
        contact = case.contact(letter.address) if case else None
        return ((contact.name if contact else "", letter.address),), ()
    lacks = case.invitation.lacks
    shown = [one for one in case.to if concerns(one.part, lacks) or one.address == letter.address]
    to = tuple((contact.name, contact.address) for contact in shown)
    if letter.role is Role.TO or letter.address in {address for _, address in to}:
        return to, ()
    contact = case.contact(letter.address)
    return to, ((contact.name if contact else "", letter.address),)
