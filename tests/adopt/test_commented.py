"""What the author of a workbook remarked on its cells is no note of whoever answers there."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Protection

from tests.adopt.making import Sample
from tests.adopt.returned import reading_of, sent


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "Form"
    for row, label in enumerate(("Number of staff", "Number of women"), 1):
        page.cell(row, 1, label)
        page.cell(row, 2).protection = Protection(locked=False)
    page["B1"].comment = Comment("Count at 1 October.", "Statistics")
    page.protection.sheet = True
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("said", "note"),
    [
        ("Count at 1 October.", ""),
        ("Count  at 1 October.\n", ""),
        ("Count at 1 October. Provisional", "Provisional"),
        ("Provisional", "Provisional"),
    ],
)
def test_what_the_author_wrote_into_a_comment_is_no_note_of_the_answer(said: str, note: str) -> None:
    """A comment that was sent is no note, and of one that goes on what was added is."""
    one = sent(Sample("form", _workbook(), {}))
    came = openpyxl.load_workbook(io.BytesIO(one.copy))
    came["Form"]["B1"], came["Form"]["B2"] = 10, 4
    came["Form"]["B1"].comment = Comment(said, "Someone")
    target = io.BytesIO()
    came.save(target)
    reading = reading_of(one, target.getvalue())
    assert dict(reading.answers) == {"number_of_staff": 10, "number_of_women": 4}
    assert {key: each.note for key, each in reading.provenance.items() if each.note} == ({"number_of_staff": note} if note else {})
