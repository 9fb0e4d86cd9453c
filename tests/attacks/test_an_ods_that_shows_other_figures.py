"""An OpenDocument file whose styles show a coordinator other figures than those that count, and whose texts say that nothing is amiss.

What stands beside a value is written by whoever makes the file, and no program shows it: LibreOffice and Excel show the value as its style
wants it. So is an answer that names one thing and writes another beside it.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from tests.attacks.books import changed
from tests.attacks.scene import Scene, person
from tests.attacks.test_figures_in_another_type import edited, in_runs, written_as
from tests.workbooks.files import converted

VALUE = re.compile(rb'(office:value="(\d+)"[^>]*><text:p>)[^<]*')


def as_ods(book: bytes, folder: Path) -> bytes:
    """Return a workbook as LibreOffice saves it, with each number as it is beside its value."""
    folder.mkdir()
    return changed(converted(book, "ods", folder), "content.xml", lambda part: VALUE.sub(rb"\1\2", part))


def written_twice(content: bytes, said: str) -> bytes:
    """Return the cells of a workbook, in which each "Yes" says besides that it is this."""
    beside = b'office:value-type="string" office:string-value="%s"' % said.encode()
    return re.sub(rb'office:value-type="string"(?=[^>]*><text:p>Yes<)', beside, content)


def test_what_a_style_shows_otherwise_does_not_count(scene: Scene, tmp_path: Path) -> None:
    """With digits that are but printed, in thousands, not at all; the same number, with its unit, counts, as does what is left of it."""
    codes = ('"60606"', "#,##0,", ";;;", '0" people"', "#,##0")
    for number, code in enumerate(codes, start=2):
        book = edited(scene.workbook(number, employees=50_505), 50_505, written_as(code))
        scene.reply(number, person(number), ("answers.ods", as_ods(book, tmp_path / str(number))))
    runs = ("<b/>", "606"), ("<strike/>", "50")
    left = as_ods(in_runs(scene.workbook(8, employees=50_505), 50_505, *runs), tmp_path / "8")
    scene.reply(8, person(8), ("answers.ods", left))
    assert scene.answers() == {5: 50_505, 6: 50_505, 8: 606}
    assert [one.to for one in scene.left() if one.says("shows another number")] == [person(number) for number in (2, 3, 4)]


def test_an_answer_that_is_written_in_two_ways_does_not_count(scene: Scene, tmp_path: Path) -> None:
    """Programs differ in which of the two they show: the contact is asked which one is meant."""
    for number, said in ((2, "No"), (3, "Yes")):
        book = as_ods(scene.workbook(number), tmp_path / str(number))
        scene.reply(number, person(number), ("answers.ods", changed(book, "content.xml", partial(written_twice, said=said))))
    assert [one.to for one in scene.left() if one.says("but shows something else")] == [person(2)]
    assert scene.answers() == {3: 400}
