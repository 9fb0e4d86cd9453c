"""Sending one mailing because a person says so."""

from __future__ import annotations

from datetime import datetime

from domain.errors import ConfigurationError
from domain.study import Audience
from service.collect import collect
from service.plan import plan_mailing
from service.rehearse import check, find_mailing
from service.running import apply, require_running, running
from service.send import send_due
from service.tick import Report
from service.wiring import Service
from store import studies


def send_now(service: Service, study_id: str, name: str, now: datetime) -> Report:
    """Plan a mailing and send what is due. A study that never ran is applied first; a reminder first takes in the mailbox (rule 4)."""
    with service.store.reading() as tx:
        never = running(service, tx, study_id) is None
    if never:
        apply(service, study_id, now)
    with service.store.reading() as tx:
        found = require_running(service, tx, study_id)
    mailing = find_mailing(found, name)
    if found.paused:
        raise ConfigurationError("The study is paused.", where=study_id, remedy="`counterfoil study resume` lets it go on.")
    checked = check(service, found, now)
    if checked.problems:
        raise ConfigurationError(checked.problems[0], where=name, remedy="Nothing was sent; `counterfoil check` lists everything.")
    report = Report()
    if mailing.audience is Audience.OWING:
        taken = collect(service, now)
        report.new_messages, report.understood, report.problems = taken.new, taken.understood, taken.problems
    with service.store.transaction() as tx:
        report.planned[name] = plan_mailing(tx, found, mailing, now)
        studies.record_due(tx, study_id, studies.Due(f"mailing:{name}", mailing.at, now, "done"))
    sent = send_due(service, now)
    report.sent = sent.outcomes
    report.problems += sent.problems
    return report
