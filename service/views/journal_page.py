"""The journal by the page, newest first: of a study, what concerns it; each entry as it is told to people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.journal import Entry, Subject
from domain.study import Study
from service.cases.entries import Told, told
from service.wiring import Service
from store import Transaction, contacts, invitations, journal
from store.journal.journal_pages import page_of

PAGE = 50
_OF_CONTACTS = frozenset({Subject.CONTACT, Subject.DETAILS})


@dataclass(frozen=True, slots=True)
class EntryWhose:
    """The organisation that an entry is about: what it is called, and its printed reference in the study."""

    name: str
    reference: str


@dataclass(frozen=True, slots=True)
class JournalPage:
    """A page of the journal, newest first; `before` is where the next one ends, None on the last.

    `whose` has, by the number of an entry, the organisation that it is about, where it is about one.
    """

    entries: tuple[Told, ...]
    before: int | None
    whose: Mapping[int, EntryWhose]


def entries_told(service: Service, numbers: Iterable[int]) -> dict[int, Told]:
    """Return the entries with these numbers as they are told to people; what has none is not in it."""
    with service.store.reading() as tx:
        return {one.number: one for one in told(tx, journal.find(tx, [number for number in numbers if number]))}


def journal_page(service: Service, study: Study, before: int | None) -> JournalPage:
    """Return the entries that concern a study, its contact list or a contact on it, before the entry `before`, or the newest."""
    with service.store.reading() as tx:
        found = page_of(tx, study.id, study.contact_list, before, PAGE + 1)
        shown = sorted(found[:PAGE], key=lambda one: one.number)
        older = shown[0].number if len(found) > PAGE else None
        return JournalPage(tuple(reversed(told(tx, shown))), older, _whose(tx, study.id, shown))


def _whose(tx: Transaction, study: str, entries: Sequence[Entry]) -> dict[int, EntryWhose]:
    codes = _codes(tx, entries)
    by_id = {one.id: one for one in invitations.with_ids(tx, {one.invitation_id for one in entries if one.invitation_id is not None})}
    by_code = invitations.of_study(tx, study, set(codes.values()))
    found = {one.number: by_id.get(one.invitation_id or 0) or by_code.get(codes.get(one.number, "")) for one in entries}
    called = {one.code: one.name for one in contacts.organisations(tx, {one.organisation for one in found.values() if one})}
    return {
        number: EntryWhose(called.get(one.organisation) or one.organisation, one.reference)
        for number, one in found.items()
        if one and one.study == study
    }


def _codes(tx: Transaction, entries: Sequence[Entry]) -> dict[int, str]:
    """Return the code of the organisation whose contact an entry is about, by the number of the entry; who was erased has none."""
    about = {one.number: int(one.about.id) for one in entries if one.about.subject in _OF_CONTACTS}
    known = journal.names(tx, set(about.values()))
    return {number: known[name].split("\t")[-2] for number, name in about.items() if name in known}
