"""Decisions take effect: what each is about is brought up to what the decisions in force come to.

Each subject has a small function, and one table names them all: whoever adds a subject sees there what the others do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from domain.case import Moot
from domain.contact import Absence, Retirement, Suppression
from domain.journal import About, Entry, Subject, What, in_force
from domain.letter import DeliveryState
from domain.rules import decided
from store import journal, outbox
from store.answers import counting, edits, studies, submission_states
from store.cases import holds
from store.cases.standing_decisions import brought, in_force_about, loading, touched_since
from store.people import amendments, contact_lists, invitations, loads, read_columns, suppressions


def take_effect(tx: Connection, about: About, entry: Entry) -> None:
    """Bring what `entry` is about up to what the decisions in force come to; what follows an entry that it undoes, too."""
    if entry.what is What.ERASE:  # It says nothing of whether somebody is written to, and `store.personal.scrubbing` does what it does.
        return
    _TAKE_EFFECT[about.subject](tx, about, entry)
    if entry.undoes is not None:
        for one in brought(tx, entry.undoes):
            # Whoever undid the leading decision did this too, and at that moment.
            take_effect(tx, one.about, replace(one, by=entry.by, at=entry.at))


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
    settle = contact_lists.put_on if decided.listed(everything, force) else contact_lists.take_off
    settle(tx, name, organisation, address)
    gone = decided.retirement([one for one in everything if one in force])
    reason = journal.notes(tx, [gone.number]).get(gone.number, "") if gone else ""
    retired = Retirement(list=name, organisation=organisation, address=address, reason=reason, at=gone.at) if gone else None
    contact_lists.set_retired(tx, (name, organisation, address), retired)


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
