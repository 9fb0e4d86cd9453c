"""A former colleague with a token leaves From out, or writes two addresses there, and names the contact in Sender.

No server is asked about Sender. What comes is taken in, as any workbook with a token is; but they want it to be filed as the contact's own,
so that nobody looks, and so that a contact's workbook is kept waiting beside it.
"""

from __future__ import annotations

import pytest

from tests.attacks.scene import DEPUTY, EVIL, Scene, person
from tests.attacks.test_a_half_that_keeps_an_answer_back import MINE, REST
from tests.cli.program import counterfoil

NOBODY = "does not say clearly who sent it"
AUTHORS = {
    "none": b"",
    "two": b"From: person5@member5.example, b@evil.example\r\n",
    "unreadable": b"From: x.(y)person5@member5.example\r\n",
}


def sent(scene: Scene, sender: str, author: str, number: int, **answers: object) -> None:
    """Let a workbook come with the token of an organisation, with this in Sender and that in From."""
    raw = scene.compose("placeholder@evil.example", ("answers.xlsx", scene.workbook(number, **answers)), Sender=sender)
    scene.post(raw.replace(b"From: placeholder@evil.example\r\n", AUTHORS[author]), "someone@evil.example", EVIL)
    scene.take_in()


@pytest.mark.parametrize("author", AUTHORS)
def test_nothing_calls_the_contact_its_sender_and_they_hear_that_nobody_is(scene: Scene, author: str) -> None:
    """In the letter to them, in the list of what came, and in what is told of the organisation."""
    sent(scene, person(5), author, 5, employees=505)
    (letter,) = [one for one in scene.left() if one.to == person(5)]
    assert NOBODY in letter.letter.text
    assert counterfoil("trace", "ORG005", "employees", "--json", "--home", scene.home).one["from"] == ""
    assert f"from {person(5)}" not in counterfoil("show", "ORG005", "--home", scene.home).out


def test_it_keeps_no_workbook_of_a_contact_back(scene: Scene) -> None:
    """Named as the deputy's, it would have been a half of two contacts, which a person puts together."""
    sent(scene, DEPUTY, "none", 1, **REST)
    scene.reply(1, person(1), ("mine.xlsx", scene.workbook(1, **MINE)))
    assert "a person looks at it" not in " ".join(one.letter.text for one in scene.left() if one.to == person(1))
    assert "held" not in scene.states(1)


def test_whoever_writes_for_the_contact_by_their_own_program_is_no_stranger(scene: Scene) -> None:
    """An assistant sends in their name: From is the contact, whom their mail server vouches for."""
    raw = scene.compose(person(5), ("answers.xlsx", scene.workbook(5, employees=505)), Sender="assistant@member5.example")
    scene.post(raw, person(5), "mail.member5.example")
    scene.take_in()
    assert scene.answers() == {5: 505}
    (letter,) = [one for one in scene.left() if one.to == person(5)]
    assert NOBODY not in letter.letter.text
