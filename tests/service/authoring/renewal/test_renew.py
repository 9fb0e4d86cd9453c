"""A newer edition of a workbook is adopted onto the form that a person has edited: what moved, came and went is told, and edits stay."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from cli.main import app
from domain.errors import ConfigurationError
from questionnaire.definition import Questionnaire
from questionnaire.xlsform import inspect, load
from service.authoring.adopting import adopt_workbooks
from service.authoring.files import beside
from service.authoring.new_study import short_form
from service.authoring.renewal.renew import Renewed, renew
from tests.adopt.making import WHOLE, Maker, Sample

OLD = [("Staff", "integer"), ("Wells", "integer"), ("Policy", "select_one"), ("Contact", "text")]


def edition(
    year: str,
    asked: list[tuple[str, str]],
    *,
    shift: int = 0,
    years: tuple[str, ...] = ("2025", "2026"),
    fuels: tuple[str, ...] = ("Coal", "Wind", "Water"),
) -> Sample:
    """Return an edition: single answers, a matrix of fuels and years, and a table of plants, `shift` rows further down."""
    make = Maker(f"return-{year}")
    page = make.sheet("Energy")
    page.write("A1", "Energy return", make.bold)
    for row, (label, kind) in enumerate(asked, 3 + shift):
        page.write(f"A{row}", label)
        rules: dict[str, dict[str, Any]] = {"integer": WHOLE, "select_one": {"validate": "list", "source": ["Yes", "No"]}}
        make.ask(page, f"B{row}", label, kind, rule=rules.get(kind), code="@" if kind == "text" else "")
    top = 4 + shift + len(asked)
    page.write_row(f"A{top}", ["Fuel", *years], make.head)
    for row, fuel in enumerate(fuels, top + 1):
        page.write(f"A{row}", fuel)
        for letter, _ in zip("BCDE", years, strict=False):
            make.ask(page, f"{letter}{row}", fuel, "decimal", code="#,##0.00")
    plants = make.sheet("Plants")
    plants.write_row("A1", ["Plant", "Capacity"], make.head)
    for row in range(2, 8 + shift):
        make.ask(plants, f"A{row}", "Plant", "text", code="@")
        make.ask(plants, f"B{row}", "Capacity", "decimal", code="0.00")
    return make.done()


def _edited(folder: Path) -> Path:
    """Adopt the old edition, and edit the draft as a person does: another name, another label, and an answer that is required."""
    file, form = folder / "return-2025.xlsx", folder / "form.xlsx"
    file.write_bytes(edition("2025", OLD).data)
    adopt_workbooks([file], form)
    book = openpyxl.load_workbook(form)
    sheet = book["survey"]
    columns = {str(cell.value): place for place, cell in enumerate(sheet[1], 1)}
    sheet.cell(1, sheet.max_column + 1).value = "required"
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, columns["name"]).value == "staff":
            sheet.cell(row, columns["name"]).value = "employees"
            sheet.cell(row, columns["label::English (en)"]).value = "How many employees?"
            sheet.cell(row, sheet.max_column).value = "yes"
    book.save(form)
    return form


def _renewed(folder: Path, sample: Sample) -> tuple[Renewed, Questionnaire]:
    form, newer = _edited(folder), folder / "return-2026.xlsx"
    newer.write_bytes(sample.data)
    made = renew([newer], form, folder / "form2.xlsx")
    return made, load((folder / "form2.xlsx").read_bytes(), "form2.xlsx", beside(folder / "form2.xlsx"))


def test_what_moved_has_its_new_place_and_a_persons_edits_stay(tmp_path: Path) -> None:
    """Two rows were put in at the top, and the table has more rows: names, labels and what is required are as they were."""
    made, form = _renewed(tmp_path, edition("2026", OLD, shift=2))
    assert form.original
    assert form.original.file == "return-2026.xlsx"
    staff = form.by_name["employees"]
    assert (staff.label, staff.cell, staff.required is not None) == ({"en": "How many employees?"}, "Energy!B5", True)
    assert [(one.rows, one.key, one.header) for one in form.repeats] == [("11:13", "A", "10"), ("2:9", "", "1")]
    assert [one.name for one in form.questions] == [one.name for one in made.form.questions]
    assert (made.renewal.gone, made.renewal.came, made.renewal.guessed) == ((), (), ())
    assert set(made.renewal.moved) == {one.name for one in form.answerable}


def test_an_edition_in_which_nothing_changed_moves_nothing(tmp_path: Path) -> None:
    """The form names the newer file, and all else is as it was."""
    made, form = _renewed(tmp_path, edition("2026", OLD))
    assert (made.renewal.moved, made.renewal.gone, made.renewal.came) == ((), (), ())
    assert [one.cell for one in form.questions] == [one.cell for one in made.form.questions]


def test_a_question_with_the_same_label_in_another_place_needs_nobody(tmp_path: Path) -> None:
    """The years of the matrix moved on by one column, which says nothing of the questions above it."""
    made, _ = _renewed(tmp_path, edition("2026", OLD, years=("2026", "2027")))
    assert (made.renewal.guessed, made.renewal.gone) == ((), ("q_2025",))


def test_what_came_is_put_in_where_it_stands(tmp_path: Path) -> None:
    """A question follows the one above it, and another year is a column of the same matrix."""
    asked = [*OLD[:2], ("Date of the audit", "text"), *OLD[2:]]
    made, form = _renewed(tmp_path, edition("2026", asked, years=("2025", "2026", "2027")))
    names = [one.name for one in form.answerable]
    assert names[:5] == ["employees", "wells", "date_of_the_audit", "policy", "contact"]
    assert [one.label for one in made.renewal.came] == ["Date of the audit", "2027"]
    (matrix, _) = form.repeats
    assert [one.name for one in form.in_repeat[matrix.name]] == ["q_2025", "q_2026", "q_2027"]
    assert form.by_name["date_of_the_audit"].cell == "Energy!B5"


def test_what_went_is_not_read_and_keeps_what_a_person_wrote(tmp_path: Path) -> None:
    """Its row is disabled, which check tells of, so that somebody may still say where it stands."""
    made, form = _renewed(tmp_path, edition("2026", [OLD[1], OLD[2], OLD[3]]))
    assert made.renewal.gone == ("employees",)
    assert "employees" not in form.by_name
    problems = inspect((tmp_path / "form2.xlsx").read_bytes(), "form2.xlsx", beside(tmp_path / "form2.xlsx")).problems
    assert any(one.column == "disabled" for one in problems)
    sheet = openpyxl.load_workbook(tmp_path / "form2.xlsx")["survey"]
    assert "How many employees?" in [cell.value for row in sheet.iter_rows() for cell in row]


def test_a_question_whose_label_was_changed_is_found_by_what_is_asked_around_it(tmp_path: Path) -> None:
    """A person must look: it is still open until somebody writes sure."""
    made, form = _renewed(tmp_path, edition("2026", [OLD[0], ("Boreholes", "integer"), *OLD[2:]], shift=1))
    assert (made.renewal.guessed, made.renewal.gone, made.renewal.came) == (("wells",), (), ())
    assert form.by_name["wells"].cell == "Energy!B5"
    problems = inspect((tmp_path / "form2.xlsx").read_bytes(), "form2.xlsx", beside(tmp_path / "form2.xlsx")).problems
    assert [one.column for one in problems if "Still open" in one.message] == ["excel::guess_cell"]


@pytest.mark.parametrize(
    ("fuels", "told", "wrong"),
    [
        (("Coal", "Water"), "went: energy_return[Wind].q_2025", True),
        (("Coal", "Wind", "Water", "Gas"), "came: energy_return[Gas] at row 12 of Energy (Gas)", False),
    ],
)
def test_a_row_of_a_matrix_that_came_or_went_is_told(tmp_path: Path, fuels: tuple[str, ...], told: str, wrong: bool) -> None:
    """Its rows are choices, of which one that came is taken in; check refuses rows and choices that are not as many."""
    form, newer = _edited(tmp_path), tmp_path / "return-2026.xlsx"
    newer.write_bytes(edition("2026", OLD, fuels=fuels).data)
    made = renew([newer], form, tmp_path / "form2.xlsx")
    assert [one for one in made.news() if one.startswith(told)], list(made.news())
    assert (made.renewal.gone, made.renewal.came) == ((), ())
    problems = inspect((tmp_path / "form2.xlsx").read_bytes(), "form2.xlsx", beside(tmp_path / "form2.xlsx")).problems
    assert any("2 rows are named, but the list" in one.message for one in problems) is wrong


def test_a_row_that_went_is_told_once_with_its_columns(tmp_path: Path) -> None:
    """A matrix may have a column for each of twenty years."""
    form, newer = _edited(tmp_path), tmp_path / "return-2026.xlsx"
    newer.write_bytes(edition("2026", OLD, fuels=("Coal", "Water")).data)
    made = renew([newer], form, tmp_path / "form2.xlsx")
    went = [one for one in made.news() if one.startswith("went: energy_return")]
    assert went == ["went: energy_return[Wind].q_2025, q_2026; remove its choice, or say where its row is"]
    assert made.renewal.lost == ("energy_return[Wind].q_2025", "energy_return[Wind].q_2026")


def test_the_rows_of_a_column_that_is_called_otherwise_did_not_go(tmp_path: Path) -> None:
    """It was found by its place, and its rows are those of the columns beside it."""
    made, _ = _renewed(tmp_path, edition("2026", OLD, years=("2025", "Plan")))
    assert (made.renewal.guessed, made.renewal.lost) == (("q_2026",), ())


def test_a_sheet_that_came_is_a_group_of_its_own(tmp_path: Path) -> None:
    """Its questions stand at the end of the form."""
    sample = edition("2026", OLD)
    (tmp_path / "more.xlsx").write_bytes(sample.data)
    book = openpyxl.load_workbook(tmp_path / "more.xlsx")
    sheet = book.create_sheet("Water")
    sheet["A1"] = "Pumps:"
    book.save(tmp_path / "more.xlsx")
    _, form = _renewed(tmp_path, Sample("more", (tmp_path / "more.xlsx").read_bytes(), {}))
    last = form.questions[-1]
    assert (last.name, last.cell, form.sections[-1].label) == ("pumps", "Water!B1", {"en": "Water"})


def test_the_command_prints_what_moved_came_and_went_and_marks_it(tmp_path: Path) -> None:
    """Each with where it stands now; the marked copy says it in the cells."""
    form, newer = _edited(tmp_path), tmp_path / "return-2026.xlsx"
    newer.write_bytes(edition("2026", [OLD[1], OLD[2], OLD[3], ("Name", "text")]).data)
    command = ["questionnaire", "adopt", str(newer), "--onto", str(form), "--out", str(tmp_path / "form2.xlsx")]
    result = CliRunner().invoke(app, [*command, "--marked", str(tmp_path / "marked.xlsx")])
    told = " ".join(result.stdout.split())
    assert (result.exit_code, "moved: wells from Energy!B4 to Energy!B3" in told) == (1, True), result.output
    assert "went: employees, which stood at Energy!B3" in told
    assert "came: name at Energy!B6 (Name)" in told
    sheet = openpyxl.load_workbook(tmp_path / "marked.xlsx")["Energy"]
    comments = {at: comment.text if (comment := sheet[at].comment) else "" for at in ("B3", "B6")}
    assert "moved from Energy!B4" in comments["B3"]
    assert "came" in comments["B6"]
    said = json.loads(CliRunner().invoke(app, [*command, "--json"]).stdout)
    assert (said["moved"][0], said["came"], said["went"]) == ("wells", ["name"], ["employees"])


def test_a_form_without_a_workbook_is_refused(tmp_path: Path) -> None:
    """Nothing tells where its questions stand."""
    form = tmp_path / "own.xlsx"
    form.write_bytes(short_form("own", "Own", ["en"]))
    with pytest.raises(ConfigurationError, match="names no workbook"):
        renew([_edited(tmp_path).parent / "return-2025.xlsx"], form, tmp_path / "form2.xlsx")
