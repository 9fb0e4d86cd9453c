"""Yes and no beside a choice are read in every language that is read at all, and each cell that says neither is told at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from domain.finding import Severity
from languages import known
from languages.decisions import said
from questionnaire.definition import Choice
from questionnaire.pages import lay_out
from questionnaire.reading import Reading, read
from questionnaire.reading.values.choices import UnknownChoiceError, is_marked, one_choice
from questionnaire.reading.values.conversions import ConversionRule
from questionnaire.reading.values.typed import Context, Converted, typed
from tests.questionnaire.workbook_samples import ACTS, SAMPLE, YES_NO, T, fill, find, opened, personal, question
from workbooks.caged.reader import Reader
from workbooks.cells import Workbook

WORDS = {
    "ar": ("نعم", "لا"),
    "bg": ("Да", "не"),
    "cs": ("Ano", "ne"),
    "da": ("Ja", "nej"),
    "de": ("Ja", "nein"),
    "el": ("Ναι", "όχι"),
    "en": ("Yes", "no"),
    "es": ("Sí", "no"),
    "et": ("Jah", "ei"),
    "fa": ("بله", "خیر"),
    "fi": ("Kyllä", "ei"),
    "fr": ("Oui", "non"),
    "he": ("כן", "לא"),
    "hr": ("Da", "ne"),
    "hu": ("Igen", "nem"),
    "id": ("Ya", "tidak"),
    "it": ("Sì", "no"),
    "ja": ("はい", "いいえ"),
    "ko": ("예", "아니요"),
    "lt": ("Taip", "ne"),
    "lv": ("Jā", "nē"),
    "nb": ("Ja", "nei"),
    "nl": ("Ja", "nee"),
    "pl": ("Tak", "nie"),
    "pt": ("SIM", "não"),
    "ro": ("Da", "nu"),
    "ru": ("Да", "нет"),
    "sk": ("Áno", "nie"),
    "sl": ("DA", "ne"),
    "sr": ("Да", "ne"),
    "sv": ("Ja", "nej"),
    "th": ("ใช่", "ไม่ใช่"),
    "tr": ("Evet", "HAYIR"),
    "uk": ("Так", "ні"),
    "vi": ("Có", "không"),
    "zh": ("是", "否"),
}
FRAUD, ACCESS, SPAM, OTHER = (act.label["en"] for act in ACTS)
QUESTION = "Which acts?"


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """Open files in one child process for all tests of this file."""
    with Reader() as reader:
        yield reader


def read_back(reader: Reader, marks: dict[str, object]) -> Reading:
    """Return what a workbook says with these marks beside the choices of a question."""
    typed_in: dict[str | tuple[str, str], object] = {"Name of the respondent": "Ann", "Number of employees": 3, find_victim(): "Yes"}
    data = fill(personal(), typed_in | {(QUESTION, label): mark for label, mark in marks.items()})
    (found,) = reader.open(data, "x.xlsx")
    assert isinstance(found.result, Workbook)
    return read(found.result, SAMPLE, [lay_out(SAMPLE, one) for one in SAMPLE.languages], today=date(2012, 3, 1))


def find_victim() -> str:
    """Return the label of the question on which that with several choices depends."""
    return SAMPLE.by_name["victim"].label["en"]


def test_yes_and_no_are_known_of_every_language() -> None:
    """Of which anything is read."""
    assert set(WORDS) == set(known())


@pytest.mark.parametrize("language", sorted(WORDS))
def test_yes_and_no_are_read_in_any_language(language: str) -> None:
    """Beside a choice, and as the choice of a list that has both, whatever the language of the form."""
    yes, no = WORDS[language]
    assert is_marked(yes)
    assert not is_marked(no)
    asked = question("x", T.SELECT_ONE, "Is it?", "Est-ce ?", "أهو؟", choices=YES_NO[:2])
    read_ = [typed(asked, word, Context("en", ("en", "fr", "ar"))) for word in (yes, no)]
    assert [one.value if isinstance(one, Converted) else one for one in read_] == ["yes", "no"]


@pytest.mark.parametrize("line", ["da quanto vedo", "Ya lo hice", "tak for hjælpen"])
def test_a_small_word_that_is_a_yes_elsewhere_decides_nothing(line: str) -> None:
    """In a mail, unlike in a cell that asks for yes or no, it is a word like any other."""
    assert said(line)[0] == ""


@pytest.mark.parametrize("line", ["Ja", "Sim.", "Yes", "Oui"])
def test_a_coordinators_yes_is_read_in_the_languages_of_decisions(line: str) -> None:
    """As their other words are."""
    assert said(line)[0] == "yes"


def test_marks_in_german_are_read_as_those_in_the_forms_language(reader: Reader) -> None:
    """Together with other marks."""
    found = read_back(reader, {FRAUD: "Ja", ACCESS: "x", SPAM: "nein"})
    assert found.answers["acts"] == ("fraud", "access")
    assert found.findings == ()


def test_each_cell_that_says_neither_is_told_at_once_at_its_own_place(reader: Reader) -> None:
    """Whoever corrects what they are told of need not be asked again; a formula without a result is no less told."""
    found = read_back(reader, {FRAUD: "perhaps", ACCESS: "x", SPAM: "sometimes", OTHER: "=1/0"})
    row = {choice: find(opened(personal()), (QUESTION, choice)).row for choice in (FRAUD, SPAM, OTHER)}
    told = {one.cell: one for one in found.findings if one.question == "acts"}
    expected = {FRAUD: "type", SPAM: "type", OTHER: "cell_uncalculated"}
    assert {cell: (one.code, one.severity) for cell, one in told.items()} == {
        f"C{row[choice]}": (code, Severity.ERROR) for choice, code in expected.items()
    }
    first, second = told[f"C{row[FRAUD]}"], told[f"C{row[SPAM]}"]
    assert ("perhaps" in first.message, "sometimes" in second.message) == (True, True)
    assert second.remedy == first.remedy
    assert found.answers["acts"] is None


@pytest.mark.parametrize(
    ("labels", "typed_in", "code"),
    [
        (("Yes/Oui", "No/Non"), "oui", "a"),
        (("Yes / Oui", "No / Non"), "No", "b"),
        (("نعم – Yes", "لا – No"), "نعم", "a"),
        (("Yes/Oui", "No/Non"), "是", "a"),
        (("Yes/No", "No/Non"), "yes", ""),
        (("Yes, always", "No/Non"), "yes", ""),
    ],
)
def test_a_choice_that_says_yes_in_two_languages_is_named_by_either(labels: tuple[str, str], typed_in: str, code: str) -> None:
    """One that says more than that, or yes and no, is not."""
    choices = tuple(Choice(name, {"en": label}) for name, label in zip("ab", labels, strict=True))
    asked = question("again", T.SELECT_ONE, "Again?", "Encore ?", "؟", choices=choices)
    if code:
        assert one_choice(asked, typed_in, "en", ("en",)) == (code, ConversionRule.CHOICE_YES_NO)
    else:
        with pytest.raises(UnknownChoiceError):
            one_choice(asked, typed_in, "en", ("en",))
