"""A stranger sent a workbook in an organisation's name, and hopes that a coordinator who is in two minds is taken at their first line.

They know that the program puts lines together which a mail program broke. A coordinator breaks theirs by hand, right where a long one ends:
what stands below takes back, sets a condition or decides otherwise, and must not become the last words of a reason.
"""

from __future__ import annotations

import textwrap

import pytest

from tests.attacks.books import guessed
from tests.attacks.deciding import claim, decision, say, told_at_once
from tests.attacks.scene import COORDINATOR, Scene

LONG = "accept: I have spoken with them by telephone this morning at ten"
BELOW = (
    "reject",
    "no",
    "on second thoughts reject",
    "but not the second sheet",
    "only if they confirm it",
    "or reject, as you like",
    "I am not sure",
    "Forget what I wrote",
)
REASON = "reject: they told us on the telephone that nobody of theirs has sent a workbook to anyone, and that they will send one next week."


@pytest.mark.parametrize("below", BELOW)
def test_a_line_below_a_long_decision_is_no_part_of_its_reason(scene: Scene, below: str) -> None:
    """Nothing counts, and it is said that nothing was done."""
    told_at_once(scene)
    (told,) = say(scene, claim(scene), f"{LONG}\n{below}")
    assert (decision(scene), scene.answers()) == (None, {})
    assert told.letter.subject == "Nothing was done: case 1"
    assert "more than one thing" in told.letter.text


def test_a_reason_that_a_program_broke_is_one_reason(scene: Scene) -> None:
    """The honest mail that looks most like it: the same words on lines of 72 characters."""
    told_at_once(scene)
    say(scene, claim(scene), "\n".join(textwrap.wrap(REASON, 72)))
    assert decision(scene) == "reject"


def test_a_line_that_names_another_organisation_files_for_none(scene: Scene) -> None:
    """Staff mail a workbook, and see at the end of a long note that it is another's."""
    scene.left()
    text = f"for {guessed(6)}, by telephone\n\nTheir director told me the figures on Monday morning\nsorry, I meant {guessed(7)}"
    scene.write(COORDINATOR, ("answers.xlsx", scene.tokenless(6, employees=606)), text=text)
    assert scene.answers() == {}


def test_a_workbook_is_filed_whatever_the_width_of_the_note_below_it(scene: Scene) -> None:
    """The honest one: who told it to whom."""
    text = f"for {guessed(6)}, by telephone\n\n" + "\n".join(textwrap.wrap(REASON.removeprefix("reject: "), 72))
    scene.write(COORDINATOR, ("answers.xlsx", scene.tokenless(6, employees=606)), text=text)
    assert scene.answers() == {6: 606}
