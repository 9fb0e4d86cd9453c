"""Whom undoing a loaded list would take off it, or put back: seen before anything is undone."""

from __future__ import annotations

from domain.journal import Subject
from service.contacts.unloading import Unloading, unloading
from service.deciding.undo import refuse_standing
from service.studies.study_clock import zone_of
from service.wiring import Service
from store import journal


def foreseen_unloading(service: Service, number: int) -> Unloading | None:
    """Return what undoing the entry of this number would do to a contact list; None of an entry about anything else.

    ConfigurationError where it cannot be undone.
    """
    with service.store.reading() as tx:
        found = [one for one in journal.find(tx, [number]) if one.about.subject is Subject.CONTACT_LIST]
        if not found:
            return None
        refuse_standing(tx, found[0], zone_of(service, tx, found[0].study))
        return unloading(service, tx, found[0])
