"""Somebody found a workbook of a former round on a shared drive: its token was real once, and no study knows it now.

Its printed reference happens to be one of this study. Or they write a token of their own into a workbook.
"""

from __future__ import annotations

import pytest

from tests.attacks.books import replaced
from tests.attacks.scene import EVIL, Scene, outsiders, person


@pytest.mark.parametrize("token", ["abcdefghij234567", "2222222222222222", "zzzzzzzzzzzzzzzz"])
def test_a_token_that_this_study_never_gave_out_proves_nothing(scene: Scene, token: str) -> None:
    """The workbook waits, and nothing is written to whoever sent it."""
    old = replaced(scene.workbook(5, employees=1), {scene.token(5): token})
    scene.write("finder@evil.example", ("answers.xlsx", old))
    scene.write("finder@evil.example", ("again.xlsx", old), to=f"cybercrime.study+r{token}@unodc.example")
    assert scene.answers() == {}
    assert not outsiders(scene.left())
    assert 5 in scene.remind()


def test_an_answer_address_of_nobody_proves_nothing(scene: Scene) -> None:
    """Thirty guesses are sent, and none of them meets one of 2 to the 80."""
    for number in range(30):
        token = f"{'abcdefghij23456'}{'abcdefghijklmnopqrstuvwxyz234567'[number]}"
        raw = scene.compose("x@evil.example", text="We will not participate in this study.")
        scene.post(raw, "x@evil.example", EVIL, f"cybercrime.study+r{token}@unodc.example")
    scene.take_in()
    scene.untouched()


def test_a_token_in_capitals_is_the_token(scene: Scene) -> None:
    """Some relays and programs change the case of letters."""
    book = replaced(scene.workbook(5, employees=505), {scene.token(5): scene.token(5).upper()})
    scene.write("colleague@freemail.example", ("answers.xlsx", book), to=scene.letter(5).reply_to.upper())
    assert scene.answers() == {5: 505}
    assert person(5) in {one.to for one in scene.left()}
