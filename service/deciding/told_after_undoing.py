"""What somebody decided about comes to now, as a sentence: said after something was undone, so that nobody has to look it up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from domain.case import CaseKind
from domain.journal import About, Entry, Subject
from domain.letter import DeliveryState
from domain.rules.parts import told
from domain.sentences import counted
from domain.submission import Invitation
from languages.telling import phrased
from service.answers.counting import counted_of
from service.approving.approvals import approval
from service.approving.cancelling import how_far, so_far
from service.cases.paused_collecting import collecting_paused
from service.contacts.census import census
from service.letters.cancelled import cancelled_by
from service.studies.running import require_running, running
from service.wiring import Service
from store import Transaction, contacts, edits, holds, invitations, journal, outbox, standing_decisions, suppressions

_NAMED = 5  # More organisations are counted.


def now_holds(service: Service, tx: Transaction, entry: Entry, now: datetime) -> str:
    """Return what the thing that an entry is about comes to now, and where the organisations that it concerns stand."""
    about = _SAID[entry.about.subject](service, tx, entry.about, now) if entry.about.subject in _SAID else ""
    found = concerned(tx, entry)
    told = [organisation(service, tx, one, now) for one in found[:_NAMED]]
    more = f"The same was done about {counted(len(found) - _NAMED, 'organisation')} more." if len(found) > _NAMED else ""
    return " ".join(filter(None, [about, *told, more]))


def concerned(tx: Transaction, entry: Entry) -> tuple[Invitation, ...]:
    """Return the organisations that an entry and what came of it concern; also that of a case which was decided for another."""
    cases = [int(entry.about.id)] if entry.about.subject is Subject.CASE else []
    whose = [one.invitation_id for one in (entry, *standing_decisions.brought(tx, entry.number))]
    whose += [one.invitation_id for one in holds.with_ids(tx, cases)]
    return invitations.with_ids(tx, {one for one in whose if one is not None})


def organisation(service: Service, tx: Transaction, invitation: Invitation, now: datetime) -> str:
    """Return where an organisation stands now; blank where it is not on the study's list any more."""
    found = require_running(service, tx, invitation.study)
    case = census(tx, found, now, {invitation.organisation}).get(invitation.organisation)
    if case is None:
        return ""
    missing = told(case.parts_came, case.parts_missing)
    stands = (
        f"now counts as {case.standing}{f' ({missing})' if missing else ''}" if case.standing else "is now ineligible and not in the total"
    )
    return f"{invitation.organisation} ({invitation.reference}) {stands}{', and is waiting for us' if case.on_us else ''}."


def _case(_service: Service, tx: Transaction, about: About, _now: datetime) -> str:
    (held,) = holds.with_ids(tx, [int(about.id)])
    if held.kind is CaseKind.QUESTION:
        return f"Question {held.id} {'waits for an answer again' if held.decision is None else 'is answered'}."
    return f"Case {held.id} is waiting for a decision." if held.decision is None else f"Case {held.id} is decided: {held.decision}."


def _answer(service: Service, tx: Transaction, about: About, _now: datetime) -> str:
    whose, _, item = about.id.partition("/")
    (invitation,) = invitations.with_ids(tx, [int(whose)])
    found = next(counted_of(tx, require_running(service, tx, invitation.study), [invitation.id]), None)
    if found is None:
        return ""
    if found.words:
        # The item is named as it was when somebody edited it.
        known = [one for one in edits.of_invitations(tx, [invitation.id]) if one.question == item]
        item = found.words.edit(known[-1]).question if known else item
    value = found.submission.answers.get(item)
    return f"{item} counts as {'blank' if value is None else value}, {'as edited' if item in found.edits else 'as it was sent'}."


def _address(_service: Service, tx: Transaction, about: About, _now: datetime) -> str:
    text = journal.names(tx, [int(about.id)]).get(int(about.id))
    if text is None:
        return ""
    there = suppressions.suppressed(tx, [text])
    if there:
        return f"{text} will not be written to."
    away = suppressions.absent(tx, [text]).get(text)
    return f"{text} is away until {away.until}." if away else f"{text} may be written to again."


def _contact(_service: Service, tx: Transaction, about: About, _now: datetime) -> str:
    text = journal.names(tx, [int(about.id)]).get(int(about.id))
    if text is None:
        return ""
    name, organisation, address = text.split("\t")
    stands = any(on == name and one.organisation == organisation for on, one in contacts.at_address(tx, address))
    return f"{address} {'stands' if stands else 'does not stand'} on the list {name}."


def _details(_service: Service, tx: Transaction, about: About, _now: datetime) -> str:
    text = journal.names(tx, [int(about.id)]).get(int(about.id))
    one = contacts.known(tx, *text.split("\t")) if text else None
    return f"{one.address} is now {one.name or 'without a name'}, {one.role}, in {one.language}." if one else ""


def _letter(_service: Service, tx: Transaction, about: About, _now: datetime) -> str:
    (letter,) = outbox.with_ids(tx, [int(about.id)])
    return f"Letter {letter.id} is now {letter.state}."


def _outbox(_service: Service, tx: Transaction, about: About, _now: datetime) -> str:
    return f"{counted(outbox.count(tx, DeliveryState.UNCERTAIN, about.id), 'letter is', 'letters are')} in doubt in {about.id}."


def _study(service: Service, tx: Transaction, about: About, _now: datetime) -> str:
    found = require_running(service, tx, about.id)
    return f"{about.id} {'is paused' if found.paused else 'is running'}, and its deadline is {found.study.deadline}."


def _mailboxes(_service: Service, tx: Transaction, _about: About, _now: datetime) -> str:
    found = collecting_paused(tx)
    return found.told if found else phrased("desk.collecting")


def _mailing(service: Service, tx: Transaction, about: About, _now: datetime) -> str:
    study, _, name = about.id.partition("/")
    found = running(service, tx, study)
    mailing = next((one for one in found.study.mailings if one.name == name), None) if found else None
    if not found or not mailing:
        return ""
    if cancelled_by(tx, study, name):
        return f"{name} is cancelled, and nothing more of it leaves."
    far = how_far(tx, study, name)
    left = so_far(far)
    if not approval(tx, service.store.archive, found, mailing).given:
        return f"{name} is not approved, and {f'nothing more of it leaves: {left}' if left else 'does not leave'}."
    if left and not far.waiting:
        return f"{name} is approved: {left}."
    more = f" {counted(far.waiting, 'letter')} of {name} {'waits' if far.waiting == 1 else 'wait'} to leave." if far.waiting else ""
    return f"{name} is approved, and may leave.{more}"


_SAID: Mapping[Subject, Callable[[Service, Transaction, About, datetime], str]] = {
    Subject.CASE: _case,
    Subject.ANSWER: _answer,
    Subject.ADDRESS: _address,
    Subject.CONTACT: _contact,
    Subject.DETAILS: _details,
    Subject.LETTER: _letter,
    Subject.STUDY: _study,
    Subject.MAILBOXES: _mailboxes,
    Subject.OUTBOX: _outbox,
    Subject.MAILING: _mailing,
}
