"""What happens to a mail that brings a corrected workbook and a line that says so: a row of docs/flows.md."""

from __future__ import annotations

import pytest

from domain.effects import Effect, Hold
from domain.letter import LetterKind
from domain.submission import SubmissionState
from tests.intake.scene import GOOD, ROSSI, effects_of, message, of, replies, sent_before, submission

LINES = [
    "Ecco il file senza password.",
    "Исправили ещё раз.",
    "تصحيح عدد المدارس",
    "Corrigi os Números.",
    "Noch einmal korrigiert.",
    "更正学校数量",
]


def brought(**said: str) -> tuple[Effect, ...]:
    """Return what is decided about a mail that brings the corrected workbook."""
    return effects_of(message(("a.xlsx", GOOD), **said), filed=[sent_before(ROSSI, SubmissionState.QUERIED, staff=11)])


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("part", ["text", "subject"])
def test_a_corrected_workbook_that_is_handed_over(line: str, part: str) -> None:
    """“Corrected again”, “here is the file without password”, beside a workbook or as its subject: it counts, and staff gets no mail."""
    effects = brought(**{part: line})
    assert submission(effects).state is SubmissionState.ACCEPTED
    assert [one.kind for one in replies(effects)] == [LetterKind.RECEIPT]
    assert not of(effects, Hold)
    told = brought(**{part: "The number of schools is wrong in table 3, it should be 510."})
    assert LetterKind.PASSED_ON in {one.kind for one in replies(told)} or of(told, Hold)
