"""How much of a long list a mail shows: what a person can act on, and no more than a mail program shows whole (Gmail cuts at 102 kB)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from digests.facts import OrganisationLine, StatusFacts
from digests.holds import HoldLine
from digests.rates import OWING
from domain.case import UNVOUCHED
from domain.submission import Standing

_SMALL = 150  # organisations
_HEAD = 3  # lines that the head of a table is as long as
# What a person can mend comes first: an address, then an answer that was sent back.
_URGENCY = {Standing.UNDELIVERABLE: 0, Standing.QUERIED: 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How many lines of each kind there is room for; of those that owe, also for how many regions, whose heads take lines too."""

    owing: int
    regions: int
    arrivals: int
    cases: int
    uncertain: int


def room(facts: StatusFacts) -> Room:
    """Return the room that a study has: a small one is told whole, as long as nothing floods it."""
    if len(facts.organisations) <= _SMALL:
        return Room(owing=_SMALL, regions=_SMALL, arrivals=2 * _SMALL, cases=_SMALL, uncertain=_SMALL)
    return Room(owing=90, regions=20, arrivals=40, cases=20, uncertain=5)


def oldest(holds: tuple[HoldLine, ...], most: int) -> tuple[HoldLine, ...]:
    """Return the cases as they are, or of too many the oldest, and before them the mailings that did not leave (those have no number).

    What nobody vouches for comes last: whoever likes makes as much of it as crowds all else out.
    """
    return holds if len(holds) <= most else tuple(sorted(holds, key=_age)[:most])


def _age(hold: HoldLine) -> tuple[bool, bool, float]:
    return (hold.kind in UNVOUCHED, hold.id != 0, hold.begun_at.timestamp() if hold.begun_at else 0)


def first_of_each(organisations: Iterable[OrganisationLine], owing: Mapping[str, int], most: Room) -> dict[str, list[OrganisationLine]]:
    """Return the organisations of each region that owe an answer, or of too many as many as there is room for, the most urgent first.

    `owing` are how many they are. What one region does not need is the others'; of too many regions those with the most organisations stay.
    No more are kept at any time than twice what there is room for.
    """
    whole = sum(owing.values()) <= most.owing
    shares = dict(owing) if whole else _shares(owing, most)
    found: dict[str, list[OrganisationLine]] = {region: [] for region in owing if shares.get(region)}
    for one in organisations:
        if one.standing in OWING and one.region in found:
            some = found[one.region]
            some.append(one)
            if len(some) > 2 * shares[one.region]:
                found[one.region] = _first(some, shares[one.region], whole=whole)
    return {region: _first(some, shares[region], whole=whole) for region, some in found.items()}


def _shares(owing: Mapping[str, int], most: Room) -> dict[str, int]:
    largest = sorted(owing, key=lambda region: owing[region])[-most.regions :]
    left, shares = most.owing - _HEAD * len(largest), dict[str, int]()
    for number, region in enumerate(largest):
        shares[region] = min(owing[region], left // (len(largest) - number))
        left -= shares[region]
    return shares


def _first(some: list[OrganisationLine], share: int, *, whole: bool) -> list[OrganisationLine]:
    """Return the first of a region in the order of their names, and before that of their urgency where not all are told."""
    return sorted(some, key=lambda one: (0 if whole else _URGENCY.get(one.standing, 2), one.name.casefold()))[:share]
