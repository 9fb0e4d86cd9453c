"""A rival knows a reference and the contact's address, and writes in the contact's name, so that an answer counts and nobody hears of it.

The agency's mail server calls it forged, and it waits. A person takes it for genuine all the same: it counted, and the contact was told
nothing, since nobody is written to because somebody else used their name.
"""

from __future__ import annotations

import pytest

from service.deciding.held import decide
from service.rulings.decided import Deciding
from tests.attacks.books import guessed
from tests.attacks.scene import EVIL, Left, Scene, outsiders, person

MARKS = [{}, {"Auto-Submitted": "auto-replied"}, {"Precedence": "bulk"}]


def accepted(scene: Scene, what: str = "accept") -> list[Left]:
    """Let a person accept the one case, and return the letters that leave because of that."""
    scene.left()
    (case,) = scene.cases()
    decide(scene.service, Deciding(case=str(case.id), what=what, by="anna"), scene.now)
    scene.take_in()
    return scene.left()


@pytest.mark.parametrize("more", MARKS)
@pytest.mark.parametrize("number", [9, 7])
def test_what_a_person_accepts_in_the_contacts_name_is_told_to_the_contact(scene: Scene, number: int, more: dict[str, str]) -> None:
    """Where a server calls it forged, or can say nothing; whatever mark it bears. The letter says that nothing proves who sent it."""
    scene.write(person(number), (f"{guessed(number)}.xlsx", scene.tokenless(number, employees=1)), host=EVIL, **more)
    assert scene.answers() == {}
    left = accepted(scene)
    assert scene.answers() == {number: 1}
    (receipt,) = (one for one in left if one.to == person(number))
    assert "nothing proves" in receipt.letter.text
    assert not outsiders(left)


def test_a_faulty_one_is_told_too_and_brings_none_of_the_forgers_file(scene: Scene) -> None:
    """It is sent back, and it was the forger who sent it: the contact gets a workbook of ours."""
    book = scene.tokenless(9, share_cross_border=140.0)
    scene.write(person(9), (f"{guessed(9)}.xlsx", book), host=EVIL)
    (told,) = (one for one in accepted(scene) if one.to == person(9))
    assert "nothing proves" in told.letter.text
    assert told.letter.workbook
    assert told.says(scene.token(9))


@pytest.mark.parametrize("more", MARKS)
def test_a_stolen_token_with_the_contacts_name_is_told_to_the_contact(scene: Scene, more: dict[str, str]) -> None:
    """Also where it is marked as a machine's."""
    scene.write(person(9), ("answers.xlsx", scene.workbook(9, employees=1)), host=EVIL, **more)
    assert scene.answers() == {9: 1}
    assert person(9) in {one.to for one in scene.left()}


@pytest.mark.parametrize("more", MARKS)
def test_a_first_workbook_where_nothing_is_configured_is_told_to_the_contact(unguarded: Scene, more: dict[str, str]) -> None:
    """It counts on the word of From, and not unseen."""
    unguarded.write(person(5), (f"{guessed(5)}.xlsx", unguarded.tokenless(5, employees=1)), host=EVIL, **more)
    assert unguarded.answers() in ({}, {5: 1})
    assert not unguarded.answers() or person(5) in {one.to for one in unguarded.left()}


def test_the_forger_of_one_of_two_contacts_is_told_to_the_one_to_whom_letters_go(scene: Scene) -> None:
    """On record is whom we have there, whatever name was forged."""
    scene.write("deputy@member1.example", (f"{guessed(1)}.xlsx", scene.tokenless(1, employees=1)), host=EVIL)
    assert [one.to for one in accepted(scene)] == [person(1)]


def test_a_genuine_contact_gets_one_receipt_that_doubts_nothing(scene: Scene) -> None:
    """Their mail server vouches for them, and they know what they sent."""
    scene.write(person(5), (f"{guessed(5)}.xlsx", scene.tokenless(5, employees=505)))
    (receipt,) = scene.left()
    assert receipt.to == person(5)
    assert "nothing proves" not in receipt.letter.text


def test_a_genuine_machine_of_theirs_is_not_answered(scene: Scene) -> None:
    """Nobody wrote it, and their mail server vouches for it: so that two machines do not answer each other for ever."""
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=505)), **{"Auto-Submitted": "auto-replied"})
    assert scene.left() == []
