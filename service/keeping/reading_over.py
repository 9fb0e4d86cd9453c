"""The archive is read over in the background: a little at each tick, so that what is damaged or missing is told before it is needed."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, datetime

from domain.errors import CounterfoilError
from domain.process.events import Event, tell
from languages.telling import of_error, phrased, together
from service.wiring import Service
from store import read_over

_NAMED = 5  # More are counted.


def read_some(service: Service, now: datetime) -> list[str]:
    """Read some of the archive, and return what is to be told of it: each fault once, unless a letter that needs it has told it.

    A bucket that is away is told, and no fault.
    """
    archive = service.store.archive
    before = read_over.load(archive)
    try:
        with service.store.reading() as tx:
            after = read_over.step(archive, tx, before, now)
        found, known = read_over.taken(archive)
        after = replace(after, faults={**after.faults, **found})
    except CounterfoilError as error:
        return [of_error(error)]
    if after != before:
        read_over.come(archive, before, after)
    new = {one: what for one, what in after.faults.items() if one not in before.faults and one not in known}
    if new:
        tell(Event.ARCHIVE_FAULTS, logging.ERROR, problems=len(new))
    return [f"{service.store.archive.where()}: {together(_sentence(new), phrased('doctor.fault.damaged_do'))}"] if new else []


def looked_over(service: Service) -> str:
    """Say how the archive is, as far as it was read over; what had been wrong is looked at anew. CounterfoilError where something is."""
    archive = service.store.archive
    archive.erasures.count()
    state = read_over.load(archive)
    faults = {one: what for one in state.faults if (what := read_over.wrong(archive, one))}
    if faults:
        raise CounterfoilError(_sentence(faults), where=archive.where(), remedy=phrased("doctor.fault.damaged_do"))
    if archive.objects and not archive.objects.heeds_conditions("conditions"):
        raise CounterfoilError(phrased("doctor.fault.overwrites"), where=archive.where(), remedy=phrased("doctor.fault.overwrites_do"))
    if not state.began:
        return phrased("doctor.not_read_over")
    began = date.fromisoformat(state.began[:10])
    if not state.whole:
        return phrased("doctor.read_over_part", n=state.read, began=began)
    return phrased("doctor.read_over", n=state.read, began=began, whole=date.fromisoformat(state.whole[:10]))


def _sentence(faults: dict[str, str]) -> str:
    some = tuple(f"{one} ({what})" for one, what in list(faults.items())[:_NAMED])
    return phrased("doctor.fault.damaged", n=len(faults), some=(*some, *(["..."] if len(faults) > _NAMED else [])))
