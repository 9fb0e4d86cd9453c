"""Taking in: fetch -> archive raw and record (one transaction) -> move on the server. Thinking comes later, in `understand`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.failpoints import reach
from domain.ports import Fetched, Mailbox
from service.understand import is_ours, understand_pending
from service.wiring import Service
from store import messages, studies

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
            result.problems.append("Another process is collecting; this one leaves it to that.")
            return result
        service.store.archive.sweep(now)
        with service.mailbox() as mailbox:
            result.new = _take_in(service, mailbox, now)
        understand_pending(service, now, result.understood, result.problems)
        if not service.stopping.is_set():
            with service.store.transaction() as tx:
                for study in studies.applied_ids(tx):
                    studies.record_due(tx, study, studies.Due(COLLECT, now, now, "done"))
    return result


def _take_in(service: Service, mailbox: Mailbox, now: datetime) -> int:
    shared = bool(service.installation.mailbox.get("shared", False))
    with service.store.reading() as tx:
        known = messages.known(tx)
    _move(service, mailbox)
    new = 0
    for batch in mailbox.fetch(known):
        if service.stopping.is_set():
            break
        new += _keep(service, batch, now, shared)
        _move(service, mailbox)
    return new


def _keep(service: Service, found: Sequence[Fetched], now: datetime, shared: bool) -> int:
    ours = [one for one in found if not shared or is_ours(service, one.raw)]
    reach("archive.before")
    hashes = service.store.archive.put(one.raw for one in ours)
    reach("archive.after")
    with service.store.transaction() as tx:
        # A clock on the server that runs ahead must not date an answer after the moment at which it was taken in.
        rows = [(one.location, sha256, min(one.received_at or now, now)) for one, sha256 in zip(ours, hashes, strict=True)]
        new = messages.take_in(tx, rows)
        messages.leave(tx, [one.location for one in found if one not in ours])
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
