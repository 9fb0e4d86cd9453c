"""The letters that are due, each made in its turn: whether it may leave, and is still wanted, is asked when that comes."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.errors import CounterfoilError, StoreError
from domain.letter import DeliveryState, Envelope, Letter
from domain.process.events import Event, tell
from domain.rules.recent import is_recent
from domain.rules.reminded import may_leave
from service.approving.approvals import Leave
from service.contacts.census import InvitedOrganisation, census
from service.keeping import left_before
from service.keeping.left_before import LeftBefore
from service.letters.corrections import with_correction
from service.letters.press import Press
from service.process import caged
from service.process.caged import Unlocking
from service.rulings.opening import open_unsent
from service.sending import halts, retries
from service.sending.claiming import next_due
from service.sending.halts import Gate
from service.sending.letters_underway import MadeOf
from service.sending.made_ahead import MadeAhead, Order
from service.sending.sending_hours import in_hours, postpone
from service.sending.sending_journal import SendingJournal
from service.sending.still_wanted import LetterKnown, known_of, mailing_of, still_wanted
from service.studies.running import Running, UnreadableStudyError, readable
from service.studies.taken_in import collected_at
from service.wiring import Service
from store import Transaction, journal, outbox

_BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pass:
    """What every letter of one pass is made with.

    `presses` has one for each study that is neither paused nor unreadable. It `is_trial` where one letter tries its halted sender.
    """

    log: SendingJournal
    reader: Unlocking
    leave: Leave
    ahead: MadeAhead
    is_trial: bool
    presses: dict[str, Press] = field(default_factory=dict)

    @property
    def gate(self) -> Gate:
        """Return what keeps the letters of halted senders back."""
        return self.log.gate

    def passes(self, letter: Letter) -> bool:
        """Say whether the gate is open for a letter."""
        return self.gate.is_to_try(letter) if self.is_trial else self.gate.lets_pass(letter)

    def studies(self) -> dict[str, Running]:
        """Return the studies whose letters may be made."""
        return {study: press.running for study, press in self.presses.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looked:
    """What stood in the store when a batch was looked at: who may get a letter, and what is known of each.

    `wanted` has the template of each letter whose study may send, or None and why it is not wanted; `entry` is the journal's newest then.
    `collected` says of each study when its mailbox was taken in last.
    """

    batch: Sequence[Letter]
    hopeless: Sequence[tuple[Letter, str]]
    cases: Mapping[str, Mapping[str, InvitedOrganisation]]
    left: Mapping[int, LeftBefore]
    known: Mapping[int, LetterKnown]
    wanted: Mapping[int, tuple[str | None, str]]
    entry: int
    collected: Mapping[str, datetime | None]

    def case(self, letter: Letter) -> InvitedOrganisation | None:
        """Return the organisation that a letter is about; None where it is about none that is invited."""
        return self.cases[letter.study].get(str(letter.organisation))


def due_letters(log: SendingJournal, senders: frozenset[halts.Scope], tried: Sequence[int] = ()) -> Iterator[Envelope]:
    """Yield the letters of these senders that are due, each made in its turn; who still owes an answer is asked again for each batch.

    Of those that wait behind the gate, the first of each sender that may leave is taken where they are named by `tried`, in that order: one
    that is not approved, or no longer wanted, says nothing about the sender. Left out is, too, what would come too soon for somebody.
    """
    after = begun = 0
    service, now = log.service, log.now
    ahead, leave = MadeAhead(now), Leave(service.store.archive, log.result.unapproved)
    with caged.reader(service) as reader, ahead.lasting():
        this = _Pass(log=log, reader=reader, leave=leave, ahead=ahead, is_trial=bool(tried))
        while not service.stopping.is_set() and not log.pace.is_used_up(log.time()):
            due = next_due(log, senders, _BATCH, tried[begun : begun + _BATCH] if tried else None, after)
            looked = _look(this, due, senders)
            if not (due or tried[begun : begun + _BATCH]):
                return
            after, begun = due[-1].id if due else after, begun + _BATCH
            _settle_hopeless(this, looked)
            _settle_left(this, looked.left.values())
            batch = [one for one in looked.batch if one.id not in looked.left]
            early = postpone(service, batch, this.studies(), looked.cases, log.time())
            batch = [one for one in batch if one.id not in early]
            ahead.order(list(_orders(this, batch, looked)))
            for letter in in_hours(service, batch, this.studies(), looked.cases, log.time):
                if service.stopping.is_set():
                    return
                yield from _in_its_turn(this, letter, looked)


def _in_its_turn(this: _Pass, letter: Letter, looked: _Looked) -> Iterator[Envelope]:
    """Yield the letter, if it may leave: its sender may have been halted since the batch was looked at."""
    if this.log.pace.wait(letter.address, this.log.time()) or letter.study not in this.presses or not this.passes(letter):
        return
    for envelope in _made(this, this.presses[letter.study], letter, looked):
        if this.is_trial:
            this.gate.tries(letter)
        yield envelope


def _look(this: _Pass, due: Sequence[Letter], senders: frozenset[halts.Scope]) -> _Looked:
    """Look at letters that are due as they stand in this moment."""
    log, gate = this.log, this.gate
    with log.service.store.reading() as tx:
        entry = journal.end(tx)[0]  # Before all else: what is decided meanwhile is asked again.
        if log.fence:
            log.pace.learn(tx)
            gate.learn(tx)
        wanted_now = [one for one in due if halts.scope(one) in senders and this.passes(one)]
        batch = [one for one in wanted_now if not (log.pace.wait(one.address, log.time()) or log.pace.leaves(one.address))]
        hopeless = retries.expired(log.pace, wanted_now if log.pace.first and not this.is_trial else (), log.time())
        looked = [*batch, *(letter for letter, _ in hopeless)]
        cases = {study: _cases(this, tx, study, batch, this.presses) for study in {letter.study for letter in looked}}
        this.leave.look(tx, [one.running for one in this.presses.values()], looked)
        left, known = left_before.left(tx, batch, this.studies()), known_of(tx, batch)
        collected = {study: collected_at(tx, study) for study in cases}
    runs = this.studies()
    may = ((one, runs[one.study], cases[one.study].get(str(one.organisation))) for one in batch if one.study in runs)
    wanted = {one.id: still_wanted(running, one, case, known[one.id]) for one, running, case in may}
    return _Looked(batch=batch, hopeless=hopeless, cases=cases, left=left, known=known, wanted=wanted, entry=entry, collected=collected)


def _settle_hopeless(this: _Pass, looked: _Looked) -> None:
    """Give up letters that are not tried any more. What is held up here was not kept back by the server: it has all its time then."""
    log = this.log
    lost = [one for one in looked.hopeless if (press := this.presses.get(one[0].study)) and _may_leave(this, looked, press.running, one[0])]
    log.result.outcomes["failed"] += retries.give_up(log.service, lost, log.time(), log.fence)


def _orders(this: _Pass, batch: Iterable[Letter], looked: _Looked) -> Iterator[Order]:
    """Yield what is to be made of a batch, as far as is known before the turn of each letter."""
    for letter in batch:
        press, case = this.presses.get(letter.study), looked.case(letter)
        if press and case:
            template, _ = looked.wanted[letter.id]
            if template is not None:
                yield Order(press, replace(letter, template=template), case)


def _settle_left(this: _Pass, left: Collection[LeftBefore]) -> None:
    """Settle, instead of sending them, letters that left before the store was put back."""
    if left:
        left = left_before.settle(this.log.service, left, this.log.now, this.log.fence)
        this.log.result.outcomes["uncertain"] += sum(one.state is DeliveryState.UNCERTAIN for one in left)
        this.log.result.outcomes["left before"] += sum(one.state is DeliveryState.SENT for one in left)


def _cases(this: _Pass, tx: Transaction, study: str, batch: Sequence[Letter], presses: dict[str, Press]) -> dict[str, InvitedOrganisation]:
    try:
        found = readable(this.log.service, tx, study)
    except UnreadableStudyError as error:
        found = None
        this.log.result.problems += [] if str(error) in this.log.result.problems else [str(error)]
    if found is None or found.paused:
        presses.pop(study, None)
        return {}
    if study not in presses or (presses[study].running.version, presses[study].study) != (found.version, found.study):
        presses[study] = Press(found, this.log.service.installation.outgoing, this.log.service.store.archive)
    of_study = {str(letter.organisation) for letter in batch if letter.study == study}
    return census(tx, found, this.log.now, of_study)


def _made(this: _Pass, press: Press, letter: Letter, looked: _Looked) -> Iterator[Envelope]:
    case = looked.case(letter)
    template, why = looked.wanted[letter.id]
    if template is None:
        with this.log.service.store.transaction() as tx:
            if not outbox.still_ours(tx, [letter.id], this.log.fence):
                return  # Another sender has it, or had it, or somebody decided otherwise: what became of it stands.
            outbox.settle(tx, letter.id, DeliveryState.DROPPED, why, this.log.now)
        this.log.result.outcomes["dropped"] += 1
        tell(Event.DROPPED, letter=letter.id, study=letter.study)
        return
    if not _may_leave(this, looked, press.running, letter):
        return
    try:
        envelope = (
            this.ahead.take(letter.id)
            or _recorded(this.log.service, letter)
            or press.envelope(
                with_correction(this.log.service, this.reader, press, replace(letter, template=template), case, this.log.now),
                case,
                this.log.now,
            )
        )
        this.gate.letters[letter.id] = letter
        this.log.made.made[letter.id] = MadeOf(press.running, case, looked.known[letter.id], looked.entry)
        yield envelope
    except StoreError:
        raise  # The letter is none the worse: it waits until the disk and the database do their work again.
    except CounterfoilError as error:
        with this.log.service.store.transaction() as tx:
            journal.alone(tx)
            if not outbox.still_ours(tx, [letter.id], this.log.fence):
                return
            outbox.settle(tx, letter.id, DeliveryState.FAILED, str(error), this.log.now)
            open_unsent(tx, letter, str(error), this.log.now)
        this.log.result.outcomes["failed"] += 1
        tell(Event.NOT_MADE, logging.WARNING, letter=letter.id, study=letter.study, error=type(error).__name__)
        this.log.result.problems.append(str(error))


def _may_leave(this: _Pass, looked: _Looked, running: Running, letter: Letter) -> bool:
    """Say whether nobody here holds a letter up: its mailing is approved, and answers were collected where it asks for them."""
    mailing = mailing_of(running, letter)
    if mailing is None:
        return True
    # By the time of its turn: a pass may take hours, and nothing is collected meanwhile.
    if not may_leave(mailing.audience, collected=is_recent(looked.collected[letter.study], this.log.time())):
        this.log.result.uncollected.add(letter)
        return False
    return this.leave.given(letter)


def _recorded(service: Service, letter: Letter) -> Envelope | None:
    """Return the bytes that an earlier attempt recorded; a letter that was never tried has none, and the store is not asked."""
    if not letter.attempts:
        return None
    with service.store.reading() as tx:
        return outbox.recorded(tx, service.store.archive, letter.id)
