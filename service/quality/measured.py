"""The report on quality: dispositions and rates, what became of items and checks, and when the answers came, as of one moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from math import isfinite
from zoneinfo import ZoneInfo

from digests.quality_facts import CaseLine, QualityFacts
from domain.quality import Disposition, QualityPlan
from domain.rules.disposition import disposition
from domain.submission import Submission, SubmissionState
from questionnaire.versions.words import VersionWords
from service.answers.counting import form_of_all
from service.contacts.census import InvitedOrganisation, parts_of
from service.process.spool import kept
from service.quality import cases as quality_cases
from service.quality import strata as quality_strata
from service.quality.answer_times import Times
from service.quality.cases import Read
from service.quality.tallies import Checks, Items
from service.studies.running import Running
from store import Transaction, edits, paradata, provenance
from store.answers.counting import words_of

# An organisation by its invitation, the workbooks that it sent, and these as they are counted.
_OfOne = tuple[int, Sequence[Submission], Sequence[Read]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tallies:
    """What is counted of a study's organisations while each of them passes by."""

    items: Items
    checks: Checks
    times: Times

    def take(self, sent: Sequence[Submission], read: Sequence[Read]) -> None:
        """Count the workbooks of one organisation."""
        self.checks.take(sent, frozenset[str]().union(*(one.edited for one in read)))
        for one in read:
            if one.submission.state is SubmissionState.ACCEPTED:
                self.items.take(one)


def quality(tx: Transaction, running: Running, now: datetime, only: Collection[str] | None = None) -> QualityFacts:
    """Return what is to be reported of a study that was applied, as of `now`; `only` names the organisations that are wanted.

    They are read part by part, and their lines lie on disk where they are many.
    """
    study, zone, plan = running.study, ZoneInfo(running.study.zone), running.study.quality
    times = Times(running, paradata.left_for(tx, study.id, only))
    tallies = _Tallies(items=Items(form_of_all(tx, running)), checks=Checks(), times=times)
    cases = kept(_lines(tx, running, now, only, tallies))
    return QualityFacts(
        study_id=study.id,
        title=study.title,
        version=running.version,
        now=now.astimezone(zone),
        begun=min(mailing.at for mailing in study.mailings).astimezone(zone).date(),
        deadline=study.deadline,
        ends=last_day(running),
        plan=plan,
        cases=cases,
        outcomes=quality_strata.outcomes(cases, plan, weighted=False),
        weighted=quality_strata.outcomes(cases, plan, weighted=True) if plan.weight else None,
        unweighable=[one.organisation for one in cases if one.weight is None] if plan.weight else [],
        items=tuple(tallies.items.lines()),
        checks=tallies.checks.lines(),
        conversions=tallies.items.conversions(),
        days=times.days(),
        mailings=tuple(times.mailings()),
        returns=sorted(at.astimezone(zone) for at in times.returns),
        regions=quality_strata.by_region(cases, plan),
        sizes=quality_strata.by_size(cases, plan),
    )


def _lines(tx: Transaction, running: Running, now: datetime, only: Collection[str] | None, tallies: _Tallies) -> Iterator[CaseLine]:
    """Yield where each organisation ended, in the order of their codes, and count what it sent."""
    ends, today, words = last_day(running), running.today(now), words_of(tx, running.study.id)
    for cases in parts_of(tx, running, now, only):
        left = paradata.left(tx, running.study.id, cases)
        tallies.times.take(cases, left)
        known = quality_cases.records(tx, running, cases, left)
        by_invitation = {case.invitation.id: case for case in cases.values()}
        lines: dict[str, CaseLine] = {}
        for invitation_id, sent, read in _with_everybody(_read(tx, running, words, by_invitation), by_invitation):
            case = by_invitation[invitation_id]
            facts = quality_cases.facts(tx, case, read, known, running, ends)
            lines[case.organisation.code] = _line(case, disposition(facts, running.study.quality, ends, today), running.study.quality)
            if case.standing is not None:
                tallies.take(sent, read)
        yield from (lines[code] for code in cases)


def last_day(running: Running) -> date:
    """Return the last day of a study's collection."""
    return running.study.quality.closes or running.study.deadline


def _read(tx: Transaction, running: Running, words: VersionWords | None, invitation_ids: Collection[int]) -> Iterator[_OfOne]:
    """Yield of these organisations those that sent any workbooks, these, and what the items came to: of what counts together once."""
    edited = {one.invitation_id for one in edits.of_invitations(tx, invitation_ids) if one.stands}
    came = provenance.each(tx, invitation_ids)
    for invitation_id, some in groupby(came, key=lambda one: one.invitation_id):
        sent = list(some)
        read = quality_cases.read(tx, running, words, sent, edited=invitation_id in edited)
        yield invitation_id, [quality_cases.named(one, words) for one in sent], read


def _with_everybody(read: Iterable[_OfOne], cases: Mapping[int, InvitedOrganisation]) -> Iterator[_OfOne]:
    """Yield these organisations, also those that sent no workbook."""
    seen = set()
    for one in read:
        seen.add(one[0])
        yield one
    yield from ((invitation_id, (), ()) for invitation_id in cases if invitation_id not in seen)


def _line(case: InvitedOrganisation, found: Disposition, plan: QualityPlan) -> CaseLine:
    return CaseLine(
        organisation=case.organisation.code,
        name=case.organisation.name,
        reference=case.invitation.reference,
        region=case.organisation.region,
        weight=_weight(case, plan.weight) if plan.weight else None,
        disposition=found,
    )


def _weight(case: InvitedOrganisation, heading: str) -> float | None:
    """Return how much a case weighs; of an organisation whose contacts were all erased it was kept."""
    return size(case, heading) if case.contacts else case.invitation.weight


def size(case: InvitedOrganisation, heading: str) -> float | None:
    """Return the number that the contact list has of an organisation under a heading: the first of its contacts with one says it."""
    for contact in sorted(case.contacts, key=lambda one: (one.role.value != "to", one.address)):
        for name, text in contact.extra.items():
            if name.strip().casefold() == heading.strip().casefold() and (number := _number(text)) is not None:
                return number
    return None


def _number(text: str) -> float | None:
    try:
        number = float(text.strip().replace(" ", "").replace("\N{NO-BREAK SPACE}", ""))
    except ValueError:
        return None
    return number if isfinite(number) and number >= 0 else None
