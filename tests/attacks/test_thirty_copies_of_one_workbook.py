"""A stranger has seen one workbook, and with it how references are made: serial numbers with a public check character.

They want to spoil the study: they take the token out, write thirty references into thirty copies, and send them in one mail. Then thirty
organisations would have "answered", no one would remind them, and what they really send would be held as if it were the forgery.
"""

from __future__ import annotations

from tests.attacks.books import guessed
from tests.attacks.scene import FOCAL, SPOKEN_FOR, Scene, outsiders, person

THIRTY = range(5, 35)


def forge(scene: Scene) -> None:
    """Send thirty copies under guessed references."""
    files = [(f"{guessed(number)}.xlsx", scene.tokenless(number, employees=1)) for number in THIRTY]
    scene.write("helper@evil.example", *files)


def test_none_of_thirty_copies_counts_and_nothing_is_written_to_the_stranger(scene: Scene) -> None:
    """They wait for a person, everybody is reminded, and no letter leaves but to people on record."""
    forge(scene)
    assert scene.answers() == {}
    assert not outsiders(scene.left())
    assert scene.remind() >= set(THIRTY)


def test_the_genuine_answers_that_follow_count_as_if_nothing_had_been(scene: Scene) -> None:
    """What is held of a stranger stands in nobody's way."""
    forge(scene)
    scene.left()
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=505)))
    scene.reply(6, "colleague@member6.example", ("answers.xlsx", scene.workbook(6, employees=606)))
    assert scene.answers() == {5: 505, 6: 606}
    assert {one.to for one in scene.left()} >= {person(5), person(6)}


def test_eight_workbooks_of_a_focal_point_in_one_mail_count_without_a_person(scene: Scene) -> None:
    """Each carries its organisation's token."""
    files = [(f"{guessed(number)}.xlsx", scene.workbook(number, employees=100 + number)) for number in SPOKEN_FOR]
    scene.write(FOCAL, *files)
    assert scene.answers() == {number: 100 + number for number in SPOKEN_FOR}
    assert not [case for case in scene.cases() if case.kind == "workbook"]
