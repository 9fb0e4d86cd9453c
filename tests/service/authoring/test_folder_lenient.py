"""A study whose form says that questions with an error are left out."""

from __future__ import annotations

from pathlib import Path

import pytest

import templates
from questionnaire.xlsform import FormErrors
from service.installation.install import SAMPLE
from service.studies.folder import Folder, read_folder
from tests.questionnaire.forms import ONE_SETTING, Rows, survey_of, xlsx

LENIENT: Rows = ((*ONE_SETTING[0], "excel::lenient"), (*ONE_SETTING[1], "yes"))
SURVEY = survey_of(("geopoint", "place", "Place"), ("txet", "bad", "Bad"), ("text", "good", "Good"))


def _folder(path: Path, settings: Rows) -> Folder:
    (path / "study.toml").write_bytes((templates.folder("studies") / SAMPLE / "study.toml").read_bytes())
    (path / "questionnaire.xlsx").write_bytes(xlsx(SURVEY, (), settings))
    return read_folder(path)


def test_a_study_asks_what_is_left_of_a_lenient_form_and_says_what_is_not(tmp_path: Path) -> None:
    """What is checked and applied names the questions that are left out, before anything that is only asked otherwise."""
    folder = _folder(tmp_path, LENIENT)
    assert [one.name for one in folder.questionnaire.questions] == ["place", "good"]
    assert "Left out of it: bad." in folder.warned
    assert "row 3, column type" in folder.warned


def test_a_study_refuses_such_a_form_that_does_not_say_so(tmp_path: Path) -> None:
    """Nothing is left out of a study that nobody asked for."""
    with pytest.raises(FormErrors, match="'txet' is unknown"):
        _ = _folder(tmp_path, ONE_SETTING).questionnaire
