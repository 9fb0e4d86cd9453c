"""The rates of a study's cases: of all, by region, and by size; the cases are gone over and none is kept."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import quantiles

from digests.quality_facts import CaseLine, Outcomes, Stratum
from domain.quality import QualityPlan
from domain.rules.outcome_rates import OutcomeGroup, eligible_share, rates

_SIZES = 4


@dataclass(slots=True)
class _Sums:
    """How many cases were counted, and their number, or their sizes, by group."""

    cases: int = 0
    groups: dict[OutcomeGroup, float] = field(default_factory=lambda: dict.fromkeys(OutcomeGroup, 0))

    def take(self, one: CaseLine, *, weighted: bool = False) -> None:
        self.cases += 1
        self.groups[one.disposition.group] += (one.weight or 0) if weighted else 1

    def outcomes(self, plan: QualityPlan, weight: str = "") -> Outcomes:
        e = plan.e if plan.e is not None else eligible_share(self.groups)
        return Outcomes(weight=weight, cases=self.groups, e=e, rates=rates(self.groups, e))


def outcomes(cases: Iterable[CaseLine], plan: QualityPlan, *, weighted: bool) -> Outcomes:
    """Return the rates of some cases; `weighted` sums their sizes instead of counting them, where they have any."""
    sums = _Sums()
    for one in cases:
        sums.take(one, weighted=weighted)
    return sums.outcomes(plan, plan.weight if weighted else "")


def by_region(cases: Iterable[CaseLine], plan: QualityPlan) -> tuple[Stratum, ...]:
    """Return the rates by region, in the order of their names; those of no region are the last."""
    found: dict[str, _Sums] = {}
    for one in cases:
        found.setdefault(one.region, _Sums()).take(one)
    return tuple(_stratum(name, found[name], plan) for name in sorted(found, key=lambda one: (not one, one.casefold())))


def by_size(cases: Iterable[CaseLine], plan: QualityPlan) -> tuple[Stratum, ...]:
    """Return up to four groups of about as many of the cases that have a size; those of one size are in one group.

    `cases` are gone over twice.
    """
    weights = array("d", sorted(one.weight for one in cases if one.weight is not None))
    if len(different := sorted(set(weights))) < _SIZES:
        limits = different
    else:
        limits = sorted({*quantiles(weights, n=_SIZES, method="inclusive"), weights[-1]})
    found = [_Sums() for _ in limits]
    ends = [(float("inf"), float("-inf"))] * len(limits)
    for one in cases:
        if (size := one.weight) is not None:
            group = bisect_left(limits, size)
            found[group].take(one)
            ends[group] = (min(size, ends[group][0]), max(size, ends[group][1]))
    return tuple(
        _stratum(" – ".join(f"{number:.15g}" for number in dict.fromkeys(end)), sums, plan)
        for sums, end in zip(found, ends, strict=True)
        if sums.cases
    )


def _stratum(name: str, sums: _Sums, plan: QualityPlan) -> Stratum:
    return Stratum(name=name, cases=sums.cases, outcomes=sums.outcomes(plan))
