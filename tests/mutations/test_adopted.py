"""Whatever a respondent does to an adopted workbook, and whichever program saves it: no answer is silently wrong.

The mutations are those of our own workbooks; what a form has nothing for (a second sheet, another language, keys of ours) is left out.
"""

from __future__ import annotations

import pytest

from tests.adopt.every import samples
from tests.adopt.libraries import silently_wrong
from tests.adopt.making import Sample
from tests.adopt.returned import sent
from tests.mutations.adopted import AdoptedSample, adopted_samples
from tests.mutations.matrix import verdicts
from tests.mutations.savers import saved_in_turn
from tests.programs import need

pytestmark = pytest.mark.sweep

_LEAST_RIGHT, _LEAST_DONE = 0.9, 80


# The limit of time is for what hangs: five programs save dozens of workbooks.
@pytest.mark.timeout(900)
@pytest.mark.parametrize("sample", adopted_samples(), ids=lambda sample: sample.name)
def test_no_answer_of_an_adopted_workbook_is_silently_wrong_whatever_is_done(sample: AdoptedSample) -> None:
    """Each touched answer is right, or told; nine of ten are right; and nothing is said of the answers that nobody touched."""
    need("soffice")
    ssconvert = need("ssconvert")
    found = verdicts(sample, lambda files: saved_in_turn(files, ssconvert))
    assert len({name for name, _ in found}) >= _LEAST_DONE
    assert not [(place, verdict.wrong) for place, verdict in found.items() if verdict.wrong]
    assert not [(place, verdict.false) for place, verdict in found.items() if verdict.false]
    touched, right = sum(verdict.touched for verdict in found.values()), sum(verdict.right for verdict in found.values())
    assert right >= _LEAST_RIGHT * touched > 0


def _of_each_family() -> list[Sample]:
    """Return the first workbook of each family that is adopted."""
    return list({one.name.partition("-")[0]: one for one in reversed(samples())}.values())


@pytest.mark.parametrize("sample", _of_each_family(), ids=lambda sample: sample.name)
def test_no_answer_is_silently_wrong_where_a_library_put_in_rows_or_columns_and_names_stayed(sample: Sample) -> None:
    """Above the first answer, amid them, above a table, at the left: each answer is read right, or told."""
    assert list(silently_wrong(sent(sample))) == []
