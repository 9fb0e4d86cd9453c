"""The journal's entries as they are told to people: what was decided about what, by whom, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.case import CaseKind, Moot
from domain.contact import Stopped
from domain.journal import About, Entry, Subject, What, in_force, undone_by
from domain.mode import said
from domain.rules.decided import conclusion, marking, pausing
from domain.rules.undone import lasting
from domain.sentences import short_hash
from domain.telling import Fact, Telling
from languages.telling import heard, named, phrased
from service.cases.waiting import decider_names
from store import Transaction, holds, journal


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One entry for people; `what` says what was decided about what, `undone_by` is the entry that took it back, where one did.

    `undoable` says whether an entry of its kind can be taken back at all: what has left the house cannot, for one.

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
    undoable: bool = True
    mode: str = ""


_MODES = frozenset(  # Of which `was` is the mode.
    [(Subject.ORGANISATION, one) for one in (What.DECLINED, What.WAITING, What.ELSEWHERE, What.INELIGIBLE, What.OPEN, What.NOTE)]
    + [(Subject.SUBMISSION, one) for one in (What.ACCEPT, What.MERGE, What.QUERY, What.HOLD)]
)
_NAMED = (Subject.ADDRESS, Subject.CONTACT, Subject.DETAILS, Subject.USER)  # Of which an entry has the number alone.
_COUNTED = (What.CANCEL, What.REMIND)  # Of which `value` is a number of things.
_HASHED = (What.APPROVE, What.WISH)
_CALLED = {What.DECIDE: "decision", What.OPEN: "kind", What.GRANT: "role", What.SETTLE: "delivery"}  # What the console calls `value`.
_SAYS = {What.CLOSE: ("moot", Moot), What.SUPPRESS: ("stopped", Stopped)}  # In which table of phrases `value` is a word.
_DAYS = (What.ABSENT, What.EXTEND)


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


@dataclass(frozen=True, slots=True)
class StudyPaused:
    """Since when a study is paused, and why, as who paused it noted; blank where nothing was noted."""

    since: datetime
    because: str


def study_paused(tx: Transaction, study: str) -> StudyPaused | None:
    """Return since when a study is paused, and why; None where it goes on."""
    about = About(Subject.STUDY, study)
    entry = pausing([one for one in in_force(journal.about(tx, Subject.STUDY, [study])) if one.about == about])
    return StudyPaused(entry.at, journal.notes(tx, [entry.number]).get(entry.number, "")) if entry else None


def taken_back(tx: Transaction, letters: Mapping[int, object]) -> frozenset[int]:
    """Return those of these letters whose entry, by the letter's number, is not in force any more."""
    numbers = {letter: int(str(entry)) for letter, entry in letters.items()}
    undone = _undone(tx, journal.find(tx, set(numbers.values()))) if numbers else {}
    return frozenset(letter for letter, number in numbers.items() if number in undone)


def how_decided(tx: Transaction, held: holds.Held) -> str:
    """Return by whom a case was decided, when, and by which entry, as in "by anna on 2012-03-01 10:00 UTC, entry 12"."""
    force = in_force(journal.about(tx, Subject.CASE, [held.id]))
    entry = conclusion([one for one in force if one.about.subject is Subject.CASE and one.about.id == str(held.id)])
    by = decider_names(tx, [held.by]).get(held.by or "", "the program")
    number = f", entry {entry.number}" if entry else ""  # What had opened it was undone: no entry of its own concluded it.
    return f"by {by} on {held.decided_at:%Y-%m-%d %H:%M} UTC{number}"


def _of_person(note: str) -> str:
    """Return what a person noted: sentences that the program wrote for them are told in the language of whoever reads them."""
    return heard("journal.noted.no_answer_needed", heard("journal.noted.successor", note))


def how_entered(tx: Transaction, entry: Entry) -> str:
    """Return by whom an entry was made, and when, as in "by anna on 2012-03-01 10:00 UTC, entry 12"."""
    return phrased("desk.entered", by=decider_names(tx, [entry.by])[entry.by], at=entry.at, entry=str(entry.number))


def _line(entry: Entry, notes: dict[int, str], deciders: dict[str, str], addresses: dict[int, str]) -> Told:
    mode = entry.was if (entry.about.subject, entry.what) in _MODES else ""
    what = _sentence(entry, _about(entry, addresses))
    if entry.value and entry.what in {What.WAITING, What.ELSEWHERE}:
        what = phrased("journal.until", what=what, until=_day(entry.value))
    note = notes.get(entry.number, "")
    return Told(
        number=entry.number,
        at=entry.at,
        by=deciders[entry.by],
        what=phrased("journal.by_mode", what=what, mode=Telling(said(mode), f"console.mode.{mode}")) if mode else what,
        note=_of_person(note) if entry.by_person else heard("messages.why", heard("journal.noted", note)),
        undoes=entry.undoes,
        message_id=entry.message_id,
        applies=entry.what is What.APPLY,
        undoable=lasting(entry) is None,
        mode=mode,
    )


def _about(entry: Entry, addresses: dict[int, str]) -> str:
    subject, number = entry.about.subject, entry.about.id
    if subject in _NAMED:
        known = addresses.get(int(number))
        return known.rpartition("\t")[2] if known else phrased("journal.erased_address")
    return phrased(f"journal.about.{subject}", id=number.partition("/")[2] if subject is Subject.ANSWER else number)


def _sentence(entry: Entry, about: str) -> Telling:
    what, on = entry.what, entry.about.subject
    if on is Subject.OUTBOX and what is What.SETTLE:
        return phrased("journal.settle_outbox", value=heard("journal.value", entry.value))
    if what is What.SEND and entry.invitation_id is not None:
        return phrased(f"journal.send_{entry.was or 'by_hand'}", about=about, n=int(entry.value))
    if what in _COUNTED:
        return phrased(f"journal.{what}", about=about, n=int(entry.value))
    if what is What.OPEN and on is Subject.ORGANISATION:
        return phrased("journal.unmarked")
    study = entry.study or phrased("journal.every_study")
    facts = {"was": named("delivery", entry.was), "undoes": str(entry.undoes), "study": study}
    return phrased(f"journal.{what}", about=about, value=_value(entry), **facts)


def _value(entry: Entry) -> Fact:
    """Return what an entry says of what it is about, as far as its sentence tells it."""
    what, value = entry.what, entry.value
    if what in _HASHED:
        return short_hash(value)
    if what in _CALLED:
        return named(_CALLED[what], value)
    table, words = _SAYS.get(what, ("", Moot))
    if table and value in {*words}:
        return phrased(f"journal.{table}.{value}")
    if what in _DAYS and value:
        return _day(value)
    return heard("journal.value", value.replace("_", " ")) if value else phrased("journal.from_study")


def _day(value: str) -> Fact:
    """Return the day that an entry names; the text itself where it is none."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return value
