"""Messages that wait, by groups whose effects share a transaction: as many as memory allows, each being examined from then on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from domain.errors import StoreError
from intake.understanding.receiving import Receiving
from service.collecting.examiners import Examiners, InHand, ToDo, is_heavy
from service.collecting.turns import ALONE, Turn
from service.studies.at_work import AtWork
from service.wiring import Service
from store import Transaction, examinations, messages
from store.archive.originals import Archive

_TOGETHER = 20  # Messages whose effects share a transaction; so long do other writers wait at most.
_BYTES_TOGETHER = 16 * 1024 * 1024  # Memory stays bounded, whatever came in.


@dataclass(frozen=True, slots=True)
class GroupDesk:
    """What every message of one collect is understood with."""

    service: Service
    studies: AtWork
    now: datetime
    turn: Turn = ALONE

    @property
    def receiving(self) -> Receiving:
        """Return what is ours about the mailbox."""
        return self.studies.receiving(self.service.installation)


@dataclass(frozen=True, slots=True)
class MessageGroup:
    """Messages whose effects share a transaction, each being examined. A `suspect` was tried before: it stands alone."""

    messages: Sequence[tuple[messages.Message, Future[InHand]]]
    suspect: bool


def message_groups(desk: GroupDesk, examiners: Examiners) -> Iterator[MessageGroup]:
    """Yield the messages that wait, by groups, each being examined meanwhile."""
    after = 0
    while True:
        waiting = desk.turn.take(desk.service, _TOGETHER, after)
        with desk.service.store.reading() as tx:
            tried = examinations.tried(tx, [message.sha256 for message in waiting])
        if not waiting:
            return
        kept = {message.sha256: found for message in waiting if (found := examiners.examined(message.sha256))}
        suspects = tried.keys() - kept.keys()
        for group in _bounded(desk.service.store.archive, waiting, suspects):
            yield _begun(desk, examiners, group, kept, tried)
        after = waiting[-1].id


def _begun(
    desk: GroupDesk,
    examiners: Examiners,
    group: Sequence[messages.Message],
    kept: dict[str, Future[InHand]],
    tried: Mapping[str, examinations.Tried],
) -> MessageGroup:
    """Begin to examine a group, which is recorded first; those that were examined to know that they are ours are not examined again."""
    fresh = [message.sha256 for message in group if message.sha256 not in kept]
    if fresh:
        with desk.service.store.transaction() as tx:
            examinations.begin(tx, fresh, tried)
    archive, receiving = desk.service.store.archive, desk.receiving
    todo = {one: ToDo(sha256=one, load=partial(archive.content, one), before=tried.get(one, examinations.Tried())) for one in fresh}
    examined = {one: examiners.begin(what, receiving) for one, what in todo.items()}
    return MessageGroup([(message, (kept | examined)[message.sha256]) for message in group], suspect=any(one in tried for one in fresh))


def _bounded(archive: Archive, waiting: Sequence[messages.Message], suspects: Collection[str]) -> Iterator[list[messages.Message]]:
    """Yield the messages in order, so many at once as memory allows; a suspect stands alone."""
    group: list[messages.Message] = []
    weight, alone = 0, False
    for message in waiting:
        size, suspect = archive.size(message.sha256), message.sha256 in suspects
        if group and (weight + size > _BYTES_TOGETHER or suspect or alone):
            yield group
            group, weight = [], 0
        group.append(message)
        weight, alone = weight + size, suspect
    yield group


def put_back(desk: GroupDesk, group: MessageGroup) -> None:
    """Say that no message of a group is being examined any more, as far as the store does its work."""
    with suppress(StoreError), desk.service.store.transaction() as tx:
        mine = desk.turn.mine(tx, [message.id for message, _ in group.messages])
        examinations.conclude(tx, [message.sha256 for message, _ in group.messages if message.id in mine])
        desk.turn.let_go(tx, mine)


def light_or_alone(group: MessageGroup) -> Iterator[MessageGroup]:
    """Yield what is concluded together, in order: of those that weigh much memory holds one at a time."""
    some: list[tuple[messages.Message, Future[InHand]]] = []
    for one in group.messages:
        if is_heavy(one[1]):
            yield from (MessageGroup(each, group.suspect) for each in (some, [one]) if each)
            one[1].result().let_go()
            some = []
        else:
            some.append(one)
    if some:
        yield MessageGroup(some, group.suspect)


def still_mine(desk: GroupDesk, tx: Transaction, group: MessageGroup) -> MessageGroup:
    """Return those of a group that are still this reader's: where its lease has ended, another one reads them."""
    mine = desk.turn.mine(tx, [message.id for message, _ in group.messages])
    return MessageGroup([one for one in group.messages if one[0].id in mine], group.suspect)
