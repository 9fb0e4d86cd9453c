"""Questions that are missing in a language are counted."""

from __future__ import annotations

from dataclasses import replace

from questionnaire.definition import AdoptedFile
from questionnaire.xlsform import load
from service.authoring.translations import unspoken, untranslated_questions
from service.installation.install import SAMPLE
from templates import folder

FORM = load((folder("studies") / SAMPLE / "questionnaire.xlsx").read_bytes(), "questionnaire.xlsx")


def said(language: str, **labels: dict[str, str]) -> list[str]:
    """Return what is said of the sample's form in a language, with other labels of its questions."""
    questions = tuple(replace(one, label=labels.get(one.name, one.label)) for one in FORM.questions)
    return list(untranslated_questions(replace(FORM, questions=questions), "questionnaire.xlsx", language))


def test_the_sample_is_whole_in_each_of_its_languages() -> None:
    """Nothing is said of it."""
    assert [line for language in FORM.languages for line in said(language)] == []


def test_a_language_without_labels_is_told() -> None:
    """The workbook is in the first language of the form then."""
    (line,) = said("de")
    assert line.startswith("questionnaire.xlsx has no labels in 'de': its workbook will be in 'en'.")


def test_questions_without_a_label_are_counted_and_the_first_is_named() -> None:
    """One that has none in any language lacks no translation."""
    first, second, third = (one.name for one in FORM.questions[:3])
    (line,) = said("fr", **{first: {"en": "A", "fr": " "}, second: {"en": "B"}, third: {}})
    assert line == f"questionnaire.xlsx is not translated into 'fr' in 2 places. The first: the question {first!r}."


def test_a_form_whose_title_is_in_one_language_is_told_with_the_column_that_mends_it() -> None:
    """Its workbooks in other languages would be headed by words that their readers may not know; a form designed by hand heads itself."""
    form = replace(FORM, title={"en": "Water supply"})
    (line,) = untranslated_questions(form, "questionnaire.xlsx", "fr")
    assert line == (
        "questionnaire.xlsx has no title in 'fr': its workbook is headed 'Water supply'. "
        "Add the column excel::form_title::French (fr) to the sheet settings."
    )
    assert list(untranslated_questions(form, "questionnaire.xlsx", "en")) == []
    designed = replace(form, original=AdoptedFile(file="own.xlsx", data=b""))
    assert list(untranslated_questions(designed, "questionnaire.xlsx", "fr")) == []


def test_a_language_that_the_program_does_not_speak_is_told_with_how_many_read_it() -> None:
    """The study writes its letters in it, but workbooks, findings and whatever else is the program's own are in English."""
    (line,) = unspoken({"en": 3, "de": 2, "fr-x-formal": 1})
    assert line.startswith(
        "The program does not speak 'de': 2 contacts read in English what it writes itself, such as the help in the workbook"
    )
