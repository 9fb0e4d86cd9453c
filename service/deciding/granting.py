"""Deciding about what a person said: time is granted, a successor is written to, an answer is expected elsewhere, a remark is noted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from domain.case import Decision
from domain.contact import Contact
from domain.effects import SendAgain
from domain.errors import ConfigurationError
from domain.intent import Intent, IntentKind
from domain.journal import About, Entry, Subject, What
from domain.rules.waiting import asked_until, granted, outlasts
from domain.sentences import ENGLISH
from domain.submission import Invitation
from intake.understanding.examine import Examined
from languages.telling import phrased, together
from service.cases.desk import CaseOnDesk
from service.deciding.accepting import examined_again
from service.deciding.organisation_marks import check_last_day, replaced
from service.deciding.telling_changes import change_of, tell_changed
from service.effects.context import Origin
from service.effects.effects import apply_effects
from service.letters.extended import tell_extended
from service.rulings.decided import Decided
from service.studies.at_work import AtWork, at_work
from store import Transaction, contact_lists, contacts, decisions, invitations, messages, standing_decisions, suppressions
from store.cases.decisions import Ruling
from store.cases.holds import Held
from store.journal.more_time import given_until


def grant(desk: CaseOnDesk) -> Decided:
    """Let the reminders of an organisation wait until the day that it asked for, or two weeks beyond what it has where it named none.

    Another day that whoever decides names is the one that is granted, as with a mark: what a person says stands. Whoever answers in another
    way stays so (see `outlasts`), and is told of no day: they are not reminded at all.
    """
    studies, examined = _read_again(desk)
    asked = _said(examined, IntentKind.EXTENSION)
    with desk.service.store.transaction() as tx:
        by, entry = desk.record(tx)
        running = studies.runs[invitations.by_id(tx, desk.held.invitation_id or 0).study]
        was = invitations.by_id(tx, desk.held.invitation_id or 0)
        promised = was.until if was.mark is What.WAITING else None
        today, deadline = running.today(desk.now), running.study.deadline
        given = _given_before(tx, desk.held, was)
        wanted = asked_until(asked, deadline, today, given) if asked else None
        check_last_day(desk.said.until, today)
        until = desk.said.until or granted(wanted, today, deadline, promised, given)
        if outlasts(was.mark, was.until, until):
            stays = phrased("done.stays_elsewhere")
            return Decided(entry=entry.number, told=f"{was.organisation}: {stays}", promised=stays)
        whose, before = _mark(desk, tx, by, entry, What.WAITING, until.isoformat())
        heard = tell_extended(tx, running, whose, until, desk.now, examined.mail)
    if promised == until:
        return Decided(
            entry=entry.number, told=f"{whose.organisation} has time until {until} already, which stays. {heard}", promised=heard
        )
    other = (
        "" if until in {wanted, desk.said.until} else f"They named no day: `counterfoil mark {whose.reference} waiting` sets another one."
    )
    told = f"{whose.organisation} has time until {until}, and is not reminded before."
    return Decided(entry=entry.number, told=" ".join(filter(None, (told, heard, other, before))), promised=together(heard, before))


def _given_before(tx: Transaction, held: Held, whose: Invitation) -> date | None:
    """Return until when an organisation had been given time when it asked for more.

    Two who ask for another week at the same time mean the same one, though one of them was granted it meanwhile.
    """
    about = standing_decisions.in_force_about(tx, About(Subject.CASE, str(held.id)))
    opened = min((one.number for one in about if one.what is What.OPEN), default=None)
    return given_until(tx, [whose.id], before=opened).get(whose.id)


def elsewhere(desk: CaseOnDesk) -> Decided:
    """Expect an answer in another way: nobody is reminded, and it counts once somebody files it."""
    with desk.service.store.transaction() as tx:
        by, entry = desk.record(tx)
        whose, before = _mark(desk, tx, by, entry, What.ELSEWHERE)
    told = f"{whose.organisation} answers elsewhere and will not be reminded; it counts as answered once its answer is filed."
    return Decided(entry=entry.number, told=f"{told} {before}".rstrip(), promised=before)


def noted(desk: CaseOnDesk) -> Decided:
    """Keep that a person knows of a remark."""
    with desk.service.store.transaction() as tx:
        _, entry = desk.record(tx)
    return Decided(entry=entry.number, told="Noted.")


def add(desk: CaseOnDesk) -> Decided:
    """Put the person who was named on record, and send them the workbook; whoever named a successor is not on record there any more.

    Undoing the decision puts the contact list back as it was. ConfigurationError where that person is not written to.
    """
    studies, examined = _read_again(desk)
    with desk.service.store.transaction() as tx:
        by, entry = desk.record(tx)
        whose, named = invitations.by_id(tx, desk.held.invitation_id or 0), _named(tx, desk)
        running, author = studies.runs[whose.study], examined.mail.author
        name = running.study.contact_list
        people = {one.address.lower(): one for one in contact_lists.load_list(tx, name, {whose.organisation}).contacts}
        language = next((one.language for one in (people.get(author), *people.values()) if one), ENGLISH)
        change = change_of(tx, running, desk.held, whose, Decision.ADD, desk.now)
        retired = change.retired if change else None
        new = [] if named in people else [Contact(organisation=whose.organisation, address=named, language=language)]
        decisions.decide(tx, by, desk.now, [*_listed(desk, tx, entry, name, new), *_retired(desk, tx, entry, name, retired)])
        (message,) = messages.with_ids(tx, [desk.held.message_id or 0])
        origin = Origin(message=message, mail=examined.mail, invitation=whose, now=desk.now, by=by, follows=entry.number)
        # Numbers are given anew in a store that was put back, and what the message says is not.
        again = SendAgain(cause=f"added:{message.sha256}:{whose.reference}", invitation_id=whose.id, to=(named,), language=language)
        told = [f"{named} is on record for {whose.organisation}", *apply_effects(desk.service, tx, studies.runs, origin, [again])]
        heard = tell_changed(tx, running, desk.held, change, entry)
    if retired:
        told.append(f"{author} is not any more, and loading a file does not put them back")
    return Decided(entry=entry.number, told=f"{'; '.join(told)}. {heard}".rstrip(), promised=heard)


def _named(tx: Transaction, desk: CaseOnDesk) -> str:
    """Return the address of the person whom the words of a case name. ConfigurationError where nothing is written to it any more."""
    named = str(desk.held.address)
    for one in suppressions.suppressed(tx, [named]).values():
        remedy = f"Nothing was changed. `counterfoil contacts release {named}` lets it be written to again; then decide add."
        why, facts = f"{named} is not written to any more: {one.reason}", {"address": named}
        raise ConfigurationError(why, where=f"case {desk.held.id}", remedy=remedy, key="not_written_to", facts=facts)
    return named


def _listed(desk: CaseOnDesk, tx: Transaction, entry: Entry, name: str, new: Iterable[Contact]) -> Iterator[Ruling]:
    for one in new:
        contacts.keep(tx, one)
        yield desk.ruling(What.LIST, decisions.contact(tx, name, one.organisation, one.address), entry.number)


def _retired(desk: CaseOnDesk, tx: Transaction, entry: Entry, name: str, before: Contact | None) -> Iterator[Ruling]:
    if before:
        ruling = desk.ruling(What.RETIRE, decisions.contact(tx, name, before.organisation, before.address), entry.number)
        yield replace(ruling, note=f"They named {desk.held.address} as their successor.")


def _read_again(desk: CaseOnDesk) -> tuple[AtWork, Examined]:
    with desk.service.store.reading() as tx:
        studies = at_work(desk.service, tx)
        (message,) = messages.with_ids(tx, [desk.held.message_id or 0])
    return studies, examined_again(desk.service, studies, message)


def _said(examined: Examined, kind: IntentKind) -> Intent | None:
    return next((one for one in examined.intents if one.intent is kind), None)


def _mark(desk: CaseOnDesk, tx: Transaction, by: str, entry: Entry, what: What, value: str = "") -> tuple[Invitation, str]:
    """Mark the organisation, and return it with a sentence about what the mark replaces; blank where there was none."""
    about = About(Subject.ORGANISATION, str(desk.held.invitation_id))
    before = invitations.by_id(tx, int(about.id))
    decisions.decide(tx, by, desk.now, [desk.ruling(what, about, entry.number, value)])
    return before, replaced(before.mark, before.until)
