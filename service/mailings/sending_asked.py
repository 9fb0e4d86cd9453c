"""A mailing that is asked to be sent where nothing is sent, as at the console: it waits in the store for the service that runs.

It is planned by the same verb as `send --live`, in one transaction with the word that it is done: whoever kills the program between the two
finds neither. What was looked at is named by its hash; where something else would leave, nothing does. Taking it back is undoing its entry.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from domain.errors import ConfigurationError, CounterfoilError, StoreError
from domain.journal import What
from domain.rules.recent import is_late
from domain.rules.reminded import may_leave
from domain.study import Mailing
from languages.telling import of_error
from service.approving.approvals import about, refuse_unapproved
from service.approving.proposals import propose
from service.mailings.send_now import SayingSent, plan_now, ready, refuse_skipped
from service.mailings.to_come import letters_to_come
from service.process.stopping import StoppedError
from service.sending.tick_report import TickReport
from service.studies.find import find_mailing
from service.studies.running import Running, refuse_paused
from service.studies.taken_in import recently_collected
from service.wiring import Service
from store import Transaction, decisions, journal, sendings, standing_decisions
from store.cases.decisions import Ruling
from store.letters.sendings import AskedSending


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingSending:
    """What a person says: send this mailing as it was when it had this hash, the whole of it."""

    mailing: str
    sha256: str
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingForeseen:
    """What would leave if a mailing were sent now: its letters by language, to how many organisations; letters put out before are not new.

    `kept_back` are those that no approval covers.
    """

    mailing: str
    sha256: str
    languages: tuple[tuple[str, int], ...]
    letters: int
    organisations: int
    before: int
    kept_back: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingSeen:
    """One that was asked for, and whether it was taken back."""

    asked: AskedSending
    taken_back: bool

    @property
    def waits(self) -> bool:
        """Say whether the service has still to send it."""
        return self.asked.done_at is None and not self.taken_back


class _GoneError(Exception):
    """It was taken back, or is done, since it was looked up."""


def foresee_sending(service: Service, running: Running, name: str, sha256: str, now: datetime) -> SendingForeseen:
    """Return what would leave of a mailing now. ConfigurationError where it may not leave, or is not what has this hash any more."""
    mailing = find_mailing(running, name)
    with service.store.reading() as tx:
        _refuse(tx, service, running, mailing, sha256)
        leave = refuse_unapproved(tx, service, running, mailing)
        letters = tuple(letters_to_come(tx, running, mailing, now))
    new = [one for one in letters if not one.planned]
    may = [one for one in new if leave.reaches(one.organisation, one.address)]
    return SendingForeseen(
        mailing=name,
        sha256=sha256,
        languages=tuple(sorted(Counter(one.language for one in may).items())),
        letters=len(may),
        organisations=len({one.organisation for one in may}),
        before=len(letters) - len(new),
        kept_back=len(new) - len(may),
    )


def ask_sending(service: Service, running: Running, said: AskingSending, now: datetime) -> int:
    """Let a mailing be sent with the next tick of the service, and return the entry of the journal that says so.

    ConfigurationError where it may not leave, is not what has this hash, or waits already.
    """
    mailing, study = find_mailing(running, said.mailing), running.study.id
    with service.store.transaction() as tx:
        journal.alone(tx)
        _refuse(tx, service, running, mailing, said.sha256)
        if any((one.study, one.mailing) == (study, mailing.name) and _is_wanted(tx, one) for one in sendings.not_done(tx)):
            remedy = "It leaves as soon as the service runs; nothing more is to be done."
            raise ConfigurationError("It waits already to be sent.", where=mailing.name, remedy=remedy, key="sending_waits")
        ruling = Ruling(what=What.WISH, about=about(study, mailing.name), value=said.sha256, study=study, note=said.note)
        (entry,) = decisions.decide(tx, decisions.person(tx, said.by), now, [ruling])
        sendings.ask(tx, _asked(study, said, entry.number, now))
    return entry.number


def _asked(study: str, said: AskingSending, entry: int, now: datetime) -> AskedSending:
    return AskedSending(study=study, mailing=said.mailing, sha256=said.sha256, entry=entry, by=said.by, note=said.note, asked_at=now)


def asked_sendings(service: Service, study: str, mailing: str) -> tuple[SendingSeen, ...]:
    """Return the newest that were asked for of a mailing, and what became of them."""
    with service.store.reading() as tx:
        found = sendings.of_mailing(tx, study, mailing)
        return tuple(SendingSeen(asked=one, taken_back=one.done_at is None and not _is_wanted(tx, one)) for one in found)


def plan_asked(service: Service, now: datetime, report: TickReport) -> None:
    """Put out what was asked to be sent; what may not leave is done too, and says why. What was done is added to the report."""
    with service.store.reading() as tx:
        waiting = [one for one in sendings.not_done(tx) if _is_wanted(tx, one)]
    for one in waiting:
        if service.stopping.is_set():
            return
        try:
            _plan(service, one, now, report)
        except StoreError:
            raise
        except StoppedError:
            return  # Nothing was put out: it waits.
        except _GoneError:
            continue
        except CounterfoilError as error:
            _give_up(service, one, of_error(error), now, report)


def _plan(service: Service, one: AskedSending, now: datetime, report: TickReport) -> None:
    found, mailing = ready(service, one.study, one.mailing, now, one.by)
    if is_late(one.asked_at, found.study.late_after, now):
        why = "It was asked for too long ago: the service did not run, or could not read the mailbox."
        raise ConfigurationError(why, where=one.mailing, remedy="Look at what would be sent now, and ask again.", key="asked_long_ago")
    with service.store.reading() as tx:
        collected = recently_collected(tx, [one.study], now)
    if not may_leave(mailing.audience, collected=collected):
        return  # There may be an answer in the mailbox: it waits until that can be read, as by the timetable.
    look = partial(_look, one=one, service=service, found=found, mailing=mailing)
    plan_now(service, found, mailing, report, now, SayingSent(by=one.by, note=one.note, look=look, keep=_keeping(one, now)))


def _look(tx: Transaction, *, one: AskedSending, service: Service, found: Running, mailing: Mailing) -> None:
    """Look at the last moment whether it is wanted still, and is what was looked at."""
    if sendings.is_done(tx, one.entry) or not _is_wanted(tx, one):
        raise _GoneError
    _refuse(tx, service, found, mailing, one.sha256)


def _keeping(one: AskedSending, now: datetime) -> Callable[[Transaction, int, str], None]:
    def keep(tx: Transaction, letters: int, left_out: str) -> None:
        sendings.end(tx, one.id, now, letters, (left_out,) if left_out else ())

    return keep


def _give_up(service: Service, one: AskedSending, why: str, now: datetime, report: TickReport) -> None:
    """Say that it is not sent, and why: where it was asked for, and in the journal."""
    with service.store.transaction() as tx:
        journal.alone(tx)
        if sendings.is_done(tx, one.entry) or not _is_wanted(tx, one):
            return
        sendings.end(tx, one.id, now, None, (why,))
        ruling = Ruling(what=What.UNSENT, about=about(one.study, one.mailing), study=one.study, note=why)
        decisions.decide(tx, decisions.rule("asked"), now, [ruling])
    report.held.append(f"{one.mailing} was asked for and is not sent: {why}")


def _refuse(tx: Transaction, service: Service, running: Running, mailing: Mailing, sha256: str) -> None:
    """Raise ConfigurationError where a mailing may not leave, or would not be what has this hash."""
    refuse_paused(running)
    refuse_skipped(tx, running, mailing)
    refuse_unapproved(tx, service, running, mailing)
    if propose(tx, running, mailing).sha256 != sha256:
        why = "This is not what would be sent any more, or the folder of the study is not applied."
        raise ConfigurationError(why, where=mailing.name, remedy="Look at the mailing again, and ask for that.", key="mailing_changed")


def _is_wanted(tx: Transaction, one: AskedSending) -> bool:
    """Say whether nobody took back what was asked for."""
    return one.entry in {entry.number for entry in standing_decisions.in_force_about(tx, about(one.study, one.mailing))}
