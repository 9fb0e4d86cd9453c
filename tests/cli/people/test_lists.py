"""contacts load with a workbook of several sheets, and with a list that says too little."""

from __future__ import annotations

from pathlib import Path

from tests.cli.program import counterfoil, done
from tests.contacts.as_people_make_them import LISTS, sheets
from tests.service.installed import LIST

LOAD = ("contacts", "load", "--list", LIST, "--dry-run")


def test_which_sheet_was_read_is_told_and_another_can_be_chosen(home: Path, tmp_path: Path) -> None:
    """With the option that does it; a name that no sheet has is wrong use."""
    file = tmp_path / "years.xlsx"
    rows = [("Organisation", "E-mail", "Language"), ("Alpha", "a@x.example", "fr")]
    file.write_bytes(sheets({"2011": rows, "2012": [rows[0], ("Beta", "b@x.example", "en")]}))
    ran = done(*LOAD, file, "--home", home)
    assert 'the sheet "2011"' in ran.out
    assert 'Not read: the sheet "2012". Choose with --sheet NAME.' in ran.err
    told = done(*LOAD, file, "--sheet", "2012", "--home", home, "--json").one
    assert (told["sheet"], told["other_sheets"], told["lines"][0]["address"]) == ("2012", [], "b@x.example")
    ran = counterfoil(*LOAD, file, "--sheet", "2013", "--home", home)
    assert (ran.code, '"2011", "2012"' in ran.err) == (2, True)


def test_a_list_without_names_is_one_warning_on_top(home: Path, tmp_path: Path) -> None:
    """And not a line for each organisation."""
    (one,) = [some for some in LISTS if some.odd == "no column of names that is known"]
    file = tmp_path / one.file
    file.write_bytes(one.data)
    ran = done(*LOAD, file, "--home", home)
    assert ran.err.count("Warning: ") == 1
    assert '"Désignation"' in ran.err
    warnings = done(*LOAD, file, "--home", home, "--json").one["warnings"]
    assert len(warnings) == 1
    assert not done(*LOAD, file, "--column", "Désignation=organisation", "--home", home, "--json").one["warnings"]


def test_a_list_that_is_new_and_that_no_study_uses_is_told_with_those_that_are_called_nearly_so(home: Path) -> None:
    """Its name may be mistyped. The list of a study is no surprise, though it is new, nor is one that is there already."""
    file = home / "people.csv"

    def warned(name: str, *more: str) -> list[str]:
        return [one["message"] for one in done("contacts", "load", file, "--list", name, *more, "--home", home, "--json").one["warnings"]]

    mistyped = "ITU-D-sector-member"
    assert warned(mistyped, "--dry-run") == [f"The list {mistyped!r} is new, and no study uses it. Did you mean {LIST!r}?"]
    assert f"Did you mean {LIST!r}?" in done("contacts", "load", file, "--list", mistyped, "--dry-run", "--home", home).err
    assert ["contact_list" in one for one in warned("press")] == [True]
    assert warned("press") == warned(LIST) == []
    study = home / "studies" / "cybercrime-2012" / "study.toml"
    study.write_text(study.read_text(encoding="utf-8").replace(LIST, "regulators"), encoding="utf-8")
    assert warned("regulators", "--dry-run") == []


def test_an_unknown_heading_is_told_with_the_option_and_the_person_s_own_heading(home: Path, tmp_path: Path) -> None:
    """For the address, it is the column in which addresses stand; what was said so is taken as it was said."""
    file = tmp_path / "list.csv"
    file.write_text("Désignation;Boîte d'usage\nAlpha;a@alpha.example\n", encoding="utf-8")
    refused = counterfoil(*LOAD, file, "--home", home)
    assert refused.code == 2
    assert """--column 'Boîte d'"'"'usage=address'""" in " ".join(refused.err.split())
    again = counterfoil(*LOAD, file, "--column", "Boîte d'usage=address", "--home", home)
    assert "--column 'Désignation=organisation'" in " ".join(again.err.split())
    done(*LOAD, file, "--column", "Boîte d'usage=address", "--column", "Désignation=organisation", "--home", home)


def test_a_warning_of_a_missing_column_names_the_option_and_an_own_heading(home: Path, tmp_path: Path) -> None:
    """A list without languages is loaded; which of its columns has them, only the person knows."""
    file = tmp_path / "list.csv"
    file.write_text("Organisation;E-mail;Verständigung\nAlpha;a@alpha.example;fr\n", encoding="utf-8")
    assert "--column 'Verständigung=language'" in " ".join(done(*LOAD, file, "--home", home).err.split())
