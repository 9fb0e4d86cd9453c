"""Newer editions of a workbook in several languages, adopted together onto the one form that they have."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from cli.main import app
from domain.errors import ConfigurationError
from questionnaire.adopt import Sureness
from questionnaire.definition import Questionnaire
from questionnaire.xlsform import inspect, load
from service.authoring.adopting import adopt_workbooks
from service.authoring.files import beside
from service.authoring.renewal.renew import Renewed, renew
from tests.adopt.making import WHOLE, Maker

SHEETS = {"en": "Energy", "fr": "Énergie"}
ASKED = {
    "staff": {"en": "Staff", "fr": "Effectifs"},
    "policy": {"en": "Policy", "fr": "Politique"},
    "contact": {"en": "Contact", "fr": "Personne à joindre"},
    "wells": {"en": "Wells", "fr": "Puits"},
    "place": {"en": "Country", "fr": "Pays"},
}
CHOICES = {"en": ("Yes", "No"), "fr": ("Oui", "Non")}
OLD = ("staff", "policy", "contact")


def _file(
    folder: Path,
    language: str,
    year: int,
    asked: tuple[str, ...] = OLD,
    *,
    shift: int = 0,
    choices: tuple[str, ...] = (),
    places: tuple[str, ...] = (),
    **labels: str,
) -> Path:
    make = Maker("return")
    page = make.sheet(SHEETS[language])
    page.write("A1", {"en": "Energy return", "fr": "Déclaration"}[language], make.bold)
    for row, name in enumerate(asked, 3 + shift):
        label = labels.get(name, ASKED[name][language])
        page.write(f"A{row}", label)
        listed = {"policy": choices or CHOICES[language], "place": places}.get(name)
        rule = {"validate": "list", "source": list(listed)} if listed else None if name == "contact" else WHOLE
        make.ask(page, f"B{row}", label, "", rule=rule, code="@" if name == "contact" else "")
    page.write_row(f"A{5 + shift + len(asked)}", ["Fuel" if language == "en" else "Combustible", "2025", "2026"], make.head)
    for row, fuel in enumerate({"en": ("Coal", "Wind"), "fr": ("Charbon", "Vent")}[language], 6 + shift + len(asked)):
        page.write(f"A{row}", fuel)
        make.ask(page, f"B{row}", fuel, "decimal", code="0.00")
        make.ask(page, f"C{row}", fuel, "decimal", code="0.00")
    file = folder / f"return-{year}{'.fr' if language == 'fr' else ''}.xlsx"
    file.write_bytes(make.done().data)
    return file


def _form(folder: Path, older: tuple[Path, ...] = ()) -> Path:
    """Adopt both files of the older edition, edit a label in each language, and look at all that is open."""
    form = folder / "form.xlsx"
    adopt_workbooks(older or [_file(folder, "en", 2025), _file(folder, "fr", 2025)], form)
    book = openpyxl.load_workbook(form)
    for row in book["survey"].iter_rows():
        for cell in row:
            edits = {"Staff": "How many people?", "Effectifs": "Combien de personnes ?", Sureness.NEEDS_YOU.value: Sureness.SURE.value}
            cell.value = edits.get(str(cell.value), cell.value)
    book.save(form)
    return form


def _loaded(file: Path) -> Questionnaire:
    return load(file.read_bytes(), file.name, beside(file))


def _renewed(folder: Path, files: list[Path], older: tuple[Path, ...] = ()) -> tuple[Renewed, Questionnaire]:
    made = renew(files, _form(folder, older), folder / "form2.xlsx")
    return made, _loaded(folder / "form2.xlsx")


def _opened(folder: Path) -> set[str]:
    """Return the questions that are open in the new form."""
    form = folder / "form2.xlsx"
    rows = {one.row for one in inspect(form.read_bytes(), form.name, beside(form)).problems if "Still open" in one.message}
    return {one.name for one in _loaded(form).answerable if one.place.row in rows}


def test_both_files_are_put_beneath_the_form_and_edits_stay(tmp_path: Path) -> None:
    """Nothing is new but the files: the form names them, and says no places that are the same in both."""
    made, form = _renewed(tmp_path, [_file(tmp_path, "en", 2026), _file(tmp_path, "fr", 2026)])
    assert list(made.news()) == []
    assert form.original
    assert (form.original.file, form.originals["fr"].file) == ("return-2026.xlsx", "return-2026.fr.xlsx")
    assert form.by_name["staff"].label == {"en": "How many people?", "fr": "Combien de personnes ?"}


def test_the_order_of_the_files_says_nothing(tmp_path: Path) -> None:
    """Each is known by its language."""
    _, form = _renewed(tmp_path, [_file(tmp_path, "fr", 2026), _file(tmp_path, "en", 2026)])
    assert form.original
    assert (form.original.file, form.originals["fr"].file) == ("return-2026.xlsx", "return-2026.fr.xlsx")


def test_what_moved_in_one_file_alone_has_its_places_there(tmp_path: Path) -> None:
    """Two rows were put in at the top of the French one: the form says so of each question and of the rows of the matrix."""
    made, form = _renewed(tmp_path, [_file(tmp_path, "en", 2026), _file(tmp_path, "fr", 2026, shift=2)])
    staff = form.by_name["staff"]
    assert (staff.cell, staff.cells) == ("Energy!B3", {"fr": "'Énergie'!B5"})
    assert (form.repeats[0].rows, form.repeats[0].lines["fr"]) == ("9:10", ("11:12", "A", "10"))
    assert next(iter(made.news())).startswith("return-2026.fr.xlsx: moved: staff from 'Énergie'!B3 to 'Énergie'!B5")
    problems = inspect((tmp_path / "form2.xlsx").read_bytes(), "form2.xlsx", beside(tmp_path / "form2.xlsx")).problems
    assert [one for one in problems if one.severity == "error"] == []


def test_what_came_in_both_has_the_words_and_places_of_both(tmp_path: Path) -> None:
    """It is one question."""
    asked = ("staff", "wells", "policy", "contact")
    made, form = _renewed(tmp_path, [_file(tmp_path, "en", 2026, asked), _file(tmp_path, "fr", 2026, asked, shift=1)])
    wells = form.by_name["wells"]
    assert (wells.label, wells.cell, wells.cells) == ({"en": "Wells", "fr": "Puits"}, "Energy!B4", {"fr": "'Énergie'!B5"})
    assert [one for one in made.news() if "alone" in one] == []


def test_what_came_or_went_in_one_file_alone_is_told(tmp_path: Path) -> None:
    """Nothing reads the one; of the other nobody knows where it stands, so that the form has an error until somebody says it."""
    made = renew(
        [_file(tmp_path, "en", 2026), _file(tmp_path, "fr", 2026, ("staff", "policy", "wells"))], _form(tmp_path), tmp_path / "form2.xlsx"
    )
    told = list(made.news())
    assert "went: contact, which stood at 'Énergie'!B5 before return-2026.fr.xlsx; say where it stands" in told
    assert "came: 'Énergie'!B5 (Puits) in return-2026.fr.xlsx alone; nothing reads it" in told
    problems = inspect((tmp_path / "form2.xlsx").read_bytes(), "form2.xlsx", beside(tmp_path / "form2.xlsx")).problems
    assert [one.column for one in problems if one.severity == "error"] == ["excel::cell::fr"]


def test_choices_that_came_have_the_words_of_both_languages(tmp_path: Path) -> None:
    """Those that stay keep theirs."""
    english, french = ("Yes", "In part", "No"), ("Oui", "En partie", "Non")
    made, form = _renewed(tmp_path, [_file(tmp_path, "en", 2026, choices=english), _file(tmp_path, "fr", 2026, choices=french)])
    assert [dict(choice.label) for choice in form.by_name["policy"].choices] == [
        {"en": "Yes", "fr": "Oui"},
        {"en": "In part", "fr": "En partie"},
        {"en": "No", "fr": "Non"},
    ]
    assert [one for one in made.news() if "choices" in one] == ["changed: policy, choices: Yes, No -> Yes, In part, No"]


def test_words_that_changed_in_one_language_are_carried_over_there(tmp_path: Path) -> None:
    """A choice and a label are put otherwise in French; a label that a person wrote stays."""
    french = _file(tmp_path, "fr", 2026, choices=("Oui", "Aucune"), contact="Interlocuteur", staff="Nombre de personnes")
    made, form = _renewed(tmp_path, [_file(tmp_path, "en", 2026), french])
    assert [dict(choice.label) for choice in form.by_name["policy"].choices] == [{"en": "Yes", "fr": "Oui"}, {"en": "No", "fr": "Aucune"}]
    assert form.by_name["contact"].label == {"en": "Contact", "fr": "Interlocuteur"}
    assert form.by_name["staff"].label["fr"] == "Combien de personnes ?"
    told = list(made.news())
    assert "changed: policy, choices in fr: Oui, Non -> Oui, Aucune" in told
    assert any(one.startswith("changed: contact, label in fr: Personne à joindre -> Interlocuteur") for one in told)


@pytest.mark.parametrize("french", [("Non", "Oui"), ("Non", "Certes"), ("Si", "Mais non"), ("Oui", "Oui")])
def test_choices_in_another_order_in_one_language_are_left_to_a_person(french: tuple[str, ...], tmp_path: Path) -> None:
    """Nothing tells which of them is which, and a word at the place of another would turn answers into their opposite."""
    made, form = _renewed(tmp_path, [_file(tmp_path, "en", 2026), _file(tmp_path, "fr", 2026, choices=french)])
    assert [dict(choice.label) for choice in form.by_name["policy"].choices] == [{"en": "Yes", "fr": "Oui"}, {"en": "No", "fr": "Non"}]
    told = [one for one in made.news() if "policy, choices in fr" in one]
    assert ([one.endswith("; the form stays as it is; look at it") for one in told], made.needs) == ([True], 1)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ((("Austria", "Spain"), ("Autriche", "Espagne")), ("Allemagne", "Autriche", "Espagne"), ["Autriche", "Allemagne", "Espagne"]),
        ((("Austria", "Spain"), ("Autriche", "Espagne")), ("Autriche", "Espagne", "Grèce", "Suède"), ["Autriche", None, "Espagne"]),
    ],
)
def test_a_choice_that_came_gets_words_that_came(
    old: tuple[tuple[str, ...], tuple[str, ...]], new: tuple[str, ...], words: list[str | None], tmp_path: Path
) -> None:
    """Each list is in the order of its own alphabet: the words of a choice that stays are never another's, and a person must look."""
    asked = (*OLD, "place")
    older = tuple(_file(tmp_path, language, 2025, asked, places=old[number]) for number, language in enumerate(("en", "fr")))
    newer = [_file(tmp_path, "en", 2026, asked, places=("Austria", "Germany", "Spain")), _file(tmp_path, "fr", 2026, asked, places=new)]
    made, form = _renewed(tmp_path, newer, older)
    choices = form.by_name["country"].choices
    assert [(one.label["en"], one.label.get("fr")) for one in choices] == list(zip(("Austria", "Germany", "Spain"), words, strict=True))
    assert (made.needs, _opened(tmp_path)) == (1, {"country"})


def test_a_question_that_came_with_lists_in_the_order_of_two_alphabets_is_open(tmp_path: Path) -> None:
    """As where both are adopted for the first time; a person is told what was paired with what."""
    asked, places = (*OLD, "place"), {"en": ("Austria", "Germany", "Spain"), "fr": ("Allemagne", "Autriche", "Espagne")}
    made, _ = _renewed(tmp_path, [_file(tmp_path, language, 2026, asked, places=those) for language, those in places.items()])
    told = [one for one in made.news() if "look whether its choices are the same" in one]
    assert ([one.endswith("'Austria' is 'Allemagne', 'Germany' is 'Autriche', 'Spain' is 'Espagne'.") for one in told], made.needs) == (
        [True],
        1,
    )
    assert _opened(tmp_path) == {"country"}


def test_lists_that_a_person_has_looked_at_are_not_asked_about_again(tmp_path: Path) -> None:
    """Nothing about them is new."""
    asked, places = (*OLD, "place"), {"en": ("Austria", "Spain"), "fr": ("Autriche", "Espagne")}
    older = tuple(_file(tmp_path, language, 2025, asked, places=those) for language, those in places.items())
    made, _ = _renewed(tmp_path, [_file(tmp_path, language, 2026, asked, places=those) for language, those in places.items()], older)
    assert (list(made.news()), made.needs) == ([], 0)


@pytest.mark.parametrize("languages", [["en"], ["fr"], ["en", "en"]])
def test_a_file_for_each_language_of_the_form_is_wanted(languages: list[str], tmp_path: Path) -> None:
    """Else an older file would go out in the other language."""
    files = [_file(tmp_path, language, 2026 + number) for number, language in enumerate(languages)]
    with pytest.raises(ConfigurationError, match="other workbooks than those that were given"):
        renew(files, _form(tmp_path), tmp_path / "form2.xlsx")


def test_the_command_takes_a_file_for_each_language(tmp_path: Path) -> None:
    """They are given one behind the other."""
    form = _form(tmp_path)
    files = [str(_file(tmp_path, "en", 2026)), str(_file(tmp_path, "fr", 2026, shift=1))]
    result = CliRunner().invoke(app, ["questionnaire", "adopt", *files, "--onto", str(form), "--out", str(tmp_path / "form2.xlsx")])
    told = " ".join(result.stdout.split())
    assert (result.exit_code, "return-2026.fr.xlsx: moved: staff" in told) == (1, True), result.output
    assert (tmp_path / "return-2026.fr.xlsx").exists()


def test_the_command_names_the_workbook_of_the_first_language_whichever_was_given_first(tmp_path: Path) -> None:
    """A program that reads what was done finds the one that the form is of."""
    form, french, english = _form(tmp_path), _file(tmp_path, "fr", 2026), _file(tmp_path, "en", 2026)
    command = ["questionnaire", "adopt", str(french), str(english), "--onto", str(form), "--out", str(tmp_path / "form2.xlsx"), "--json"]
    assert json.loads(CliRunner().invoke(app, command).stdout)["file"] == str(english)


UNITS = {"en": ("persons", "thousand euros", "%"), "fr": ("personnes", "milliers d'euros", "%")}


def _with_units(folder: Path, language: str, year: int) -> Path:
    """Return a workbook with a column of units."""
    make = Maker("units")
    page = make.sheet(SHEETS[language])
    page.write_row("A1", {"en": ["Item", "Unit", "Value"], "fr": ["Libell\u00e9", "Unit\u00e9", "Valeur"]}[language], make.head)
    labels = {
        "en": ("Staff at work", "Total turnover", "Rate of leaks"),
        "fr": ("Effectif employ\u00e9", "Recettes totales", "Taux de fuite"),
    }
    for row, (label, unit) in enumerate(zip(labels[language], UNITS[language], strict=True), 2):
        page.write_row(f"A{row}", [label, unit])
        make.ask(page, f"C{row}", label, "", rule=WHOLE)
    file = folder / f"return-{year}{'.fr' if language == 'fr' else ''}.xlsx"
    file.write_bytes(make.done().data)
    return file


def test_a_unit_has_the_words_of_both_languages(tmp_path: Path) -> None:
    """What is printed beside a cell in French is no English word, and `check` knows it."""
    adopt_workbooks([_with_units(tmp_path, one, 2025) for one in UNITS], tmp_path / "form.xlsx")
    asked = _loaded(tmp_path / "form.xlsx").answerable
    assert [dict(one.unit) for one in asked] == [dict(zip(UNITS, pair, strict=True)) for pair in zip(*UNITS.values(), strict=True)]


def test_a_form_whose_draft_left_the_units_of_the_other_language_out_gets_them(tmp_path: Path) -> None:
    """Each is told in a line; a unit that says the same, and one that a person wrote, is left alone."""
    adopt_workbooks([_with_units(tmp_path, one, 2025) for one in UNITS], tmp_path / "form.xlsx")
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    survey = book["survey"]
    heads = {str(cell.value): place for place, cell in enumerate(survey[1], 1)}
    survey.delete_cols(heads["unit::French (fr)"])
    survey.cell(1, heads["unit::English (en)"]).value = "unit"
    survey.cell(3, heads["unit::English (en)"]).value = "people"
    book.save(tmp_path / "form.xlsx")
    made = renew([_with_units(tmp_path, one, 2026) for one in UNITS], tmp_path / "form.xlsx", tmp_path / "form2.xlsx")
    assert list(made.news()) == ["changed: total_turnover, unit in fr: nothing -> milliers d'euros"]
    assert _loaded(tmp_path / "form2.xlsx").by_name["total_turnover"].unit == {"en": "thousand euros", "fr": "milliers d'euros"}
