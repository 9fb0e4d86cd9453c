"""Whom a file does not put back: a person took them off the list, or their address is not written to. Either is told with its row.

So is who was taken off another list, such as that of the last round: the file puts them on this one, and whoever made it may not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from contacts.columns import ContactField
from contacts.loaded import ContactKey, Loaded, Note, key_of
from domain.contact import Contact, Retirement, Suppression
from languages.telling import phrased, together

_NOBODY: Mapping[ContactKey, str] = MappingProxyType({})


def without_retired(
    loaded: Loaded,
    retired: Iterable[Retirement],
    suppressed: Mapping[str, Suppression],
    name: str,
    after: Mapping[ContactKey, str] = _NOBODY,
) -> Loaded:
    """Return what a file says without those who were taken off the list `name`, and with a note about each of whom nothing comes.

    `suppressed` are the addresses, in lower case, that are not written to; `after` are those that took the place of others.
    """
    gone = _by_key(retired)
    kept = tuple(one for one in loaded.contacts if key_of(one) not in gone)
    codes = {one.organisation.casefold() for one in kept}
    notes = [_off(loaded, one, gone[key_of(one)], name, after) for one in loaded.contacts if key_of(one) in gone]
    notes += [_silent(loaded, one, suppressed[one.address.lower()]) for one in kept if one.address.lower() in suppressed]
    return replace(
        loaded,
        contacts=kept,
        # An organisation of which nobody is left is not told as changed either.
        organisations=tuple(one for one in loaded.organisations if one.code.casefold() in codes),
        rows_of={key: row for key, row in loaded.rows_of.items() if key not in gone},
        notes=(*loaded.notes, *sorted(notes, key=lambda note: note.row)),
    )


def with_own_told(loaded: Loaded, own: frozenset[str]) -> Loaded:
    """Return what a file says with a note about each address of a study itself, in lower case in `own`, with or without a tag."""
    notes = tuple(_note(loaded, one, phrased("lists.own", address=one.address)) for one in loaded.contacts if is_own(one.address, own))
    return replace(loaded, notes=(*loaded.notes, *notes))


def with_left_told(loaded: Loaded, left: Iterable[Retirement], after: Mapping[ContactKey, str] = _NOBODY) -> Loaded:
    """Return what a file says with a note about each contact who was taken off another list, and stood on none when it was read.

    `after` are the addresses that took their places.
    """
    gone = _by_key(left)
    notes = tuple(_left(loaded, one, gone[key_of(one)], after) for one in loaded.contacts if key_of(one) in gone)
    return replace(loaded, notes=(*loaded.notes, *notes))


def named_in(loaded: Loaded, gone: Iterable[Retirement]) -> tuple[Retirement, ...]:
    """Return those who were taken off a list and whom a file names."""
    named = {key_of(one) for one in loaded.contacts}
    return tuple(one for key, one in _by_key(gone).items() if key in named)


def is_own(address: str, own: frozenset[str]) -> bool:
    """Say whether an address is one of `own`, which are in lower case, with a tag or without."""
    local, _, domain = address.lower().rpartition("@")
    return not own.isdisjoint({f"{local}@{domain}", f"{local.partition('+')[0]}@{domain}"})


def _by_key(retired: Iterable[Retirement]) -> Mapping[ContactKey, Retirement]:
    return {(one.organisation.casefold(), one.address.casefold()): one for one in retired}


def _off(loaded: Loaded, contact: Contact, gone: Retirement, name: str, after: Mapping[ContactKey, str]) -> Note:
    said = {"address": contact.address, "organisation": gone.organisation, "list": name, "why": gone.reason.rstrip(".")}
    told = phrased("lists.retired_because" if gone.reason else "lists.retired", day=gone.at.date(), **said)
    return _note(loaded, contact, together(told, _replaced(contact, after)))


def _left(loaded: Loaded, contact: Contact, gone: Retirement, after: Mapping[ContactKey, str]) -> Note:
    # Why they left is for whoever looks after that list, and may be nothing for who loads this one.
    said = {"address": contact.address, "organisation": gone.organisation, "list": gone.list}
    return _note(loaded, contact, together(phrased("lists.left", day=gone.at.date(), **said), _replaced(contact, after)))


def _replaced(contact: Contact, after: Mapping[ContactKey, str]) -> str:
    """Say who took the place of a contact, who may be in no file yet; blank where nobody did."""
    successor = after.get(key_of(contact))
    return phrased("lists.replaced", successor=successor) if successor else ""


def _silent(loaded: Loaded, contact: Contact, stopped: Suppression) -> Note:
    why = stopped.reason.rstrip(".")
    return _note(loaded, contact, phrased("lists.suppressed", address=contact.address, why=why))


def _note(loaded: Loaded, contact: Contact, message: str) -> Note:
    column = next((theirs for theirs, ours in loaded.columns.items() if ours is ContactField.ADDRESS), "")
    return Note(row=loaded.rows_of[key_of(contact)], column=column, value=contact.address, message=message)
