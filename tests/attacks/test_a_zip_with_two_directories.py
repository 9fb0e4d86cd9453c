"""A respondent who must answer truly sends a workbook that is two: the checks read honest figures, and whoever opens it reads others.

Or the other way round: staff who look at a held workbook see what is to be approved, and something else is kept. An ordinary workbook that
was packed by any program counts as ever.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.attacks.scene import Scene, person
from tests.workbooks import twofold
from tests.workbooks.test_one_reading import streamed_of

TWOFOLD: dict[str, Callable[[bytes, bytes], bytes]] = {
    "two directories": twofold.by_where_the_directory_lies,
    "two ends": twofold.by_the_end,
    "an end of zip64": twofold.by_the_long_end,
}


@pytest.mark.parametrize("how", TWOFOLD)
def test_no_answer_is_taken_out_of_a_workbook_that_is_two(scene: Scene, how: str) -> None:
    """It is told to be broken, whichever of the two is the better one, and nothing of it leaves the house."""
    said, seen = scene.workbook(5, employees=505), scene.workbook(5, employees=9)
    scene.reply(5, person(5), ("answers.xlsx", TWOFOLD[how](said, seen)))
    assert scene.answers() == {}
    (told,) = (one for one in scene.left() if one.to == person(5))
    assert not told.says("505")


def test_a_workbook_that_was_packed_in_one_go_counts(scene: Scene) -> None:
    """The honest counterpart: the sizes of its parts follow them, as programs write that cannot go back."""
    scene.reply(5, person(5), ("answers.xlsx", streamed_of(scene.workbook(5, employees=505))))
    assert scene.answers() == {5: 505}
