"""The journal by the page, newest first: of a study, what concerns it; each entry as it is told to people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.study import Study
from service.entries import Told, told
from service.wiring import Service
from store import journal

PAGE = 50


@dataclass(frozen=True, slots=True)
class JournalPage:
    """A page of the journal, newest first; `before` is where the next one ends, None on the last."""

    entries: tuple[Told, ...]
    before: int | None


def entries_told(service: Service, numbers: Iterable[int]) -> dict[int, Told]:
    """Return the entries with these numbers as they are told to people; what has none is not in it."""
    with service.store.reading() as tx:
        return {one.number: one for one in told(tx, journal.find(tx, [number for number in numbers if number]))}


def journal_page(service: Service, study: Study, before: int | None) -> JournalPage:
    """Return the entries that concern a study, or its contact list, before the entry `before`, or the newest."""
    with service.store.reading() as tx:
        found = journal.page_of(tx, study.id, study.contact_list, before, PAGE + 1)
        shown = found[:PAGE]
        return JournalPage(
            tuple(reversed(told(tx, sorted(shown, key=lambda one: one.number)))), shown[-1].number if len(found) > PAGE else None
        )
