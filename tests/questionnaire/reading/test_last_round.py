"""What a workbook prints of the last round beside an answer is the program's own text, and never the respondent's, in any language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

import pytest

from questionnaire.pages import lay_out
from questionnaire.reading import Reading, read
from questionnaire.workbook.stamp import make_blank
from tests.questionnaire.forms import Cell, loaded
from tests.questionnaire.workbook_samples import COVER, PERSONAL, opened, saved
from workbooks.caged.reader import Reader
from workbooks.cells import Workbook

LANGUAGES = ("en", "ar", "zh", "fr", "de", "pt", "ru", "es")
LABELS = [f"label::{code} ({code})" for code in LANGUAGES]


def row(kind: str, name: str, label: str = "", **more: Cell) -> tuple[Cell, ...]:
    """Return a row of the form, with its label in every language."""
    rest = ("required", "excel::flags", "previous", "excel::columns")
    return (
        kind,
        name,
        *(f"{label} {code}" if label else "" for code in LANGUAGES),
        *(more.get(key.removeprefix("excel::"), "") for key in rest),
    )


FORM = loaded(
    (
        ("type", "name", *LABELS, "required", "excel::flags", "previous", "excel::columns"),
        row("begin_group", "figures", "Figures"),
        row("integer", "schools", "Schools", required="yes", previous="yes"),
        row("integer", "pupils", "Pupils", previous="yes"),
        row("text", "laws", "Laws"),
        row("end_group", ""),
        row("begin_repeat", "volumes", "Volumes", columns="years"),
        row("decimal", "billed", "Billed", previous="yes", required="yes"),
        row("end_repeat", ""),
        row("begin_group", "marked", "Marked"),
        row("integer", "flagged", "Flagged", previous="yes", flags="p=Provisional"),
        row("end_group", ""),
    ),
    (("list_name", "name", *LABELS), *(("years", year, *(year for _ in LANGUAGES)) for year in ("2010", "2011"))),
    (("form_id", "form_title", "version", "default_language", "missing"), ("f", "Form", "1", "en (en)", "n/a")),
)
PREVIOUS = {
    "schools": "9000",
    "pupils": "120000",
    "volumes[2010].billed": "12",
    "volumes[2011].billed": "15.5",
    "flagged": "7",
    "flagged@flag": "p",
}
WRITTEN: Mapping[str, Cell] = {"schools": 9100, "pupils": 120000, "volumes[2010].billed": 12, "volumes[2011].billed": 16, "flagged": 8}


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """Open files in one child process for all tests of this file."""
    with Reader() as reader:
        yield reader


def read_back(
    reader: Reader,
    language: str,
    cells: Mapping[str, Cell],
    behind: Mapping[str, str] | None = None,
    *,
    taken_out: str = "",
    coded: bool = True,
) -> Reading:
    """Return what a workbook says with these answers, and with these texts behind what is printed beside an answer, without `taken_out`."""
    form = FORM if coded else replace(FORM, questions=tuple(replace(one, missing=()) for one in FORM.questions))
    made, layout = make_blank(form, language, COVER), lay_out(form, language)
    book = opened(made.prefix + made.stamp(replace(PERSONAL, previous=PREVIOUS)))
    for slot in layout.slots:
        if not slot.aside and (slot.item or slot.question) in cells:
            book[slot.sheet].cell(slot.row, slot.column).value = cells[slot.item or slot.question]
            text, helped = (behind or {}).get(slot.item or slot.question, ""), book[slot.sheet].cell(slot.row, layout.key_column(slot) - 1)
            if helped.value and (text or taken_out):
                helped.value = f"{str(helped.value).replace(taken_out, '').rstrip() if taken_out else helped.value}{text}"
    (found,) = reader.open(saved(book), "x.xlsx")
    assert isinstance(found.result, Workbook)
    return read(found.result, form, [lay_out(form, one) for one in form.languages], today=date(2026, 11, 30))


@pytest.mark.parametrize("coded", [True, False])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_printed_of_the_last_round_is_nobodys_note(reader: Reader, language: str, coded: bool) -> None:
    """Whatever stands before it in the help, and where it stands there alone; nothing of it is told either."""
    found = read_back(reader, language, WRITTEN, coded=coded)
    assert {key: came.note for key, came in found.provenance.items() if came.note} == {}
    assert found.findings == ()


@pytest.mark.parametrize("cell", ["abc", None])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_printed_of_the_last_round_is_not_told_beside_an_answer_that_is_none(reader: Reader, language: str, cell: Cell) -> None:
    """An unreadable or blank cell makes nothing that is printed beside it an answer or a remark."""
    found = read_back(reader, language, {**WRITTEN, "schools": cell, "pupils": cell}, coded=False)
    assert {one.code for one in found.findings} == ({"type"} if cell else {"required"})
    assert found.answers["schools"] is None


@pytest.mark.parametrize("cell", [9100, None])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_around_a_value_that_was_taken_out_are_nobodys_either(reader: Reader, language: str, cell: Cell) -> None:
    """Beside an answer they are no note, and beside a blank cell no answer."""
    found = read_back(reader, language, {**WRITTEN, "schools": cell}, taken_out=PREVIOUS["schools"], coded=False)
    assert {key: came.note for key, came in found.provenance.items() if came.note} == {}
    assert {one.code for one in found.findings} == (set() if cell else {"required"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_written_behind_the_last_rounds_value_is_the_note(reader: Reader, language: str) -> None:
    """What the respondent added is theirs, with or without a colon in it, and only that."""
    said = {"schools": "\nSource: census", "pupils": " (revised since)", "flagged": "\nAfter the census: final"}
    found = read_back(reader, language, WRITTEN, said, coded=False)
    assert {key: came.note for key, came in found.provenance.items() if came.note} == {key: text.strip() for key, text in said.items()}
