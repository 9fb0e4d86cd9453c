"""Questions that are missing in a language are counted."""

from __future__ import annotations

from dataclasses import replace

from questionnaire.xlsform import load
from service.install import SAMPLE
from service.translations import untranslated_questions
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
