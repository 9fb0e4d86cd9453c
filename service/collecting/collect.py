"""Taking in: fetch -> archive raw and record (one transaction) -> move on the server. Thinking comes later, in `understand`.

In a shared mailbox thinking comes first, since mail of others is not ours to keep; what was thought is used again at once.
"""

from __future__ import annotations

import logging
import random
from contextlib import nullcontext
from datetime import datetime, timedelta
from itertools import groupby

from domain.errors import ConfigurationError, CounterfoilError, StoreError
from domain.process.events import Event, tell
from domain.rules.backing_off import pause
from domain.sentences import counted
from domain.study import DEFAULT
from service.cases.paused_collecting import collecting_paused, ends_here
from service.collecting.examiners import Examiners, examiners
from service.collecting.polling import Collected, take_in
from service.collecting.turns import Turn
from service.collecting.understand_pending import understand_pending
from service.installation.plugins import Intake
from service.process.awaited import Patience, patience_of, unfinished
from service.process.leases import Duty, held, held_in_turn
from service.studies.taken_in import COLLECT, TAKEN_IN
from service.wiring import Service
from store import messages, polls, studies

ANOTHER = "Another process is already collecting, so this one did not."
READING = "Another process is already reading what came in, so this one did not."
_SWEPT_EVERY = timedelta(days=1)


def collect(service: Service, now: datetime, *, reads: bool = True, patient: bool = False) -> Collected:
    """Take the mailboxes in once and, if it `reads`, understand what came. Only one process collects from a mailbox at a time.

    Who was asked by a person waits for a process that does so just now. Who is `patient` leaves a mailbox alone for a while that failed.
    What is wrong with one of several keeps no other from being taken in.
    """
    result, faults = Collected(), list[CounterfoilError]()
    if _is_paused(service, result):
        return result
    boxes = {name: list(some) for name, some in groupby(service.installation.intakes, lambda one: one.mailbox)} or {DEFAULT: []}
    asked = [name for name in boxes if not (patient and _is_left_alone(service, name, now, result))]
    patience = patience_of(service)
    with examiners(service) as lent, held_in_turn(service, Duty.READER, patience=patience) if reads else nullcontext() as reader:
        now += reader.waited if reader else timedelta()
        turn = Turn(reader.fence) if reader else None
        mine = 0
        for name in asked:
            try:
                mine += _take_all_in(service, name, boxes[name], now, lent, turn, result, patience)
            except StoreError:
                raise
            except CounterfoilError as error:
                mine += 1
                faults.append(_failed(service, name, error, now))
        if asked and not mine:
            result.problems.append(_whole(service, ANOTHER))
            return result
        if service.waits and not service.stopping.is_set():
            result.problems += [_whole(service, ANOTHER)] if mine < len(asked) else []
            result.problems += [_whole(service, READING)] if reads and not turn else []
        read = turn is not None and _read(service, now, lent, turn, result)
    if faults and len(boxes) == 1:
        raise faults[0]
    result.problems += map(str, faults)
    tell(Event.TAKEN_IN, logging.INFO if result.new else logging.DEBUG, new=result.new, problems=len(result.problems))
    if not ends_here(service):
        _record_all(service, COLLECT if read else TAKEN_IN, list(boxes))
    return result


def _whole(service: Service, busy: str) -> str:
    """Return a sentence that another process is at it, with what is to be done for whoever waited for that one."""
    return f"{busy}{unfinished(service, 'Nothing is lost: mail stays where it lies. Run the command again in some minutes.')}"


def _is_paused(service: Service, result: Collected) -> bool:
    """Say whether somebody paused collecting: that is no problem, and whoever asked is told."""
    with service.store.reading() as tx:
        found = collecting_paused(tx)
    result.paused = found.told if found else ""
    return found is not None


def _take_all_in(
    service: Service,
    name: str,
    intakes: list[Intake],
    now: datetime,
    lent: Examiners,
    turn: Turn | None,
    result: Collected,
    patience: Patience,
) -> bool:
    """Take in a mailbox with all its folders; False where another process does."""
    with held_in_turn(service, Duty.COLLECTOR, name, patience) as mine:
        if mine is None:
            return False
        now += mine.waited
        _sweep(service, now)
        if not intakes:
            with service.mailbox():  # It says what is missing in the settings.
                return True
        for intake in intakes:
            take_in(service, intake, now, lent, turn, result)
        if not ends_here(service):
            with service.store.transaction() as tx:
                polls.put(tx, polls.Poll(mailbox=name, done_at=now))
    return True


def _sweep(service: Service, now: datetime) -> None:
    """Remove what killed processes left in the archive by halves, at first and once a day: its whole folder is looked through for that."""
    if service.swept_at is None or abs(now - service.swept_at) >= _SWEPT_EVERY:
        service.store.archive.sweep(now)
        service.swept_at = now


def _failed(service: Service, name: str, error: CounterfoilError, now: datetime) -> CounterfoilError:
    """Keep that a mailbox failed, and when it is tried again by who is patient. It is no fault of a server that it is not found."""
    if not isinstance(error, ConfigurationError) and not service.stopping.is_set():
        with service.store.transaction() as tx:
            before = polls.polls(tx).get(name, polls.Poll(mailbox=name))
            failures = before.failures + 1
            next_at = now + pause(failures, random.random())  # noqa: S311 - chance, and no secret
            polls.put(tx, polls.Poll(mailbox=name, done_at=before.done_at, failures=failures, next_at=next_at, why=str(error)))
        tell(Event.MAILBOX_FAILED, logging.WARNING, what=name, error=type(error).__name__)
    return error


def _is_left_alone(service: Service, name: str, now: datetime, result: Collected) -> bool:
    """Say whether a mailbox is not asked yet, since it failed; that it does not answer stays a problem meanwhile."""
    with service.store.reading() as tx:
        found = polls.polls(tx).get(name)
    if found and (told := not_asked(found, now)):
        result.problems.append(f"{told} The last time: {found.why}" if found.why else told)
        result.left_alone += 1
        return True
    return False


def not_asked(found: polls.Poll | None, now: datetime) -> str:
    """Say that a mailbox failed, and when it is asked again; "" where it may be asked. A clock that was put back keeps nobody waiting."""
    if found is None or found.next_at is None or not now < found.next_at <= now + pause(found.failures, 0):
        return ""
    return f"{failed(found)}; it is asked again at {found.next_at:%H:%M:%S} UTC."


def failed(found: polls.Poll) -> str:
    """Say how often a mailbox failed, as the beginning of a sentence."""
    which = "The mailbox" if found.mailbox == DEFAULT else f"The mailbox {found.mailbox}"
    times = "once" if found.failures == 1 else f"{counted(found.failures, 'time')} in a row"
    return f"{which} failed {times}"


def read(service: Service, now: datetime) -> Collected:
    """Understand what others took in; on SQLite one process at a time does."""
    result = Collected()
    if _is_paused(service, result):
        return result
    with held(service, Duty.READER) as mine, examiners(service) as lent:
        if mine is None:
            return result
        with service.store.reading() as tx:
            upto = max((one.done_at for study in studies.applied_ids(tx) if (one := studies.due(tx, study, TAKEN_IN))), default=None)
        done = _read(service, now, lent, Turn(mine.fence), result)
        if done and upto and not ends_here(service):
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


def _record_all(service: Service, what: str, names: list[str]) -> None:
    """Write down when the mailboxes were taken in, all of them: as early as the one that was longest ago."""
    with service.store.reading() as tx:
        there = polls.polls(tx)
    done = [one.done_at for name in names if (one := there.get(name)) and one.done_at]
    if len(done) == len(names):
        _record(service, what, min(done))


def _record(service: Service, what: str, at: datetime) -> None:
    """Write down for each study that the mailboxes were taken in to their end, and read to their end, as they were then.

    Where several do it, never an earlier time.
    """
    with service.store.transaction() as tx:
        for study in studies.applied_ids(tx):
            before = studies.due(tx, study, what)
            if not service.store.is_shared or before is None or before.done_at < at:
                studies.record_due(tx, study, studies.Due(what, at, at, studies.DONE))
