"""The decisions about one thing that are in force, and what came of a decision."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from domain.journal import About, Entry, Subject, in_force
from store import journal


def in_force_about(tx: Connection, about: About) -> tuple[Entry, ...]:
    """Return the decisions about one thing that are in force, without those that they follow from."""
    return tuple(one for one in in_force(journal.about(tx, about.subject, [about.id])) if one.about == about)


def last_about(tx: Connection, about: About) -> Entry:
    """Return the newest decision about one thing (IndexError where there is none)."""
    return [one for one in journal.about(tx, about.subject, [about.id]) if one.about == about][-1]


def brought(tx: Connection, number: int) -> Iterator[Entry]:
    """Yield what was made by the same decision as an entry, and by what that made; of an undoing also what came of the entry beneath."""
    numbers = [number]
    while numbers:
        number = numbers.pop()
        for one in journal.following(tx, number):
            yield one
            numbers.append(one.number)
        # What undid an undoing puts back what followed from the entry beneath.
        numbers += [one.undoes for one in journal.find(tx, [number]) if one.undoes is not None]


def loading(tx: Connection, entry: Entry) -> Entry:
    """Return the loading of a list that an entry is, undoes, or puts back."""
    while entry.undoes is not None:
        (entry,) = journal.find(tx, [entry.undoes])
    return entry


def touched_since(tx: Connection, load: Entry) -> dict[tuple[str, str], int]:
    """Return the contacts, by organisation and address, about whom somebody decided since a file was loaded: they are theirs by now.

    Each has the number of the newest of those decisions.
    """
    since = journal.since(tx, load.number, [Subject.CONTACT, Subject.DETAILS])
    called = journal.names(tx, {int(one.about.id) for one in since})
    found = ((one, called.get(int(one.about.id), "").split("\t")) for one in since)
    mine = ((one, name) for one, name in found if name[:-2] == [load.about.id] or (one.about.subject is Subject.DETAILS and len(name) > 1))
    return {(name[-2], name[-1]): one.number for one, name in mine}
