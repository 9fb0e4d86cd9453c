"""Taking in: fetch -> archive raw and record (one transaction) -> move on the server. Thinking comes later, in `understand`.

In a shared mailbox thinking comes first, since mail of others is not ours to keep; what was thought is used again at once.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.events import Event, tell
from domain.failpoints import reach
from domain.ports import Fetched, Location, Mailbox
from domain.rules.recent import is_recent
from service.examiners import Examiners, examiners
from service.shared import sift
from service.stopping import LET_GO, once_stopped
from service.understand import understand_pending
from service.wiring import Service
from store import Transaction, examinations, messages, studies

FOLDER = "Counterfoil"  # Where messages go on the server once they are kept; a queue's out-tray, not a record.
COLLECT = "collect"


@dataclass
class Collected:
    """What one collect came to: messages found new, kinds that were told apart, and problems."""

    new: int = 0
    understood: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def collect(service: Service, now: datetime) -> Collected:
    """Take the mailbox in once and understand what came. Only one process collects at a time."""
    result = Collected()
    with service.store.exclusive("collector") as mine:
        if not mine:
            result.problems.append("Another process is already collecting, so this one did not.")
            return result
        service.store.archive.sweep(now)
        with examiners(service) as lent:
            with service.mailbox() as mailbox, once_stopped(service.stopping, mailbox.cut, after=LET_GO):
                _take_in(service, mailbox, now, lent, result)
            understand_pending(service, now, result.understood, result.problems, lent)
        tell(Event.TAKEN_IN, logging.INFO if result.new else logging.DEBUG, new=result.new, problems=len(result.problems))
        if not service.stopping.is_set():
            with service.store.transaction() as tx:
                for study in studies.applied_ids(tx):
                    studies.record_due(tx, study, studies.Due(COLLECT, now, now, "done"))
    return result


def recently_collected(tx: Transaction, study_ids: Iterable[str], now: datetime) -> bool:
    """Say whether the mailbox was taken in for all of these studies, to its end, shortly before `now`."""
    done = [studies.due(tx, study, COLLECT) for study in study_ids]
    return all(is_recent(one.done_at if one else None, now) for one in done)


def _take_in(service: Service, mailbox: Mailbox, now: datetime, lent: Examiners, result: Collected) -> None:
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
            _keep_ours(service, batch, now, lent, result)
        else:
            result.new += _keep(service, batch, (), now)
        _move(service, mailbox)


def _keep_ours(service: Service, batch: Sequence[Fetched], now: datetime, lent: Examiners, result: Collected) -> None:
    """Keep what is ours of a batch, and understand it while what was examined for that question is in hand."""
    for some in sift(service, lent, batch, result.problems):
        result.new += _keep(service, some.ours, some.theirs, now)
        lent.keep(some.examined)
        if some.ours:
            understand_pending(service, now, result.understood, result.problems, lent)


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
