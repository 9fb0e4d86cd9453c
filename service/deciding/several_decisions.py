"""Several decisions at once: each is made by itself, so that one that cannot be made keeps no other back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from domain.errors import Asked, ConfigurationError, CounterfoilError, StoreError
from languages.telling import of_original
from service.cases.waiting import waiting
from service.deciding.held import decide
from service.deciding.organisation_marks import Marking, mark
from service.deciding.undo import Undoing, undo
from service.rulings.decided import Decided, Deciding
from service.studies.running import Running
from service.wiring import Service

Thing = TypeVar("Thing", str, int)


@dataclass(frozen=True, slots=True, kw_only=True)
class EachOutcome:
    """What became of one of several decisions: it was `done`, or else the `error` says why it was not."""

    of: str
    done: Decided | None = None
    error: CounterfoilError | None = None

    @property
    def why(self) -> str:
        """Return why it was not done; blank where it was."""
        return of_original(self.error) if self.error else ""


def all_of(service: Service, kind: str, study: str | None = None) -> tuple[str, ...]:
    """Return the cases of a kind that wait, oldest first. ConfigurationError where there is none."""
    with service.store.reading() as tx:
        lines = waiting(tx, study)
    found = tuple(str(one.id) for one in lines if one.kind == kind)
    if not found:
        kinds = ", ".join(sorted({one.kind.value for one in lines})) or "nothing"
        raise ConfigurationError(f"No case of the kind {kind!r} is waiting.", where=Asked.KIND, remedy=f"What waits: {kinds}.")
    return found


def decide_all(service: Service, cases: Iterable[str], said: Deciding, now: datetime) -> Iterator[EachOutcome]:
    """Decide the same of several cases, each once, and yield what became of each."""
    return _each(dict.fromkeys(cases), lambda one: decide(service, replace(said, case=one), now))


def mark_all(service: Service, running: Running, organisations: Iterable[str], said: Marking, now: datetime) -> Iterator[EachOutcome]:
    """Mark several organisations, each once, and yield what became of each."""
    return _each(dict.fromkeys(organisations), lambda one: mark(service, running, replace(said, organisation=one), now))


def undo_all(service: Service, entries: Iterable[int], said: Undoing, now: datetime) -> Iterator[EachOutcome]:
    """Undo several entries of the journal, the newest first, since it may follow from an older one; yield what became of each."""
    return _each(sorted(set(entries), reverse=True), lambda one: undo(service, replace(said, entry=one), now))


def _each(things: Iterable[Thing], act: Callable[[Thing], Decided]) -> Iterator[EachOutcome]:
    for one in things:
        try:
            yield EachOutcome(of=str(one), done=act(one))
        except StoreError:
            raise
        except CounterfoilError as error:
            yield EachOutcome(of=str(one), error=error)
