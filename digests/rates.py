"""Counts of where organisations stand, and the share whose answer counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
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


def count(organisations: Iterable[OrganisationLine]) -> Counts:
    """Return the counts of `organisations`."""
    standings = Counter(organisation.standing for organisation in organisations)
    return Counts(**{standing.value: standings[standing] for standing in Standing})


def by_region(organisations: Iterable[OrganisationLine]) -> dict[str, list[OrganisationLine]]:
    """Return the organisations of each region, regions and names in alphabetical order, those without a region last."""
    regions: dict[str, list[OrganisationLine]] = {}
    for organisation in sorted(organisations, key=lambda one: (not one.region, one.region.casefold(), one.name.casefold())):
        regions.setdefault(organisation.region, []).append(organisation)
    return regions
