"""Which values look odd: by hand-made examples, and by laws that hold for all."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.rules.outlying import Outlier, WhyOdd, outliers

USUAL = {f"ORG{number}": float(value) for number, value in enumerate((80, 90, 95, 100, 105, 110, 120, 130))}
VALUES = st.dictionaries(st.text("ABCDEFGH", min_size=1, max_size=3), st.floats(0.01, 1e9, allow_nan=False), max_size=30)


def only(values: dict[str, float], before: dict[str, float] | None = None) -> Outlier:
    """Return the one value that looks odd."""
    (found,) = outliers(values, before or {})
    return found


def test_ordinary_values_are_not_asked_about() -> None:
    """Nor is nought, or a loss below it."""
    assert outliers({**USUAL, "NONE": 0, "LOSS": -500}, {}) == ()


def test_a_value_in_single_units_beside_thousands_is_a_thousand_times_too_large() -> None:
    """And one in millions a thousand times too small; what is only far off has no such explanation."""
    found = only({**USUAL, "X": 100_000})
    assert (found.organisation, found.power, found.why) == ("X", 3, (WhyOdd.DISTANCE, WhyOdd.UNIT))
    assert only({**USUAL, "X": 0.1}).power == -3
    far = only({**USUAL, "X": 3_500})
    assert (far.power, far.why) == (0, (WhyOdd.DISTANCE,))


def test_the_median_that_is_shown_is_that_of_the_values() -> None:
    """Of an even number it is half of the sum of the two in the middle, not what their logarithms have there; nought is not among them."""
    found = only({"A": 10, "B": 20, "C": 40, "D": 60, "E": 100, "X": 100_000, "NONE": 0})
    assert found.middle == 50


def test_a_nought_too_many_is_a_slip_of_a_digit() -> None:
    """Ten times what is ordinary."""
    assert (only({**USUAL, "X": 1_000}).power, only({**USUAL, "X": 1_000}).why[-1]) == (1, WhyOdd.DIGIT)


def test_last_rounds_value_is_asked_before_the_others() -> None:
    """A large organisation is not odd for being large, and an ordinary value is odd where it was a thousandth of it."""
    assert outliers({**USUAL, "X": 140}, {"X": 120}) == ()
    found = only({**USUAL, "X": 100}, {"X": 0.1})
    assert (found.ratio, found.power, found.why) == (1000, 3, (WhyOdd.RATIO, WhyOdd.UNIT))
    assert only({**USUAL, "X": 100}, {"X": 18}).why == (WhyOdd.RATIO,)
    assert outliers({**USUAL, "X": 100}, {"X": 21}) == ()
    assert outliers({**USUAL, "X": 100}, {"X": 0}) == ()


def test_of_too_few_values_only_last_round_tells() -> None:
    """Four have no spread; nor have those that are all the same."""
    assert outliers({"A": 1, "B": 2, "C": 3, "D": 1_000_000}, {}) == ()
    assert outliers(dict.fromkeys("ABCDEF", 7.0), {}) == ()
    assert only({"A": 1, "B": 1_000}, {"B": 1}).power == 3


def test_where_most_values_are_the_same_another_one_is_still_seen() -> None:
    """The median distance is nought then, and the mean one stands for it."""
    assert only({**{f"ORG{number}": 10.0 for number in range(12)}, "X": 10_000}).organisation == "X"


@given(VALUES, st.integers(-3, 3))
def test_the_unit_of_a_question_makes_no_value_odd(values: dict[str, float], power: int) -> None:
    """Who looks odd in dollars looks odd in thousands of them."""
    scaled = {code: value * 10**power for code, value in values.items()}
    # What is exactly at the limit may fall on either side of it by rounding.
    off = {one.organisation: abs(abs(one.score or 0) - 3.5) > 1e-6 for one in (*outliers(values, {}), *outliers(scaled, {}))}
    first, second = ({one.organisation for one in outliers(some, {})} for some in (values, scaled))
    assert {code for code in first ^ second if off[code]} == set()


@given(VALUES, VALUES)
def test_whoever_looks_odd_gave_that_value_and_has_a_reason(values: dict[str, float], before: dict[str, float]) -> None:
    """Each once, the oddest first."""
    found = outliers(values, before)
    assert len({one.organisation for one in found}) == len(found)
    assert all(one.value == values[one.organisation] and one.why for one in found)
    assert all(bool(one.power) == bool({WhyOdd.UNIT, WhyOdd.DIGIT} & {*one.why}) for one in found)
