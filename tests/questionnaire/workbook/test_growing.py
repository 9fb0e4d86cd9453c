"""Rows in which people write text: they have room at first, and grow with what is written, so that print cuts nothing off."""

from __future__ import annotations

from pathlib import Path

from questionnaire.definition import QuestionType
from tests.questionnaire.workbook.test_repeats import all_by_libreoffice
from tests.questionnaire.workbook_samples import built, find, opened, question, sample
from workbooks.annotate import fill
from workbooks.cells import Cell

TEXT, NUMBER = "Your remarks", "Staff"
FORM = sample(
    question("remarks", QuestionType.TEXT, TEXT, "Vos remarques", "ملاحظاتكم"),
    question("staff", QuestionType.INTEGER, NUMBER, "Personnel", "الموظفون"),
)
LONG = " ".join(f"Sentence {number} of a long answer that nobody wants to lose in print." for number in range(1, 21))


def _height(data: bytes, label: str) -> float:
    book = opened(data)
    return book.worksheets[1].row_dimensions[find(book, label).row].height or 0.0


def test_a_row_grows_with_its_text_and_other_rows_stay_as_they_were_made(tmp_path: Path) -> None:
    """A height that counts as somebody's wish would cut all but its first lines off."""
    blank = built("en", FORM)
    place = find(opened(blank), TEXT)
    filled = fill(blank, {Cell(opened(blank).worksheets[1].title, place.row, place.column + 1): LONG})
    (saved,) = all_by_libreoffice([filled], tmp_path)
    assert _height(blank, TEXT) >= 54
    assert _height(saved, TEXT) > 20 * 12
    assert _height(saved, NUMBER) == _height(blank, NUMBER)
