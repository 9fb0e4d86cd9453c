"""A rival forges "unsubscribe" in a contact's name: the contact is asked whether it is meant.

The rival wants to say yes for them, without the letter that asks: with a guessed identifier, or with that of another letter.
"""

from __future__ import annotations

import pytest

from tests.attacks.scene import EVIL, Scene, person

RIVAL = "rival@evil.example"


@pytest.mark.parametrize("sender", [RIVAL, person(6), person(5)])
def test_a_yes_without_the_letter_that_asks_unsubscribes_nobody(scene: Scene, sender: str) -> None:
    """Whoever writes it; the contact's own mailbox wrote nothing. The tag of another letter speaks for its recipient alone."""
    scene.write(person(5), subject="unsubscribe", text="unsubscribe", host=EVIL)
    asked = [one.letter for one in scene.left() if one.to == person(5)]
    host = "" if sender == person(6) else EVIL
    for thread in ("<bcdefghijk234567@unodc.example>", scene.letter(6).message_id):
        subject = f"Re: {asked[0].subject if asked else 'Unsubscribe?'}"
        scene.write(sender, subject=subject, text="Yes, please unsubscribe.", host=host, **{"In-Reply-To": thread})
    assert scene.suppressed() == ({person(6)} if sender == person(6) else set())
    assert 5 in scene.remind()


def test_a_yes_to_what_the_rival_was_asked_concerns_the_rival_alone(scene: Scene) -> None:
    """They are asked themselves, and forge the contact in their answer."""
    scene.write(RIVAL, subject="unsubscribe", text="unsubscribe")
    asked = [one.letter for one in scene.left() if one.to == RIVAL]
    for letter in asked:
        thread = {"In-Reply-To": letter.message_id, "to": letter.reply_to, "subject": f"Re: {letter.subject}"}
        scene.write(person(5), text="Yes, please unsubscribe.", host=EVIL, **thread)
    assert person(5) not in scene.suppressed()
    assert 5 in scene.remind()


def test_the_contacts_yes_unsubscribes(scene: Scene) -> None:
    """The honest mail: they answer the letter that asks."""
    scene.write(person(5), subject="unsubscribe", text="unsubscribe", host=EVIL)
    (asked,) = (one.letter for one in scene.left() if one.to == person(5))
    thread = {"In-Reply-To": asked.message_id, "to": asked.reply_to, "subject": f"Re: {asked.subject}"}
    scene.write(person(5), text="Yes.", **thread)
    assert scene.suppressed() == {person(5)}
