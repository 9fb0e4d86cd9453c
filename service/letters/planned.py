"""A planned letter: which one somebody gets, what it is called that it is planned once alone, and which of the senders it is from.

Whoever plans a letter need not load what makes it (`service.letters.press`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from domain.contact import Contact, Role
from domain.letter import ASKS, DeliveryState, Letter, LetterKind
from domain.mail.reference import new_tag
from domain.rules.reminded import CORRECTION, letter_for
from domain.study import Attachment, Audience, Mailing, staff
from service.contacts.census import InvitedOrganisation
from service.studies.running import Running
from service.studies.unspoken_blanks import tells_not_taken

CONFIRMATION = "confirmation"  # The letter that asks an address whether it wants no more mailings: it is the same in every study.
ANSWER = "answer"  # The letter that brings a person's answer to a question, likewise.
INQUIRY = "inquiry"  # The letter that asks whether answers that count are right.
EDITED = "edited"  # The letter that tells of an edit at the desk, likewise.
MERGED = "merged"  # The letter that tells that workbooks were put together, likewise.


def wanted(mailing: Mailing, case: InvitedOrganisation, contact: Contact | None = None) -> str | None:
    """Return the letter that this organisation gets of a mailing at this moment, or None where it gets none.

    Of a `contact` it is the letter that this one gets: whose part of the answer has come is not reminded.
    """
    return letter_for(mailing, case.standing, case.owes_of(contact) if contact else case.owes)


def template_for(running: Running, mailing: Mailing, case: InvitedOrganisation, contact: Contact | None, language: str) -> str | None:
    """Return the letter that a contact gets, as `wanted` does, of those that the study has written in this language.

    Where the study's own `correction` does not speak of what could not be taken, who sent that is reminded by the mailing's own letter.
    """
    template = wanted(mailing, case, contact)
    if template == CORRECTION and case.not_taken_of(contact) and not tells_not_taken(running.folder, language):
        return mailing.letter
    return template


def mailing_cause(study: str, mailing: str, code: str, address: str) -> str:
    """Return the cause of the one letter of a mailing to this address at an organisation."""
    return f"mailing:{study}:{mailing}:{code}:{address}"


def mailing_letters(running: Running, mailing: Mailing, cases: Mapping[str, InvitedOrganisation], now: datetime) -> Iterator[Letter]:
    """Yield a mailing's letters: one to each usable contact of each organisation that gets it."""
    ours = staff(running.study)
    for code, case in cases.items():
        # Whoever says yes to a letter can only mean what it asks: what comes after it was planned is left for the next.
        asks = [one.case_id for one in case.claims if one.is_asked(ours)] if mailing.audience is Audience.OWING else []
        for contact in (*case.to, *case.cc):
            template = template_for(running, mailing, case, contact, running.study.language_for(contact.language))
            if template is None:
                continue
            cause = mailing_cause(running.study.id, mailing.name, code, contact.address)
            yield replace(letter(running, mailing, contact, template, cause, now), context={ASKS: asks} if asks else {})


def letter(running: Running, mailing: Mailing, contact: Contact, template: str, cause: str, now: datetime) -> Letter:
    """Return one planned letter of a mailing."""
    study, language = running.study.id, running.study.language_for(contact.language)
    sender, address, code = mailing.sender, contact.address, contact.organisation
    return planned(
        LetterKind.MAILING,
        study,
        cause,
        template,
        sender,
        address,
        language,
        now,
        role=contact.role,
        organisation=code,
        mailing=mailing.name,
    )


def planned(  # noqa: PLR0913 - a letter has this many facts, and this is the one place that puts them together
    kind: LetterKind,
    study: str,
    cause: str,
    template: str,
    sender: str,
    address: str,
    language: str,
    now: datetime,
    *,
    role: Role = Role.TO,
    organisation: str | None = None,
    mailing: str | None = None,
    context: dict[str, object] | None = None,
) -> Letter:
    """Return a letter that nobody has tried to hand over yet, with a tag of its own."""
    return Letter(
        id=0,
        cause=cause,
        kind=kind,
        study=study,
        template=template,
        sender=sender,
        address=address,
        language=language,
        role=role,
        tag=new_tag(),
        organisation=organisation,
        mailing=mailing,
        context=context or {},
        state=DeliveryState.QUEUED,
        attempts=0,
        planned_at=now,
        due_at=now,
    )


def reply_sender(mailings: Sequence[Mailing]) -> str:
    """Return the sender that takes part in the exchange of workbooks: that of the first mailing which brings one, or else of the last."""
    return next((mailing.sender for mailing in mailings if Attachment.WORKBOOK in mailing.attach), mailings[-1].sender)
