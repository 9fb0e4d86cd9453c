"""Where the contacts of a list stand: active, absent, suppressed or retired; why, since when, and because of which message."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Final

from domain.contact import Absence, Contact, ContactState, Organisation, Suppression
from domain.journal import Entry, Subject, in_force
from domain.rules.decided import absence, suppression
from domain.rules.standing import is_away
from languages.telling import heard
from store import Transaction, contact_lists, contacts, decisions, journal, standing_decisions, suppressions
from store.people.of_other_lists import addresses_elsewhere

TOGETHER: Final = 500  # Organisations whose contacts are in memory together, however long a list is.


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    """A contact as it stands. `why` is a sentence, and None for who is active; `until` is the last day of an absence.

    `since` is when it was decided, `entry` by which entry of the journal, `message` because of which message, as far as one did.
    """

    contact: Contact
    organisation: Organisation
    state: ContactState
    why: str | None = None
    since: datetime | None = None
    until: date | None = None
    entry: int | None = None
    message: int | None = None


def contact_lines(tx: Transaction, name: str, now: datetime, only: Collection[str] | None = None) -> tuple[ContactLine, ...]:
    """Return the contacts of a list, and behind them those who were taken off it; `only` names the organisations that are wanted."""
    gone = (one for one in _retired(tx, name) if only is None or one.contact.organisation in only)
    return (*_listed(tx, name, now, only), *gone)


def lines_in_pages(tx: Transaction, name: str, now: datetime) -> Iterator[ContactLine]:
    """Yield all that `contact_lines` returns, and hold no more of it than some organisations."""
    return chain(chain.from_iterable(_listed(tx, name, now, codes) for codes in _pages(tx, name)), _retired(tx, name))


def _pages(tx: Transaction, name: str) -> Iterator[tuple[str, ...]]:
    after = None
    while codes := contact_lists.codes_on(tx, name, after, TOGETHER):
        yield codes
        after = codes[-1]


def _listed(tx: Transaction, name: str, now: datetime, only: Collection[str] | None) -> list[ContactLine]:
    listed, stopped = contact_lists.load_list(tx, name, only), suppressions.suppressed_on(tx, name, only)
    away = suppressions.absent(tx, [one.address for one in listed.contacts])
    entries = _entries(tx, {*stopped, *away})
    organisations = {one.code: one for one in listed.organisations}
    return [_line(one, organisations[one.organisation], stopped, away, entries, now.date()) for one in listed.contacts]


def _line(
    contact: Contact,
    organisation: Organisation,
    stopped: Mapping[str, Suppression],
    away: Mapping[str, Absence],
    entries: Mapping[str, tuple[Entry, ...]],
    today: date,
) -> ContactLine:
    address = contact.address.lower()
    force, gone, left = entries.get(address, ()), stopped.get(address), away.get(address)
    if gone:
        return _decided(contact, organisation, ContactState.SUPPRESSED, gone.reason, suppression(force))
    if left and is_away(left.until, today):
        why = left.reason or f"Away until {left.until}."
        return _decided(contact, organisation, ContactState.ABSENT, why, absence(force), left.until)
    return ContactLine(contact=contact, organisation=organisation, state=ContactState.ACTIVE)


def _decided(
    contact: Contact, organisation: Organisation, state: ContactState, why: str, entry: Entry | None, until: date | None = None
) -> ContactLine:
    return ContactLine(
        contact=contact,
        organisation=organisation,
        state=state,
        why=heard("messages.why", heard("journal.noted", why)),
        until=until,
        since=entry.at if entry else None,
        entry=entry.number if entry else None,
        message=entry.message_id if entry else None,
    )


def _retired(tx: Transaction, name: str) -> Iterator[ContactLine]:
    for gone, contact in contact_lists.retired_on(tx, name):
        organisation = contacts.organisation(tx, contact.organisation) or Organisation(contact.organisation, contact.organisation)
        about = decisions.known_contact(tx, name, contact.organisation, contact.address)
        entry = standing_decisions.last_about(tx, about) if about else None
        why = gone.reason or "A person took it off the list."
        yield ContactLine(
            contact=contact,
            organisation=organisation,
            state=ContactState.RETIRED,
            why=why,
            since=gone.at,
            entry=entry.number if entry else None,
            message=entry.message_id if entry else None,
        )


def about_contacts(tx: Transaction, contact_list: str, organisation: str) -> tuple[Entry, ...]:
    """Return the decisions about the contacts of an organisation on a list and their addresses that belong to no study, in order.

    Those who are not on a list any more are among them; whom only other lists have is none of it.
    """
    numbers = decisions.contacts_of(tx, contact_list, organisation)
    theirs = contacts.ever_of(tx, organisation) - addresses_elsewhere(tx, contact_list, organisation)
    known = [journal.known_number(tx, decisions.ADDRESS, address.lower()) for address in theirs]
    asked = {Subject.ADDRESS: [one for one in known if one is not None], Subject.CONTACT: numbers, Subject.DETAILS: numbers}
    found = {
        one.number: one
        for subject, ids in asked.items()
        for one in journal.about(tx, subject, ids)
        if one.about.subject is subject and one.invitation_id is None
    }
    return tuple(found[number] for number in sorted(found))


def _entries(tx: Transaction, addresses: set[str]) -> dict[str, tuple[Entry, ...]]:
    """Return the decisions in force about these addresses."""
    numbers = {address: number for address in addresses if (number := journal.known_number(tx, decisions.ADDRESS, address)) is not None}
    force = in_force(journal.about(tx, Subject.ADDRESS, numbers.values()))
    return {
        address: tuple(one for one in force if one.about.subject is Subject.ADDRESS and one.about.id == str(number))
        for address, number in numbers.items()
    }
