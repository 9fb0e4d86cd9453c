"""The first sheet of a workbook says of which study it is, and what the questionnaire is called, each once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from questionnaire.workbook.build import build
from tests.questionnaire.workbook_samples import COVER, SAMPLE, opened


def heading(study: str) -> list[object]:
    """Return what stands above the facts on the first sheet, where the study is called so."""
    sheet = opened(build(SAMPLE, "en", replace(COVER, study_title=study))).worksheets[0]
    return [cell.value for (cell,) in sheet.iter_rows(max_row=3, max_col=1) if cell.value is not None]


def test_study_and_questionnaire_stand_above_each_other() -> None:
    """Each has a name of its own."""
    assert heading("Water supply 2027") == ["Water supply 2027", SAMPLE.title["en"]]


@pytest.mark.parametrize("study", [SAMPLE.title["en"], f" {SAMPLE.title['en'].upper()} "])
def test_a_questionnaire_that_is_called_as_its_study_is_named_once(study: str) -> None:
    """As that of a new study is, until its author calls it otherwise."""
    assert heading(study) == [study]
