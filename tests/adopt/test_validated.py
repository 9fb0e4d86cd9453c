"""The copies of adopted workbooks have no fault that the workbook itself has not: what makes Excel offer a repair."""

from __future__ import annotations

import pytest

from tests.adopt.every import samples
from tests.adopt.returned import sent
from tests.adopt.validated import linted

SAMPLES = {sample.name: sample for sample in samples()}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_copy_has_no_fault_that_its_workbook_has_not(name: str) -> None:
    """Content types, relationships, order and attributes of elements, names, cells: all that the lint looks at."""
    assert not linted(sent(SAMPLES[name]).copy) - linted(SAMPLES[name].data)
