"""A workbook without values of a last round is made by a shorter way, and is the same workbook."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.questionnaire.repeat_samples import FIGURES
from tests.questionnaire.workbook_samples import PERSONAL, blank
from tests.workbooks.files import unzipped


@pytest.mark.parametrize("language", FIGURES.languages)
def test_a_workbook_of_the_first_round_is_that_of_a_later_one_in_which_nothing_was_answered(language: str) -> None:
    """Each part is the same, byte for byte; and what was answered then does stand in the workbook of a later round."""
    workbook = blank(language, FIGURES)
    assert workbook.last_rounds
    short, long = (
        unzipped(workbook.prefix + workbook.stamp(replace(PERSONAL, previous=previous))) for previous in ({}, {"not_asked_any_more": "7"})
    )
    assert short == long
    told = unzipped(workbook.prefix + workbook.stamp(replace(PERSONAL, previous={workbook.last_rounds[0].items[0]: "816253"})))
    assert [name for name in told if told[name] != short[name]] == ["xl/sharedStrings.xml"]
    assert b"816253" in told["xl/sharedStrings.xml"]
