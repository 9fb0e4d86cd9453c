"""Whether this machine's clock is behind what the store knows of: looked at in one way by the doctor, and by those who watch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from domain.errors import CounterfoilError
from domain.rules.ready import is_behind
from languages.telling import phrased
from service.studies.taken_in import COLLECT, TAKEN_IN
from service.wiring import Service
from store import Transaction, gauges, generation, journal, studies


def last_known(tx: Transaction) -> datetime | None:
    """Return when the newest of what was done last was done: a collect, a letter's attempt, a decision, a pass of the sender.

    Whatever is done next takes the place of these, so that a clock that ran ahead once is not told of for ever.
    """
    return max(_last(tx), default=None)


def _last(tx: Transaction) -> Iterator[datetime]:
    for study in studies.applied_ids(tx):
        yield from (done.done_at for what in (COLLECT, TAKEN_IN) if (done := studies.due(tx, study, what)))
    yield from (one.at for one in gauges.last_attempts(tx))
    yield from (one.at for one in journal.find(tx, [journal.end(tx)[0]]))
    if at := generation.current(tx).at:
        yield at


def require_right_clock(service: Service, now: datetime) -> str:
    """Say when the last thing was done of which the store knows; CounterfoilError where that is to come by this machine's clock."""
    with service.store.reading() as tx:
        last = last_known(tx)
    if last is None:
        return phrased("doctor.nobody_yet")
    if is_behind(now, last):
        raise CounterfoilError(
            phrased("doctor.fault.behind", now=now.astimezone(UTC), last=last.astimezone(UTC)), remedy=phrased("doctor.fault.behind_do")
        )
    return phrased("doctor.clock", last=last.astimezone(UTC))
