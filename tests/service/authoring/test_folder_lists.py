"""Lists of choices that stand beside a questionnaire in a study's folder."""

from __future__ import annotations

from pathlib import Path

from service.studies.folder import read_folder
from tests.questionnaire.forms import ONE_SETTING, survey_of, xlsx

TOWNS = "name,label\nalba,Alba\n"


def test_of_the_csv_files_beside_a_form_only_its_lists_are_read(tmp_path: Path) -> None:
    """Of the CSV files beside a form only those that it names are read: a list of contacts may lie there too."""
    (tmp_path / "study.toml").write_text("")
    (tmp_path / "q.xlsx").write_bytes(xlsx(survey_of(("select_one_from_file towns.csv", "a", "A")), (), ONE_SETTING))
    (tmp_path / "towns.csv").write_text(TOWNS)
    (tmp_path / "contacts.csv").write_text("email\nanna@example.org\n")
    assert sorted(read_folder(tmp_path).files) == ["q.xlsx", "study.toml", "towns.csv"]


def test_a_form_cannot_name_a_file_outside_of_its_folder(tmp_path: Path) -> None:
    """A form cannot name a file outside of its folder."""
    folder = tmp_path / "study"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text(TOWNS)
    (folder / "study.toml").write_text("")
    (folder / "q.xlsx").write_bytes(xlsx(survey_of(("select_one_from_file ../secret.csv", "a", "A")), (), ONE_SETTING))
    assert sorted(read_folder(folder).files) == ["q.xlsx", "study.toml"]
