"""Counts of where organisations stand, and the share whose answer counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from digests.facts import OrganisationLine
from domain.submission import Standing

OWING = frozenset({Standing.SILENT, Standing.QUERIED, Standing.UNDELIVERABLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many organisations stand where."""

    answered: int = 0
    queried: int = 0
    declined: int = 0
    undeliverable: int = 0
    silent: int = 0

    @property
    def total(self) -> int:
        """Return how many organisations there are."""
        return self.answered + self.queried + self.declined + self.undeliverable + self.silent

    @property
    def owing(self) -> int:
        """Return how many still owe an answer: silent, queried and undeliverable ones."""
        return self.queried + self.undeliverable + self.silent

    @property
    def response_rate(self) -> float | None:
        """Return the share of those asked whose answer counts, or None where nobody was asked.

        It is none of AAPOR's rates, which also ask how complete an answer is (`domain.rules.outcome_rates`): there, an answer that counts
        may be a partial one or a break-off.
        """
        return self.answered / self.total if self.total else None


def together(counts: Iterable[Counts]) -> Counts:
    """Return the sum of counts."""
    each = [*counts]
    return Counts(**{standing.value: sum(getattr(one, standing.value) for one in each) for standing in Standing})


def _counts(standings: Mapping[Standing, int]) -> Counts:
    return Counts(**{standing.value: standings.get(standing, 0) for standing in Standing})


def by_region(organisations: Iterable[OrganisationLine]) -> dict[str, Counts]:
    """Return the counts of each region, in alphabetical order; those without a region come last."""
    regions: dict[str, Counter[Standing]] = {}
    for organisation in organisations:
        regions.setdefault(organisation.region, Counter())[organisation.standing] += 1
    return {region: _counts(regions[region]) for region in sorted(regions, key=lambda one: (not one, one.casefold(), one))}
