"""A matrix that has more rows in a newer edition: the form takes them in where they are surely new, and else tells what to change in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from cli.main import app
from domain.errors import ConfigurationError
from questionnaire.definition import Questionnaire
from questionnaire.xlsform import inspect, load
from service.authoring.adopting import adopt_workbooks
from service.authoring.files import beside
from service.authoring.renewal.renew import Renewed, renew
from tests.adopt.making import WHOLE, Maker

WORDS = {
    "en": {"coal": "Coal mines", "wind": "Wind farms", "water": "Water power", "solar": "Solar power", "gas": "Gas works"},
    "fr": {
        "coal": "Mines de charbon",
        "wind": "Parcs éoliens",
        "water": "Force de l'eau",
        "solar": "Énergie solaire",
        "gas": "Usines à gaz",
    },
}
LABELS = {
    "en": ("Number of employees", "Name of the company", "Total turnover"),
    "fr": ("Nombre d'employés", "Nom de l'entreprise", "Recettes"),
}
OLD = ("coal", "wind", "water")


def _file(
    folder: Path,
    languages: Sequence[str],
    year: int,
    rows: Sequence[str] = OLD,
    *,
    second: Sequence[str] = (),
    shift: int = 0,
    ending: str = "",
) -> Path:
    """Return a workbook with labels in these languages side by side: answers, a matrix, and a `second` one on a sheet of its own."""
    make, columns = Maker("return"), len(languages)
    page = make.sheet("Energy")
    page.write_row(
        "A1", [{"en": "English", "fr": "Français"}[one] for one in languages] if columns > 1 else [f"Energy {languages[0]}"], make.bold
    )
    letters = "BCDE"[columns - 1 :]
    for row, labels in enumerate(zip(*(LABELS[one] for one in languages), strict=True), 3 + shift):
        page.write_row(f"A{row}", labels)
        make.ask(page, f"{letters[0]}{row}", labels[0], "integer", rule=WHOLE)
    for sheet, asked, top in ((page, rows, 7 + shift), *([(make.sheet("Plants"), second, 1)] if second else [])):
        sheet.write_row(f"A{top}", [*({"en": "Fuel", "fr": "Combustible"}[one] for one in languages), "2025", "2026"], make.head)
        for row, name in enumerate(asked, top + 1):
            sheet.write_row(f"A{row}", [WORDS[one][name] for one in languages])
            for letter in letters[:2]:
                make.ask(sheet, f"{letter}{row}", name, "decimal", code="0.00")
    file = folder / f"return-{year}{ending}.xlsx"
    file.write_bytes(make.done().data)
    return file


def _pair(folder: Path, year: int, rows: Sequence[str] = OLD, french: Sequence[str] = (), shift: int = 0) -> list[Path]:
    """Return a workbook for each language; that in French is `shift` rows further down."""
    return [_file(folder, ["en"], year, rows), _file(folder, ["fr"], year, french or rows, shift=shift, ending=".fr")]


def _renewed(folder: Path, older: list[Path], newer: list[Path]) -> tuple[Renewed, Questionnaire]:
    return _made(folder, older, newer), _loaded(folder)


def _made(folder: Path, older: list[Path], newer: list[Path]) -> Renewed:
    adopt_workbooks(older, folder / "form.xlsx")
    return renew(newer, folder / "form.xlsx", folder / "form2.xlsx")


def _loaded(folder: Path) -> Questionnaire:
    return load((folder / "form2.xlsx").read_bytes(), "form2.xlsx", beside(folder / "form2.xlsx"))


def _errors(folder: Path) -> list[str]:
    problems = inspect((folder / "form2.xlsx").read_bytes(), "form2.xlsx", beside(folder / "form2.xlsx")).problems
    return [one.message for one in problems if one.severity == "error"]


@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_row_that_came_is_taken_in_where_it_stands(tmp_path: Path, place: int) -> None:
    """As an adoption from the start would: a choice in its order, and a cell in each column. The others keep their codes."""
    rows = [*OLD[:place], "solar", *OLD[place:]]
    made, form = _renewed(tmp_path, [_file(tmp_path, ["en"], 2025)], [_file(tmp_path, ["en"], 2026, rows)])
    (matrix,) = form.repeats
    codes = {"coal": "coal_mines", "wind": "wind_farms", "water": "water_power", "solar": "solar_power"}
    assert [one.name for one in matrix.instances] == [codes[one] for one in rows]
    assert (matrix.rows, [one.cell for one in form.in_repeat[matrix.name]]) == ("8:11", ["Energy!B8:B11", "Energy!C8:C11"])
    told = [one for one in made.news() if not one.startswith("moved")]
    assert told == [f"came: {matrix.name}[solar_power] at row {8 + place} of Energy (Solar power)"]
    assert (made.needs, _errors(tmp_path)) == (0, [])


def test_a_row_that_came_has_the_words_and_places_of_both_files(tmp_path: Path) -> None:
    """The French one lies two rows further down."""
    rows = ["coal", "solar", "wind", "water"]
    made, form = _renewed(tmp_path, _pair(tmp_path, 2025), _pair(tmp_path, 2026, rows, shift=2))
    (matrix,) = form.repeats
    assert dict(matrix.instances[1].label) == {"en": "Solar power", "fr": "Énergie solaire"}
    assert (matrix.rows, matrix.lines["fr"][0]) == ("8:11", "10:13")
    assert [one.cells["fr"] for one in form.in_repeat[matrix.name]] == ["Energy!B10:B13", "Energy!C10:C13"]
    assert f"came: {matrix.name}[solar_power] at row 9 of Energy (Solar power; fr: Énergie solaire)" in list(made.news())
    assert _errors(tmp_path) == []


def test_rows_that_came_in_another_order_in_french_are_looked_at(tmp_path: Path) -> None:
    """Nothing but their order tells which of the two is which."""
    newer = _pair(tmp_path, 2026, ["coal", "gas", "wind", "solar", "water"], ["coal", "solar", "gas", "wind", "water"])
    made, _ = _renewed(tmp_path, _pair(tmp_path, 2025), newer)
    assert [one for one in made.news() if "look whether the rows that came are the same in return-2026.fr.xlsx" in one]
    assert made.needs == 1


def test_a_row_that_came_in_one_file_alone_is_told(tmp_path: Path) -> None:
    """Nothing reads that of French alone, and check refuses a form that does not say where that of English stands in French."""
    made = _made(tmp_path, _pair(tmp_path, 2025), _pair(tmp_path, 2026, [*OLD, "solar"], OLD))
    (told,) = [one for one in made.news() if "[solar_power], which came, was not found" in one]
    assert told.endswith("on the sheet survey, in excel::rows::fr and excel::cell::fr; on the sheet choices, in label::French (fr)")
    assert any("3 rows are named" in one for one in _errors(tmp_path))
    (tmp_path / "other").mkdir()
    made, form = _renewed(tmp_path / "other", _pair(tmp_path / "other", 2025), _pair(tmp_path / "other", 2026, OLD, [*OLD, "solar"]))
    assert [one for one in made.news() if one.endswith("(Énergie solaire) in return-2026.fr.xlsx alone; nothing reads it")]
    assert (len(form.repeats[0].instances), _errors(tmp_path / "other")) == (3, [])


def test_one_file_with_both_languages_side_by_side_is_put_beneath_its_form(tmp_path: Path) -> None:
    """It is the newer edition of both: what came has the words of both."""
    files = [_file(tmp_path, ["en", "fr"], 2025)], [_file(tmp_path, ["en", "fr"], 2026, ["coal", "wind", "solar", "water"])]
    made, form = _renewed(tmp_path, *files)
    (matrix,) = form.repeats
    assert dict(matrix.instances[2].label) == {"en": "Solar power", "fr": "Énergie solaire"}
    assert (matrix.rows, form.original and form.original.file, form.originals["fr"].file) == (
        "8:11",
        "return-2026.xlsx",
        "return-2026.xlsx",
    )
    assert [one for one in made.news() if one.startswith("return-2026")] == []
    assert _errors(tmp_path) == []


def test_words_that_changed_in_a_language_side_by_side_are_carried_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The English ones are as before; so they are in a list, where another row came."""
    older = _file(tmp_path, ["en", "fr"], 2025)
    monkeypatch.setitem(LABELS, "fr", ("Effectif total", *LABELS["fr"][1:]))
    made, form = _renewed(tmp_path, [older], [_file(tmp_path, ["en", "fr"], 2026)])
    assert form.by_name["number_of_employees"].label == {"en": "Number of employees", "fr": "Effectif total"}
    assert [one for one in made.news() if "label in fr: Nombre d'employés -> Effectif total" in one]


def test_a_file_that_lost_a_language_wants_one_in_it(tmp_path: Path) -> None:
    """Else the form would say French words for a workbook that has none."""
    with pytest.raises(ConfigurationError, match=r"stood beside the others in return-2025.xlsx, and do not in return-2026.xlsx"):
        _renewed(tmp_path, [_file(tmp_path, ["en", "fr"], 2025)], [_file(tmp_path, ["en"], 2026)])


def test_two_matrices_with_one_list_share_it_as_long_as_their_rows_are_the_same(tmp_path: Path) -> None:
    """The same row came in both: one choice. It came in one alone: that gets a list of its own, and the other keeps the list."""
    older = [_file(tmp_path, ["en"], 2025, second=OLD)]
    _, form = _renewed(tmp_path, older, [_file(tmp_path, ["en"], 2026, [*OLD, "solar"], second=[*OLD, "solar"])])
    assert [(len(one.instances), one.list_name) for one in form.repeats] == [(4, form.repeats[0].list_name)] * 2
    _, form = _renewed(tmp_path, older, [_file(tmp_path, ["en"], 2026, [*OLD, "solar"], second=OLD)])
    assert [len(one.instances) for one in form.repeats] == [4, 3]
    assert (form.repeats[0].list_name != form.repeats[1].list_name, _errors(tmp_path)) == (True, [])


def test_where_a_row_may_be_one_that_went_each_cell_to_change_is_told(tmp_path: Path) -> None:
    """Whoever does what is said has a form without errors, which asks for all rows."""
    made = _made(tmp_path, [_file(tmp_path, ["en"], 2025)], [_file(tmp_path, ["en"], 2026, ["coal", "solar", "gas", "water"])])
    name = made.form.repeats[0].name
    (told,) = [one for one in made.news() if one.startswith("grew")]
    assert told == (
        f"grew: {name} does not ask for row 9 of Energy (Solar power), row 10 of Energy (Gas works): one of them may be one that went from "
        f"there (wind_farms). To ask for them: on the sheet survey, at {name} excel::rows = 8:11, at q_2025 excel::cell = Energy!B8:B11, "
        f"at q_2026 excel::cell = Energy!C8:C11; on the sheet choices, in the list {name}_rows, behind coal_mines a row with "
        f"name = solar_power, label::English (en) = Solar power; on the sheet choices, in the list {name}_rows, behind solar_power a row "
        "with name = gas_works, label::English (en) = Gas works; and take wind_farms out of that list, or where it is one of these rows, "
        "give it that label::English (en) in place of a row of its own."
    )
    assert (made.needs, any("2 rows are named" in one for one in _errors(tmp_path))) == (1, True)
    _do_as_told(tmp_path / "form2.xlsx", name)
    assert _errors(tmp_path) == []
    assert [one.name for one in _loaded(tmp_path).repeats[0].instances] == ["coal_mines", "solar_power", "gas_works", "water_power"]


def _do_as_told(file: Path, name: str) -> None:
    book = openpyxl.load_workbook(file)
    survey, choices = book["survey"], book["choices"]
    heads = {str(cell.value): place for place, cell in enumerate(survey[1], 1)}
    for row in range(2, survey.max_row + 1):
        called = str(survey.cell(row, heads["name"]).value)
        said = {"q_2025": ("excel::cell", "Energy!B8:B11"), "q_2026": ("excel::cell", "Energy!C8:C11"), name: ("excel::rows", "8:11")}
        if called in said:
            survey.cell(row, heads[said[called][0]]).value = said[called][1]
    gone = next(row for row in range(2, choices.max_row + 1) if choices.cell(row, 2).value == "wind_farms")
    for column, text in enumerate((f"{name}_rows", "gas_works", "Gas works"), 1):
        choices.cell(gone, column).value = text
    choices.insert_rows(gone)
    for column, text in enumerate((f"{name}_rows", "solar_power", "Solar power"), 1):
        choices.cell(gone, column).value = text
    book.save(file)


def test_a_row_that_the_form_left_out_before_is_no_new_one(tmp_path: Path) -> None:
    """Somebody took it out of the form last year: it stays out, and how it would come in is told."""
    adopt_workbooks([_file(tmp_path, ["en"], 2025)], tmp_path / "form.xlsx")
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    for row in book["survey"].iter_rows():
        for cell in row:
            cell.value = {"8:10": "8:9", "Energy!B8:B10": "Energy!B8:B9", "Energy!C8:C10": "Energy!C8:C9"}.get(str(cell.value), cell.value)
    book["choices"].delete_rows(4)
    book.save(tmp_path / "form.xlsx")
    made = renew([_file(tmp_path, ["en"], 2026)], tmp_path / "form.xlsx", tmp_path / "form2.xlsx")
    assert [one.partition("(")[0] for one in made.news()] == [f"grew: {made.form.repeats[0].name} does not ask for row 10 of Energy "]
    assert (len(_loaded(tmp_path).repeats[0].instances), _errors(tmp_path)) == (2, [])


def test_the_command_names_what_came_and_marks_it(tmp_path: Path) -> None:
    """A program reads it, and a person sees it in the comment of the column."""
    adopt_workbooks([_file(tmp_path, ["en"], 2025)], tmp_path / "form.xlsx")
    newer = _file(tmp_path, ["en"], 2026, [*OLD, "solar"])
    command = ["questionnaire", "adopt", str(newer), "--onto", str(tmp_path / "form.xlsx"), "--out", str(tmp_path / "form2.xlsx"), "--json"]
    said = json.loads(CliRunner().invoke(app, [*command, "--marked", str(tmp_path / "marked.xlsx")]).stdout)
    assert [one.endswith("[solar_power]") for one in said["came"]] == [True]
    comment = openpyxl.load_workbook(tmp_path / "marked.xlsx")["Energy"]["B8"].comment
    assert comment
    assert "[solar_power] came" in comment.text
