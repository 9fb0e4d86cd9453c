"""Somebody read a letter that was forwarded to them, and has its identifier. They play the absent contact's mailbox.

The automatic reply says that the contact is away for decades, and that the attacker stands in for them: they want the workbook with its
token and last round's values, or at least that the organisation is never reminded.
"""

from __future__ import annotations

import pytest

from tests.attacks.scene import EVIL, Scene, outsiders, person

SUBSTITUTE = "substitute@evil.example"
TEXT = "I am out of office until 31 December 2049. In urgent cases please contact {}, who has taken over your questionnaire."
ROBOT = {"subject": "Automatic reply: Questionnaire", "Auto-Submitted": "auto-replied"}


@pytest.mark.parametrize("sender", [SUBSTITUTE, person(6), person(5)])
def test_the_substitute_of_a_forged_absence_gets_nothing(scene: Scene, sender: str) -> None:
    """Whoever plays the mailbox: a stranger, a contact of another organisation, or one who forges the contact's address."""
    thread = {"In-Reply-To": scene.letter(5).message_id, "References": scene.letter(5).message_id}
    host = "" if sender == person(6) else EVIL
    scene.write(sender, text=TEXT.format(SUBSTITUTE), host=host, **ROBOT, **thread)
    scene.remind()
    left = scene.left()
    assert SUBSTITUTE not in {one.to for one in left}
    assert outsiders(left) == []
    assert not [one for one in left if one.to != person(5) and one.says(scene.token(5))]


def test_an_absence_of_another_organisation_lets_no_reminder_wait(scene: Scene) -> None:
    """The letter did not go to them, and they are not on record for the organisation."""
    thread = {"In-Reply-To": scene.letter(5).message_id}
    scene.write(person(6), text=TEXT.format(SUBSTITUTE), **ROBOT, **thread)
    assert 5 in scene.remind()


def test_the_contacts_own_absence_lets_the_reminder_wait(scene: Scene) -> None:
    """The honest mail, from their own server, until a day that is near."""
    text = "I am out of office until 2 April 2012. In urgent cases please contact colleague@member5.example."
    thread = {"In-Reply-To": scene.letter(5).message_id}
    scene.write(person(5), text=text, **ROBOT, **thread)
    assert 5 not in scene.remind()
