"""A vandal wants the service to work for nothing: a workbook of few bytes whose thousands of cells all show one very long text.

Packed it is a few kilobytes; each cost seconds, and a mail may bring forty.
"""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from tests.attacks.books import with_part
from tests.attacks.program import collect
from tests.attacks.scene import EVIL, Scene, person
from tests.workbooks.files import with_rows

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def grown(number: int) -> bytes:
    """Return a workbook whose 16,384 cells share a text of 99,000 characters."""
    cells = "".join(f'<c r="{get_column_letter(column)}{{0}}" t="s"><v>0</v></c>' for column in range(1, 65))
    rows = "".join(f'<row r="{row}">{cells.format(row)}</row>' for row in range(1, 257))
    text = f'<sst xmlns="{MAIN}"><si><t>{number}{"x" * 99_000}</t></si></sst>'
    return with_part(with_rows(rows.encode()), "xl/sharedStrings.xml", text.encode(), KIND, RELATION)


def test_forty_small_workbooks_of_long_texts_stop_nothing(scene: Scene) -> None:
    """One budget holds for the whole message, and the answer behind it counts."""
    files = [(f"questionnaire {number}.xlsx", grown(number)) for number in range(40)]
    scene.post(scene.compose("vandal@evil.example", *files), "vandal@evil.example", EVIL)
    scene.post(scene.compose(person(5), ("answers.xlsx", scene.workbook(5, employees=505))), person(5), "mail.member5.example")
    collect(scene.home)
    assert len(scene.kinds()) == 2
    assert scene.answers() == {5: 505}


def test_a_long_comment_in_a_workbook_is_read(scene: Scene) -> None:
    """Thirty pages in a cell are unusual, and allowed."""
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=505, comments="Long. " * 5_000)))
    assert scene.answers() == {5: 505}
