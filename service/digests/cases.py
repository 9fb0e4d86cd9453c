"""The cases of a digest as a coordinator sees them: those of their regions, with the address at which each is decided."""

from __future__ import annotations

from dataclasses import replace

from digests.facts import StatusFacts
from digests.holds import HoldLine
from digests.room import oldest, room
from domain.case import Decision
from domain.rules.by_mail import by_mail
from domain.study import Person
from languages import ENGLISH, in_spoken
from service.cases.candidates import Candidates
from service.cases.shares import theirs
from service.cases.states import address_of
from service.cases.waiting import described
from service.deciding.case_facts import differing
from service.studies.running import Running
from service.wiring import Service
from store import Transaction, holds


def for_coordinator(service: Service, tx: Transaction, running: Running, told: StatusFacts, person: Person | None) -> StatusFacts:
    """Return what a digest tells one coordinator: of the cases those that are theirs, and how to decide each by mail.

    Questions are answered on their page, where browsers reach the console by an address.
    """
    cases = {one.id: one for one in holds.with_ids(tx, [line.id for line in told.holds])}
    language = in_spoken(person.language) if person else ENGLISH
    share = theirs(tx, running.study.id, person, cases.values()) if person else frozenset(cases)
    their_own = tuple(one for one in told.holds if one.id not in cases or one.id in share)
    # Of those that there is no room for, nobody is told how to decide them.
    shown = {one.id for one in oldest(their_own, room(told).cases)}
    meant = Candidates(tx, running.study.id, running.study.contact_list, person.regions if person else ())
    holdings = tuple(
        _answerable(service, running, one, cases.get(one.id), language, meant) if one.id in shown else one for one in their_own
    )
    if console := service.installation.console.url:  # Where there is a page for it, nobody needs a command.
        page = f"{console}/studies/{running.study.id}/questions"
        told = replace(told, questions=tuple(replace(one, how=page) for one in told.questions))
    return replace(told, holds=holdings)


def _answerable(service: Service, running: Running, line: HoldLine, held: holds.Held | None, language: str, meant: Candidates) -> HoldLine:
    if held is None:
        return line
    tx = meant.tx
    (case,) = described(tx, [held])
    decisions = by_mail(held.kind, case.options, organisation=case.reference is not None)
    if not decisions:
        return line
    address = address_of(tx, held, running.study.returns_to, service.installation.separator)
    cells, lacking = differing(service, tx, running, held.id, language) if Decision.FIRST in decisions else ((), {})
    return replace(line, decisions=decisions, reply_to=address, differing=cells, lacking=lacking, meant=meant.of(held, case))
