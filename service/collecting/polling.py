"""Polling: a folder that takes returns is looked into, what is new there is kept, and then moved on the server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.bulk import sha256_of
from domain.errors import OriginalError
from domain.ports import Fetched, Location, Mailbox
from domain.process.failpoints import reach
from domain.sentences import counted
from domain.study import DEFAULT
from service.cases.paused_collecting import ends_here
from service.collecting.examiners import Examiners
from service.collecting.shared import sift
from service.collecting.turns import Turn
from service.collecting.understand_pending import understand_pending
from service.installation.plugins import FOLDER, Intake
from service.process.stopping import LET_GO, once_stopped
from service.wiring import Service
from store import examinations, message_places, polls, studies


@dataclass(kw_only=True)
class Collected:
    """What one collect came to: messages found new, kinds that were told apart, and problems.

    `notes` are for a person, and no problem. So many mailboxes were `left_alone` for a while, since they failed. `paused` says that
    somebody paused collecting, so that nothing was done.
    """

    new: int = 0
    understood: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left_alone: int = 0
    paused: str = ""


def take_in(service: Service, intake: Intake, now: datetime, lent: Examiners, turn: Turn | None, result: Collected) -> None:
    """Take in what is new in a folder; with a `turn`, what has to be understood to be taken is understood to its end."""
    with service.mailbox(intake) as mailbox, once_stopped(service.stopping, mailbox.cut, after=LET_GO):
        _take_in(service, intake, mailbox, now, lent, turn, result)


def _take_in(
    service: Service, intake: Intake, mailbox: Mailbox, now: datetime, lent: Examiners, turn: Turn | None, result: Collected
) -> None:
    def known(places: Sequence[Location]) -> frozenset[Location]:
        with service.store.reading() as tx:
            return message_places.known(tx, places)

    _move(service, mailbox, {})
    with service.store.reading() as tx:
        # What came to the mail of others before a study was applied for the first time is no answer to it.
        seen, since = polls.seen(tx, now), (studies.first_applied_at(tx) or now) if intake.sifted else None
    before = result.new
    for batch in mailbox.fetch(known, seen, since):
        service.cage.start()  # It warms up while the messages are put away.
        if ends_here(service):
            return
        if intake.sifted:
            _keep_ours(service, batch, now, lent, turn, result)
        else:
            result.new += _keep(service, batch, (), now)
        _move(service, mailbox, {one.location: one for one in batch})
    if ends_here(service):  # Of the last batch some may not have been told apart.
        return
    if intake.junk and result.new > before:
        result.notes.append(_found_in_junk(intake, result.new - before))
    with service.store.transaction() as tx:
        polls.look(tx, mailbox.seen(), seen, now)


def _found_in_junk(intake: Intake, new: int) -> str:
    where = "" if intake.mailbox == DEFAULT else f" of the mailbox {intake.mailbox}"
    return (
        f"{counted(new, 'message')} that belonged to a study lay in {intake.folder}{where}, and counted all the same: "
        "let the mail server not take such mail for spam."
    )


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
        new = message_places.take_in(tx, rows)
        message_places.leave(tx, [one.location for one in theirs])
        examinations.conclude(tx, [sha256_of(one.raw) for one in theirs])
        reach("store.in_take_in")
    reach("store.after_take_in")
    return new


def _move(service: Service, mailbox: Mailbox, in_hand: Mapping[Location, Fetched]) -> None:
    """Move what is kept, if it is what lies there: a server that gave a number twice would have us move what nobody has read.

    Such a place is one that nothing is known of, as is one whose original is not there any more to be compared; the next collect finds it.
    """
    with service.store.reading() as tx:
        kept = {place: sha256 for place, sha256 in message_places.unfiled(tx).items() if mailbox.holds(place)}
    if not kept:
        return
    taken = [one for place, sha256 in kept.items() if (one := in_hand.get(place) or _again(service, place, sha256))]
    compared = {one.location for one in taken}
    left = [*mailbox.file(taken, FOLDER), *(place for place in kept if place not in compared)]
    with service.store.transaction() as tx:
        message_places.filed(tx, kept)
        polls.look_again(tx, left)


def _again(service: Service, place: Location, sha256: str) -> Fetched | None:
    """Return what was taken from a place by a process that died before it moved it."""
    try:
        return Fetched(place, service.store.archive.content(sha256), None)
    except OriginalError:
        return None
