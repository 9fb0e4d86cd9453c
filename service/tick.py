"""The tick: does what is due at `now`, and nothing else. Run it as often as you like; stop it anywhere and run it again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from domain.errors import CounterfoilError
from domain.failpoints import reach
from domain.study import Audience, Mailing
from service.census import census
from service.collect import COLLECT, collect
from service.digest import plan_due_digests
from service.plan import HELD, invite, mailing_letters, plan_mailing
from service.press import Press
from service.running import Running, running
from service.send import send_due
from service.wiring import Service
from store import studies

RECENT = timedelta(hours=1)  # A collect that finished within this time is recent enough for reminders to leave.


@dataclass
class Report:
    """What one tick did, in words and figures for a person."""

    new_messages: int = 0
    understood: dict[str, int] = field(default_factory=dict)
    planned: dict[str, int] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)
    digests: int = 0
    sent: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    @property
    def idle(self) -> bool:
        """Say whether there was nothing to do."""
        return not (self.new_messages or self.planned or self.held or self.digests or any(self.sent.values()) or self.problems)


def tick(service: Service, now: datetime) -> Report:
    """Do what is due: take in, plan mailings, make digests, send."""
    report = Report()
    _collect(service, now, report)
    with service.store.reading() as tx:
        ids = studies.applied_ids(tx)
        runs = [found for study in ids if (found := running(service, tx, study)) and not found.paused]
    for found in runs:
        _plan_mailings(service, found, now, report)
        report.digests += plan_due_digests(service, found, now)
    sent = send_due(service, now, collected=_collected(service, ids, now))
    report.sent = sent.outcomes
    report.problems += sent.problems
    return report


def _collect(service: Service, now: datetime, report: Report) -> None:
    try:
        collected = collect(service, now)
    except CounterfoilError as error:
        # Without the mailbox mailings still leave, but nobody is reminded of an answer that may lie in it.
        report.problems.append(str(error))
        return
    report.new_messages, report.understood = collected.new, collected.understood
    report.problems += collected.problems


def _collected(service: Service, ids: tuple[str, ...], now: datetime) -> bool:
    with service.store.reading() as tx:
        return all(_recent(tx, study, now) for study in ids)


def _recent(tx: Connection, study: str, now: datetime) -> bool:
    done = studies.due(tx, study, COLLECT)
    return done is not None and done.done_at >= now - RECENT


def _plan_mailings(service: Service, found: Running, now: datetime, report: Report) -> None:
    for mailing in found.study.mailings:
        if mailing.at > now or service.stopping.is_set():
            continue
        with service.store.reading() as tx:
            dealt_with = studies.due(tx, found.study.id, f"mailing:{mailing.name}")
            waits = mailing.audience is Audience.OWING and not _recent(tx, found.study.id, now)
        if dealt_with is not None or waits:
            continue
        why = _why_held(service, found, mailing, now)
        with service.store.transaction() as tx:
            if why:
                report.held.append(f"{mailing.name}: {why}")
            else:
                report.planned[mailing.name] = plan_mailing(tx, found, mailing, now)
            outcome = f"{HELD}{why}" if why else "done"
            studies.record_due(tx, found.study.id, studies.Due(f"mailing:{mailing.name}", mailing.at, now, outcome))
            reach("store.in_plan")
        reach("store.after_plan")


def _why_held(service: Service, found: Running, mailing: Mailing, now: datetime) -> str:
    """Return why a mailing must not leave now, or "". Late ones and those with a faulty letter are not sent without a word."""
    if now - mailing.at > found.study.late_after:
        late = (now - mailing.at).days
        return f"it was due on {mailing.at:%Y-%m-%d %H:%M} and is {late} days late."
    press = Press(found, service.installation.separator, service.store.archive)
    with service.store.transaction() as tx:
        invite(tx, found)
        cases = census(tx, found)
    try:
        for letter in mailing_letters(found, mailing, cases, now):
            press.rendered(letter, cases[str(letter.organisation)])
    except CounterfoilError as error:
        return f"a letter cannot be made: {error}"
    return ""
