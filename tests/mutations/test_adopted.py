"""Whatever a respondent does to an adopted workbook, and whichever program saves it: no answer is silently wrong.

The mutations are those of our own workbooks; what a form has nothing for (a second sheet, another language, keys of ours) is left out.
"""

from __future__ import annotations

import pytest

from tests.mutations.adopted import AdoptedSample, adopted_samples
from tests.mutations.matrix import verdicts
from tests.mutations.savers import saved_in_turn
from tests.programs import need

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
