"""What a form asks otherwise than it says is told where a study is checked and applied, and not only where the form is."""

from __future__ import annotations

from pathlib import Path

from service.authoring import folder_difference
from service.installation.install import SAMPLE
from service.studies.folder import read_folder
from tests.questionnaire.forms import ONE_SETTING, survey_of, xlsx
from tests.service.mailings.test_check import checked, opened

FORM = xlsx(survey_of(("geopoint", "a", "A"), ("text", "b", "B", "once(${a}) = 1")), (), ONE_SETTING)
TOLD = f"questionnaire.xlsx: the form has 2 warnings; `counterfoil questionnaire check studies/{SAMPLE}/questionnaire.xlsx` lists them."


def replaced(home: Path) -> Path:
    """Put a form for telephones into the place of the sample's, and return the study's folder."""
    folder = home / "studies" / SAMPLE
    (folder / "questionnaire.xlsx").write_bytes(FORM)
    return folder


def test_check_tells_once_that_a_form_is_asked_otherwise_than_it_says(tmp_path: Path) -> None:
    """In however many languages it is read, and again when nothing is made anew; of the sample nothing is said."""
    with opened(tmp_path) as service:
        assert not [one for one in checked(service).notes if "warning" in one]
        replaced(tmp_path)
        for _ in range(2):
            (said,) = (one for one in checked(service).notes if "warning" in one)
            assert said.startswith(TOLD)
            assert "geopoint" in said


def test_what_is_applied_tells_it_where_the_form_changed(tmp_path: Path) -> None:
    """Whoever applies a study need not have checked its form."""
    with opened(tmp_path) as service:
        replaced(tmp_path)
        assert [one for one in folder_difference.difference(service, SAMPLE) if one.startswith(TOLD)]


def test_a_list_beside_a_form_that_changed_is_looked_at_anew(tmp_path: Path) -> None:
    """The form itself is the same."""
    with opened(tmp_path) as service:
        folder = tmp_path / "studies" / SAMPLE
        listed = xlsx(survey_of(("select_one_from_file towns.csv", "town", "Your town")), (), ONE_SETTING)
        (folder / "questionnaire.xlsx").write_bytes(listed)
        for towns, warned in (("name,label\na,A-town\n", False), ("name,label\na,\n", True)):
            (folder / "towns.csv").write_text(towns, encoding="utf-8")
            assert any("warning" in one for one in checked(service).notes) is warned


def test_a_folder_says_it_of_its_form(tmp_path: Path) -> None:
    """The sample's form is asked as it says."""
    with opened(tmp_path):
        assert read_folder(tmp_path / "studies" / SAMPLE).warned == ""
        assert read_folder(replaced(tmp_path)).warned.startswith(TOLD)
