"""What a person who writes to no study in particular calls an organisation or a contact list, and what is meant."""

from __future__ import annotations

from contacts.fold import fold
from domain.errors import Asked, ConfigurationError
from domain.sentences import ENGLISH
from languages.telling import phrased
from store import Transaction, contact_lists, contacts, invitations


def code_called(tx: Transaction, text: str) -> str | None:
    """Return the code of the organisation that a code, a printed reference or a name means; None where none is called so.

    Case, accents and punctuation do not matter in a name. ConfigurationError where several bear it.
    """
    if known := contacts.organisation(tx, text.strip()):
        return known.code
    if printed := invitations.with_references(tx, [text.strip().upper()]):
        return printed[0].organisation
    name = fold(text)
    same = [one for one in contacts.every_organisation(tx) if name and fold(one.name) == name]
    if len(same) > 1:
        named = " or ".join(f"{one.code} ({one.name})" for one in same)
        why = phrased("faults.same_name", many=str(len(same)), name=repr(text.strip()))
        raise ConfigurationError(why, where=Asked.WHOSE, remedy=phrased("faults.code_or_reference_do", organisations=named))
    return same[0].code if same else None


def list_called(tx: Transaction, name: str | None) -> str:
    """Return the list that is meant: the one named, or the only one. ConfigurationError where that is not told."""
    there = contact_lists.list_names(tx)
    if name:
        return name
    if len(there) != 1:
        which = f"The lists are: {', '.join(there)}." if there else "There is none yet: give the new one a name."
        raise ConfigurationError("Which contact list?", where=Asked.LIST, remedy=which)
    return there[0]


def language_spoken(tx: Transaction, name: str, code: str) -> str:
    """Return the language of those who stand for an organisation on a list already, or English."""
    return next((one.language for one in contact_lists.load_list(tx, name, {code}).contacts), ENGLISH)
