"""A mailing that is asked for where nothing is sent, as at the console, for the organisations that a person ticked (`send --to`).

It waits in the store for the service that runs, as test letters do (see `service.mailings.trial_asked`), and is sent by the same verb as at
the command line: who answered meanwhile, and who has the letter already, gets none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.errors import ConfigurationError, CounterfoilError, StoreError
from domain.journal import About, Subject, What
from languages.telling import of_error
from service.approving.approvals import refuse_unapproved
from service.mailings.addressed import send_addressed
from service.mailings.send_now import refuse_skipped
from service.mailings.shares import MailingTo
from service.process.stopping import StoppedError
from service.sending.send import send_due
from service.sending.sending_journal import Sent
from service.sending.tick_report import TickReport
from service.studies.find import find_invitations, find_mailing
from service.studies.running import Running, refuse_paused
from service.wiring import Service
from store import decisions, journal, reminding
from store.cases.decisions import Ruling
from store.letters.reminding import AskedReminding


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminding:
    """That a person wants a mailing to be sent to these organisations (references or codes), each once."""

    mailing: str
    to: tuple[str, ...]
    by: str
    note: str = ""


def ask_reminding(service: Service, running: Running, said: Reminding, now: datetime) -> int:
    """Let the mailing leave to these organisations with the next tick of the service, and return how many they are.

    ConfigurationError where one is not of this study, where the mailing may not leave, or where the same waits already.
    """
    mailing, study = find_mailing(running, said.mailing), running.study.id
    refuse_paused(running)
    with service.store.transaction() as tx:
        journal.alone(tx)
        refuse_skipped(tx, running, mailing)
        refuse_unapproved(tx, service, running, mailing)
        codes = tuple(dict.fromkeys(one.organisation for one in find_invitations(tx, study, said.to)))
        if any((one.study, one.mailing, {*one.organisations}) == (study, mailing.name, {*codes}) for one in reminding.waiting(tx)):
            remedy = "They leave as soon as the service runs; nothing more is to be done."
            raise ConfigurationError("These letters wait already.", where=said.mailing, remedy=remedy, key="reminding_waits")
        asked = AskedReminding(study=study, mailing=mailing.name, organisations=codes, by=said.by, note=said.note, asked_at=now)
        reminding.ask(tx, asked)
        about = About(Subject.MAILING, f"{study}/{mailing.name}")
        ruling = Ruling(what=What.REMIND, about=about, value=str(len(codes)), study=study, note=said.note)
        decisions.decide(tx, decisions.person(tx, said.by), now, [ruling])
    return len(codes)


def asked_remindings(service: Service, study_id: str, mailing: str) -> tuple[AskedReminding, ...]:
    """Return the newest that were asked for of a mailing, and what became of them."""
    with service.store.reading() as tx:
        return reminding.of_mailing(tx, study_id, mailing)


def remind_asked(service: Service, now: datetime, report: TickReport) -> None:
    """Send what was asked for, each once: what a process that died had begun is not begun again. What was done is added to the report."""
    with service.store.reading() as tx:
        waiting = reminding.waiting(tx)
    for one in waiting:
        if service.stopping.is_set():
            return
        _remind(service, one, now, report)


def _remind(service: Service, one: AskedReminding, now: datetime, report: TickReport) -> None:
    with service.store.transaction() as tx:
        if not reminding.begin(tx, one.id, now):
            return
    try:
        letters, told = _sent(service, one, now, report)
    except (StoreError, StoppedError):
        raise
    except CounterfoilError as error:
        letters, told = 0, (of_error(error),)
    with service.store.transaction() as tx:
        reminding.end(tx, one.id, letters, told)


def _sent(service: Service, one: AskedReminding, now: datetime, report: TickReport) -> tuple[int, tuple[str, ...]]:
    asked = MailingTo(mailing=one.mailing, to=one.organisations, by=one.by, note=one.note)
    done, shares = send_addressed(service, one.study, asked, now, _once)
    report.sent += done.sent
    report.new_messages += done.new_messages
    report.add_problems(done.problems)
    return sum(len(share.letters) for share in shares), tuple(share.told for share in shares)


def _once(service: Service, clock: Callable[[], datetime]) -> Sent:
    """Hand over what is due in one pass: the next tick goes on with what waits, and the mailbox is not kept waiting for it."""
    return send_due(service, clock())
