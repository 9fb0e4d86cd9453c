"""What a command that sends would do: the verb plans in a transaction that is rolled back, and what would leave then is looked at.

Nothing is handed over, collected or kept. Whoever answers until the command is given gets nothing, so that it may be fewer then.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.errors import ConfigurationError
from domain.letter import Letter
from domain.rules.reminded import may_leave
from domain.study import Mailing
from languages.telling import phrased
from service.approving.approvals import left_out
from service.collecting.collect import failed
from service.keeping import restored
from service.letters import queueing
from service.mailings.addressed import refuse_faulty
from service.mailings.leaving import Leaving, what_leaves
from service.mailings.send_now import SayingSent, look_again, plan_now, ready
from service.mailings.shares import MailingTo, Share, shares
from service.sending.retrying import Chosen, Retried, queue_again
from service.sending.tick_report import TickReport
from service.studies.running import Running
from service.wiring import Service
from store import Transaction, polls
from store.database.provisional import provisional


@dataclass(frozen=True, slots=True, kw_only=True)
class SendForeseen:
    """What `send` would do: how many letters it would plan of each mailing, and what would leave then, with all else that is due.

    `shares` are those of the organisations that were named, `problems` what would keep letters back, `notes` whom it would leave out.
    `told` is what it would say meanwhile: how many letters the mailing has, and how many of them were put out before.
    """

    planned: Mapping[str, int]
    leaves: Leaving
    problems: tuple[str, ...] = ()
    shares: tuple[Share, ...] = field(default=())
    notes: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryForeseen:
    """What `deliveries --retry` would do: which letters it would send again or leave, and what would leave then with all that is due."""

    retried: Retried
    leaves: Leaving


@contextmanager
def _would(service: Service, tell: Callable[[str], None] = lambda _: None) -> Iterator[Service]:
    """Give a service of whose doings nothing stays, and that says them to `tell`.

    ConfigurationError where nothing is sent, since an older copy was put back.
    """
    with service.store.reading() as tx:
        if case := restored.waiting(tx):
            raise ConfigurationError(restored.sentence(case), where="send", remedy=phrased("faults.nothing_lost_do"))
    with provisional(service.store) as store:
        yield replace(service, store=store, tell=tell)


def foresee_send(service: Service, study: str, asked: MailingTo, now: datetime) -> SendForeseen:
    """Return what sending a mailing would do, to everybody or to who is named. ConfigurationError where it would be refused."""
    said: list[str] = []
    with _would(service, said.append) as would:
        found, mailing = ready(would, study, asked.mailing, now, asked.by)
        report, each = TickReport(), tuple[Share, ...]()
        if asked.to:
            each = _shares(would, found, asked, report, now)
        else:
            plan_now(would, found, mailing, report, now, SayingSent(by=asked.by, note=asked.note))
        collects = _collects(mailing)
        leaves = _leaves(would, now, [study] if collects else ())
        failed = tuple(_failing(would)) if collects else ()
    problems, notes = (*report.problems, *failed), tuple(report.notes)
    return SendForeseen(planned=dict(report.planned), leaves=leaves, problems=problems, shares=each, notes=notes, told=tuple(said))


def foresee_retry(service: Service, chosen: Chosen, now: datetime, *, by: str) -> RetryForeseen:
    """Return what sending again would do. ConfigurationError where it would be refused."""
    with _would(service) as would:
        again = queue_again(would, chosen, now, by=by)
        return RetryForeseen(retried=again, leaves=_leaves(would, now))


def _leaves(would: Service, now: datetime, collects: Collection[str] = ()) -> Leaving:
    with would.store.reading() as tx:
        return what_leaves(would, tx, now, collects)


def _failing(would: Service) -> Iterator[str]:
    """Say which mailboxes failed when they were asked last: they are asked again before anything is sent, and nothing may leave then."""
    with would.store.reading() as tx:
        there = polls.polls(tx)
    for name in dict.fromkeys(one.mailbox for one in would.installation.intakes):
        if (found := there.get(name)) and found.failures:
            again = "It is asked again before this mailing is sent; where it does not answer then, nothing of it leaves."
            yield f"{failed(found)}. {found.why} {again}"


def _collects(mailing: Mailing) -> bool:
    """Say whether the mailbox is taken in before a mailing is sent."""
    return not may_leave(mailing.audience, collected=False)


def _shares(would: Service, found: Running, asked: MailingTo, report: TickReport, now: datetime) -> tuple[Share, ...]:
    """Put out what the organisations that are named would get, and return it; what is left out says why."""
    each = shares(would, found, asked, now)
    for name in dict.fromkeys(one.mailing.name for one in each):
        refuse_faulty(would, found, name, [one.case.organisation.code for one in each if one.mailing.name == name], now)
    done: list[Share] = []
    for one in each:
        with would.store.transaction() as tx:
            leave = look_again(would, tx, found, one.mailing)
            may, stay = leave.parted(one.letters)
            report.planned[one.mailing.name] = report.planned.get(one.mailing.name, 0) + _put(tx, may)
        done.append(replace(one, letters=may, why=one.why or left_out(one.mailing, stay)))
    return tuple(done)


def _put(tx: Transaction, letters: Collection[Letter]) -> int:
    return queueing.plan(tx, letters) if letters else 0
