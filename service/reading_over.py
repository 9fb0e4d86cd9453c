"""The archive is read over in the background: a little at each tick, so that what is damaged or missing is told before it is needed."""

from __future__ import annotations

import logging
from datetime import datetime

from domain.errors import CounterfoilError
from domain.events import Event, tell
from domain.sentences import counted
from service.wiring import Service
from store import read_over

_NAMED = 5  # More are counted.


def read_some(service: Service, now: datetime) -> list[str]:
    """Read some of the archive, and return what is to be told of it: each fault once. A bucket that is away is told, and no fault."""
    archive = service.store.archive
    before = read_over.load(archive)
    try:
        with service.store.reading() as tx:
            after = read_over.step(archive, tx, before, now)
    except CounterfoilError as error:
        return [str(error)]
    if after != before:
        read_over.save(archive, after)
    new = {one: what for one, what in after.faults.items() if one not in before.faults}
    if new:
        tell(Event.ARCHIVE_FAULTS, logging.ERROR, problems=len(new))
    return [f"{service.store.archive.where()}: {_sentence(new)} {_REMEDY}"] if new else []


def looked_over(service: Service) -> str:
    """Say how the archive is, as far as it was read over; what had been wrong is looked at anew. CounterfoilError where something is."""
    archive = service.store.archive
    archive.erasures.count()
    state = read_over.load(archive)
    faults = {one: what for one in state.faults if (what := read_over.wrong(archive, one))}
    if faults:
        raise CounterfoilError(_sentence(faults), where=archive.where(), remedy=_REMEDY)
    if archive.objects and not archive.objects.heeds_conditions("conditions"):
        raise CounterfoilError(
            "This S3 store writes over what is there even when it is asked not to (it heeds no If-None-Match), so that of two erasures "
            "that are written down at the same moment one may be lost.",
            where=archive.where(),
            remedy="Use a store that does, or let one machine alone erase and retain.",
        )
    whole = f"all of it last until {state.whole[:10]}" if state.whole else "not all of it yet"
    return f"{counted(state.read, 'content')} read over since {state.began[:10]}, {whole}" if state.began else "not read over yet"


_REMEDY = "Put them back from a backup; the program goes on without them, but for what needs them."


def _sentence(faults: dict[str, str]) -> str:
    some = ", ".join(f"{one} ({what})" for one, what in list(faults.items())[:_NAMED])
    are = "is not what it was" if len(faults) == 1 else "are not what they were"
    return f"{counted(len(faults), 'content')} of the archive {are}: {some}{', ...' if len(faults) > _NAMED else ''}."
