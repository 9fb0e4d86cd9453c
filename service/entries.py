"""The journal's entries as they are told to people: what was decided about what, by whom, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain.case import CaseKind
from domain.journal import About, Entry, Subject, What, in_force, undone_by
from domain.mode import said
from domain.rules.decided import conclusion, marking, pausing
from domain.sentences import counted, short_hash
from service.waiting import decider_names
from store import Transaction, holds, journal


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One entry for people; `what` says what was decided about what, `undone_by` is the entry that took it back, where one did.

    `mode` is how an organisation told us what it is marked as, where somebody said so, or how a workbook reached us that a person filed
    (see `domain.mode`).
    """

    number: int
    at: datetime
    by: str
    what: str
    note: str
    undoes: int | None
    message_id: int | None
    applies: bool = False
    undone_by: int | None = None
    mode: str = ""


_SAID = {
    What.ACCEPT: "{about} accepted: it counts",
    What.QUERY: "{about} sent back with questions",
    What.HOLD: "{about} held for a person",
    What.REJECT: "{about} rejected: it does not count",
    What.MERGE: "{about} put together with what counts",
    What.EDIT: "{about} edited",
    What.DECIDE: "{about} decided: {value}",
    What.CLOSE: "{about} closed: {value}",
    What.DECLINED: "marked as declined",
    What.WAITING: "marked as waiting for us",
    What.ELSEWHERE: "marked as answering elsewhere",
    What.INELIGIBLE: "marked as ineligible",
    What.NOTE: "noted",
    What.SUPPRESS: "{about} will not be written to again: {value}",
    What.RELEASE: "{about} may be written to again",
    What.ABSENT: "{about} is away until {value}",
    What.ERASE: "{about} erased, with {value}",
    What.LIST: "{about} put on the contact list",
    What.RETIRE: "{about} taken off the contact list",
    What.CHANGE: "{about} changed",
    What.SETTLE: "{about} changed from {was} to {value}",
    What.APPLY: "{about} applied as version {value}",
    What.PAUSE: "{about} paused",
    What.RESUME: "{about} resumed",
    What.EXTEND: "{about}: deadline moved to {value}",
    What.EXPORT: "{about} exported as {value}",
    What.APPROVE: "{about} approved: {value}",
    What.SEND: "{about} sent to {value}",
    What.CANCEL: "{about} cancelled: {value} will not leave",
    What.TEST: "{about}: test letters asked for",
    What.WISH: "{about} asked to be sent: {value}",
    What.UNSENT: "{about} not sent, as it was asked for",
    What.REMIND: "{about} asked for, to {value}",
    What.LOAD: "{about} loaded: {value}",
    What.GRANT: "{about} may {value} in {study}",
    What.REVOKE: "{about} may not use the console any more",
    What.LINK: "{about} was given a link to choose a password",
    What.BIND: "{about} signs in by single sign-on",
    What.UNBIND: "{about} does not sign in by single sign-on any more",
    What.UNDO: "entry {undoes} undone",
}
_COUNTED = {What.CANCEL: "letter", What.REMIND: "organisation"}  # What `value` is a number of.
_MODES = frozenset(  # Of which `was` is the mode.
    [(Subject.ORGANISATION, one) for one in (What.DECLINED, What.WAITING, What.ELSEWHERE, What.INELIGIBLE, What.OPEN, What.NOTE)]
    + [(Subject.SUBMISSION, one) for one in (What.ACCEPT, What.MERGE, What.QUERY, What.HOLD)]
)
_NAMED = (Subject.ADDRESS, Subject.CONTACT, Subject.DETAILS, Subject.USER)  # Of which an entry has the number alone.
_MOOT = {
    "filed": "the organisation sent a workbook itself",
    "sent": "it was sent",
    "marked": "the organisation was marked as declined",
    "understood": "the message can now be understood",
    "resumed": "the study was resumed",
    "not_due": "the mailing is not due yet",
    "approved": "it is approved, or nothing of it waits any more",
    "reached": "a contact can be reached again",
    "cancelled": "the mailing was cancelled",
    "withdrawn": "the decision that opened it was undone",
}


def told(tx: Transaction, entries: Iterable[Entry]) -> tuple[Told, ...]:
    """Return entries as they are told to people."""
    known = tuple(entries)
    notes = journal.notes(tx, [one.number for one in known])
    deciders = decider_names(tx, (one.by for one in known))
    addresses = journal.names(tx, {int(one.about.id) for one in known if one.about.subject in _NAMED})
    undone = _undone(tx, known)
    return tuple(replace(_line(one, notes, deciders, addresses), undone_by=undone.get(one.number)) for one in known)


def _undone(tx: Transaction, entries: Iterable[Entry]) -> dict[int, int]:
    """Return by which entries these were undone, those that are; what was made by a decision falls with it."""
    by_subject: dict[Subject, set[str]] = {}
    for one in entries:
        by_subject.setdefault(one.about.subject, set()).add(one.about.id)
    known = {one.number: one for subject, ids in by_subject.items() for one in journal.about(tx, subject, ids)}
    return {number: by.number for number in known if (by := undone_by(known[number], known)) is not None}


def of_study(tx: Transaction, study: str) -> tuple[Told, ...]:
    """Return what was decided about a study itself and its mailings, in order; also about the cases of what was not sent."""
    cases = [one.id for kind in (CaseKind.MAILING, CaseKind.HALTED) for one in holds.of_kind(tx, study, kind)]
    about_cases = (one for one in journal.about(tx, Subject.CASE, cases) if one.about.subject is Subject.CASE)
    known = {one.number: one for one in (*journal.of_study(tx, study), *about_cases)}
    return told(tx, [known[number] for number in sorted(known)])


def marked_at(tx: Transaction, invitation_ids: Iterable[int]) -> dict[int, datetime]:
    """Return when these organisations were marked as they are, those that are."""
    force = [one for one in in_force(journal.about(tx, Subject.ORGANISATION, invitation_ids)) if one.about.subject is Subject.ORGANISATION]
    by_id: dict[int, list[Entry]] = {}
    for one in force:
        by_id.setdefault(int(one.about.id), []).append(one)
    return {number: entry.at for number, some in by_id.items() if (entry := marking(some))}


def paused_since(tx: Transaction, study: str) -> datetime | None:
    """Return since when a study is paused, or None where it goes on."""
    entry = _pausing(tx, study)
    return entry.at if entry else None


def paused_because(tx: Transaction, study: str) -> str:
    """Return why a study is paused, as who paused it noted; blank where nothing was noted, or it goes on."""
    entry = _pausing(tx, study)
    return journal.notes(tx, [entry.number]).get(entry.number, "") if entry else ""


def taken_back(tx: Transaction, letters: Mapping[int, object]) -> frozenset[int]:
    """Return those of these letters whose entry, by the letter's number, is not in force any more."""
    numbers = {letter: int(str(entry)) for letter, entry in letters.items()}
    undone = _undone(tx, journal.find(tx, set(numbers.values()))) if numbers else {}
    return frozenset(letter for letter, number in numbers.items() if number in undone)


def _pausing(tx: Transaction, study: str) -> Entry | None:
    about = About(Subject.STUDY, study)
    return pausing([one for one in in_force(journal.about(tx, Subject.STUDY, [study])) if one.about == about])


def how_decided(tx: Transaction, held: holds.Held) -> str:
    """Return by whom a case was decided, when, and by which entry, as in "by anna on 2012-03-01 10:00 UTC, entry 12"."""
    force = in_force(journal.about(tx, Subject.CASE, [held.id]))
    entry = conclusion([one for one in force if one.about.subject is Subject.CASE and one.about.id == str(held.id)])
    by = decider_names(tx, [held.by]).get(held.by or "", "the program")
    number = f", entry {entry.number}" if entry else ""  # What had opened it was undone: no entry of its own concluded it.
    return f"by {by} on {held.decided_at:%Y-%m-%d %H:%M} UTC{number}"


def how_entered(tx: Transaction, entry: Entry) -> str:
    """Return by whom an entry was made, and when, as in "by anna on 2012-03-01 10:00 UTC, entry 12"."""
    return f"by {decider_names(tx, [entry.by])[entry.by]} on {entry.at:%Y-%m-%d %H:%M} UTC, entry {entry.number}"


def _line(entry: Entry, notes: dict[int, str], deciders: dict[str, str], addresses: dict[int, str]) -> Told:
    about = str(entry.about)
    if entry.about.subject in _NAMED:
        about = addresses.get(int(entry.about.id), "an address that was erased").rpartition("\t")[2]
    if entry.about.subject is Subject.CONTACT_LIST:
        about = f"the contact list {entry.about.id}"
    if entry.about.subject is Subject.ANSWER:
        about = f"the answer {entry.about.id.partition('/')[2]}"
    mode = entry.was if (entry.about.subject, entry.what) in _MODES else ""
    until = f" until {entry.value}" if entry.value and entry.what in {What.WAITING, What.ELSEWHERE} else ""
    return Told(
        number=entry.number,
        at=entry.at,
        by=deciders[entry.by],
        what=" ".join(filter(None, [_sentence(entry, about) + until, said(mode)])),
        note=notes.get(entry.number, ""),
        undoes=entry.undoes,
        message_id=entry.message_id,
        applies=entry.what is What.APPLY,
        mode=mode,
    )


def _sentence(entry: Entry, about: str) -> str:
    if entry.about.subject is Subject.OUTBOX and entry.what is What.SETTLE:
        return f"letters in doubt settled: {entry.value}"
    if entry.what is What.SEND and entry.invitation_id is not None:
        return f"{about} sent {entry.was or 'by hand'} to one organisation: {counted(int(entry.value), 'letter')}"
    if noun := _COUNTED.get(entry.what):
        return _SAID[entry.what].format(about=about, value=counted(int(entry.value), noun))
    if entry.what in {What.APPROVE, What.WISH}:
        return _SAID[entry.what].format(about=about, value=short_hash(entry.value))
    if entry.what is What.OPEN:
        return "mark removed" if entry.about.subject is Subject.ORGANISATION else f"{about} opened: {entry.value}"
    value = _MOOT.get(entry.value, entry.value) if entry.what is What.CLOSE else entry.value.replace("_", " ")
    facts = {"was": entry.was, "undoes": entry.undoes, "study": entry.study or "every study"}
    return _SAID[entry.what].format(about=about, value=value or "as in study.toml", **facts)
