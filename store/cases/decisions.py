"""Deciding: what is decided is written into the journal, and what it is about is brought up to what the decisions in force come to.

This is the only way in which a submission comes to count, a case is decided, an organisation is marked, an address is suppressed, a letter
is settled by evidence or a study is paused; and so all of it can be undone in one way.

It is long, since what each subject comes to is one table of small functions: whoever adds a subject sees there what the others do.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from domain.case import Moot
from domain.contact import Absence, Retirement, Suppression
from domain.journal import About, Entry, Subject, What, in_force
from domain.letter import DeliveryState
from domain.mail.departure import Departure
from domain.process.events import Event, tell
from domain.rules import decided
from store import journal, outbox
from store.answers import counting, edits, studies, submission_states
from store.cases import holds
from store.letters import departures
from store.people import amendments, contacts, invitations, keyed_hashes, loads, read_columns, suppressions
from store.people.of_other_lists import addresses_elsewhere

PERSON, ADDRESS, CONTACT, DETAILS = "person", "address", "contact", "details"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """One decision that is to be written (see `domain.journal.Entry`), what is noted with it, and what a witness says of a letter."""

    what: What
    about: About
    value: str = ""
    was: str = ""
    study: str | None = None
    invitation_id: int | None = None
    message_id: int | None = None
    undoes: int | None = None
    follows: int | None = None
    note: str = ""
    departure: Departure | None = None


def rule(name: str) -> str:
    """Return how the journal names a rule as the one who decided."""
    return f"rule:{name}"


def person(tx: Connection, name: str) -> str:
    """Return how the journal names a person as the one who decided: by a number, so that the name can be erased."""
    return f"person:{journal.number_of(tx, PERSON, name)}"


def address(tx: Connection, text: str) -> About:
    """Return an address as what a decision is about, by its number; what was decided before it was erased is about it again."""
    return addresses(tx, [text])[text]


def addresses(tx: Connection, texts: Collection[str]) -> dict[str, About]:
    """Return addresses as what decisions are about, by the addresses as they are given."""
    keyed_hashes.under_own_name(tx, texts)
    numbers = journal.numbers_of(tx, ADDRESS, {one.lower() for one in texts})
    return {one: About(Subject.ADDRESS, str(numbers[one.lower()])) for one in texts}


def contact(tx: Connection, contact_list: str, organisation: str, address: str) -> About:
    """Return a contact of an organisation on a list as what a decision is about, by its number."""
    return About(Subject.CONTACT, str(journal.number_of(tx, CONTACT, "\t".join((contact_list, organisation, address)))))


def known_contact(tx: Connection, contact_list: str, organisation: str, address: str) -> About | None:
    """Return a contact on a list as what decisions are about, or None where none was ever made."""
    number = journal.known_number(tx, CONTACT, "\t".join((contact_list, organisation, address)))
    return About(Subject.CONTACT, str(number)) if number is not None else None


def user(tx: Connection, name: str) -> About:
    """Return a user of the console as what a decision is about, by the number under which they decide themselves."""
    return About(Subject.USER, str(journal.number_of(tx, PERSON, name)))


def answer(invitation_id: int, item: str) -> About:
    """Return an answer of an invited organisation as what a decision is about."""
    return About(Subject.ANSWER, f"{invitation_id}/{item}")


def details(tx: Connection, organisation: str, address: str) -> About:
    """Return what a contact of an organisation is called, and how it is written to, as what a decision is about, by its number."""
    return About(Subject.DETAILS, str(journal.number_of(tx, DETAILS, f"{organisation}\t{address}")))


def contacts_of(tx: Connection, contact_list: str, organisation: str) -> tuple[int, ...]:
    """Return the numbers under which the journal speaks of contacts of an organisation on a list, and of their details."""
    named = journal.named(tx, {CONTACT: f"{contact_list}\t{organisation}\t", DETAILS: f"{organisation}\t"})
    elsewhere = addresses_elsewhere(tx, contact_list, organisation)
    split = ((number, name.split("\t")) for number, name in named)
    return tuple(
        number
        for number, (*on, whose, address) in split
        if whose == organisation and (on == [contact_list] if on else address not in elsewhere)
    )


def decide(tx: Connection, by: str, at: datetime, rulings: Sequence[Ruling]) -> tuple[Entry, ...]:
    """Write these decisions, and let them take effect."""
    if not rulings:
        return ()
    drafts = (
        Entry(
            number=0,
            at=at,
            by=by,
            what=one.what,
            about=one.about,
            value=one.value,
            was=one.was,
            study=one.study,
            invitation_id=one.invitation_id,
            message_id=one.message_id,
            undoes=one.undoes,
            follows=one.follows,
        )
        for one in rulings
    )
    written = journal.append(tx, drafts, [one.note for one in rulings])
    departures.keep(tx, [(entry, one.departure) for entry, one in zip(written, rulings, strict=True) if one.departure])
    for one in written:
        _log(one)
    for about, entry in {entry.about: entry for entry in written}.items():
        take_effect(tx, about, entry)
    return written


def _log(entry: Entry) -> None:
    tell(
        Event.DECIDED,
        entry=entry.number,
        what=entry.what,
        about=f"{entry.about.subject}:{entry.about.id}",
        by=entry.by,
        study=entry.study,
        message=entry.message_id,
        follows=entry.follows,
        undoes=entry.undoes,
    )


def last_about(tx: Connection, about: About) -> Entry:
    """Return the newest decision about one thing (IndexError where there is none)."""
    return [one for one in journal.about(tx, about.subject, [about.id]) if one.about == about][-1]


def take_effect(tx: Connection, about: About, entry: Entry) -> None:
    """Bring what `entry` is about up to what the decisions in force come to; what follows an entry that it undoes, too."""
    if entry.what is What.ERASE:  # It says nothing of whether somebody is written to, and `store.personal.scrubbing` does what it does.
        return
    _TAKE_EFFECT[about.subject](tx, about, entry)
    if entry.undoes is not None:
        for one in brought(tx, entry.undoes):
            # Whoever undid the leading decision did this too, and at that moment.
            take_effect(tx, one.about, replace(one, by=entry.by, at=entry.at))


def brought(tx: Connection, number: int) -> Iterator[Entry]:
    """Yield what was made by the same decision as an entry, and by what that made; of an undoing also what came of the entry beneath."""
    numbers = [number]
    while numbers:
        number = numbers.pop()
        for one in journal.following(tx, number):
            yield one
            numbers.append(one.number)
        # What undid an undoing puts back what followed from the entry beneath.
        numbers += [one.undoes for one in journal.find(tx, [number]) if one.undoes is not None]


def in_force_about(tx: Connection, about: About) -> tuple[Entry, ...]:
    """Return the decisions about one thing that are in force, without those that they follow from."""
    return tuple(one for one in in_force(journal.about(tx, about.subject, [about.id])) if one.about == about)


def _submission(tx: Connection, _about: About, entry: Entry) -> None:
    if entry.invitation_id is None:
        raise ValueError(f"{entry.about} of no organisation")
    everything = journal.about_submissions(tx, entry.invitation_id)
    submission_states.settle(
        tx,
        entry.invitation_id,
        [one for one in in_force(everything) if one.about.subject is Subject.SUBMISSION and one.invitation_id == entry.invitation_id],
    )
    # Most organisations send one workbook, of which nothing is edited: what it was kept with holds.
    if any(one.what is What.MERGE for one in everything) or edits.of_invitations(tx, [entry.invitation_id]):
        counting.settle(tx, entry.invitation_id)


def _answer(tx: Connection, about: About, entry: Entry) -> None:
    if entry.invitation_id is None:
        raise ValueError(f"{about} of no organisation")
    counting.settle(tx, entry.invitation_id)


def _case(tx: Connection, about: About, entry: Entry) -> None:
    found = in_force_about(tx, about)
    concluded = decided.conclusion(found)
    if concluded is None and not decided.is_open(found):
        # What had opened the case was undone, so that nothing waits any more.
        concluded = _withdrawn(entry)
    holds.settle(tx, int(about.id), concluded)


def _withdrawn(entry: Entry) -> Entry:
    return Entry(number=entry.number, at=entry.at, by=entry.by, what=What.CLOSE, about=entry.about, value=Moot.WITHDRAWN.value)


def _organisation(tx: Connection, about: About, _entry: Entry) -> None:
    invitations.set_mark(tx, int(about.id), decided.mark(in_force_about(tx, about)))


def _address(tx: Connection, about: About, _entry: Entry) -> None:
    text = journal.names(tx, [int(about.id)]).get(int(about.id))
    if text is None:  # The address was erased, and with it whatever could be written to.
        return
    force = in_force_about(tx, about)
    away, entry = decided.absence(force), decided.suppression(force)
    notes = journal.notes(tx, [one.number for one in (away, entry) if one])
    suppressions.set_absence(tx, text, Absence(text, date.fromisoformat(away.value), notes.get(away.number, "")) if away else None)
    if entry is None:
        suppressions.release(tx, text)
        return
    suppressions.suppress(tx, Suppression(text, decided.stopped(entry), notes.get(entry.number, "")), entry.at)


def _contact(tx: Connection, about: About, _entry: Entry) -> None:
    text = journal.names(tx, [int(about.id)]).get(int(about.id))
    if text is None:  # They were erased.
        return
    known = journal.about(tx, about.subject, [about.id])
    everything = [one for one in known if one.about == about]
    name, organisation, address = text.split("\t")
    force = in_force(known)
    settle = contacts.put_on if decided.listed(everything, force) else contacts.take_off
    settle(tx, name, organisation, address)
    gone = decided.retirement([one for one in everything if one in force])
    reason = journal.notes(tx, [gone.number]).get(gone.number, "") if gone else ""
    retired = Retirement(list=name, organisation=organisation, address=address, reason=reason, at=gone.at) if gone else None
    contacts.set_retired(tx, (name, organisation, address), retired)


def _details(tx: Connection, about: About, _entry: Entry) -> None:
    text = journal.names(tx, [int(about.id)]).get(int(about.id))
    if text is None:  # They were erased.
        return
    known = journal.about(tx, about.subject, [about.id])
    changes = [one for one in known if one.about == about and one.what is What.CHANGE]
    written, force = amendments.with_ids(tx, [int(one.value) for one in changes]), in_force(known)
    organisation, address = text.split("\t")
    amendments.settle(tx, organisation, address, [(written[int(one.value)], one in force) for one in changes if int(one.value) in written])


def _letter(tx: Connection, about: About, entry: Entry) -> None:
    """Give a letter the state that evidence or a person settled; one that has moved on since keeps what happened to it."""
    known = journal.about(tx, about.subject, [about.id])
    everything = [one for one in known if one.about == about]
    before = {state for one in everything if one.what is What.SETTLE for state in (one.was, one.value)}
    note = journal.notes(tx, [entry.number]).get(entry.number, "")
    wanted = DeliveryState(decided.delivery(everything, in_force(known)))
    outbox.settle(tx, int(about.id), wanted, note, entry.at, only=[DeliveryState(state) for state in before])


def _study(tx: Connection, about: About, _entry: Entry) -> None:
    found = in_force_about(tx, about)
    studies.set_paused(tx, about.id, decided.pausing(found) is not None)
    studies.extend(tx, about.id, decided.deadline(found))


def _mailing(tx: Connection, about: About, entry: Entry) -> None:
    """Let a mailing's letters leave or not, as it is cancelled or not; what else is decided about it changes none that waits."""
    if entry.what not in {What.CANCEL, What.UNDO}:
        return
    study, _, name = about.id.partition("/")
    if leading := decided.cancelling(in_force_about(tx, about)):
        outbox.cancel(tx, study, name, f"Its mailing was cancelled: entry {leading.number}.", entry.at)
    else:
        outbox.take_up(tx, study, name, f"The cancelling of its mailing was undone: entry {entry.number}.", entry.at)


def loading(tx: Connection, entry: Entry) -> Entry:
    """Return the loading of a list that an entry is, undoes, or puts back."""
    while entry.undoes is not None:
        (entry,) = journal.find(tx, [entry.undoes])
    return entry


def touched_since(tx: Connection, load: Entry) -> dict[tuple[str, str], int]:
    """Return the contacts, by organisation and address, about whom somebody decided since a file was loaded: they are theirs by now.

    Each has the number of the newest of those decisions.
    """
    since = journal.since(tx, load.number, [Subject.CONTACT, Subject.DETAILS])
    called = journal.names(tx, {int(one.about.id) for one in since})
    found = ((one, called.get(int(one.about.id), "").split("\t")) for one in since)
    mine = ((one, name) for one, name in found if name[:-2] == [load.about.id] or (one.about.subject is Subject.DETAILS and len(name) > 1))
    return {(name[-2], name[-1]): one.number for one, name in mine}


def _contact_list(tx: Connection, about: About, entry: Entry) -> None:
    """Put back what a file had changed, or put it on again; whoever loads it keeps it themselves."""
    load = loading(tx, entry)
    if load is not entry and load.what is What.LOAD:
        stands = any(one.number == load.number for one in in_force_about(tx, about))
        loads.settle(tx, load.number, stands=stands, but=touched_since(tx, load))
        if not stands:
            read_columns.forget(tx, load.about.id)


def _nothing(_tx: Connection, _about: About, _entry: Entry) -> None:
    """Leave the outbox to its letters, users as they are, and mailboxes to whoever asks; the journal only says who decided."""


_TAKE_EFFECT: Mapping[Subject, Callable[[Connection, About, Entry], None]] = {
    Subject.SUBMISSION: _submission,
    Subject.ANSWER: _answer,
    Subject.CASE: _case,
    Subject.ORGANISATION: _organisation,
    Subject.ADDRESS: _address,
    Subject.CONTACT: _contact,
    Subject.DETAILS: _details,
    Subject.LETTER: _letter,
    Subject.STUDY: _study,
    Subject.MAILING: _mailing,
    Subject.OUTBOX: _nothing,
    Subject.CONTACT_LIST: _contact_list,
    Subject.MAILBOXES: _nothing,
    Subject.USER: _nothing,
}
