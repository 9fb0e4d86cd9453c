"""Outcome rates after AAPOR's Standard Definitions, each with its numerator and denominator; sums of weights serve as well as counts.

Source: AAPOR, Standard Definitions (10th edition), "Calculating outcome rates". The letters are those of the formulas there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """What the rates tell apart; each disposition code belongs to one."""

    COMPLETE = "I"
    PARTIAL = "P"
    REFUSAL = "R"  # Refusals and break-offs.
    NON_CONTACT = "NC"
    OTHER = "O"  # Eligible, and no answer for another reason.
    UNKNOWN_UNIT = "UH"  # Nothing shows that a letter reached the organisation.
    UNKNOWN_RESPONDENT = "UR"  # It was reached; whether it is to be asked is not known.
    UNKNOWN_OTHER = "UO"
    NOT_ELIGIBLE = "NE"


UNKNOWN = (Group.UNKNOWN_UNIT, Group.UNKNOWN_RESPONDENT, Group.UNKNOWN_OTHER)


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate as its two parts; the denominator is None where it cannot be known, since nothing says how many unknown cases are eligible."""

    numerator: float
    denominator: float | None

    @property
    def rate(self) -> float | None:
        """Return the share, or None where there is nothing to divide by: never 0."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sums:
    """The cases by their letters; `known` are those known to be eligible, `estimated` the unknown ones that are thought to be."""

    i: float
    p: float
    r: float
    o: float
    known: float
    unknown: float
    estimated: float | None

    @property
    def all(self) -> float:
        """Return the denominator that takes every unknown case as eligible."""
        return self.known + self.unknown

    @property
    def likely(self) -> float | None:
        """Return the denominator that takes the estimated share of them."""
        return None if self.estimated is None else self.known + self.estimated

    @property
    def contacted(self) -> float:
        """Return those with whom there was contact."""
        return self.i + self.p + self.r + self.o


_FORMULAS: Mapping[str, Callable[[_Sums], Rate]] = {
    "RR1": lambda x: Rate(x.i, x.all),
    "RR2": lambda x: Rate(x.i + x.p, x.all),
    "RR3": lambda x: Rate(x.i, x.likely),
    "RR4": lambda x: Rate(x.i + x.p, x.likely),
    "RR5": lambda x: Rate(x.i, x.known),
    "RR6": lambda x: Rate(x.i + x.p, x.known),
    "COOP1": lambda x: Rate(x.i, x.contacted),
    "COOP2": lambda x: Rate(x.i + x.p, x.contacted),
    "COOP3": lambda x: Rate(x.i, x.i + x.p + x.r),
    "COOP4": lambda x: Rate(x.i + x.p, x.i + x.p + x.r),
    "REF1": lambda x: Rate(x.r, x.all),
    "REF2": lambda x: Rate(x.r, x.likely),
    "REF3": lambda x: Rate(x.r, x.known),
    "CON1": lambda x: Rate(x.contacted, x.all),
    "CON2": lambda x: Rate(x.contacted, x.likely),
    "CON3": lambda x: Rate(x.contacted, x.known),
}
RATES = tuple(_FORMULAS)


def rates(cases: Mapping[Group, float], e: float | Mapping[Group, float] | None) -> dict[str, Rate]:
    """Return all rates by their names.

    `e` is the share of the unknown cases that is thought to be eligible: one for all, or one for each group of them; None where nothing
    says. A group of which there is no case needs none.
    """
    known = sum(cases.get(group, 0) for group in Group if group not in UNKNOWN and group is not Group.NOT_ELIGIBLE)
    sums = _Sums(
        i=cases.get(Group.COMPLETE, 0),
        p=cases.get(Group.PARTIAL, 0),
        r=cases.get(Group.REFUSAL, 0),
        o=cases.get(Group.OTHER, 0),
        known=known,
        unknown=sum(cases.get(group, 0) for group in UNKNOWN),
        estimated=_estimated(cases, e),
    )
    return {name: formula(sums) for name, formula in _FORMULAS.items()}


def _estimated(cases: Mapping[Group, float], e: float | Mapping[Group, float] | None) -> float | None:
    shares = dict.fromkeys(UNKNOWN, e) if e is None or isinstance(e, float | int) else {group: e.get(group) for group in UNKNOWN}
    parts = [(cases.get(group, 0), share) for group, share in shares.items() if cases.get(group, 0)]
    return None if any(share is None for _, share in parts) else sum(number * share for number, share in parts if share is not None)


def eligible_share(cases: Mapping[Group, float]) -> float | None:
    """Return e as AAPOR's calculator estimates it: the eligible ones among the cases of which it is known; None where it is known of none.

    It is the proportional allocation: unknown cases are taken to be like the known ones.
    """
    known = sum(number for group, number in cases.items() if group not in UNKNOWN)
    return (known - cases.get(Group.NOT_ELIGIBLE, 0)) / known if known else None
