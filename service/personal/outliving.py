"""What outlives the people who are erased: what the cases of their organisations came to by them, kept before they go.

The report on quality tells of many cases by their contacts: whether letters reached them, whether they asked for none, wrote, or were away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from domain.quality import CaseEvent
from service.contacts.census import InvitedOrganisation, census
from service.quality import cases as quality_cases
from service.quality.cases import Records
from service.quality.measured import last_day, size
from service.studies.at_work import at_work
from service.studies.running import Running
from service.wiring import Service
from store import Transaction, case_events, contacts, invitations, paradata
from store.cases.case_events import Happened


def outlive(service: Service, tx: Transaction, people: Collection[str], now: datetime) -> None:
    """Keep what is known of the cases by these addresses, in every study that can be read; to be called before they are erased."""
    organisations = contacts.organisations_of(tx, people)
    for running in at_work(service, tx).runs.values() if organisations else ():
        cases = census(tx, running, now, only=organisations)
        known = quality_cases.records(tx, running, cases, paradata.left(tx, running.study.id, organisations))
        case_events.forget_contacts(tx, [case.invitation.id for case in cases.values() if _all_go(case, people)])
        case_events.keep(tx, (one for case in cases.values() for one in _known_by(tx, case, known, running, people)))
        heading = running.study.quality.weight
        weights = {case.invitation.id: size(case, heading) for case in cases.values() if heading and _all_go(case, people)}
        invitations.set_weights(tx, {number: weight for number, weight in weights.items() if weight is not None})


def _known_by(tx: Transaction, case: InvitedOrganisation, known: Records, running: Running, people: Collection[str]) -> Iterator[Happened]:
    """Yield the events of one case that are known by its contacts: that somebody wrote, and what else where all of them go."""
    found = quality_cases.by_contacts(tx, case, known, last_day(running)) if _all_go(case, people) else {}
    if wrote := quality_cases.wrote(case, known):
        found = {**found, CaseEvent.WROTE: wrote}
    for event, source in found.items():
        yield Happened(invitation_id=case.invitation.id, study=running.study.id, event=event, source=source)


def _all_go(case: InvitedOrganisation, people: Collection[str]) -> bool:
    return bool(case.contacts) and all(one.address.lower() in people for one in case.contacts)
