"""Taking in: fetch -> archive raw and record (one transaction) -> move on the server. Thinking comes later, in `understand`.

In a shared mailbox thinking comes first, since mail of others is not ours to keep; what was thought is used again at once.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime

from domain.events import Event, tell
from domain.failpoints import reach
from domain.ports import Fetched, Location, Mailbox
from domain.rules.recent import is_recent
from service.examiners import Examiners, examiners
from service.leases import Duty, held
from service.shared import sift
from service.stopping import LET_GO, once_stopped
from service.turns import Turn
from service.understand import understand_pending
from service.wiring import Service
from store import Transaction, examinations, messages, studies

ANOTHER = "Another process is already collecting, so this one did not."
FOLDER = "Counterfoil"  # Where messages go on the server once they are kept; a queue's out-tray, not a record.
COLLECT = "collect"
TAKEN_IN = "taken in"  # By a collect of which others have still to read something.


@dataclass
class Collected:
    """What one collect came to: messages found new, kinds that were told apart, and problems."""

    new: int = 0
    understood: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def collect(service: Service, now: datetime, *, reads: bool = True) -> Collected:
    """Take the mailbox in once and, if it `reads`, understand what came. Only one process collects at a time."""
    result = Collected()
    with held(service, Duty.COLLECTOR) as mine:
        if mine is None:
            result.problems.append(ANOTHER)
            return result
        service.store.archive.sweep(now)
        with examiners(service) as lent, held(service, Duty.READER) if reads else nullcontext() as reader:
            turn = Turn(reader.fence) if reader else None
            with service.mailbox() as mailbox, once_stopped(service.stopping, mailbox.cut, after=LET_GO):
                _take_in(service, mailbox, now, lent, turn, result)
            read = turn is not None and _read(service, now, lent, turn, result)
        tell(Event.TAKEN_IN, logging.INFO if result.new else logging.DEBUG, new=result.new, problems=len(result.problems))
        if not service.stopping.is_set():
            _record(service, COLLECT if read else TAKEN_IN, now)
    return result


def read(service: Service, now: datetime) -> Collected:
    """Understand what others took in; on SQLite one process at a time does."""
    result = Collected()
    with held(service, Duty.READER) as mine, examiners(service) as lent:
        if mine is None:
            return result
        with service.store.reading() as tx:
            upto = max((one.done_at for study in studies.applied_ids(tx) if (one := studies.due(tx, study, TAKEN_IN))), default=None)
        done = _read(service, now, lent, Turn(mine.fence), result)
        if done and upto and not service.stopping.is_set():
            _record(service, COLLECT, upto)
    return result


def _read(service: Service, now: datetime, lent: Examiners, turn: Turn, result: Collected) -> bool:
    """Understand what waits; say whether nothing that had come by now is still being read, by whomever."""
    with service.store.reading() as tx:
        upto = messages.newest(tx)
    while understand_pending(service, now, result.understood, result.problems, lent, turn):
        pass
    with service.store.reading() as tx:
        return turn.is_all_read(tx, upto)


def _record(service: Service, what: str, at: datetime) -> None:
    """Write down for each study that the mailbox was taken in to its end, and read to its end, as it was then; never an earlier time."""
    with service.store.transaction() as tx:
        for study in studies.applied_ids(tx):
            before = studies.due(tx, study, what)
            if not service.store.is_shared or before is None or before.done_at < at:
                studies.record_due(tx, study, studies.Due(what, at, at, "done"))


def recently_collected(tx: Transaction, study_ids: Iterable[str], now: datetime) -> bool:
    """Say whether the mailbox was taken in for all of these studies, to its end, shortly before `now`."""
    done = [studies.due(tx, study, COLLECT) for study in study_ids]
    return all(is_recent(one.done_at if one else None, now) for one in done)


def _take_in(service: Service, mailbox: Mailbox, now: datetime, lent: Examiners, turn: Turn | None, result: Collected) -> None:
    def known(places: Sequence[Location]) -> frozenset[Location]:
        with service.store.reading() as tx:
            return messages.known(tx, places)

    shared = service.installation.shared
    _move(service, mailbox)
    for batch in mailbox.fetch(known):
        service.cage.start()  # It warms up while the messages are put away.
        if service.stopping.is_set():
            break
        if shared:
            _keep_ours(service, batch, now, lent, turn, result)
        else:
            result.new += _keep(service, batch, (), now)
        _move(service, mailbox)


def _keep_ours(service: Service, batch: Sequence[Fetched], now: datetime, lent: Examiners, turn: Turn | None, result: Collected) -> None:
    """Keep what is ours of a batch, and understand it while what was examined for that question is in hand."""
    for some in sift(service, lent, batch, result.problems):
        result.new += _keep(service, some.ours, some.theirs, now)
        lent.keep(some.examined)
        if some.ours and turn:
            understand_pending(service, now, result.understood, result.problems, lent, turn)


def _keep(service: Service, ours: Sequence[Fetched], theirs: Sequence[Fetched], now: datetime) -> int:
    reach("archive.before")
    hashes = service.store.archive.put(one.raw for one in ours)
    reach("archive.after")
    with service.store.transaction() as tx:
        # A clock on the server that runs ahead must not date an answer after the moment at which it was taken in.
        rows = [(one.location, sha256, min(one.received_at or now, now)) for one, sha256 in zip(ours, hashes, strict=True)]
        new = messages.take_in(tx, rows)
        messages.leave(tx, [one.location for one in theirs])
        examinations.conclude(tx, [hashlib.sha256(one.raw).hexdigest() for one in theirs])
        reach("store.in_take_in")
    reach("store.after_take_in")
    return new


def _move(service: Service, mailbox: Mailbox) -> None:
    with service.store.reading() as tx:
        places = messages.unfiled(tx)
    if places:
        mailbox.file(places, FOLDER)
        with service.store.transaction() as tx:
            messages.filed(tx, places)
