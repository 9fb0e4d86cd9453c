"""A figure in a type that lets its reader see another one: struck out, raised as the sign of a note, repeated until its cell is full.

And a day beside figures that are but printed. A coordinator who opens the workbook before they accept it would let something else count
than what they saw; so would a contact who struck out a figure and wrote another one beside it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font
from openpyxl.styles.differential import DifferentialStyle

from tests.attacks.books import changed
from tests.attacks.scene import Scene, person
from tests.workbooks.files import unzipped

DAY = datetime(2012, 3, 1)  # noqa: DTZ001 - A cell has no zone.


def edited(book: bytes, value: object, edit: Callable[[Cell], object]) -> bytes:
    """Return a workbook of which the cells with this value were edited."""
    opened = openpyxl.load_workbook(io.BytesIO(book))
    cells = [cell for sheet in opened.worksheets for row in sheet.iter_rows() for cell in row if cell.value == value]
    assert cells
    for cell in cells:
        edit(cell)  # type: ignore[arg-type]
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def struck_where_something_holds(cell: Cell) -> None:
    """Let a cell be struck out under a condition, which always holds."""
    rule = Rule(type="expression", formula=["TRUE"], dxf=DifferentialStyle(font=Font(strike=True)))
    cell.parent.conditional_formatting.add(cell.coordinate, rule)  # type: ignore[union-attr]


def written_as(code: str) -> Callable[[Cell], object]:
    """Return what lets a cell show what it holds by a format."""
    return lambda cell: setattr(cell, "number_format", code)


def in_runs(book: bytes, value: int, *runs: tuple[str, str]) -> bytes:
    """Return a workbook in which the cell with this number holds a text of several types: each what says the type, and the text."""
    sheet = next(name for name, part in unzipped(book).items() if b">%d<" % value in part)
    said = "".join(f'<r><rPr>{look}</rPr><t xml:space="preserve">{text}</t></r>' for look, text in runs).encode()
    cell = re.compile(rb'<c r="([A-Z]+\d+)"( s="\d+")?[^>]*><v>%d</v></c>' % value)
    return changed(book, sheet, lambda part: cell.sub(rb'<c r="\1"\2 t="inlineStr"><is>' + said + rb"</is></c>", part))


def test_what_is_struck_out_or_repeated_does_not_count(scene: Scene) -> None:
    """As a whole, under a condition, as often as its cell is wide: each contact is asked which number they mean."""
    edits = (
        lambda cell: setattr(cell, "font", Font(strike=True)),
        struck_where_something_holds,
        lambda cell: setattr(cell, "alignment", Alignment(horizontal="fill")),
    )
    for number, edit in enumerate(edits, start=2):
        scene.reply(number, person(number), ("answers.xlsx", edited(scene.workbook(number, employees=50_505), 50_505, edit)))
    plain = edited(scene.workbook(5, employees=50_505), 50_505, lambda cell: setattr(cell, "font", Font(bold=True, underline="single")))
    scene.reply(5, person(5), ("answers.xlsx", plain))
    assert scene.answers() == {5: 50_505}
    assert [one.to for one in scene.left() if one.says("shows another number")] == [person(number) for number in (2, 3, 4)]


def test_what_is_struck_out_within_a_cell_is_no_part_of_its_figure(scene: Scene) -> None:
    """Whoever strikes out 50 and writes 606 behind it means 606, and nobody asks; the raised sign of a note makes no figure larger."""
    struck, raised, plain = "<strike/>", '<vertAlign val="superscript"/>', '<b/><strike val="0"/>'
    runs = (
        ((struck, "50"), (plain, "606")),
        ((plain, "12"), (plain, "34")),
        ((plain, "1234"), (raised, "1")),
        ((plain, "10"), (raised, "6")),
    )
    for number, said in enumerate(runs, start=2):
        scene.reply(number, person(number), ("answers.xlsx", in_runs(scene.workbook(number, employees=50_505), 50_505, *said)))
    assert scene.answers() == {2: 606, 3: 1234}


def test_a_day_that_is_shown_as_another_one_does_not_count(scene: Scene) -> None:
    """By a year that is but printed, by a day that is none of the number, under a condition; a day of whatever country counts."""
    codes = '"2009"-mm-dd', '"1.1.2009";', '[<9]d;"1.1.2009"', "DD.MM.YYYY", '[$-804]yyyy"年"m"月"d"日"', "[$-F800]dddd, mmmm dd, yyyy;@"
    for number, code in enumerate(codes, start=2):
        book = edited(scene.workbook(number), DAY, written_as(code))
        scene.reply(number, person(number), ("answers.xlsx", book))
    assert set(scene.answers()) == {5, 6, 7}
    assert [one.to for one in scene.left() if one.says("but shows another day")] == [person(number) for number in (2, 3, 4)]
