"""Addresses that a file puts on a list for one organisation and that serve another one already: told with their row, and taken in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from contacts.columns import ContactField
from contacts.loaded import Loaded, Note, key_of
from domain.contact import Contact
from languages.telling import phrased

_SHOWN = 20  # Organisations that a note names: each of those that share an address has one.


def with_shared_told(loaded: Loaded, listed: Iterable[tuple[str, str]]) -> Loaded:
    """Return what a file says with a note about each new contact whose address serves another organisation, on the list or in the file.

    `listed` are the organisations and addresses of the list as it is. Who stands there already was told when they came.
    """
    there = tuple(listed)
    before = {(code.casefold(), address.casefold()) for code, address in there}
    serves: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for code, address in (*there, *((one.organisation, one.address) for one in loaded.contacts)):
        serves[address.casefold()].setdefault(code.casefold(), code)
    first = {address: sorted(codes.values())[: _SHOWN + 2] for address, codes in serves.items() if len(codes) > 1}
    new = [one for one in loaded.contacts if key_of(one) not in before and one.address.casefold() in first]
    return replace(loaded, notes=(*loaded.notes, *(_note(loaded, one, first[one.address.casefold()]) for one in new)))


def _note(loaded: Loaded, contact: Contact, codes: Sequence[str]) -> Note:
    """Return what is told of a contact; `codes` are of the organisations that the address serves, a few more than are shown."""
    column = next((theirs for theirs, ours in loaded.columns.items() if ours is ContactField.ADDRESS), "")
    others = [code for code in codes if code.casefold() != contact.organisation.casefold()]
    named = ", ".join(others if len(others) <= _SHOWN else [*others[:_SHOWN], "…"])
    message = phrased("lists.elsewhere", address=contact.address, organisation=contact.organisation, others=named)
    return Note(row=loaded.rows_of[key_of(contact)], column=column, value=contact.address, message=message)
