"""A competitor is on record for another organisation, so that its own mail passes every check.

It writes under the reference of its rival; or it got hold of a workbook of the rival, with the token.
"""

from __future__ import annotations

import pytest

from tests.attacks.books import guessed
from tests.attacks.scene import ADVISED, CONSULTANT, Scene, person


def test_being_on_record_for_one_organisation_proves_nothing_for_another(scene: Scene) -> None:
    """The workbook waits, and the rival is reminded."""
    scene.write(person(6), (f"{guessed(5)}.xlsx", scene.tokenless(5, employees=1)))
    assert scene.answers() == {}
    assert 5 in scene.remind()


@pytest.mark.parametrize("answered", [False, True])
def test_a_stolen_token_does_not_let_one_organisation_speak_for_another(scene: Scene, answered: bool) -> None:
    """A person decides, and the competitor gets nothing of what counts."""
    if answered:
        scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=505_505)))
    scene.left()
    scene.write(person(6), ("answers.xlsx", scene.workbook(5, employees=1)))
    assert scene.answers() == ({5: 505_505} if answered else {})
    assert not [one for one in scene.left() if one.to == person(6) and (one.says("505505") or one.says("505,505"))]


def test_a_consultant_for_three_organisations_answers_for_each_with_its_token(scene: Scene) -> None:
    """In one mail."""
    scene.write(CONSULTANT, *[(f"{number}.xlsx", scene.workbook(number, employees=100 + number)) for number in ADVISED])
    assert scene.answers() == {number: 100 + number for number in ADVISED}


def test_a_consultant_for_three_organisations_answers_for_each_without_token(scene: Scene) -> None:
    """They are on record there, and their mail server vouches for them."""
    for number in ADVISED:
        scene.write(CONSULTANT, (f"{guessed(number)}.xlsx", scene.tokenless(number, employees=100 + number)))
    assert scene.answers() == {number: 100 + number for number in ADVISED}
