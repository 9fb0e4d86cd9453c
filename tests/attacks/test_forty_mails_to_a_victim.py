"""A spammer uses the study as a cannon: forty mails with a broken file, in the name of a victim, and forty replies hit the victim.

They have seen a reference. The victim may be anybody, or a contact of the study.
"""

from __future__ import annotations

import pytest

from domain.case import CaseKind
from tests.attacks.books import guessed
from tests.attacks.scene import EVIL, FOCAL, SPOKEN_FOR, Scene, person

VICTIM = "victim@elsewhere.example"


def shoot(scene: Scene, victim: str) -> None:
    """Send forty different broken files, each of which would be answered."""
    for number in range(40):
        file = (f"{guessed(5)}.xlsx", f"broken {number}".encode())
        scene.post(scene.compose(victim, file, subject=f"Our answers {guessed(5)}"), "x@evil.example", EVIL)
    scene.take_in()


def test_a_victim_who_is_not_on_record_gets_nothing(scene: Scene) -> None:
    """Nothing goes out on the word of a printed reference."""
    shoot(scene, VICTIM)
    assert [one for one in scene.left() if one.to == VICTIM] == []


@pytest.mark.parametrize("fixture", ["scene", "unguarded"])
def test_a_victim_on_record_gets_a_few_at_most(request: pytest.FixtureRequest, fixture: str) -> None:
    """What is over the budget of a day becomes one case for each address, not one for each mail."""
    scene: Scene = request.getfixturevalue(fixture)
    shoot(scene, person(5))
    assert len([one for one in scene.left() if one.to == person(5)]) <= 12
    assert [case.kind for case in scene.cases()].count(CaseKind.REPLIES) == 1


def test_a_focal_point_gets_a_receipt_for_each_of_eight_workbooks(scene: Scene) -> None:
    """In eight mails within minutes."""
    for number in SPOKEN_FOR:
        scene.reply(number, FOCAL, ("answers.xlsx", scene.workbook(number, employees=100 + number)))
    assert scene.answers() == {number: 100 + number for number in SPOKEN_FOR}
    assert [one.to for one in scene.left()] == [FOCAL] * len(SPOKEN_FOR)
