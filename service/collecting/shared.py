"""A mailbox that is shared with other work: only mail with evidence of ours is taken in, so it is examined before it is kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial

from domain.bulk import Content, beginning, sha256_of
from domain.ports import Fetched
from intake.parsing.entity import END_OF_HEAD
from intake.understanding.examine import Examined
from intake.understanding.receiving import Receiving
from service.collecting.examiners import Examiners, InHand, ToDo, given_up
from service.effects.knowledge import knowledge
from service.process.caged import examine
from service.studies.at_work import AtWork, at_work
from service.wiring import Service
from store import Transaction, examinations, studies
from store.intake.examinations import Tried

_TOGETHER = 20  # Messages told apart at once; meanwhile those after them are examined.


@dataclass(frozen=True, slots=True)
class Sifted:
    """Messages that were told apart: ours, with their examinations by the hash of their bytes; and those of others."""

    ours: list[Fetched] = field(default_factory=list)
    examined: dict[str, Future[InHand]] = field(default_factory=dict)
    theirs: list[Fetched] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Sieve:
    """What messages are told apart with; a problem is told of each that cannot be examined."""

    service: Service
    studies: AtWork
    receiving: Receiving
    problems: list[str]

    def is_ours(self, tx: Transaction, one: Fetched, examined: Future[InHand]) -> bool:
        """Say whether a message is ours, whatever it does to the examination: then its head alone is asked (see decision 0020)."""
        try:
            return self._names_ours(tx, examined.result().take())
        except Exception as error:  # noqa: BLE001 - the next one must be read
            why = f"{type(error).__name__}: {error}"
        studies.applied_ids(tx)  # Where not the message but the store is at fault, this fails too, and nothing is decided.
        try:
            ours = self._names_ours(tx, examine(self.service, END_OF_HEAD.split(beginning(one.raw), maxsplit=1)[0], self.receiving))
        except Exception:  # noqa: BLE001 - told below, with the first reason
            ours = False
        if not ours:
            where = f"Message {one.location.uid} in {one.location.folder} of {one.location.mailbox}"
            told = f"{where} could not be examined ({why}). Nothing in its header is ours, so it was left where it is: check it there."
            self.problems.append(told)
        return ours

    def _names_ours(self, tx: Transaction, examined: Examined) -> bool:
        with tx.begin_nested():  # On PostgreSQL a statement that fails would spoil those after it.
            known = knowledge(tx, examined, self.studies)
        return bool(known.candidates or known.deliveries or known.leaving)


def sift(service: Service, examiners: Examiners, batch: Sequence[Fetched], problems: list[str]) -> Iterator[Sifted]:
    """Yield the messages of a batch told apart, in order and some at a time; none any more once the service stops."""
    with service.store.reading() as tx:
        known = at_work(service, tx)
        receiving = known.receiving(service.installation)
        tried = examinations.tried(tx, map(_hash, batch))
    sieve = _Sieve(service, known, receiving, problems)
    fresh = [one for one in batch if _hash(one) not in tried]
    begun = deque(_begun(service, examiners, receiving, fresh, {}))
    while begun and not service.stopping.is_set():
        yield _told_apart(service, sieve, examiners, [begun.popleft() for _ in range(min(_TOGETHER, len(begun)))])
    for one in batch:  # What was tried before may end the service: it is examined alone, after all others.
        if _hash(one) in tried and not service.stopping.is_set():
            yield _told_apart(service, sieve, examiners, _begun(service, examiners, receiving, [one], tried))
    if begun:
        with service.store.transaction() as tx:
            examinations.conclude(tx, [_hash(one) for one, _ in begun])


def _hash(one: Fetched) -> str:
    return sha256_of(one.raw)


def _begun(
    service: Service, examiners: Examiners, receiving: Receiving, some: Sequence[Fetched], tried: Mapping[str, Tried]
) -> list[tuple[Fetched, Future[InHand]]]:
    """Begin to examine some messages, which is recorded first."""
    if not some:
        return []
    with service.store.transaction() as tx:
        examinations.begin(tx, [_hash(one) for one in some], tried)
    todo = [ToDo(sha256=_hash(one), load=partial(_raw, one), before=tried.get(_hash(one), Tried())) for one in some]
    return [(one, examiners.begin(what, receiving)) for one, what in zip(some, todo, strict=True)]


def _raw(one: Fetched) -> Content:
    return one.raw


def _told_apart(service: Service, sieve: _Sieve, examiners: Examiners, some: Sequence[tuple[Fetched, Future[InHand]]]) -> Sifted:
    """Tell some messages apart; one that was not read to its end, as the service is to stop, is neither ours nor of others yet."""
    examiners.await_all([examined for _, examined in some])  # The store is not kept waiting meanwhile.
    sifted = Sifted()
    with service.store.reading() as tx:
        for one, examined in some:
            if given_up(examined):
                continue
            if sieve.is_ours(tx, one, examined):
                sifted.ours.append(one)
                sifted.examined[_hash(one)] = examined
            else:
                sifted.theirs.append(one)
    return sifted
