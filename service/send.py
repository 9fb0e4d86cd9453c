"""The sender: takes what is due from the outbox, makes it, and hands it over; nothing is sent twice, nothing is lost."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from time import monotonic

from domain.errors import CounterfoilError, StoreError
from domain.events import Event, tell
from domain.letter import DeliveryState, Envelope, Letter
from domain.ports import Transport
from domain.rules.hours import WEEK
from domain.rules.reminded import may_leave
from domain.sentences import counted
from service import halts, restored, retries
from service.approvals import Leave
from service.cancelled import keep_cancelled
from service.cases import open_unsent
from service.census import InvitedOrganisation, census
from service.chosen_transports import by_transport, opened
from service.collect import recently_collected
from service.corrections import with_correction
from service.delays import delays
from service.halts import Gate
from service.leases import Duty, held
from service.made_ahead import MadeAhead, Order
from service.pace import paces
from service.press import Press
from service.restored import LeftBefore, begin_pass
from service.running import Running, UnreadableStudyError, readable
from service.sending_hours import postpone
from service.sending_journal import SendingJournal, Sent
from service.side_by_side import Sending, side_by_side
from service.still_wanted import LetterKnown, known_of, mailing_of, still_wanted
from service.stopping import FINISH, once_stopped, stoppable
from service.wiring import Service, Unlocking
from store import Transaction, journal, outbox, studies

_BATCH = 200


def send_due(service: Service, now: datetime, since: float | None = None) -> Sent:
    """Hand over every letter that is due, beside other processes where the store is shared; without a recent collect, no reminder leaves.

    When somebody stops the program, no further letter is begun, and what is left is told. `since` is what the monotonic clock showed when
    it was `now`, in seconds: the attempts are dated by it.
    """
    since = monotonic() if since is None else since
    sent = Sent()
    with stoppable(service.stopping), held(service, Duty.SENDER) as mine:
        if mine is None:
            sent.problems.append("Another process is already sending, so this one did not.")
            return sent
        if older := restored.look(service, now):
            sent.problems.append(older)
            return sent
        with service.store.transaction() as tx:
            journal.alone(tx)  # A report that is read in this moment settles a letter from the state that it has, and so before or after.
            sent.outcomes["uncertain"] += outbox.recover(tx, now)
            outbox.put_right(tx, now, now + 2 * WEEK)
            keep_cancelled(tx, now)
            ways = by_transport(service, tx, outbox.due_senders(tx, now))
            pace = paces(tx, list(ways), service.installation.limits, now, first=mine.number == 1)
            ways = {name: senders for name, senders in ways.items() if not pace[name].is_left}
            this_pass = begin_pass(service, tx, now, mine.fence) if ways else None
            gate = halts.gate(tx, now, first=mine.number == 1)
            collected = frozenset(study for study in studies.applied_ids(tx) if recently_collected(tx, [study], now))
        if this_pass:
            with (
                service.store.book.page(this_pass, mine.number) as page,
                opened(service, ways) as (transports, faults),
                once_stopped(service.stopping, partial(_hurry, service, transports.values())),
            ):
                sent.problems += faults
                common = partial(SendingJournal, service=service, now=now, since=since, result=sent, gate=gate, page=page, fence=mine.fence)
                logs = {name: common(pace=pace[name], connections=one.connections) for name, one in transports.items()}
                side_by_side([Sending(one, _passes(logs[name], ways[name], collected), logs[name]) for name, one in transports.items()])
                page.end()
            sent.problems += gate.told
            sent.tell_refusals()
        # Those too that an earlier process left in the middle, and that are found only now.
        sent.problems += _left(service, now, sent.outcomes["uncertain"])
        with service.store.reading() as tx:
            sent.halted = [*halts.sentences(tx), *sent.unapproved.sentences()]
            # As it was when the pass began: what a limit kept back then may leave by now, and is waiting all the same.
            sent.waits = delays(service, tx, now)
    return sent


def _hurry(service: Service, transports: Iterable[Transport]) -> None:
    service.tell(f"Stopping: no further letter is begun, and those in hand have {FINISH:.0f} seconds for their verdict.")
    for transport in transports:
        transport.hasten(FINISH)


def _left(service: Service, now: datetime, doubts: int) -> Iterator[str]:
    """Say what is to be done about letters that came into doubt, and about those that were left when the program was stopped."""
    if doubts:
        may = "1 letter is in doubt: it may" if doubts == 1 else f"{doubts} letters are in doubt: they may"
        how = "`counterfoil held` lists what is in doubt; look for it in the mail server's log, then decide `arrived` or `resend`."
        yield f"{may} have arrived. {how}"
    if service.stopping.is_set():
        with service.store.reading() as tx:
            left = outbox.count_due(tx, now)
        if left:
            were = counted(left, "letter that is due was", "letters that are due were")
            yield f"Stopped: {were} not begun. Nothing is lost: the same command goes on where this one ended."


def _passes(log: SendingJournal, senders: frozenset[halts.Scope], collected: frozenset[str]) -> Iterator[Iterator[Envelope]]:
    """Yield what one transport hands over for these senders; what is tried first may open the gate for all that waits behind it."""
    if first := [one for scope, some in log.gate.untried.items() if scope in senders for one in some]:
        yield log.watch(_envelopes(log, collected, senders, first))
    yield log.watch(_envelopes(log, collected, senders))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pass:
    """What every letter of one pass is made with; `collected` are the studies whose mailbox was taken in shortly before.

    `fence` is that of the `SendingJournal`.
    """

    service: Service
    reader: Unlocking
    now: datetime
    sent: Sent
    collected: frozenset[str]
    gate: Gate
    leave: Leave
    ahead: MadeAhead
    fence: int


def _envelopes(
    log: SendingJournal, collected: frozenset[str], senders: frozenset[halts.Scope], tried: Sequence[int] = ()
) -> Iterator[Envelope]:
    """Yield the letters of these senders that are due, each made in its turn; who still owes an answer is asked again for each batch.

    Of those that wait behind the gate, the first of each sender that may leave is taken where they are named by `tried`, in that order: one
    that is not approved, or no longer wanted, says nothing about the sender. Left out is, too, what would come too soon for somebody.
    """
    presses: dict[str, Press] = {}
    after = begun = 0
    service, now, sent, gate = log.service, log.now, log.result, log.gate
    leave = Leave(service.store.archive, sent.unapproved)
    passes = gate.is_to_try if tried else gate.lets_pass
    ahead = MadeAhead(now)
    with service.reader() as reader, ahead.lasting():
        common = partial(_Pass, service=service, now=now, sent=sent, gate=gate, fence=log.fence)
        this = common(reader=reader, collected=collected, leave=leave, ahead=ahead)
        while not service.stopping.is_set() and not log.pace.is_used_up(log.time()):
            due = _due(log, senders, tried[begun : begun + _BATCH] if tried else None, after)
            with service.store.reading() as tx:
                if log.fence:
                    log.pace.learn(tx)
                    gate.learn(tx)
                wanted_now = [one for one in due if halts.scope(one) in senders and passes(one)]
                batch = [one for one in wanted_now if not (log.pace.wait(one.address, log.time()) or log.pace.leaves(one.address))]
                hopeless = retries.expired(log.pace, wanted_now if log.pace.first and not tried else (), log.time())
                looked = [*batch, *(letter for letter, _ in hopeless)]
                cases = {study: _cases(this, tx, study, batch, presses) for study in {letter.study for letter in looked}}
                leave.look(tx, [one.running for one in presses.values()], looked)
                left = restored.left(tx, batch, {study: press.running for study, press in presses.items()})
                known = known_of(tx, batch)
            if not (due or tried[begun : begun + _BATCH]):
                return
            after, begun = due[-1].id if due else after, begun + _BATCH
            # What is held up here was not kept back by the server: it has all its time when it may leave.
            lost = [one for one in hopeless if (press := presses.get(one[0].study)) and _may_leave(this, press.running, one[0])]
            sent.outcomes["failed"] += retries.give_up(service, lost, log.time(), log.fence)
            _settle_left(this, left.values())
            batch = [one for one in batch if one.id not in left]
            early = postpone(service, batch, {study: press.running for study, press in presses.items()}, cases, log.time())
            ahead.order(list(_orders(presses, [one for one in batch if one.id not in early], cases, known)))
            for letter in batch:
                if service.stopping.is_set():
                    return
                # The sender may have been halted since the batch was looked at.
                if letter.id in early or log.pace.wait(letter.address, log.time()):
                    continue
                if letter.study in presses and passes(letter):
                    case = cases[letter.study].get(str(letter.organisation))
                    for envelope in _made(this, presses[letter.study], letter, case, known[letter.id]):
                        if tried:
                            gate.tries(letter)
                        yield envelope


def _orders(
    presses: Mapping[str, Press],
    batch: Sequence[Letter],
    cases: Mapping[str, Mapping[str, InvitedOrganisation]],
    known: Mapping[int, LetterKnown],
) -> Iterator[Order]:
    """Yield what is to be made of a batch, as far as is known before the turn of each letter."""
    for letter in batch:
        press, case = presses.get(letter.study), cases[letter.study].get(str(letter.organisation))
        if press and case:
            template, _ = still_wanted(press.running, letter, case, known[letter.id])
            if template is not None:
                yield Order(press, replace(letter, template=template), case)


def _due(log: SendingJournal, senders: frozenset[halts.Scope], tried: Sequence[int] | None, after: int) -> Sequence[Letter]:
    """Return the next letters that are due, or those of the `tried`, in their order; none that another sender has claimed is among them."""
    store = log.service.store
    with store.transaction() if log.fence else store.reading() as tx:
        if tried is not None:
            some = outbox.claim_these(tx, log.fence, tried) if log.fence else outbox.with_ids(tx, tried)
            found = {one.id: one for one in some}
            return [found[one] for one in tried if one in found]
        if log.fence:
            # What is halted is left to whoever tries its sender: a pass may take hours, and its claims last as long.
            open_ones = senders - log.gate.halts.keys()
            return outbox.claim(tx, outbox.Claiming(log.fence, open_ones, log.pace.left_to_first), log.now, after, _BATCH)
        return outbox.waiting(tx, log.now, after, _BATCH, senders)


def _settle_left(this: _Pass, left: Collection[LeftBefore]) -> None:
    """Settle, instead of sending them, letters that left before the store was put back."""
    if left:
        left = restored.settle(this.service, left, this.now, this.fence)
        this.sent.outcomes["uncertain"] += sum(one.state is DeliveryState.UNCERTAIN for one in left)
        this.sent.outcomes["left before"] += sum(one.state is DeliveryState.SENT for one in left)


def _cases(this: _Pass, tx: Transaction, study: str, batch: Sequence[Letter], presses: dict[str, Press]) -> dict[str, InvitedOrganisation]:
    try:
        found = readable(this.service, tx, study)
    except UnreadableStudyError as error:
        found = None
        this.sent.problems += [] if str(error) in this.sent.problems else [str(error)]
    if found is None or found.paused:
        presses.pop(study, None)
        return {}
    if study not in presses or (presses[study].running.version, presses[study].study) != (found.version, found.study):
        presses[study] = Press(found, this.service.installation.outgoing, this.service.store.archive)
    of_study = {str(letter.organisation) for letter in batch if letter.study == study}
    return census(tx, found, this.now, of_study)


def _made(this: _Pass, press: Press, letter: Letter, case: InvitedOrganisation | None, known: LetterKnown) -> Iterator[Envelope]:
    template, why = still_wanted(press.running, letter, case, known)
    if template is None:
        with this.service.store.transaction() as tx:
            if not outbox.still_ours(tx, [letter.id], this.fence):
                return  # Another sender has it, or had it, or somebody decided otherwise: what became of it stands.
            outbox.settle(tx, letter.id, DeliveryState.DROPPED, why, this.now)
        this.sent.outcomes["dropped"] += 1
        tell(Event.DROPPED, letter=letter.id, study=letter.study)
        return
    if not _may_leave(this, press.running, letter):
        return
    try:
        envelope = (
            this.ahead.take(letter.id)
            or _recorded(this.service, letter)
            or press.envelope(
                with_correction(this.service, this.reader, press, replace(letter, template=template), case, this.now), case, this.now
            )
        )
        this.gate.letters[letter.id] = letter
        yield envelope
    except StoreError:
        raise  # The letter is none the worse: it waits until the disk and the database do their work again.
    except CounterfoilError as error:
        with this.service.store.transaction() as tx:
            journal.alone(tx)
            if not outbox.still_ours(tx, [letter.id], this.fence):
                return
            outbox.settle(tx, letter.id, DeliveryState.FAILED, str(error), this.now)
            open_unsent(tx, letter, str(error), this.now)
        this.sent.outcomes["failed"] += 1
        tell(Event.NOT_MADE, logging.WARNING, letter=letter.id, study=letter.study, error=type(error).__name__)
        this.sent.problems.append(str(error))


def _may_leave(this: _Pass, running: Running, letter: Letter) -> bool:
    """Say whether nobody here holds a letter up: its mailing is approved, and answers were collected where it asks for them."""
    mailing = mailing_of(running, letter)
    return mailing is None or (may_leave(mailing.audience, collected=letter.study in this.collected) and this.leave.given(letter))


def _recorded(service: Service, letter: Letter) -> Envelope | None:
    """Return the bytes that an earlier attempt recorded; a letter that was never tried has none, and the store is not asked."""
    if not letter.attempts:
        return None
    with service.store.reading() as tx:
        return outbox.recorded(tx, service.store.archive, letter.id)
