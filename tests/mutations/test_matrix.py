"""Whatever a respondent does to the workbook, and whichever program saves it: no answer is silently wrong, and nearly all are right.

Each mutated file is read as it is and as one of the other programs saves it, in turn; with CI set it is saved by all of them.
"""

from __future__ import annotations

import os

import pytest

from tests.mutations.matrix import MUTATIONS, verdicts
from tests.mutations.samples import Sample, samples
from tests.mutations.savers import saved_by_all, saved_in_turn
from tests.programs import need

_LEAST_RIGHT = 0.95


# The limit of time is for what hangs: here five programs save more than a hundred workbooks, and each is read.
@pytest.mark.timeout(900)
@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_no_answer_is_silently_wrong_whatever_is_done(sample: Sample) -> None:
    """Each touched answer is right, or told; 95 of 100 are right; and nothing is said of the answers that nobody touched."""
    programs = need("soffice"), need("ssconvert")
    save = saved_by_all if os.environ.get("CI") else saved_in_turn
    found = verdicts(sample, lambda files: save(files, *programs))
    assert {name for name, _ in found} <= {mutation.name for mutation in MUTATIONS}
    assert not [(place, verdict.wrong) for place, verdict in found.items() if verdict.wrong]
    assert not [(place, verdict.false) for place, verdict in found.items() if verdict.false]
    touched, right = sum(verdict.touched for verdict in found.values()), sum(verdict.right for verdict in found.values())
    assert right >= _LEAST_RIGHT * touched > 0
