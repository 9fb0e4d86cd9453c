"""Test letters that are asked for where nothing is sent, as at the console: they wait in the store for the service that runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from contacts import typed_contact
from domain.errors import ConfigurationError, CounterfoilError
from domain.journal import About, Subject, What
from domain.letter import Outcome
from languages.telling import of_error, phrased, together
from service.authoring.drafts import prospective
from service.mailings.trial import Trial, send_test
from service.studies.find import find_mailing
from service.studies.running import Running
from service.wiring import Service
from store import Transaction, decisions, journal, trials
from store.cases.decisions import Ruling
from store.letters.trials import AskedTrial

# Test letters are a handful and leave within seconds; whoever sends them and dies keeps nobody from asking again for longer than this.
_IN_FLIGHT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingTrial:
    """That somebody wants to see a mailing in their own mailbox, as an organisation of each language would get it."""

    mailing: str
    address: str
    by: str


def ask_trial(service: Service, study_id: str, said: AskingTrial, now: datetime) -> None:
    """Let test letters leave with the next tick of the service that runs, once the journal says who asked for them, and to whom.

    ConfigurationError where the address is none, or where such letters to it wait already, or leave just now.
    """
    asked = AskedTrial(study=study_id, mailing=said.mailing, address=typed_contact.address(said.address), by=said.by, asked_at=now)
    with service.store.transaction() as tx:
        journal.alone(tx)
        _refuse_twice(tx, asked)
        trials.ask(tx, asked)
        about = About(Subject.MAILING, f"{study_id}/{said.mailing}")
        ruling = Ruling(what=What.TEST, about=about, study=study_id, note=f"To {asked.address}.")
        decisions.decide(tx, decisions.person(tx, said.by), now, [ruling])


def send_trial(service: Service, running: Running, said: AskingTrial, now: datetime, names: Sequence[str] = ()) -> tuple[Trial, ...]:
    """Send test letters at once, as the command does; see `trial.send_test`. ConfigurationError where the same leave just now.

    While they leave the store says so, so that of two who ask for the same, at whatever door, one sends them.
    """
    asked = AskedTrial(
        study=running.study.id, mailing=said.mailing, address=typed_contact.address(said.address), by=said.by, asked_at=now, begun_at=now
    )
    with service.store.transaction() as tx:
        journal.alone(tx)
        _refuse_twice(tx, asked)
        number = trials.ask(tx, asked)
    letters, fault = 0, ""
    try:
        sent = send_test(service, running, find_mailing(running, said.mailing), asked.address, now, names)
        letters, fault = _became(sent)
    except CounterfoilError as error:
        fault = of_error(error)
        raise
    finally:
        with service.store.transaction() as tx:
            trials.end(tx, number, letters, fault)
    return sent


def _refuse_twice(tx: Transaction, asked: AskedTrial) -> None:
    """Raise ConfigurationError where such letters wait already, or leave just now."""
    if any(is_same(one, asked) for one in trials.waiting(tx)):
        remedy = "They leave as soon as the service runs; nothing more is to be done."
        raise ConfigurationError("These test letters wait already.", where=asked.mailing, remedy=remedy, key="test_waits")
    if any(is_same(one, asked) for one in trials.leaving(tx, asked.asked_at - _IN_FLIGHT)):
        remedy = "Look into the mailbox; ask again in some minutes if nothing came."
        raise ConfigurationError("These test letters leave just now.", where=asked.mailing, remedy=remedy, key="test_leaves")


def is_same(one: AskedTrial, other: AskedTrial) -> bool:
    """Say whether two ask for the same letters to the same address, whatever its case."""
    return (one.study, one.mailing, one.address.lower()) == (other.study, other.mailing, other.address.lower())


def asked_trials(service: Service, study_id: str, mailing: str) -> tuple[AskedTrial, ...]:
    """Return the newest that were asked for of a mailing, and what became of them."""
    with service.store.reading() as tx:
        return trials.of_mailing(tx, study_id, mailing)


def send_asked(service: Service, now: datetime) -> int:
    """Send what was asked for, each once: what a process that died had begun is not begun again. Return how many letters left."""
    with service.store.reading() as tx:
        waiting = trials.waiting(tx)
    return sum(_sent(service, one, now) for one in waiting)


def _sent(service: Service, one: AskedTrial, now: datetime) -> int:
    with service.store.transaction() as tx:
        if not trials.begin(tx, one.id, now):
            return 0
    letters, fault = _outcome(service, one, now)
    with service.store.transaction() as tx:
        trials.end(tx, one.id, letters, fault)
    return letters


def _outcome(service: Service, one: AskedTrial, now: datetime) -> tuple[int, str]:
    try:
        found = prospective(service, one.study)
        sent = send_test(service, found, find_mailing(found, one.mailing), one.address, now)
    except CounterfoilError as error:
        return 0, of_error(error)
    return _became(sent)


def _became(sent: Iterable[Trial]) -> tuple[int, str]:
    """Return how many test letters left, and what kept the others."""
    sent = tuple(sent)
    faults = dict.fromkeys(x.text for x in sent if x.outcome is not Outcome.SENT)
    return sum(x.outcome is Outcome.SENT for x in sent), together(*(phrased("done.not_left", said=one) for one in faults))
