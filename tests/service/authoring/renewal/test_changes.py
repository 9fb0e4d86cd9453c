"""What a newer edition of a workbook says otherwise of the same question: each change is told and carried over, but for edits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from cli.main import app
from questionnaire.definition import Questionnaire
from questionnaire.renewal.wording import is_reworded
from questionnaire.xlsform import inspect, load
from service.authoring.adopting import adopt_workbooks
from service.authoring.files import beside
from service.authoring.renewal.renew import Renewed, renew
from tests.adopt.making import DAY, WHOLE, Maker, Sample
from tests.service.authoring.renewal.test_renew import edition

_Cell = tuple[str, dict[str, Any] | None, str, str]  # Label, validation, number format, and what is printed behind it.
YES_NO = {"validate": "list", "source": ["Yes", "No"]}
OLD: dict[str, _Cell] = {
    "staff": ("Number of staff in 2025", WHOLE, "", ""),
    "policy": ("Is there a policy?", YES_NO, "", ""),
    "plan": ("Is there a plan?", YES_NO, "", ""),
    "area": ("Area of the site", None, "0.00", "ha"),
    "contact": ("Contact", None, "@", ""),
}


def _sample(**changed: _Cell) -> Sample:
    make = Maker("return")
    page = make.sheet("Energy")
    page.write("A1", "Energy return", make.bold)
    for row, (name, (label, rule, code, unit)) in enumerate((OLD | changed).items(), 3):
        page.write(f"A{row}", label)
        make.ask(page, f"B{row}", label, "", rule=rule, code=code, name=f"in_{name}")
        page.write(f"C{row}", unit)
    return make.done()


def _form(folder: Path, edits: Mapping[str, Mapping[str, str]], choices: Mapping[str, str]) -> Path:
    """Adopt the old edition, and edit its draft: texts by question and column, and labels of choices by what they were."""
    file, form = folder / "return-2025.xlsx", folder / "form.xlsx"
    file.write_bytes(_sample().data)
    adopt_workbooks([file], form)
    book = openpyxl.load_workbook(form)
    sheet = book["survey"]
    columns = {str(cell.value): place for place, cell in enumerate(sheet[1], 1)}
    for row in range(2, sheet.max_row + 1):
        for column, text in edits.get(str(sheet.cell(row, columns["name"]).value), {}).items():
            sheet.cell(row, columns[column]).value = text
    for cells in book["choices"].iter_rows(min_row=2):
        for cell in cells:
            cell.value = choices.get(str(cell.value), cell.value)
    book.save(form)
    return form


def _renewed(
    folder: Path, sample: Sample, edits: Mapping[str, Mapping[str, str]] | None = None, choices: Mapping[str, str] | None = None
) -> tuple[Renewed, Questionnaire, list[str]]:
    """Return what was told, the form, and the columns in which something is still open."""
    form, newer, target = _form(folder, edits or {}, choices or {}), folder / "return-2026.xlsx", folder / "form2.xlsx"
    newer.write_bytes(sample.data)
    made = renew([newer], form, target)
    problems = inspect(target.read_bytes(), "form2.xlsx", beside(target)).problems
    assert [one for one in problems if one.severity == "error"] == []
    return made, load(target.read_bytes(), "form2.xlsx", beside(target)), [one.column for one in problems if "Still open" in one.message]


def _labels(form: Questionnaire, name: str) -> list[tuple[str, str]]:
    return [(choice.name, choice.label["en"]) for choice in form.by_name[name].choices]


def test_choices_that_came_and_went_are_told_and_carried_over(tmp_path: Path) -> None:
    """The other question that has the same list keeps it, and what stays keeps its code."""
    rule = {"validate": "list", "source": ["No", "Yes", "In part"]}
    made, form, still = _renewed(tmp_path, _sample(policy=("Is there a policy?", rule, "", "")))
    assert list(made.news()) == ["changed: in_policy, choices: Yes, No -> No, Yes, In part"]
    assert _labels(form, "in_policy") == [("No", "No"), ("Yes", "Yes"), ("in_part", "In part")]
    assert (_labels(form, "in_plan"), still) == ([("Yes", "Yes"), ("No", "No")], [])


def test_a_list_that_all_its_questions_want_anew_stays_one_list(tmp_path: Path) -> None:
    """Both ask with the same choices as before, so that the list is written over; a code that a person gave stays."""
    rule = {"validate": "list", "source": ["Yes", "Perhaps", "No"]}
    sample = _sample(policy=("Is there a policy?", rule, "", ""), plan=("Is there a plan?", rule, "", ""))
    form_file = _form(tmp_path, {}, {})
    book = openpyxl.load_workbook(form_file)
    book["choices"]["B2"] = "y"
    book.save(form_file)
    (tmp_path / "new.xlsx").write_bytes(sample.data)
    renew([tmp_path / "new.xlsx"], form_file, tmp_path / "form2.xlsx")
    form = load((tmp_path / "form2.xlsx").read_bytes(), "form2.xlsx", beside(tmp_path / "form2.xlsx"))
    assert _labels(form, "in_policy") == _labels(form, "in_plan") == [("y", "Yes"), ("Perhaps", "Perhaps"), ("No", "No")]
    rows = list(openpyxl.load_workbook(tmp_path / "form2.xlsx")["choices"].iter_rows(min_row=2, values_only=True))
    assert len({row[0] for row in rows if row[0]}) == 1


def test_a_choice_in_other_capitals_keeps_its_code_and_is_open(tmp_path: Path) -> None:
    """It is hardly another one; a person looks."""
    rule = {"validate": "list", "source": ["YES", "No"]}
    made, form, still = _renewed(tmp_path, _sample(policy=("Is there a policy?", rule, "", "")))
    assert (_labels(form, "in_policy"), _labels(form, "in_plan")) == ([("Yes", "YES"), ("No", "No")], [("Yes", "Yes"), ("No", "No")])
    assert (still, made.needs) == (["excel::guess_type"], 1)


def test_a_list_that_codes_of_missing_figures_name_is_not_written_over(tmp_path: Path) -> None:
    """They would be others."""
    rule = {"validate": "list", "source": ["Yes", "Perhaps", "No"]}
    sample = _sample(policy=("Is there a policy?", rule, "", ""), plan=("Is there a plan?", rule, "", ""))
    form_file = _form(tmp_path, {}, {})
    book = openpyxl.load_workbook(form_file)
    survey, listed = book["survey"], book["choices"]["A2"].value
    survey.cell(1, survey.max_column + 1).value = "missing"
    row = next(number for number, cells in enumerate(survey.iter_rows(values_only=True), 1) if "in_staff" in cells)
    survey.cell(row, survey.max_column).value = listed
    book.save(form_file)
    (tmp_path / "new.xlsx").write_bytes(sample.data)
    renew([tmp_path / "new.xlsx"], form_file, tmp_path / "form2.xlsx")
    form = load((tmp_path / "form2.xlsx").read_bytes(), "form2.xlsx", beside(tmp_path / "form2.xlsx"))
    assert list(form.by_name["in_staff"].missing) == ["Yes", "No"]
    assert [name for name, _ in _labels(form, "in_policy")] == ["Yes", "Perhaps", "No"]


def test_a_choice_that_went_leaves_its_list(tmp_path: Path) -> None:
    """The row is cleared, and no other choice gets its code."""
    rule = {"validate": "list", "source": ["No"]}
    sample = _sample(policy=("Is there a policy?", rule, "", ""), plan=("Is there a plan?", rule, "", ""))
    _, form, _ = _renewed(tmp_path, sample)
    assert _labels(form, "in_policy") == [("No", "No")]


def test_choices_that_a_person_edited_stay_and_are_open_until_somebody_looks(tmp_path: Path) -> None:
    """The workbook says one thing and the form another: nobody but a person knows which holds."""
    rule = {"validate": "list", "source": ["Yes", "No", "In part"]}
    made, form, still = _renewed(tmp_path, _sample(policy=("Is there a policy?", rule, "", "")), choices={"No": "No, none"})
    told = "changed: in_policy, choices: Yes, No -> Yes, No, In part; it was edited in the form, which stays as it is; look at it"
    assert list(made.news()) == [told]
    assert [label for _, label in _labels(form, "in_policy")] == ["Yes", "No, none"]
    assert (still, made.needs) == (["excel::guess_type"], 1)


def test_a_persons_edit_is_no_change_where_the_workbook_says_what_it_said(tmp_path: Path) -> None:
    """Only what is another in the newer edition is looked at."""
    edits = {"in_staff": {"type": "decimal", "label::English (en)": "Staff"}}
    made, form, still = _renewed(tmp_path, _sample(), edits, {"No": "No, none"})
    assert (list(made.news()), still) == ([], [])
    assert (form.by_name["in_staff"].type, form.by_name["in_staff"].label) == ("decimal", {"en": "Staff"})


def test_another_type_is_told_and_carried_over(tmp_path: Path) -> None:
    """A whole number is a day now, and a text a choice: with its list, and with how sure the guess is."""
    rule = {"validate": "list", "source": ["North", "South"]}
    made, form, still = _renewed(tmp_path, _sample(staff=("Number of staff in 2025", DAY, "", ""), contact=("Contact", rule, "", "")))
    told = [one for one in made.news() if ", type:" in one]
    assert told == ["changed: in_staff, type: integer -> date", "changed: in_contact, type: text -> select_one (North, South)"]
    assert (form.by_name["in_staff"].type, form.by_name["in_contact"].type) == ("date", "select_one")
    assert (_labels(form, "in_contact"), still) == ([("North", "North"), ("South", "South")], [])


def test_a_type_that_a_person_edited_stays(tmp_path: Path) -> None:
    """Where both changed it, the form's is read, and it is open until somebody looks."""
    made, form, still = _renewed(tmp_path, _sample(contact=("Contact", DAY, "", "")), {"in_contact": {"type": "integer"}})
    assert "changed: in_contact, type: text -> date; it was edited in the form, which stays as it is; look at it" in list(made.news())
    assert (form.by_name["in_contact"].type, still) == ("integer", ["excel::guess_type"])


def test_a_type_that_nobody_knows_any_more_stays_and_is_open(tmp_path: Path) -> None:
    """The newer edition has lost its validation: the form's type may hold still."""
    made, form, still = _renewed(tmp_path, _sample(policy=("Is there a policy?", None, "", "")))
    told = "changed: in_policy, type: select_one (Yes, No) -> not known; the form stays as it is; look at it"
    assert (list(made.news()), still) == ([told], ["excel::guess_type"])
    assert form.by_name["in_policy"].type == "select_one"


def test_limits_units_and_labels_are_told_and_carried_over(tmp_path: Path) -> None:
    """A label with another year is the same label; one with other words may be another question, and is open."""
    most = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 500}
    changed: dict[str, _Cell] = {
        "staff": ("Number of staff in 2026", most, "", ""),
        "area": ("Area of the site", None, "0.00", "km2"),
        "contact": ("Telephone", None, "@", ""),
    }
    made, form, still = _renewed(tmp_path, _sample(**changed))
    assert list(made.news()) == [
        "changed: in_staff, label: Number of staff in 2025 -> Number of staff in 2026",
        "changed: in_staff, limits: . >= 0 -> . >= 0 and . <= 500",
        "changed: in_area, unit: ha -> km2",
        "changed: in_contact, label: Contact -> Telephone; look at it",
    ]
    assert (form.by_name["in_staff"].label, form.by_name["in_area"].unit) == ({"en": "Number of staff in 2026"}, {"en": "km2"})
    assert (form.by_name["in_contact"].label, still) == ({"en": "Telephone"}, ["excel::guess_label"])


@pytest.mark.parametrize(
    ("old", "new", "is_other"),
    [
        ("Staff in 2025", "Staff in 2026", False),
        ("Staff, 2025/2026:", "Staff 2026/2027", False),
        ("Children under 18", "Children under 15", True),
        ("Turnover in $", "Turnover in €", True),
        ("Firms with < 50", "Firms with > 50", True),
        ("Tonnes of CO2", "Tonnes of CO3", True),
        ("Growth in %", "Growth in ‰", True),
    ],
)
def test_only_another_year_is_the_same_label(old: str, new: str, is_other: bool) -> None:
    """Another number, currency or sign asks for something else."""
    assert is_reworded(old, new) is is_other


def test_a_label_that_a_person_wrote_stays(tmp_path: Path) -> None:
    """What the workbook prints now is told."""
    edits = {"in_staff": {"label::English (en)": "How many people?"}}
    made, form, still = _renewed(tmp_path, _sample(staff=("Number of staff in 2026", WHOLE, "", "")), edits)
    told = "changed: in_staff, label: Number of staff in 2025 -> Number of staff in 2026"
    assert (list(made.news()), still) == ([f"{told}; it was edited in the form, which stays as it is"], [])
    assert form.by_name["in_staff"].label == {"en": "How many people?"}


def test_a_place_that_takes_no_answer_any_more_is_told(tmp_path: Path) -> None:
    """Its label is there, and its cell was locked: nobody could type an answer."""
    (tmp_path / "locked.xlsx").write_bytes(_sample().data)
    book = openpyxl.load_workbook(tmp_path / "locked.xlsx")
    book["Energy"]["B3"].protection = openpyxl.styles.Protection(locked=True)
    book.save(tmp_path / "locked.xlsx")
    made, _, still = _renewed(tmp_path, Sample("locked", (tmp_path / "locked.xlsx").read_bytes(), {}))
    assert list(made.news()) == ["to look at: in_staff at in_staff, where the workbook seems to take no answer"]
    assert still == ["excel::guess_cell"]


@pytest.mark.parametrize("fuels", [("Coal", "Wind power", "Water"), ("Coal", "Wind", "Hydro power")])
def test_a_row_of_a_matrix_with_another_key_is_found_between_others_and_open(fuels: tuple[str, ...], tmp_path: Path) -> None:
    """It may be another thing that is asked there now, so that a person must look; its code stays."""
    (tmp_path / "old.xlsx").write_bytes(edition("2025", []).data)
    adopt_workbooks([tmp_path / "old.xlsx"], tmp_path / "form.xlsx")
    (tmp_path / "new.xlsx").write_bytes(edition("2026", [], fuels=fuels).data)
    made = renew([tmp_path / "new.xlsx"], tmp_path / "form.xlsx", tmp_path / "form2.xlsx")
    (old, new) = next(pair for pair in zip(("Coal", "Wind", "Water"), fuels, strict=True) if pair[0] != pair[1])
    assert list(made.news()) == [f"changed: energy_return[{old}], label: {old} -> {new}; look at it"]
    form = load((tmp_path / "form2.xlsx").read_bytes(), "form2.xlsx", beside(tmp_path / "form2.xlsx"))
    assert [(one.name, one.label["en"]) for one in form.repeats[0].instances] == list(zip(("Coal", "Wind", "Water"), fuels, strict=True))
    assert (form.repeats[0].rows, form.by_name["q_2026"].cell) == ("5:7", "Energy!C5:C7")
    problems = inspect((tmp_path / "form2.xlsx").read_bytes(), "form2.xlsx", beside(tmp_path / "form2.xlsx")).problems
    assert [one.column for one in problems if "Still open" in one.message] == ["excel::guess_cell"]


def test_limits_of_another_answer_are_in_the_names_of_the_form(tmp_path: Path) -> None:
    """A person has called a question otherwise, and the newer edition says the same of it."""
    limited = {"validate": "integer", "criteria": "<=", "value": "=$B$3"}
    old = _sample(contact=("Contact", limited, "", ""))
    (tmp_path / "return-2025.xlsx").write_bytes(old.data)
    adopt_workbooks([tmp_path / "return-2025.xlsx"], tmp_path / "form.xlsx")
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    for row in book["survey"].iter_rows():
        for cell in row:
            cell.value = {"in_staff": "people", ". <= ${in_staff}": ". <= ${people}"}.get(str(cell.value), cell.value)
    # The column of places has the defined name still.
    columns = {str(cell.value): place for place, cell in enumerate(book["survey"][1], 1)}
    for row_ in range(2, book["survey"].max_row + 1):
        if book["survey"].cell(row_, columns["name"]).value == "people":
            book["survey"].cell(row_, columns["excel::cell"]).value = "in_staff"
    book.save(tmp_path / "form.xlsx")
    (tmp_path / "return-2026.xlsx").write_bytes(_sample(contact=("Contact", limited | {"criteria": "<"}, "", "")).data)
    made = renew([tmp_path / "return-2026.xlsx"], tmp_path / "form.xlsx", tmp_path / "form2.xlsx")
    assert list(made.news()) == ["changed: in_contact, limits: . <= ${people} -> . < ${people}"]
    texts = [cell.value for row in openpyxl.load_workbook(tmp_path / "form2.xlsx")["survey"].iter_rows() for cell in row]
    assert ". < ${people}" in texts


def test_the_command_tells_each_change_and_marks_it(tmp_path: Path) -> None:
    """Also for programs, with what became of it; the marked copy says it in the cell."""
    rule = {"validate": "list", "source": ["Yes", "No", "In part"]}
    form, newer = _form(tmp_path, {}, {}), tmp_path / "return-2026.xlsx"
    newer.write_bytes(_sample(policy=("Is there a policy?", rule, "", "")).data)
    command = ["questionnaire", "adopt", str(newer), "--onto", str(form), "--out", str(tmp_path / "form2.xlsx")]
    result = CliRunner().invoke(app, [*command, "--marked", str(tmp_path / "marked.xlsx")])
    assert (result.exit_code, "changed: in_policy, choices: Yes, No -> Yes, No, In part" in " ".join(result.stdout.split())) == (1, True)
    comment = openpyxl.load_workbook(tmp_path / "marked.xlsx")["Energy"]["B4"].comment
    assert comment
    assert "choices: Yes, No -> Yes, No, In part" in comment.text
    said = json.loads(CliRunner().invoke(app, [*command, "--json"]).stdout)
    wanted = {"question": "in_policy", "what": "choices", "old": "Yes, No", "new": "Yes, No, In part", "language": ""}
    assert said["changed"] == [wanted | {"outcome": "carried over", "open": False}]
