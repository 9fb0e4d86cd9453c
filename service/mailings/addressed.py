"""Sending a mailing to the organisations that a person names; it is their word, and exempt from one mailing of the timetable a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from domain.errors import ConfigurationError
from domain.journal import What
from domain.process.failpoints import reach
from domain.rules.named import ON_ITS_WAY
from domain.study import Mailing
from service.approving.approvals import left_out, refuse_unapproved
from service.contacts.census import census
from service.keeping import witnesses
from service.keeping.restored import refuse_older
from service.letters import queueing
from service.mailings.plan import prepare
from service.mailings.rehearse import into_maildir
from service.mailings.send_now import collect_first, look_again, ready
from service.mailings.shares import AGAIN, MailingTo, Past, Share, about, past_of, share_of, shares
from service.sending.patience import send_all
from service.sending.sending_journal import Sent
from service.sending.tick_report import TickReport
from service.studies.running import Running
from service.wiring import Service
from store import decisions, halts, journal
from store.cases.decisions import Ruling


def send_addressed(
    service: Service, study_id: str, asked: MailingTo, now: datetime, send: Callable[[Service, Callable[[], datetime]], Sent] = send_all
) -> tuple[TickReport, tuple[Share, ...]]:
    """Send a mailing, and before it what they missed, to the organisations that are named; return what each got, or why it got nothing.

    It is a person's word: one mailing of the timetable a day is no limit for it. An organisation whose earlier letter the server did not
    take yet does not get the later one before it. By `send` what is due is handed over, between two mailings too.
    """
    since = monotonic()
    witnesses.ask(service, now)
    refuse_older(service, now)
    found, mailing = ready(service, study_id, asked.mailing, now, asked.by)
    report = TickReport()
    collect_first(service, found, mailing, report, now)
    planned = shares(service, found, asked, now)
    order = tuple(dict.fromkeys(share.mailing.name for share in planned))
    for name in order:
        _refuse_unapproved(service, found, name)
        refuse_faulty(service, found, name, [one.case.organisation.code for one in planned if one.mailing.name == name], now)
    done: list[Share] = []
    for name in order:
        if service.stopping.is_set():
            report.add_problems([f"Stopped: {name} was not sent to who was named. The same command goes on where this one ended."])
            break
        before = frozenset(one.case.organisation.code for one in done if one.letters)
        done += _put_out(service, found, asked, [one for one in planned if one.mailing.name == name], before, now)
        report.planned[name] = sum(len(one.letters) for one in done if one.mailing.name == name)
        reach("store.after_plan")
        sent = send(service, lambda: now + timedelta(seconds=monotonic() - since))
        report.sent.update(sent.outcomes)
        report.waits = sent.waits
        report.add_problems((*sent.problems, *sent.halted))
    return report, tuple(done)


def rehearse_addressed(service: Service, found: Running, asked: MailingTo, now: datetime, folder: Path) -> tuple[Share, ...]:
    """Put into a Maildir what would go to the organisations that are named, and return it; nothing is sent."""
    each = shares(service, found, asked, now)
    cases = {one.case.organisation.code: one.case for one in each}
    into_maildir(service, found, [letter for one in each for letter in one.letters], cases, now, folder)
    return each


def refuse_faulty(service: Service, found: Running, name: str, codes: Sequence[str], now: datetime) -> None:
    """Raise ConfigurationError where a letter of a mailing to one of these organisations cannot be made."""
    with prepare(service, found, found.study.mailing(name), now, codes) as prepared:
        if prepared.why:
            raise ConfigurationError(prepared.why, where=name, remedy="Nothing was sent; `counterfoil check` lists everything.")


def _refuse_unapproved(service: Service, found: Running, name: str) -> None:
    with service.store.reading() as tx:
        refuse_unapproved(tx, service, found, found.study.mailing(name))


def _put_out(
    service: Service, found: Running, asked: MailingTo, planned: Sequence[Share], before: frozenset[str], now: datetime
) -> Iterator[Share]:
    """Put the letters of one mailing into the outbox that are wanted still, and yield what came of each share.

    `before` are the organisations that were given an earlier mailing just now.
    """
    mailing = planned[0].mailing
    with service.store.transaction() as tx:
        journal.alone(tx)
        leave = look_again(service, tx, found, mailing)
        by = decisions.person(tx, asked.by)
        codes = [one.case.organisation.code for one in planned]
        cases, past = census(tx, found, now, codes), past_of(tx, found, mailing, codes)
        for one in planned:
            code = one.case.organisation.code
            if one.why or code not in cases:
                yield one
                continue
            waits = _waits(found, code, mailing, past) if code in before else ""
            share = replace(one, letters=(), why=waits) if waits else share_of(found, mailing, cases[code], past, asked.again, now)
            may, stay = leave.parted(share.letters)
            share = replace(share, letters=may, why=share.why or left_out(mailing, stay))
            if share.letters and queueing.plan(tx, share.letters):
                decisions.decide(tx, by, now, [_ruling(found, share, asked)])
            yield replace(share, missed=one.missed, without=one.without)
        halts.try_now(tx, found.study.id, now)
        reach("store.in_plan")


def _ruling(found: Running, share: Share, asked: MailingTo) -> Ruling:
    return Ruling(
        what=What.SEND,
        about=about(found, share.mailing),
        value=str(len(share.letters)),
        was=AGAIN if asked.again else "",
        study=found.study.id,
        invitation_id=share.case.invitation.id,
        note=asked.note,
    )


def _waits(found: Running, code: str, mailing: Mailing, past: Past) -> str:
    """Say which earlier letter the server did not take yet, so that this one would overtake it; blank where there is none."""
    before = [one.name for one in found.study.mailings if one.at <= mailing.at and one.name != mailing.name]
    letters = [one for name in before for one in past.letters.get((code, name), ()) if one.state in ON_ITS_WAY and not one.asked_for]
    if not letters:
        return ""
    return f"{mailing.name} was not sent, since {letters[0].mailing} is still on its way to it. Run the command again when that has left."
