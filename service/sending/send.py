"""The sender: hands over what is due in the outbox (see `service.sending.due_letters`); nothing is sent twice, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from time import monotonic

from domain.letter import Envelope
from domain.ports import Transport
from domain.rules.hours import WEEK
from domain.sentences import counted
from service.keeping import restored
from service.keeping.restored import begin_pass
from service.letters.cancelled import keep_cancelled
from service.process.awaited import unfinished
from service.process.leases import Duty, held_in_turn
from service.process.stopping import FINISH, once_stopped, stoppable
from service.sending import halts
from service.sending.delays import delays
from service.sending.due_letters import due_letters
from service.sending.pace import paces
from service.sending.sending_journal import SendingJournal, Sent
from service.sending.side_by_side import Sending, side_by_side
from service.studies.chosen_transports import by_transport, opened
from service.wiring import Service
from store import journal, outbox


def send_due(service: Service, now: datetime, since: float | None = None) -> Sent:
    """Hand over every letter that is due, beside other processes where the store is shared; without a recent collect, no reminder leaves.

    When somebody stops the program, no further letter is begun, and what is left is told. `since` is what the monotonic clock showed when
    it was `now`, in seconds: the attempts are dated by it. Who was asked by a person waits for a process that sends just now.
    """
    since = monotonic() if since is None else since
    sent = Sent()
    with stoppable(service.stopping), held_in_turn(service, Duty.SENDER) as mine:
        if mine is None:
            sent.problems += _busy(service, now)
            return sent
        if mine.waited:
            now, since = now + mine.waited, since + mine.waited.total_seconds()
            _tell_left(service, now)
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
        if this_pass:
            with (
                service.store.book.page(this_pass, mine.number) as page,
                opened(service, ways) as (transports, faults),
                once_stopped(service.stopping, partial(_hurry, service, transports.values())),
            ):
                sent.problems += faults
                common = partial(SendingJournal, service=service, now=now, since=since, result=sent, gate=gate, page=page, fence=mine.fence)
                logs = {name: common(pace=pace[name], connections=one.connections) for name, one in transports.items()}
                side_by_side([Sending(one, _passes(logs[name], ways[name]), logs[name]) for name, one in transports.items()])
                page.end()
            with service.store.reading() as tx:  # Only now it is known how many letters wait.
                sent.problems += [halts.sentence(tx, one) for one in gate.begun]
            sent.tell_refusals()
        # Those too that an earlier process left in the middle, and that are found only now.
        sent.problems += _left(service, now, sent.outcomes["uncertain"])
        with service.store.reading() as tx:
            sent.halted = [*halts.sentences(tx), *sent.unapproved.sentences(), *sent.uncollected.sentences()]
            # As it was when the pass began: what a limit kept back then may leave by now, and is waiting all the same.
            sent.waits = delays(service, tx, now)
    return sent


def _busy(service: Service, now: datetime) -> Iterator[str]:
    """Say that another process sends, which keeps nothing from leaving; or that whoever waited for it was stopped."""
    if service.stopping.is_set():
        yield from _left(service, now, 0)
        return
    mend = "Nothing is lost: what waits leaves with that one, or with the next pass of the service. `counterfoil deliveries` lists it."
    yield f"Another process is already sending, so this one did not.{unfinished(service, mend)}"


def _tell_left(service: Service, now: datetime) -> None:
    """Tell whoever waited for another process how much that one left: it may have taken along what was put out here."""
    with service.store.reading() as tx:
        left = outbox.count_due(tx, now)
    were = f"{counted(left, 'letter that is due is', 'letters that are due are')} left" if left else "No letter that is due is left"
    service.tell(f"{were}.")


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


def _passes(log: SendingJournal, senders: frozenset[halts.Scope]) -> Iterator[Iterator[Envelope]]:
    """Yield what one transport hands over for these senders; what is tried first may open the gate for all that waits behind it.

    What was left on the way, since it was made of something that is not so any more, has its turn at the end.
    """
    if first := [one for scope, some in log.gate.untried.items() if scope in senders for one in some]:
        yield log.watch(due_letters(log, senders, first))
    yield log.watch(due_letters(log, senders))
    while log.made.changed and not (log.stalled or log.lost):
        log.made.changed.clear()
        yield log.watch(due_letters(log, senders))
