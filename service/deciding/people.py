"""Contacts as staff decides about them: added, changed, retired. Each is a decision that can be undone; what is so already is left."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from contacts import typed_contact
from contacts.fold import squeeze
from domain.contact import Contact, Organisation, Role
from domain.errors import Asked, ConfigurationError
from domain.journal import What
from languages.telling import phrased, together
from service.contacts.absences import absence, told_away
from service.contacts.called import code_called, language_spoken, list_called
from service.contacts.lists import invite_to
from service.deciding.suppression import tell_nobody_left
from service.rulings.amending import amending
from service.rulings.decided import Decided
from service.rulings.opening import reached_again
from service.wiring import Service
from store import Transaction, contact_lists, contacts, decisions, journal, suppressions
from store.cases.decisions import Ruling

_SEE = "`counterfoil contacts list` shows the contacts."
_AS_IT_IS = "Nothing was changed."


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactMeant:
    """Which contact a person means: an address, where it stands at several places also its organisation or list; and who says so, why.

    `organisation_name` is needed where the organisation is not known yet. `fields` are the details by their names (name, salutation,
    language, role), as they were typed.
    """

    address: str
    by: str
    note: str = ""
    organisation: str | None = None
    organisation_name: str | None = None
    list: str | None = None
    fields: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Listed:
    """A contact that was found, and the lists on which it stands."""

    contact: Contact
    lists: tuple[str, ...]


def add(service: Service, said: ContactMeant, now: datetime) -> Decided:
    """Put a contact on a list, also one that was retired. ConfigurationError where it stands there otherwise, or is suppressed."""
    address, fields = typed_contact.address(said.address), typed_contact.fields(**said.fields)
    with service.store.transaction() as tx:
        journal.alone(tx)
        name = list_called(tx, said.list)
        _refuse_suppressed(tx, address)
        code = _organisation(tx, said)
        there = next((one for on, one in contacts.at_address(tx, address) if on == name and one.organisation == code), None)
        if there:
            return _there_already(there, fields, name)
        kept = contacts.known(tx, code, address)
        if kept is None:
            kept = Contact(organisation=code, address=address, language=fields.get("language") or language_spoken(tx, name, code))
            kept = replace(kept, **_typed(fields))
            contacts.keep(tx, kept)
        by = decisions.person(tx, said.by)
        listing = Ruling(what=What.LIST, about=decisions.contact(tx, name, code, kept.address), note=said.note)
        (entry,) = decisions.decide(tx, by, now, [listing])
        decisions.decide(tx, by, now, amending(tx, kept, fields, follows=entry.number))
        reached_again(tx, code, by, now, entry.number)
        invite_to(service, tx, name)
    return Decided(entry=entry.number, told=phrased("done.contact.added", address=address, list=name, organisation=code))


def change(service: Service, said: ContactMeant, now: datetime, *, address: str | None = None, away_until: date | None = None) -> Decided:
    """Change what a contact is called and how it is written to, its address, or until when its owner is away.

    Under another address it is another contact: the one is added, and the other retired. ConfigurationError where nobody is meant, or
    several are.
    """
    fields, moved = typed_contact.fields(**said.fields), typed_contact.address(address) if address else None
    if not fields and not moved and not away_until:
        raise ConfigurationError(
            "What shall change?", where=said.address, remedy="Name at least one thing that is to be different.", key="nothing_changed"
        )
    with service.store.transaction() as tx:
        journal.alone(tx)
        found = _one(tx, said)
        by, before = decisions.person(tx, said.by), found.contact
        if moved and moved.lower() != before.address.lower():
            return _moved(service, tx, said, found, replace(before, address=moved, **_typed(fields)), by, now)
        rulings = [*amending(tx, before, fields, said.note), *(absence(tx, before.address, away_until, said.note) if away_until else ())]
        if not rulings:
            return Decided(entry=0, told=phrased("done.same_contact", address=before.address, organisation=before.organisation))
        first, *rest = rulings
        (entry,) = decisions.decide(tx, by, now, [first])
        decisions.decide(tx, by, now, [replace(one, follows=entry.number) for one in rest])
        away = told_away(tx, before, found.lists, away_until, now.date()) if away_until else ""
    changed = phrased("done.contact.changed", address=before.address, organisation=before.organisation) if fields else ""
    return Decided(entry=entry.number, told=together(changed, away))


def retire(service: Service, said: ContactMeant, now: datetime) -> Decided:
    """Take a contact off its lists; what it is called is kept, and loading a file does not put it back."""
    with service.store.transaction() as tx:
        journal.alone(tx)
        if said.address.lower() in _retired(tx, said) and not _found(tx, said):
            return Decided(entry=0, told=phrased("done.retired_already", address=said.address))
        found = _one(tx, said)
        whose = found.contact
        entry = _retire(tx, found, decisions.person(tx, said.by), now, said.note)
        last = _nobody(tx, whose.organisation, entry, now)
    told = phrased("done.contact.retired", address=whose.address, organisation=whose.organisation, lists=found.lists)
    return Decided(entry=entry, told=together(told, last))


def _nobody(tx: Transaction, organisation: str, entry: int, now: datetime) -> str:
    """Say of an organisation that nobody there is written to any more, and what that means; blank where somebody is."""
    last = tell_nobody_left(tx, organisation, entry, now)
    return together(last, phrased("done.contact.undeliverable", organisation=organisation)) if last else ""


def _moved(service: Service, tx: Transaction, said: ContactMeant, found: _Listed, after: Contact, by: str, now: datetime) -> Decided:
    """Let a contact stand under another address on the lists on which it stands."""
    before = found.contact
    _refuse_suppressed(tx, after.address)
    contacts.keep(tx, after)
    entry = _retire(tx, found, by, now, said.note)
    listing = [
        Ruling(what=What.LIST, about=decisions.contact(tx, one, after.organisation, after.address), follows=entry) for one in found.lists
    ]
    decisions.decide(tx, by, now, listing)
    known = contacts.known(tx, after.organisation, after.address) or after
    decisions.decide(tx, by, now, amending(tx, known, {name: getattr(after, name) for name in typed_contact.FIELDS}, follows=entry))
    for one in found.lists:
        invite_to(service, tx, one)
    return Decided(entry=entry, told=_moved_told(before, after, found.lists))


def _moved_told(before: Contact, after: Contact, lists: tuple[str, ...]) -> str:
    whose = before.organisation
    return phrased("done.contact.moved", address=after.address, before=before.address, organisation=whose, lists=lists)


def _retire(tx: Transaction, found: _Listed, by: str, now: datetime, note: str) -> int:
    """Take a contact off its lists by one decision, and return the number of its entry."""
    abouts = [decisions.contact(tx, one, found.contact.organisation, found.contact.address) for one in found.lists]
    (entry,) = decisions.decide(tx, by, now, [Ruling(what=What.RETIRE, about=abouts[0], note=note)])
    decisions.decide(tx, by, now, [Ruling(what=What.RETIRE, about=one, note=note, follows=entry.number) for one in abouts[1:]])
    return entry.number


def _typed(fields: Mapping[str, str]) -> dict[str, Any]:
    return {name: Role(text) if name == "role" else text for name, text in fields.items()}


def _there_already(there: Contact, fields: Mapping[str, str], name: str) -> Decided:
    if any(str(getattr(there, key)) != text for key, text in fields.items()):
        why = f"{there.address} is on the list {name} for {there.organisation} already, with other details."
        raise ConfigurationError(
            why,
            where=there.address,
            remedy=f"{_AS_IT_IS} To change them: `counterfoil contacts change`.",
            key="contact_there",
            facts={"address": there.address},
        )
    return Decided(entry=0, told=phrased("done.on_list_already", address=there.address, list=name, organisation=there.organisation))


def _organisation(tx: Transaction, said: ContactMeant) -> str:
    """Return the code of the organisation that is meant; one that nobody knows yet needs a name."""
    if not said.organisation or not said.organisation.strip():
        raise ConfigurationError("Of which organisation?", where=Asked.WHOSE, remedy=f"Give its code, printed reference or name. {_SEE}")
    if known := code_called(tx, said.organisation):
        return known
    if not said.organisation_name:
        remedy = f"{_SEE} If it is new, give its name too."
        raise ConfigurationError(f"There is no organisation {said.organisation!r}.", where=Asked.ITS_NAME, remedy=remedy)
    code = squeeze(said.organisation)
    contacts.keep_organisation(tx, Organisation(code, squeeze(said.organisation_name)))
    return code


def _refuse_suppressed(tx: Transaction, address: str) -> None:
    for one in suppressions.suppressed(tx, [address]).values():
        remedy = f"{_AS_IT_IS} `counterfoil contacts release {address}` lets it be written to again; then repeat this."
        raise ConfigurationError(
            f"It is not written to any more: {one.reason.rstrip('.')}.",
            where=address,
            remedy=remedy,
            key="not_written_to",
            facts={"address": address},
        )


def _found(tx: Transaction, said: ContactMeant) -> Sequence[tuple[str, Contact]]:
    wanted = _wanted(tx, said)
    return [
        (name, one)
        for name, one in contacts.at_address(tx, said.address.strip())
        if said.list in (None, name) and wanted in (None, one.organisation.lower())
    ]


def _wanted(tx: Transaction, said: ContactMeant) -> str | None:
    """Return the code of the organisation that is named, in small letters; None where none is."""
    return (code_called(tx, said.organisation) or said.organisation.strip()).lower() if said.organisation else None


def _one(tx: Transaction, said: ContactMeant) -> _Listed:
    """Return the contact that is meant. ConfigurationError where none is, or one address stands for several organisations."""
    found = _found(tx, said)
    codes = sorted({one.organisation for _, one in found})
    if not found:
        raise ConfigurationError(
            "No contact has this address.", where=said.address, remedy=_SEE, key="no_contact", facts={"address": said.address}
        )
    if len(codes) > 1:
        remedy = f"Say of which: {', '.join(codes)}."
        raise ConfigurationError(f"Several organisations have a contact {said.address}.", where=Asked.WHOSE, remedy=remedy)
    return _Listed(found[0][1], tuple(name for name, _ in found))


def _retired(tx: Transaction, said: ContactMeant) -> Collection[str]:
    names, wanted = [said.list] if said.list else contact_lists.list_names(tx), _wanted(tx, said)
    return {
        gone.address.lower()
        for name in names
        for gone, _ in contact_lists.retired_on(tx, name)
        if wanted in (None, gone.organisation.lower())
    }
