"""A mailbox that is shared with other work: only mail with evidence of ours is taken in, so it is examined before it is kept."""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from domain.ports import Fetched
from intake.understanding.examine import Examined, examine
from intake.understanding.receiving import Receiving
from service.at_work import at_work
from service.examiners import Examiners
from service.knowledge import knowledge
from service.wiring import Service
from store import Transaction, studies

_TOGETHER = 20  # Messages told apart at once; meanwhile those after them are examined.
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class Sifted:
    """Messages that were told apart: ours, with their examinations by the hash of their bytes; and those of others."""

    ours: list[Fetched] = field(default_factory=list)
    examined: dict[str, Future[Examined]] = field(default_factory=dict)
    theirs: list[Fetched] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Sieve:
    """What messages are told apart with; a problem is told of each that cannot be examined."""

    examiners: Examiners
    receiving: Receiving
    problems: list[str]

    def examine(self, raw: bytes) -> Examined:
        return examine(raw, self.examiners, self.receiving)

    def is_ours(self, tx: Transaction, one: Fetched, examined: Future[Examined]) -> bool:
        """Say whether a message is ours, whatever it does to the examination: then its head alone is asked (see decision 0020)."""
        try:
            return self._names_ours(tx, examined.result())
        except Exception as error:  # noqa: BLE001 - the next one must be read
            why = f"{type(error).__name__}: {error}"
        studies.applied_ids(tx)  # Where not the message but the store is at fault, this fails too, and nothing is decided.
        try:
            ours = self._names_ours(tx, self.examine(_END_OF_HEAD.split(one.raw, maxsplit=1)[0]))
        except Exception:  # noqa: BLE001 - told below, with the first reason
            ours = False
        if not ours:
            where = f"Message {one.location.uid} in {one.location.folder} of {one.location.mailbox}"
            told = f"{where} could not be examined ({why}). Nothing in its header is ours, so it was left where it is: check it there."
            self.problems.append(told)
        return ours

    def _names_ours(self, tx: Transaction, examined: Examined) -> bool:
        with tx.begin_nested():  # On PostgreSQL a statement that fails would spoil those after it.
            known = knowledge(tx, examined, self.receiving.own)
        return bool(known.candidates or known.deliveries)


def sift(service: Service, examiners: Examiners, batch: Sequence[Fetched], problems: list[str]) -> Iterator[Sifted]:
    """Yield the messages of a batch told apart, in order and some at a time; none any more once the service stops."""
    with service.store.reading() as tx:
        receiving = at_work(service, tx).receiving(service.installation)
    sieve = _Sieve(examiners, receiving, problems)
    begun = deque((one, examiners.begin(sieve.examine, one.raw)) for one in batch)
    while begun and not service.stopping.is_set():
        yield _told_apart(service, sieve, [begun.popleft() for _ in range(min(_TOGETHER, len(begun)))])


def _told_apart(service: Service, sieve: _Sieve, some: Sequence[tuple[Fetched, Future[Examined]]]) -> Sifted:
    for _, examined in some:
        examined.exception()  # The store is not kept waiting while a file is opened.
    sifted = Sifted()
    with service.store.reading() as tx:
        for one, examined in some:
            if sieve.is_ours(tx, one, examined):
                sifted.ours.append(one)
                sifted.examined[hashlib.sha256(one.raw).hexdigest()] = examined
            else:
                sifted.theirs.append(one)
    return sifted
