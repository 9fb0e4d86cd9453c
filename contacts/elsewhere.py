"""Addresses that a file puts on a list for one organisation and that serve another one already: told with their row, and taken in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from contacts.columns import ContactField
from contacts.loaded import Loaded, Note, key_of
from domain.contact import Contact
from languages.telling import phrased


def with_shared_told(loaded: Loaded, listed: Iterable[tuple[str, str]]) -> Loaded:
    """Return what a file says with a note about each new contact whose address serves another organisation, on the list or in the file.

    `listed` are the organisations and addresses of the list as it is. Who stands there already was told when they came.
    """
    there = tuple(listed)
    before = {(code.casefold(), address.casefold()) for code, address in there}
    serves: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for code, address in (*there, *((one.organisation, one.address) for one in loaded.contacts)):
        serves[address.casefold()].setdefault(code.casefold(), code)
    new = [one for one in loaded.contacts if key_of(one) not in before and len(serves[one.address.casefold()]) > 1]
    return replace(loaded, notes=(*loaded.notes, *(_note(loaded, one, serves[one.address.casefold()].values()) for one in new)))


def _note(loaded: Loaded, contact: Contact, codes: Iterable[str]) -> Note:
    column = next((theirs for theirs, ours in loaded.columns.items() if ours is ContactField.ADDRESS), "")
    others = ", ".join(sorted(code for code in codes if code.casefold() != contact.organisation.casefold()))
    message = phrased("lists.elsewhere", address=contact.address, organisation=contact.organisation, others=others)
    return Note(row=loaded.rows_of[key_of(contact)], column=column, value=contact.address, message=message)
