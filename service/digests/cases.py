"""The cases of a digest as a coordinator sees them: those of their regions, with the address at which each is decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from digests.facts import StatusFacts
from digests.holds import HoldLine
from digests.room import oldest, room
from domain.case import Decision
from domain.rules.by_mail import by_mail, has_share
from domain.study import Person
from languages import ENGLISH, in_spoken
from service.cases.candidates import Candidates
from service.cases.states import address_of
from service.cases.waiting import described
from service.deciding.case_facts import differing
from service.studies.running import Running
from service.wiring import Service
from store import Transaction, contacts, holds, invitations


def for_coordinator(service: Service, tx: Transaction, running: Running, told: StatusFacts, person: Person | None) -> StatusFacts:
    """Return what a digest tells one coordinator: of the cases those that are theirs, and how to decide each by mail.

    Questions are answered on their page, where browsers reach the console by an address.
    """
    cases = {one.id: one for one in holds.with_ids(tx, [line.id for line in told.holds])}
    language = in_spoken(person.language) if person else ENGLISH
    regions = _regions(tx, cases.values()) if person and person.regions else {}
    theirs = [one for one in told.holds if person is None or one.id not in cases or has_share(person, regions.get(one.id))]
    # Of those that there is no room for, nobody is told how to decide them.
    shown = {one.id for one in oldest(tuple(theirs), room(told).cases)}
    meant = Candidates(tx, running.study.id, person.regions if person else ())
    holdings = tuple(_answerable(service, running, one, cases.get(one.id), language, meant) if one.id in shown else one for one in theirs)
    if console := service.installation.console.url:  # Where there is a page for it, nobody needs a command.
        page = f"{console}/studies/{running.study.id}/questions"
        told = replace(told, questions=tuple(replace(one, how=page) for one in told.questions))
    return replace(told, holds=holdings)


def _regions(tx: Transaction, cases: Iterable[holds.Held]) -> dict[int, str | None]:
    """Return the region of the organisation that each case is about, by the case; None where it is about none."""
    about = {one.id: one.invitation_id for one in cases}
    whose = {one.id: one.organisation for one in invitations.with_ids(tx, {one for one in about.values() if one is not None})}
    region = {one.code: one.region for one in contacts.organisations(tx, set(whose.values()))}
    return {case: None if invitation is None else region.get(whose[invitation], "") for case, invitation in about.items()}


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
