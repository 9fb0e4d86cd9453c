"""Planning: select -> outbox. A mailing becomes one row a letter, unique by its cause, so that planning again plans nothing new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import Connection

from domain.contact import Contact, Role
from domain.letter import DeliveryState, Letter, LetterKind
from domain.reference import new_tag
from domain.study import Audience, Mailing
from service.census import Case, Owes, census
from service.running import Running
from store import contacts, invitations, outbox

HELD = "held: "  # How the outcome of a mailing begins that did not leave; the reason follows.
CORRECTION = "correction"  # The letter that reminds of a queried answer.


def invite(tx: Connection, running: Running) -> None:
    """Give every organisation of the study's list its invitation."""
    listed = contacts.load_list(tx, running.study.contact_list)
    invitations.invite(tx, running.study.id, running.study.prefix, [one.code for one in listed.organisations])


def wanted(mailing: Mailing, case: Case) -> str | None:
    """Return the letter that this organisation gets of a mailing at this moment, or None where it gets none."""
    if case.standing == "declined":
        return None
    if mailing.audience is Audience.ALL:
        return mailing.letter
    return {Owes.ANSWER: mailing.letter, Owes.CORRECTION: CORRECTION, Owes.NOTHING: None}[case.owes]


def mailing_letters(running: Running, mailing: Mailing, cases: Mapping[str, Case], now: datetime) -> Iterator[Letter]:
    """Yield a mailing's letters: one to each usable contact of each organisation that gets it."""
    for code, case in cases.items():
        template = wanted(mailing, case)
        if template is None:
            continue
        for contact in (*case.to, *case.cc):
            yield letter(running, mailing, contact, template, f"mailing:{running.study.id}:{mailing.name}:{code}:{contact.address}", now)


def letter(running: Running, mailing: Mailing, contact: Contact, template: str, cause: str, now: datetime) -> Letter:
    """Return one planned letter of a mailing."""
    spoken, study = running.study.languages, running.study.id
    language = contact.language if contact.language in spoken else spoken[0]
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


def plan_mailing(tx: Connection, running: Running, mailing: Mailing, now: datetime) -> int:
    """Put a mailing's letters into the outbox; return how many are new."""
    invite(tx, running)
    return outbox.plan(tx, mailing_letters(running, mailing, census(tx, running), now))
