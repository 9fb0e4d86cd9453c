"""The brake of what comes in: collecting is paused, for every study, since they share the mailboxes; and goes on where it was.

Mail stays where it lies. What was taken in and is not read yet waits; nobody is reminded meanwhile, since an answer may lie there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.journal import About, Subject, What, in_force
from domain.rules.decided import pausing
from languages.telling import phrased
from service.wiring import Service
from store import Transaction, decisions, journal
from store.cases.decisions import Ruling

_ABOUT = About(Subject.MAILBOXES, "all")


@dataclass(frozen=True, slots=True)
class CollectingPaused:
    """Since when collecting is paused, and what whoever paused it noted."""

    since: datetime
    because: str = ""

    @property
    def told(self) -> str:
        """Say it as a sentence."""
        return phrased("desk.collecting_paused_because" if self.because else "desk.collecting_paused", since=self.since, note=self.because)


def collecting_paused(tx: Transaction) -> CollectingPaused | None:
    """Return since when collecting is paused, and why; None where it goes on."""
    found = pausing([one for one in in_force(journal.about(tx, _ABOUT.subject, [_ABOUT.id])) if one.about == _ABOUT])
    return CollectingPaused(found.at, journal.notes(tx, [found.number]).get(found.number, "")) if found else None


def ends_here(service: Service) -> bool:
    """Say whether no further message is to be taken in or read now: the service stops, or somebody paused collecting."""
    if service.stopping.is_set():
        return True
    with service.store.reading() as tx:
        return collecting_paused(tx) is not None


def pause_collecting(service: Service, paused: bool, now: datetime, *, by: str, note: str = "") -> int:
    """Take nothing in any more, or go on; return the journal's entry, or 0 where it is so already and nothing was changed."""
    with service.store.transaction() as tx:
        journal.alone(tx)
        if (collecting_paused(tx) is not None) == paused:
            return 0
        ruling = Ruling(what=What.PAUSE if paused else What.RESUME, about=_ABOUT, note=note)
        (entry,) = decisions.decide(tx, decisions.person(tx, by), now, [ruling])
    return entry.number
