"""Deciding about what a person said: time is granted, a successor is written to, an answer is expected elsewhere, a remark is noted."""

from __future__ import annotations

from dataclasses import replace

from domain.contact import Contact, ContactList, Stopped
from domain.effects import SendAgain
from domain.errors import ConfigurationError
from domain.intent import Intent, IntentKind
from domain.journal import About, Entry, Subject, What
from domain.rules.waiting import granted
from domain.submission import Invitation
from intake.understanding.examine import Examined
from service.accepting import examined_again
from service.at_work import AtWork, at_work
from service.decided import Decided
from service.desk import CaseOnDesk
from service.effects import Origin, apply_effects
from store import Transaction, contacts, decisions, invitations, messages

_NAMES_A_PERSON = (IntentKind.SUCCESSOR, IntentKind.AUTO_REPLY)


def grant(desk: CaseOnDesk) -> Decided:
    """Let the reminders of an organisation wait until the day that it asked for, or two weeks where it named none."""
    studies, examined = _read_again(desk)
    asked = _said(examined, IntentKind.EXTENSION)
    until = granted(asked.until if asked else None, studies.local(desk.now).date())
    with desk.service.store.transaction() as tx:
        by, entry = desk.record(tx)
        whose = _mark(desk, tx, by, entry, What.WAITING, until.isoformat())
    other = "" if asked and asked.until == until else f" They named no day: `counterfoil mark {whose.reference} waiting` sets another one."
    return Decided(entry=entry.number, told=f"{whose.organisation} has time until {until}, and is not reminded before.{other}")


def elsewhere(desk: CaseOnDesk) -> Decided:
    """Expect an answer in another way: nobody is reminded, and it counts once somebody files it."""
    with desk.service.store.transaction() as tx:
        by, entry = desk.record(tx)
        whose = _mark(desk, tx, by, entry, What.ELSEWHERE)
    told = f"{whose.organisation} answers elsewhere and will not be reminded; it counts as answered once its answer is filed."
    return Decided(entry=entry.number, told=told)


def noted(desk: CaseOnDesk) -> Decided:
    """Keep that a person knows of a remark."""
    with desk.service.store.transaction() as tx:
        _, entry = desk.record(tx)
    return Decided(entry=entry.number, told="Noted.")


def add(desk: CaseOnDesk) -> Decided:
    """Put the person who was named on record, and send them the workbook; whoever named a successor is not written to any more.

    Undoing the decision lets that person be written to again. Who was added stays on record.
    """
    studies, examined = _read_again(desk)
    named = next((one for kind in _NAMES_A_PERSON if (one := _said(examined, kind)) and one.address), None)
    if named is None or named.address is None:
        remedy = "Add the person to your contact file, load it with `counterfoil contacts load`, and decide reject."
        raise ConfigurationError("The words name no address.", where=f"case {desk.held.id}", remedy=remedy)
    with desk.service.store.transaction() as tx:
        by, entry = desk.record(tx)
        whose = invitations.by_id(tx, desk.held.invitation_id or 0)
        before = _put_on_record(tx, studies, whose, named.address, examined.mail.author)
        retired = named.intent is IntentKind.SUCCESSOR and before is not None
        if retired:
            _retire(desk, tx, by, entry, examined.mail.author, named.address)
        (message,) = messages.with_ids(tx, [desk.held.message_id or 0])
        origin = Origin(message=message, mail=examined.mail, invitation=whose, now=desk.now, by=by, follows=entry.number)
        again = SendAgain(
            cause=f"added:{desk.held.id}", invitation_id=whose.id, to=(named.address,), language=before.language if before else "en"
        )
        told = apply_effects(desk.service, tx, studies.runs, origin, [again])
    gone = [f"{examined.mail.author} will not be written to again"] if retired else []
    return Decided(entry=entry.number, told="; ".join([f"{named.address} is on record for {whose.organisation}", *gone, *told]) + ".")


def _read_again(desk: CaseOnDesk) -> tuple[AtWork, Examined]:
    with desk.service.store.reading() as tx:
        studies = at_work(desk.service, tx)
        (message,) = messages.with_ids(tx, [desk.held.message_id or 0])
    return studies, examined_again(desk.service, studies, message)


def _said(examined: Examined, kind: IntentKind) -> Intent | None:
    return next((one for one in examined.intents if one.intent is kind), None)


def _mark(desk: CaseOnDesk, tx: Transaction, by: str, entry: Entry, what: What, value: str = "") -> Invitation:
    about = About(Subject.ORGANISATION, str(desk.held.invitation_id))
    decisions.decide(tx, by, desk.now, [desk.ruling(what, about, entry.number, value)])
    return invitations.by_id(tx, int(about.id))


def _put_on_record(tx: Transaction, studies: AtWork, whose: Invitation, address: str, author: str) -> Contact | None:
    """Put an address on the study's list, in the language of whoever named it; return their own record, None where they have none."""
    known = {one.address.lower(): one for one in contacts.of_organisations(tx, [whose.organisation])}
    before = known.get(author)
    if address.lower() not in known:
        language = before.language if before else next((one.language for one in known.values()), "en")
        new = Contact(organisation=whose.organisation, address=address, language=language)
        contacts.save_list(tx, ContactList(studies.runs[whose.study].study.contact_list, contacts=(new,)))
    return before


def _retire(desk: CaseOnDesk, tx: Transaction, by: str, entry: Entry, address: str, successor: str) -> None:
    ruling = desk.ruling(What.SUPPRESS, decisions.address(tx, address), entry.number, Stopped.BY_HAND.value)
    decisions.decide(tx, by, desk.now, [replace(ruling, note=f"They named {successor} as their successor.")])
