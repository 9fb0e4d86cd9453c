"""Cells that ask and already hold a figure are found; figures that only inform are no questions."""

from __future__ import annotations

import pytest

from tests.adopt.begun import samples
from tests.adopt.making import Sample
from tests.adopt.score import score


@pytest.mark.parametrize("sample", list(samples()), ids=lambda sample: sample.name)
def test_cells_with_last_years_figures_are_found_where_they_ask(sample: Sample) -> None:
    """They stand under the headings of blanks that ask, beside results, or in their colour; nothing that is called sure is wrong."""
    found = score(sample)
    assert (found.found, found.extra, found.wrong) == (found.inputs, 0, ())
