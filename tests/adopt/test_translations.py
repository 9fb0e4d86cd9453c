"""One workbook a language is adopted onto one form: each organisation is sent the file of its language, and answers mean the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from domain.errors import ConfigurationError
from questionnaire.definition import Questionnaire
from questionnaire.pages import lay_out
from questionnaire.reading import LayoutState, read
from questionnaire.workbook.stamp import Personal, make_blank
from questionnaire.xlsform import inspect, load
from service.authoring.adopting import adopt_workbooks
from service.authoring.files import beside
from tests.adopt.families import crossed, government, letter_form, sustainability
from tests.adopt.making import WHOLE, Maker, Sample
from tests.adopt.returned import COVER, REFERENCE, TODAY, TOKEN, Sent, by_openpyxl, compared, filling
from workbooks.caged.opening import look
from workbooks.cells import Cell

PAIRS = {
    "named": [sustainability(language, protect=True, names=True) for language in ("en", "fr")],
    "addressed": [sustainability(language, protect=False, names=False) for language in ("en", "fr")],
    "matrix": [government(language, protect=True, colours=True) for language in ("en", "fr")],
    "ticks": [letter_form(language, protect=True, side_by_side=True) for language in ("en", "fr")],
    "crossed": [crossed(language, protect=False, levels=True) for language in ("en", "fr")],
}


def _shifted(language: str, more: str = "") -> Sample:
    """Return a workbook whose French sheet has another name and two more rows at its top, and a question of its own of the type `more`."""
    make, french = Maker(f"shifted-{language}-{more}"), language == "fr"
    page = make.sheet("Énergie" if french else "Energy")
    page.write("A1", "Énergie" if french else "Energy", make.bold)
    row = 5 if french else 3
    asked = [
        ("Staff", "Effectifs", "integer"),
        ("Wells", "Puits", "integer"),
        ("Policy", "Politique", "select_one"),
        ("Name", "Nom", "text"),
    ]
    asked += [("", "Bilan", more)] if more and french else []
    for label, other, kind in asked:
        page.write(f"A{row}", other if french else label)
        choices = {"validate": "list", "source": ["Oui", "Non"] if french else ["Yes", "No"]}
        rules: dict[str, dict[str, Any]] = {"integer": WHOLE, "select_one": choices}
        make.ask(page, f"B{row}", label, kind, rule=rules.get(kind), code={"text": "@", "date": "yyyy-mm-dd"}.get(kind, ""))
        row += 1
    page.write_row(f"A{row + 2}", ["Installation", "Puissance"] if french else ["Plant", "Capacity"], make.head)
    for at in range(row + 3, row + 8):
        make.ask(page, f"A{at}", "Plant", "text", code="@")
        make.ask(page, f"B{at}", "Capacity", "decimal", code="0.00")
    return make.done()


def _adopted(folder: Path, first: Sample, other: Sample) -> tuple[Questionnaire, list[str]]:
    """Return the form that two workbooks are adopted onto, and what was told of their differences."""
    files = [folder / "return.xlsx", folder / "return.fr.xlsx"]
    for file, sample in zip(files, (first, other), strict=True):
        file.write_bytes(sample.data)
    made = adopt_workbooks(files, folder / "form.xlsx")
    form = load((folder / "form.xlsx").read_bytes(), "form.xlsx", beside(folder / "form.xlsx"))
    return form, [told for one in made.translations for told in one.told]


def _sent(sample: Sample, form: Questionnaire, language: str) -> Sent:
    blank = make_blank(form, language, COVER)
    return Sent(sample, form, blank, blank.prefix + blank.stamp(Personal(REFERENCE, TOKEN, "A ministry")))


@pytest.mark.parametrize("name", PAIRS)
def test_the_french_copy_is_the_french_file_and_its_answers_are_those_of_the_english_one(name: str, tmp_path: Path) -> None:
    """Both are filled in their own words, and read by the layout that wrote them: each answer is the same, and nothing is told."""
    form, told = _adopted(tmp_path, *PAIRS[name])
    assert (form.languages, told) == (("en", "fr"), [])
    layouts = [lay_out(form, language) for language in form.languages]
    read_ = []
    for sample, language in zip(PAIRS[name], form.languages, strict=True):
        one = _sent(sample, form, language)
        typed, wanted = filling(one, language)
        reading = read(look(by_openpyxl(one.copy, typed), "back.xlsx").result, form, layouts, today=TODAY)  # type: ignore[arg-type]
        assert (reading.layout, reading.language) == (LayoutState.EXACT, language)
        assert compared(reading, wanted).wrong == []
        read_.append(reading.answers)
    assert read_[0] == read_[1]
    assert any(value is not None for value in read_[0].values())


def test_the_draft_has_the_labels_of_both_and_says_where_the_other_file_differs(tmp_path: Path) -> None:
    """Sheets have other names and rows are elsewhere: each place stands in the draft, and the choices in both languages."""
    form, told = _adopted(tmp_path, _shifted("en"), _shifted("fr"))
    assert told == []
    staff, policy = form.by_name["staff"], form.by_name["policy"]
    assert (staff.label, staff.cell, staff.cells) == ({"en": "Staff", "fr": "Effectifs"}, "Energy!B3", {"fr": "'Énergie'!B5"})
    assert [choice.label for choice in policy.choices] == [{"en": "Yes", "fr": "Oui"}, {"en": "No", "fr": "Non"}]
    (table,) = form.repeats
    assert (table.rows, table.lines["fr"][0]) == ("10:14", "12:16")


def test_a_french_copy_that_lies_elsewhere_reads_to_the_same_answers(tmp_path: Path) -> None:
    """Its cells are those of its own file; a French word is the choice that an English one is."""
    form, _ = _adopted(tmp_path, _shifted("en"), _shifted("fr"))
    one = _sent(_shifted("fr"), form, "fr")
    typed = {Cell("Énergie", row, 2): value for row, value in enumerate((12, 3, "Non", "Nord"), 5)}
    layouts = [lay_out(form, language) for language in form.languages]
    reading = read(look(by_openpyxl(one.copy, typed), "back.xlsx").result, form, layouts, today=TODAY)  # type: ignore[arg-type]
    assert [reading.answers[name] for name in ("staff", "wells", "policy", "name")] == [12, 3, "No", "Nord"]
    assert reading.findings == ()


def test_what_one_file_asks_alone_is_told_and_nothing_is_taken_for_it(tmp_path: Path) -> None:
    """The other questions are found all the same, by what is asked around them."""
    form, told = _adopted(tmp_path, _shifted("en"), _shifted("fr", "date"))
    assert told == ["'Énergie'!B9 in return.fr.xlsx ('Bilan') asks for something that return.xlsx does not."]
    assert form.by_name["name"].cells == {"fr": "'Énergie'!B8"}


def test_where_nobody_knows_which_of_two_is_asked_in_both_none_is_taken(tmp_path: Path) -> None:
    """A text follows a text in French: either may be the one that is asked in English."""
    files = [tmp_path / "return.xlsx", tmp_path / "return.fr.xlsx"]
    for file, sample in zip(files, (_shifted("en"), _shifted("fr", "text")), strict=True):
        file.write_bytes(sample.data)
    (translation,) = adopt_workbooks(files, tmp_path / "form.xlsx").translations
    assert translation.told == (
        "Energy!B6 in return.xlsx ('Name') was not found in return.fr.xlsx.",
        "'Énergie'!B8 in return.fr.xlsx ('Nom') asks for something that return.xlsx does not.",
        "'Énergie'!B9 in return.fr.xlsx ('Bilan') asks for something that return.xlsx does not.",
    )


def test_a_question_that_the_other_file_lacks_cannot_be_sent_until_somebody_says_where_it_stands(tmp_path: Path) -> None:
    """The draft has an error then: another cell would be read for it."""
    files = [tmp_path / "return.fr.xlsx", tmp_path / "return.en.xlsx"]
    for file, sample in zip(files, (_shifted("fr", "date"), _shifted("en")), strict=True):
        file.write_bytes(sample.data)
    (translation,) = adopt_workbooks(files, tmp_path / "form.xlsx").translations
    assert translation.told == ("'Énergie'!B9 in return.fr.xlsx ('Bilan') was not found in return.en.xlsx.",)
    problems = inspect((tmp_path / "form.xlsx").read_bytes(), "form.xlsx", beside(tmp_path / "form.xlsx")).problems
    (wrong,) = (one for one in problems if one.severity == "error")
    assert wrong.column == "excel::cell::en"
    assert "In 'return.en.xlsx': It does not say where the answer stands." in wrong.message


def test_lists_that_are_not_as_long_are_told(tmp_path: Path) -> None:
    """Nobody knows then which choice is which."""
    made = []
    for language, choices in (("en", ["Yes", "No"]), ("fr", ["Oui", "Non", "Inconnu"])):
        make = Maker(language)
        page = make.sheet("A")
        page.write("A1", "Policy")
        make.ask(page, "B1", "Policy", "select_one", rule={"validate": "list", "source": choices})
        made.append(make.done())
    form, told = _adopted(tmp_path, *made)
    assert told == ["A!B1 in return.xlsx ('Policy') has 2 choices, and in return.fr.xlsx it has 3."]
    assert [dict(choice.label) for choice in form.by_name["policy"].choices] == [{"en": "Yes"}, {"en": "No"}]


def _listed(language: str, choices: list[str], keys: list[str]) -> Sample:
    """Return a workbook with a drop-down, and a matrix with a row for each key."""
    make = Maker(language)
    page = make.sheet("A")
    page.write("A1", "Country" if language == "en" else "Pays")
    make.ask(page, "B1", "Country", "select_one", rule={"validate": "list", "source": choices})
    page.write_row("A4", ["Fuel", "2025", "2026"] if language == "en" else ["Combustible", "2025", "2026"], make.head)
    for row, key in enumerate(keys, 5):
        page.write(f"A{row}", key)
        for letter in "BC":
            make.ask(page, f"{letter}{row}", key, "decimal", code="0.00")
    return make.done()


ALPHABETICAL = (["Austria", "Belgium", "Germany", "Spain"], ["Allemagne", "Autriche", "Belgique", "Espagne"])
NOT_ALPHABETICAL = (["Water", "Coal", "Wind"], ["Eau", "Charbon", "Vent"])


@pytest.mark.parametrize(
    ("choices", "keys", "column"),
    [
        (ALPHABETICAL, NOT_ALPHABETICAL, "'Austria' is 'Allemagne'"),
        (([*ALPHABETICAL[0], "Other"], [*ALPHABETICAL[1], "Autre"]), NOT_ALPHABETICAL, "'Other' is 'Autre'"),
        ((["1 Yes", "2 No", "3 Open"], ["2 Non", "1 Oui", "3 Ouvert"]), NOT_ALPHABETICAL, "'1 Yes' is '2 Non'"),
        (NOT_ALPHABETICAL, (["Coal", "Water", "Wind"], ["Charbon", "Eau", "Vent"]), "'Water' is 'Eau'"),
    ],
)
def test_lists_that_may_stand_in_another_order_are_told_and_cannot_be_used_until_a_person_has_looked(
    choices: tuple[list[str], list[str]], keys: tuple[list[str], list[str]], column: str, tmp_path: Path
) -> None:
    """Each is in the alphabetical order of its language, or codes disagree: a country would silently become another one."""
    files = [tmp_path / "return.en.xlsx", tmp_path / "return.fr.xlsx"]
    for file, *those in zip(files, choices, keys, strict=True):
        file.write_bytes(_listed(file.name[7:9], *those).data)
    made = adopt_workbooks(files, tmp_path / "form.xlsx")
    assert [column in told for one in made.translations for told in one.told] == [True]
    assert made.found.needs == 1
    problems = inspect((tmp_path / "form.xlsx").read_bytes(), "form.xlsx", beside(tmp_path / "form.xlsx")).problems
    assert [one.column for one in problems if "Still open" in one.message] == ["excel::guess_type"]


@pytest.mark.parametrize(
    "choices",
    [
        NOT_ALPHABETICAL,
        (["Yes", "No"], ["Oui", "Non"]),
        (["AT Austria", "BE Belgium", "DE Germany"], ["AT Autriche", "BE Belgique", "DE Allemagne"]),
        (["A", "B", "C"], ["A", "B", "C"]),
        (["1 Bad", "2 Fair"], ["1 Mauvais", "2 Passable"]),
    ],
)
def test_lists_whose_order_is_surely_the_same_need_nobody(choices: tuple[list[str], list[str]], tmp_path: Path) -> None:
    """Equal texts, codes and numbers tell, and so does an order that is no alphabet's."""
    files = [tmp_path / "return.en.xlsx", tmp_path / "return.fr.xlsx"]
    for file, those, keys in zip(files, choices, NOT_ALPHABETICAL, strict=True):
        file.write_bytes(_listed(file.name[7:9], those, keys).data)
    made = adopt_workbooks(files, tmp_path / "form.xlsx")
    assert ([told for one in made.translations for told in one.told], made.found.needs) == ([], 0)


def test_the_command_takes_several_files_and_tells_how_they_differ(tmp_path: Path) -> None:
    """The names of the JSON stay, and say besides which files there were."""
    files = [tmp_path / "return.xlsx", tmp_path / "return.fr.xlsx"]
    for file, sample in zip(files, (_shifted("en"), _shifted("fr", "date")), strict=True):
        file.write_bytes(sample.data)
    command = ["questionnaire", "adopt", *map(str, files), "--out", str(tmp_path / "out" / "form.xlsx")]
    result = CliRunner().invoke(app, [*command, "--json"])
    said = json.loads(result.stdout)
    assert (said["file"], said["questions"], said["languages"]) == (str(files[0]), 6, ["en", "fr"])
    assert [one["file"] for one in said["translations"]] == [str(files[1])]
    assert "Bilan" in said["translations"][0]["differences"][0]
    assert (tmp_path / "out" / "return.fr.xlsx").exists()
    assert "asks for something that return.xlsx does not" in " ".join(CliRunner().invoke(app, command).stdout.split())


def test_two_files_of_one_language_are_refused(tmp_path: Path) -> None:
    """Nobody knows to whom each is sent; its language can be said in its name."""
    files = [tmp_path / "return.xlsx", tmp_path / "other.xlsx"]
    for file in files:
        file.write_bytes(_shifted("en").data)
    with pytest.raises(ConfigurationError, match=r"in the same language, 'en'.*other\.CODE\.xlsx"):
        adopt_workbooks(files, tmp_path / "form.xlsx")


def test_two_workbooks_of_one_name_are_refused(tmp_path: Path) -> None:
    """They lie beside the form under their names; the same file twice is a slip."""
    for folder in ("en", "fr"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "return.xlsx").write_bytes(b"")
    for other in ("en", "fr"):
        files = [str(tmp_path / one / "return.xlsx") for one in ("en", other)]
        result = CliRunner().invoke(app, ["questionnaire", "adopt", *files, "--out", str(tmp_path / "form.xlsx"), "--json"])
        assert "Several of the workbooks are called return.xlsx" in str(result.exception)
