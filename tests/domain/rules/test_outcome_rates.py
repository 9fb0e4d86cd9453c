"""The outcome rates: against examples that others published, and by laws that hold for all numbers of cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules.outcome_rates import RATES, UNKNOWN, Group, Rate, eligible_share, rates

KNOWN = [group for group in Group if group not in UNKNOWN and group is not Group.NOT_ELIGIBLE]
CASES = st.dictionaries(st.sampled_from(Group), st.integers(0, 10_000))
E = st.floats(0, 1, allow_nan=False)


def cases(**numbers: float) -> dict[Group, float]:
    """Return the cases by the letters of AAPOR."""
    return {Group(letter): number for letter, number in numbers.items()}


def shares(found: Mapping[str, Rate]) -> list[float | None]:
    """Return the rates in the order of AAPOR."""
    return [found[name].rate for name in RATES]


def test_the_twelve_people_of_outcomerates_page_have_the_rates_that_stand_there() -> None:
    """Source: README of outcomerate (rOpenSci), rounded to three digits there."""
    twelve = cases(I=4, P=2, R=1, NC=1, O=1, UH=1, UO=1, NE=1)
    published = [0.364, 0.545, 0.370, 0.556, 0.444, 0.667, 0.500, 0.750, 0.571, 0.857, 0.091, 0.093, 0.111, 0.727, 0.741, 0.889]
    e = eligible_share(twelve)
    assert e == pytest.approx(0.9)
    assert shares(rates(twelve, e)) == pytest.approx(published, abs=0.0005)


def test_the_inhabitants_of_middle_earth_have_the_rates_of_outcomerates_introduction() -> None:
    """Source: the data set `middleearth` and the vignette of outcomerate."""
    inhabitants = cases(I=760, P=339, R=59, NC=288, O=1, UO=173, NE=71)
    published = [
        *(0.46913580, 0.67839506, 0.47149080, 0.68180052, 0.52522460, 0.75950242),
        *(0.65573770, 0.94823123, 0.65630397, 0.94905009),
        *(0.03641975, 0.03660258, 0.04077402, 0.71543210, 0.71902347, 0.80096752),
    ]
    assert shares(rates(inhabitants, eligible_share(inhabitants))) == pytest.approx(published, abs=5e-9)


def test_the_sixteen_cases_of_outcomerates_tests_have_the_rates_that_it_expects() -> None:
    """With half of the unknown cases eligible (its `test-rate.R`)."""
    sixteen = cases(I=5, P=3, R=2, NC=1, O=2, UH=1, UO=1, NE=1)
    expected = [
        *(1 / 3, 8 / 15, 5 / 14, 4 / 7, 5 / 13, 8 / 13),
        *(5 / 12, 2 / 3, 1 / 2, 4 / 5),
        *(2 / 15, 1 / 7, 2 / 13, 4 / 5, 6 / 7, 12 / 13),
    ]
    assert shares(rates(sixteen, 0.5)) == pytest.approx(expected)
    assert rates(sixteen, 0.5)["CON1"] == Rate(12, 15)


def test_weights_are_summed_as_cases_are_counted() -> None:
    """Its unequal weights, and the rate that it expects of them."""
    codes = ["I", "P", "I", "NC", "UH", "I", "R", "UO", "I", "O", "P", "I", "R", "O", "P", "NE"]
    weights = [3.2, 0.4, 4.9, 3.8, 1.6, 3.3, 1.3, 2.2, 3.5, 3.6, 0.1, 1.6, 1.1, 4.3, 2.3, 0.6]
    weighted: Counter[Group] = Counter()
    for code, weight in zip(codes, weights, strict=True):
        weighted[Group(code)] += weight  # type: ignore[assignment]  # A Counter adds up whatever can be added.
    assert rates(weighted, 0.5)["RR2"].rate == pytest.approx(19.3 / 37.2)


def test_each_group_of_unknown_cases_may_have_an_eligible_share_of_its_own() -> None:
    """The 10th edition's UR beside UH and UO (its `test-ur.R` and `test-e.R`)."""
    some = cases(I=10, P=2, R=3, NC=4, O=1, UH=5, UR=7, UO=6, NE=8)
    alike, each = rates(some, 0.4), rates(some, {Group.UNKNOWN_UNIT: 0.2, Group.UNKNOWN_RESPONDENT: 0.8, Group.UNKNOWN_OTHER: 0.1})
    assert alike["RR1"] == Rate(10, 38)
    assert alike["RR4"].rate == pytest.approx(12 / 27.2)
    assert each["RR3"].rate == pytest.approx(10 / 27.2)
    assert each["CON2"].denominator == pytest.approx(20 + 0.2 * 5 + 0.8 * 7 + 0.1 * 6)
    without = rates(some, {Group.UNKNOWN_UNIT: 0.2})
    assert [name for name in RATES if without[name].denominator is None] == ["RR3", "RR4", "REF2", "CON2"]
    assert without["RR3"].rate is None


def test_one_unknown_case_alone_has_rates_of_nothing_and_rates_that_do_not_exist() -> None:
    """Its "low-count" case: 0 where there is a denominator, and no rate, never 0 %, where there is none."""
    expected = [0, 0, 0, 0, None, None, None, None, None, None, 0, 0, None, 0, 0, None]
    assert shares(rates(cases(UO=1), 0.3)) == expected
    assert eligible_share(cases(UO=1)) is None
    assert shares(rates({}, None)) == [None] * len(RATES)


@given(CASES, E)
def test_whoever_takes_fewer_unknown_cases_as_eligible_gets_no_lower_rate(some: dict[Group, float], e: float) -> None:
    """RR1 <= RR3 <= RR5, RR2 <= RR4 <= RR6, and so for refusals and contacts; partial answers raise a rate or leave it."""
    found = rates(some, e)
    chains: list[tuple[str, ...]] = [("RR1", "RR3", "RR5"), ("RR2", "RR4", "RR6"), ("REF1", "REF2", "REF3"), ("CON1", "CON2", "CON3")]
    chains += [("RR1", "RR2"), ("RR3", "RR4"), ("RR5", "RR6"), ("COOP1", "COOP2"), ("COOP3", "COOP4"), ("COOP1", "COOP3")]
    for chain in chains:
        there = [rate for name in chain if (rate := found[name].rate) is not None]
        assert all(one <= other + 1e-12 for one, other in pairwise(there)), chain


@given(CASES, E)
def test_a_rate_is_a_share_or_none(some: dict[Group, float], e: float) -> None:
    """None exactly where its denominator is nothing."""
    for one in rates(some, e).values():
        assert (one.rate is None) == (not one.denominator)
        assert one.rate is None or 0 <= one.rate <= 1 + 1e-12


@given(st.dictionaries(st.sampled_from(KNOWN), st.integers(0, 10_000)))
def test_without_unknown_cases_the_three_ways_agree_and_need_no_estimate(some: dict[Group, float]) -> None:
    """RR1 is RR3 and RR5 then."""
    found = rates(some, None)
    assert found["RR1"] == found["RR3"] == found["RR5"]
    assert found["CON1"] == found["CON2"] == found["CON3"]


@given(CASES, E, st.integers(0, 1000))
def test_who_is_not_eligible_stands_in_no_rate(some: dict[Group, float], e: float, more: int) -> None:
    """Neither above nor below; it only says how many of the unknown are likely to be."""
    assert rates(some, e) == rates({**some, Group.NOT_ELIGIBLE: more}, e)


@given(CASES, E, st.sampled_from([2, 3, 10]))
def test_equal_weights_leave_every_rate_as_it_is(some: dict[Group, float], e: float, weight: int) -> None:
    """They only say how much a case is."""
    before, after = rates(some, e), rates({group: number * weight for group, number in some.items()}, e)
    assert shares(after) == pytest.approx(shares(before))
    assert eligible_share({group: number * weight for group, number in some.items()}) == pytest.approx(eligible_share(some))
