"""Deciding: what is decided is written into the journal, and what it is about is brought up to what the decisions in force come to.

This is the only way in which a submission comes to count, a case is decided, an organisation is marked, an address is suppressed, a letter
is settled by evidence or a study is paused; and so all of it can be undone in one way.

What each subject comes to stands in `store.cases.taking_effect`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from domain.journal import About, Entry, Subject, What
from domain.mail.departure import Departure
from domain.process.events import Event, tell
from store import journal
from store.cases.taking_effect import take_effect
from store.letters import departures
from store.people import keyed_hashes
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
