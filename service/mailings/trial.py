"""Test letters: a mailing as organisations would get it, sent to oneself; marked as a test, with reference and token that are nobody's."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.letter import Envelope, Letter, Outcome, Verdict
from domain.mail.reference import new_tag, printed
from domain.study import Mailing, transport_of
from languages import catalogue, in_spoken
from service.contacts.census import InvitedOrganisation
from service.contacts.specimen import cases_or_specimens
from service.letters.planned import letter
from service.letters.press import Press
from service.mailings.rehearse import Log, find_case, first_contact
from service.studies.running import Running
from service.wiring import Service

_Choose = Callable[[Sequence[InvitedOrganisation]], InvitedOrganisation]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One test letter: to whom, as which organisation would get it and in which language, under which subject, and what became of it."""

    to: str
    organisation: str
    language: str
    subject: str
    outcome: Outcome
    text: str


def send_test(
    service: Service,
    running: Running,
    mailing: Mailing,
    address: str,
    now: datetime,
    names: Sequence[str] = (),
    choose: _Choose = secrets.choice,
) -> tuple[Trial, ...]:
    """Send a mailing's letter to oneself, as the organisations `names` would get it, or else any one that can be reached of each language.

    Nothing of it stands in the outbox, and whatever comes back of it is about nobody.
    """
    if names:
        cases = [find_case(service, running, name, now) for name in names]
    else:
        cases = list(_one_of_each_language(running, list(cases_or_specimens(service, running, now)[0].values()), choose))
    press = Press(running, service.installation.outgoing, service.store.archive)
    made = [_made(press, mailing, case, address, number, now) for number, case in enumerate(cases, 1)]
    log = Log()
    with service.transport(transport_of(running.study, mailing.sender)) as transport:
        transport.send([envelope for _, _, envelope in made], log)
    said = {verdict.letter_id: verdict for verdict in log.said}
    return tuple(_trial(one, subject, said[one.id]) for one, subject, _ in made)


def _one_of_each_language(running: Running, cases: Sequence[InvitedOrganisation], choose: _Choose) -> Iterator[InvitedOrganisation]:
    """Yield an organisation of each language; where nobody can be reached, the first, which says why."""
    reached = [case for case in cases if case.to]
    for language in running.study.languages:
        some = [case for case in reached if _language(running, case) == language]
        if some:
            yield choose(some)
    if not reached:
        yield cases[0]


def _language(running: Running, case: InvitedOrganisation) -> str:
    spoken, reads = running.study.languages, case.to[0].language
    return reads if reads in spoken else spoken[0]


def _made(
    press: Press, mailing: Mailing, case: InvitedOrganisation, address: str, number: int, now: datetime
) -> tuple[Letter, str, Envelope]:
    """Return a test letter with its subject and its bytes."""
    invitation = replace(case.invitation, id=0, reference=printed(press.study.prefix, 0), token=new_tag())
    myself = replace(first_contact(case), address=address)
    trial = replace(case, invitation=invitation, contacts=(myself,), usable=(myself,))
    one = replace(letter(press.running, mailing, myself, mailing.letter, "test", now), id=number)
    rendered = press.rendered(one, trial)
    subject = catalogue(in_spoken(one.language)).say("test_subject", subject=rendered.subject).message
    return one, subject, press.envelope_of(one, trial, now, replace(rendered, subject=subject))


def _trial(one: Letter, subject: str, verdict: Verdict) -> Trial:
    facts = {"to": one.address, "organisation": str(one.organisation), "language": one.language, "subject": subject}
    return Trial(**facts, outcome=verdict.outcome, text=verdict.text)
