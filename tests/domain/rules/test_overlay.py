"""Workbooks that belong together, laid over each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules.overlay import Layer, Merging, Side, disputed, overlay

ANSWERS = st.dictionaries(st.sampled_from("abcd"), st.one_of(st.none(), st.integers(0, 3)))


@pytest.mark.parametrize(
    ("merging", "expected"),
    [
        (Merging(), {"a": 1, "b": 2, "c": 3}),
        (Merging(wins=Side.SECOND), {"a": 9, "b": 2, "c": 3}),
        (Merging(but=("a",)), {"a": 9, "b": 2, "c": 3}),
        (Merging(wins=Side.SECOND, but=("a",)), {"a": 1, "b": 2, "c": 3}),
    ],
)
def test_what_the_one_left_blank_the_other_fills_and_a_dispute_is_decided_cell_by_cell(merging: Merging, expected: object) -> None:
    """A blank takes nothing away."""
    found = overlay([Layer(1, {"a": 1, "b": 2, "c": None}), Layer(2, {"a": 9, "b": None, "c": 3}, merging)])
    assert found.answers == expected
    assert (found.sources["b"], found.sources["c"]) == (1, 2)
    assert Merging.of(str(merging)) == merging


@given(ANSWERS, ANSWERS)
def test_no_answer_is_lost_and_each_comes_from_the_workbook_that_is_named(
    first: dict[str, int | None], second: dict[str, int | None]
) -> None:
    """Whatever two workbooks say."""
    found, layers = overlay([Layer(1, first), Layer(2, second, Merging(wins=Side.SECOND))]), {1: first, 2: second}
    given_by_any = {key for key in {*first, *second} if first.get(key) is not None or second.get(key) is not None}
    assert {key for key, value in found.answers.items() if value is not None} == given_by_any == set(found.sources)
    assert all(layers[source][key] == found.answers[key] for key, source in found.sources.items())


def test_only_different_answers_are_disputed() -> None:
    """A blank disputes nothing."""
    assert disputed({"a": 1, "b": 2, "c": None, "d": 4}, {"a": 1, "b": 3, "c": 3, "d": None}) == ("b",)


def test_a_blank_that_takes_an_answer_back_does_so() -> None:
    """It is kept in the journal with the rest, and says nothing where a later workbook answers."""
    merging = Merging(blank=("b",))
    assert Merging.of(str(merging)) == merging
    layers = [Layer(1, {"a": 1, "b": 2}), Layer(2, {"a": None, "b": None}, merging)]
    found = overlay(layers)
    assert (found.answers, found.sources) == ({"a": 1, "b": None}, {"a": 1})
    assert overlay([*layers, Layer(3, {"b": 5}, Merging())]).answers["b"] == 5
