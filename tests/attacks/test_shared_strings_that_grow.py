"""A vandal wants the service to work for nothing: a workbook of few bytes whose thousands of cells all show one very long text.

Packed it is a few kilobytes; each file cost seconds, and a mail may bring a dozen.
"""

from __future__ import annotations

import openpyxl

from tests.attacks.books import changed
from tests.attacks.program import collect
from tests.attacks.scene import EVIL, Scene, person
from tests.workbooks.files import saved


def grown(number: int) -> bytes:
    """Return a workbook whose 16,384 cells share a text of 99,000 characters."""
    book = openpyxl.Workbook()
    for column in range(1, 65):
        for row in range(1, 257):
            book.active.cell(row, column, "short")  # type: ignore[union-attr]
    text = str(number) + "x" * 99_000
    return changed(saved(book), "xl/sharedStrings.xml", lambda part: part.replace(b"short", text.encode()))


def test_a_dozen_small_workbooks_of_long_texts_stop_nothing(scene: Scene) -> None:
    """One budget holds for the whole message, and the answer behind it counts."""
    files = [(f"questionnaire {number}.xlsx", grown(number)) for number in range(12)]
    scene.post(scene.compose("vandal@evil.example", *files), "vandal@evil.example", EVIL)
    scene.post(scene.compose(person(5), ("answers.xlsx", scene.workbook(5, employees=505))), person(5), "mail.member5.example")
    collect(scene.home)
    assert len(scene.kinds()) == 2
    assert scene.answers() == {5: 505}


def test_a_long_comment_in_a_workbook_is_read(scene: Scene) -> None:
    """Thirty pages in a cell are unusual, and allowed."""
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=505, comments="Long. " * 5_000)))
    assert scene.answers() == {5: 505}
