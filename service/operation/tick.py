"""The tick: does what is due at `now`, and nothing else. Run it as often as you like; stop it anywhere and run it again."""

from __future__ import annotations

import logging
from datetime import datetime
from time import monotonic

from domain.errors import CounterfoilError, StoreError
from domain.letter import Outcome
from domain.process.events import Event, tell
from domain.process.roles import EVERYTHING, ServiceRole
from service.collecting.collect import ANOTHER, collect, read
from service.deciding.case_notices import plan_notices
from service.digests.digest import plan_due_digests
from service.effects.probes import settle_probes
from service.keeping import witnesses
from service.keeping.reading_over import read_some
from service.keeping.restored import look
from service.mailings.held_back import hold_back
from service.mailings.reminding import remind_asked
from service.mailings.sending_asked import plan_asked
from service.mailings.timetable import plan_mailings
from service.mailings.trial_asked import send_asked
from service.process.stopping import StoppedError
from service.sending.send import send_due
from service.sending.tick_report import TickReport
from service.studies.running import UnreadableStudyError, readable
from service.wiring import Service
from store import studies


def tick(service: Service, now: datetime, roles: frozenset[ServiceRole] = EVERYTHING) -> TickReport:
    """Do what is due, as far as it is among the `roles` of this process: take in, plan mailings, make digests, send."""
    report, since = TickReport(), monotonic()
    if roles & {ServiceRole.COLLECT, ServiceRole.READ}:
        _collect(service, now, report, roles)
    if ServiceRole.TICK in roles:
        _plan_all(service, now, report)
    if ServiceRole.SEND in roles:
        _send_asked(service, now, report)
        sent = send_due(service, now, since)
        report.sent += sent.outcomes
        report.waits = sent.waits
        report.add_problems(sent.problems)
    if ServiceRole.TICK in roles and not service.stopping.is_set():
        report.add_problems(read_some(service, now))
    level = logging.DEBUG if report.idle else logging.INFO
    tell(Event.TICK, level, new=report.new_messages, sent=report.sent[Outcome.SENT], problems=len(report.problems))
    return report


def _plan_all(service: Service, now: datetime, report: TickReport) -> None:
    """Plan what is due of every study, and the mailings that somebody asked for."""
    older = look(service, now)
    if not older:
        plan_asked(service, now, report)  # A person's word goes before the timetable.
    with service.store.reading() as tx:
        ids = () if older else studies.applied_ids(tx)
    for study in ids:
        if service.stopping.is_set():
            break
        try:
            _plan(service, study, now, report)
        except StoreError:
            raise
        except StoppedError:
            break
        except UnreadableStudyError as error:
            report.add_problems([str(error)])
        except CounterfoilError as error:
            # What is wrong with one study keeps no other from its work.
            report.problems.append(f"{study}: {error}")
    if not older:  # A copy that was put back may lack the report that a probe came back.
        settle_probes(service, now)


def _send_asked(service: Service, now: datetime, report: TickReport) -> None:
    """Hand over what somebody asked for at the console, which is a sender's to do: whoever only plans may not even reach a mail server."""
    if not service.stopping.is_set() and look(service, now) is None:
        send_asked(service, now)
        remind_asked(service, now, report)


def _plan(service: Service, study: str, now: datetime, report: TickReport) -> None:
    """Plan what is due of one study."""
    with service.store.reading() as tx:
        found = readable(service, tx, study)
    if found and not found.paused:
        planned = plan_mailings(service, found, now)
        report.planned |= planned.letters
        report.notes.extend(planned.notes)
        report.held += [*planned.held, *hold_back(service, found, now)]
        report.digests += plan_due_digests(service, found, now)
        report.notices += plan_notices(service, found, now)


def _collect(service: Service, now: datetime, report: TickReport, roles: frozenset[ServiceRole]) -> None:
    reads = ServiceRole.READ in roles
    try:
        collected = collect(service, now, reads=reads, patient=True) if ServiceRole.COLLECT in roles else read(service, now)
        if service.store.is_shared and reads and ANOTHER in collected.problems:
            collected = read(service, now)  # Where several may do it, it is as it should be that one does.
    except CounterfoilError as error:
        # Without the mailbox mailings still leave, but nobody is reminded of an answer that may lie in it. Once the program is to end, it
        # was we who hung up.
        report.problems += [] if service.stopping.is_set() else [str(error)]
        return
    if ServiceRole.COLLECT in roles and not collected.left_alone and not collected.paused:
        witnesses.ask(service, now)
    report.held += collected.notes
    report.new_messages, report.understood = collected.new, collected.understood
    report.problems += [one for one in collected.problems if not (service.store.is_shared and one == ANOTHER)]
