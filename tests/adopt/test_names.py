"""What questions are called by programs is short, and tells those apart whose labels differ at their end."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.adopt.words.names import slug

LABEL = "Number of persons brought into formal contact with the police, all crimes"
SHORT = 48


@pytest.mark.parametrize("ends", [("2023", "2024"), ("men", "women"), ("in thousands", "in millions")])
def test_labels_that_differ_at_their_end_are_called_after_it(ends: tuple[str, str]) -> None:
    """Staff who read a name know which year or part it is; a number behind it would have told them that there are two."""
    for end in ends:
        assert slug(f"{LABEL}, {end}", "x").endswith(f"_{slug(end, 'x').removeprefix('q_')}"[-10:])


def test_a_long_label_loses_words_and_no_letters() -> None:
    """Of its middle; one word that is too long by itself is cut."""
    assert slug(f"{LABEL}, 2023", "x") == "number_of_persons_brought_into_all_crimes_2023"
    assert slug("a" * 60, "x") == "a" * SHORT
    assert slug("b " + "a" * 60, "x") == "b_" + "a" * (SHORT - 2)


@given(st.text(st.characters(codec="latin-1"), max_size=200))
def test_a_name_is_short_and_one_of_a_form(label: str) -> None:
    """Whatever the label: letters of ASCII, digits, and lines beneath that begin and end nothing."""
    name = slug(label, "otherwise")
    assert len(name) <= SHORT + len("q_")
    assert re.fullmatch(r"[a-z](?:[a-z0-9_]*[a-z0-9])?", name)
