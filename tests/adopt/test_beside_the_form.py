"""The workbook that a form is drafted from lies beside it: adopted again, the newer one; another of its name is never mixed up."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from questionnaire.xlsform import inspect
from service.authoring.adopting import adopt_workbooks
from service.authoring.files import beside
from service.authoring.renewal.renew import renew
from tests.service.authoring.renewal.test_renew import OLD, edition


def problems(form: Path) -> list[str]:
    """Return what is wrong with a form that lies in a folder."""
    return [str(one) for one in inspect(form.read_bytes(), form.name, beside(form)).problems if "another file" in str(one)]


def places(folder: Path) -> tuple[Path, Path]:
    """Return a workbook that lies elsewhere, and where its form is to lie."""
    (folder / "form").mkdir()
    file = folder / "return.xlsx"
    file.write_bytes(edition("2025", OLD).data)
    return file, folder / "form" / "form.xlsx"


def test_a_workbook_that_was_changed_and_is_adopted_again_takes_the_place_of_the_older_copy(tmp_path: Path) -> None:
    """As the guide asks for where cells are missing: the form could not be used with the copy that lay there."""
    file, form = places(tmp_path)
    adopt_workbooks([file], form)
    newer = edition("2025", [*OLD, ("Boreholes", "integer")]).data
    file.write_bytes(newer)
    adopt_workbooks([file], form)
    assert ((form.parent / file.name).read_bytes(), problems(form)) == (newer, [])


def test_a_workbook_of_which_the_form_knows_nothing_is_left_where_it_is_and_told(tmp_path: Path) -> None:
    """Nothing is written: neither the form, nor over a file of somebody else."""
    file, form = places(tmp_path)
    there = form.parent / file.name
    there.write_bytes(b"mine")
    with pytest.raises(ConfigurationError, match="Another workbook of this name lies where the form is written") as told:
        adopt_workbooks([file], form)
    assert (told.value.where, there.read_bytes(), form.exists()) == (str(there), b"mine", False)


def test_a_newer_edition_of_the_same_name_is_told_where_the_older_form_needs_its_own(tmp_path: Path) -> None:
    """Over that form it may be written; beside it both would be drafted from one name."""
    file, form = places(tmp_path)
    adopt_workbooks([file], form)
    older = file.read_bytes()
    file.write_bytes(edition("2026", OLD, shift=2).data)
    with pytest.raises(ConfigurationError, match="Another workbook of this name"):
        renew([file], form, form.with_name("form2.xlsx"))
    assert ((form.parent / file.name).read_bytes(), problems(form)) == (older, [])
    renew([file], form, form)
    assert ((form.parent / file.name).read_bytes(), problems(form)) == (file.read_bytes(), [])
