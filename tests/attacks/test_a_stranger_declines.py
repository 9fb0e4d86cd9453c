"""A stranger who has seen one reference wants an organisation to be left out, without anybody noticing.

They write that it will not take part, under its reference. A case is opened; until somebody decides it, the organisation is not reminded.
"""

from __future__ import annotations

import pytest

from tests.attacks.books import guessed
from tests.attacks.scene import EVIL, STAFF, Scene, person

WE_DECLINE = "We regret to inform you that our organisation will not participate in this study."


@pytest.mark.parametrize("sender", ["nobody@evil.example", person(5), person(6)])
def test_a_decline_that_only_names_an_organisation_stops_nothing(scene: Scene, sender: str) -> None:
    """It is passed on, and the reminder goes out; whether a stranger, a forger or another organisation wrote it."""
    scene.write(sender, subject=f"{guessed(5)}", text=f"{WE_DECLINE}\n{guessed(5)}", host=EVIL if sender == person(5) else "")
    assert [one.to for one in scene.passed_on()] == [STAFF]
    assert scene.standing(5) == "silent"
    assert 5 in scene.remind()


def test_the_contact_declines_without_a_secret(scene: Scene) -> None:
    """Their mail server vouches for them: reminders wait, and a person records it."""
    scene.write(person(5), subject=f"{guessed(5)}", text=WE_DECLINE)
    assert [(case.kind, case.organisation) for case in scene.cases()] == [("decline", "ORG005")]
    assert 5 not in scene.remind()


def test_a_colleague_declines_by_a_reply_from_a_private_mailbox(scene: Scene) -> None:
    """The answer address that they write to is a secret."""
    scene.reply(5, "colleague@freemail.example", text=WE_DECLINE)
    assert [(case.kind, case.organisation) for case in scene.cases()] == [("decline", "ORG005")]
    assert 5 not in scene.remind()
