"""Whatever a respondent does to the workbook, and whichever program saves it: no answer is silently wrong, and nearly all are right.

Each mutated file is read as it is and as one of the other programs saves it, in turn; with CI set it is saved by all of them.
"""

from __future__ import annotations

import os

import pytest

from tests.mutations.matrix import MUTATIONS, parts, verdicts
from tests.mutations.samples import Sample, samples
from tests.mutations.savers import saved_by_all, saved_in_turn
from tests.programs import need

_LEAST_RIGHT = 0.95
_SPLIT = parts(2)


def test_the_parts_have_every_mutation() -> None:
    """None is dropped, and each part begins with the file to which nothing was done."""
    assert {mutation.name for part in _SPLIT for mutation in part} == {mutation.name for mutation in MUTATIONS}
    assert sum(map(len, _SPLIT)) == len(MUTATIONS) + len(_SPLIT) - 1
    assert {part[0].name for part in _SPLIT} == {"nothing"}


# The limit of time is for what hangs: here five programs save dozens of workbooks, and each is read. Parts let the workers share them.
@pytest.mark.sweep
@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(len(_SPLIT)), ids=lambda part: f"part {part + 1}")
@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_no_answer_is_silently_wrong_whatever_is_done(sample: Sample, part: int) -> None:
    """Each touched answer is right, or told; 95 of 100 are right; and nothing is said of the answers that nobody touched."""
    need("soffice")
    ssconvert = need("ssconvert")
    save = saved_by_all if os.environ.get("CI") else saved_in_turn
    found = verdicts(sample, lambda files: save(files, ssconvert), _SPLIT[part])
    assert {name for name, _ in found} <= {mutation.name for mutation in _SPLIT[part]}
    assert not [(place, verdict.wrong) for place, verdict in found.items() if verdict.wrong]
    assert not [(place, verdict.false) for place, verdict in found.items() if verdict.false]
    touched, right = sum(verdict.touched for verdict in found.values()), sum(verdict.right for verdict in found.values())
    assert right >= _LEAST_RIGHT * touched > 0
