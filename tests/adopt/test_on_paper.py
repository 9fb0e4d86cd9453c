"""Forms that are drawn as on paper: what asks in them is found, nothing else is taken for a question, and what is written there is read."""

from __future__ import annotations

import io

import openpyxl
import pytest

from questionnaire.adopt import adopt
from tests.adopt.making import Sample
from tests.adopt.on_paper import gaps, lines, on_paper, signs
from tests.adopt.returned import by_openpyxl, compared, filling, reading_of, sent
from tests.adopt.score import score


@pytest.mark.parametrize("sample", list(on_paper()), ids=lambda one: one.name)
def test_what_asks_on_a_form_like_paper_is_found_and_nothing_else(sample: Sample) -> None:
    """Rules, separators, frames around text, lists of contents and notes ask for nothing, and what is called sure is so."""
    found = score(sample)
    assert (found.found, found.extra, found.right) == (found.inputs, 0, found.sure), found.wrong
    assert found.labelled == found.inputs


@pytest.mark.parametrize("sample", list(on_paper()), ids=lambda one: one.name)
def test_what_is_written_on_a_form_like_paper_is_read(sample: Sample) -> None:
    """Each cell is filled and read back."""
    one = sent(sample)
    typed, wanted = filling(one)
    got = compared(reading_of(one, by_openpyxl(one.copy, typed)), wanted)
    assert not got.wrong
    assert got.right >= len(wanted) * 0.98


def _answers(sample: Sample, typed: dict[str, str]) -> dict[str, object]:
    one = sent(sample)
    book = openpyxl.load_workbook(io.BytesIO(one.copy))
    page = book.worksheets[0]
    for at, said in typed.items():
        page[at] = said
    buffer = io.BytesIO()
    book.save(buffer)
    read = reading_of(one, buffer.getvalue())
    return {key: got for key, got in read.answers.items() if got is not None}


def test_what_is_written_into_a_gap_is_read_without_the_words_around_it() -> None:
    """The words were printed there, and those who type leave some of the line as well."""
    entity, year = "Nombre de la entidad: ___Ayuntamiento de Teruel___", "Año: 1998 (cuatro cifras)"
    answers = _answers(gaps(), {"A4": entity, "A6": year, "A8": "J. Pérez", "C4": "B12345678"})
    assert set(answers.values()) == {"Ayuntamiento de Teruel", "1998", "J. Pérez", "B12345678"}


def test_a_box_that_is_a_sign_is_ticked_in_many_ways() -> None:
    """Alone, in a font of signs, and before its words; one that was left as it was is no answer."""
    answers = _answers(signs(), {"A4": "☒", "A5": "x", "A9": "✓", "B14": "☒ ja"})
    assert len(answers) == 4


def test_a_line_without_a_label_says_which_line_it_is() -> None:
    """The second line of an answer is called as the first one is."""
    labels = {one.place: one.label for one in adopt(lines().data, "x.xlsx").questions}
    assert labels["Application!A16"] == "Which other programmes did you apply to, and with which outcome? (2)"
