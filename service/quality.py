"""The report on quality: dispositions and rates, what became of items and checks, and when the answers came, as of one moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from math import isfinite
from statistics import median, quantiles
from zoneinfo import ZoneInfo

from digests.quality_facts import CaseLine, Days, MailingLine, Outcomes, QualityFacts, Stratum
from domain.quality import Disposition, QualityPlan
from domain.rules.bearing import bringing
from domain.rules.disposition import disposition
from domain.rules.outcome_rates import OutcomeGroup, eligible_share, rates
from domain.submission import Submission, SubmissionState
from service import quality_cases, quality_tallies
from service.census import InvitedOrganisation, census
from service.counting import form_of_all
from service.quality_cases import Read, days_between
from service.running import Running
from store import Transaction, came_about, edits, paradata
from store.counting import words_of

_SIZES = 4
# An organisation by its invitation, the workbooks that it sent, and these as they are counted.
_OfOne = tuple[int, Sequence[Submission], Sequence[Read]]


def quality(tx: Transaction, running: Running, now: datetime, only: Collection[str] | None = None) -> QualityFacts:
    """Return what is to be reported of a study that was applied, as of `now`; `only` names the organisations that are wanted."""
    study, zone = running.study, ZoneInfo(running.study.zone)
    ends = last_day(running)
    cases = census(tx, running, now, only)
    left = paradata.left(tx, study.id, None if only is None else cases)
    known = quality_cases.records(tx, running, cases, left)
    items, checks = quality_tallies.Items(form_of_all(tx, running)), quality_tallies.Checks()
    by_invitation = {case.invitation.id: case for case in cases.values()}
    lines: dict[str, CaseLine] = {}
    for invitation_id, sent, read in _with_everybody(_read(tx, running), by_invitation):
        case = by_invitation[invitation_id]
        found = disposition(quality_cases.facts(tx, case, read, known, running, ends), study.quality, ends, running.today(now))
        lines[case.organisation.code] = _line(case, found, study.quality)
        if case.standing is not None:
            checks.take(sent, frozenset[str]().union(*(one.edited for one in read)))
            for one in read:
                if one.submission.state is SubmissionState.ACCEPTED:
                    items.take(one)
    chosen = [lines[code] for code in cases]
    returned = {code: case.returned_at for code, case in cases.items() if case.standing and case.returned_at}
    weighable = [one for one in chosen if one.weight is not None]
    return QualityFacts(
        study_id=study.id,
        title=study.title,
        version=running.version,
        now=now.astimezone(zone),
        begun=min(mailing.at for mailing in study.mailings).astimezone(zone).date(),
        deadline=study.deadline,
        ends=ends,
        plan=study.quality,
        cases=chosen,
        outcomes=outcomes(chosen, study.quality, weighted=False),
        weighted=outcomes(weighable, study.quality, weighted=True) if study.quality.weight else None,
        unweighable=[one.organisation for one in chosen if one.weight is None] if study.quality.weight else [],
        items=tuple(items.lines()),
        checks=checks.lines(),
        conversions=items.conversions(),
        days=_days(_waited(running, left, returned)),
        mailings=tuple(_mailings(running, left, returned)),
        returns=sorted(at.astimezone(zone) for at in returned.values()),
        regions=_regions(chosen, study.quality),
        sizes=_sizes(weighable, study.quality),
    )


def last_day(running: Running) -> date:
    """Return the last day of a study's collection."""
    return running.study.quality.closes or running.study.deadline


def _read(tx: Transaction, running: Running) -> Iterator[_OfOne]:
    """Yield for each organisation that sent any workbooks these, and what the items came to: of what counts together once."""
    edited = {one.invitation_id for one in edits.of_study(tx, running.study.id) if one.stands}
    words = words_of(tx, running.study.id)
    for invitation_id, some in groupby(came_about.each(tx, running.study.id), key=lambda one: one.invitation_id):
        sent = list(some)
        read = quality_cases.read(tx, running, words, sent, edited=invitation_id in edited)
        yield invitation_id, [quality_cases.named(one, words) for one in sent], read


def _with_everybody(read: Iterable[_OfOne], cases: Mapping[int, InvitedOrganisation]) -> Iterator[_OfOne]:
    """Yield the organisations of the study, also those that sent no workbook; what is no longer on the list is left out."""
    seen = set()
    for one in read:
        if one[0] in cases:
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


def outcomes(cases: Iterable[CaseLine], plan: QualityPlan, *, weighted: bool) -> Outcomes:
    """Return the rates of some cases; `weighted` sums their sizes instead of counting them."""
    sums: dict[OutcomeGroup, float] = dict.fromkeys(OutcomeGroup, 0)
    for one in cases:
        sums[one.disposition.group] += (one.weight or 0) if weighted else 1
    e = plan.e if plan.e is not None else eligible_share(sums)
    return Outcomes(weight=plan.weight if weighted else "", cases=sums, e=e, rates=rates(sums, e))


def _regions(cases: Sequence[CaseLine], plan: QualityPlan) -> tuple[Stratum, ...]:
    by_region: dict[str, list[CaseLine]] = {}
    for one in sorted(cases, key=lambda one: (not one.region, one.region.casefold())):
        by_region.setdefault(one.region, []).append(one)
    return tuple(_stratum(region, some, plan) for region, some in by_region.items())


def _sizes(cases: Sequence[CaseLine], plan: QualityPlan) -> tuple[Stratum, ...]:
    """Return up to four groups of about as many cases; those of one size are in one group."""
    weights = sorted(one.weight or 0 for one in cases)
    if len(set(weights)) < _SIZES:
        limits = sorted(set(weights))
    else:
        limits = sorted({*quantiles(weights, n=_SIZES, method="inclusive"), weights[-1]})
    groups, below = [], float("-inf")
    for limit in limits:
        some = [one for one in cases if below < (one.weight or 0) <= limit]
        if some:
            sizes = [one.weight or 0 for one in some]
            groups.append(_stratum(" – ".join(f"{number:.15g}" for number in dict.fromkeys((min(sizes), max(sizes)))), some, plan))
        below = limit
    return tuple(groups)


def _stratum(name: str, cases: Sequence[CaseLine], plan: QualityPlan) -> Stratum:
    return Stratum(name=name, cases=len(cases), outcomes=outcomes(cases, plan, weighted=False))


def _waited(running: Running, left: Iterable[paradata.LeftWhen], returned: Mapping[str, datetime]) -> list[float]:
    """Return the days that those who returned something took from the first letter that brought them the workbook."""
    bring = {one.name for one in bringing(running.study.mailings)}
    brought: dict[str, datetime] = {}
    for one in left:
        if one.mailing in bring:
            brought.setdefault(one.organisation, one.at)
    return [days_between(brought[code], at) for code, at in returned.items() if code in brought and at >= brought[code]]


def _days(waited: Sequence[float]) -> Days | None:
    if not waited:
        return None
    lower, middle, upper = quantiles(waited, n=4, method="inclusive") if len(waited) > 1 else [waited[0]] * 3
    return Days(returns=len(waited), least=min(waited), lower=lower, median=middle, upper=upper, most=max(waited))


@dataclass(slots=True)
class _Since:
    sent: int
    days: list[float]


def _mailings(running: Running, left: Sequence[paradata.LeftWhen], returned: Mapping[str, datetime]) -> Iterator[MailingLine]:
    """Yield the mailings that left, in the order of the study; a return belongs to the last one that left before it came."""
    by_mailing: dict[str, _Since] = {}
    before: dict[str, paradata.LeftWhen] = {}
    for one in left:
        by_mailing.setdefault(one.mailing, _Since(0, [])).sent += 1
        at = returned.get(one.organisation)
        if at is not None and one.at <= at:
            before[one.organisation] = one
    for code, last in before.items():
        by_mailing[last.mailing].days.append(days_between(last.at, returned[code]))
    order = [mailing.name for mailing in running.study.mailings]
    for name in sorted(by_mailing, key=lambda one: (one not in order, order.index(one) if one in order else 0)):
        days = by_mailing[name].days
        yield MailingLine(mailing=name, sent=by_mailing[name].sent, returned=len(days), median_days=median(days) if days else None)
