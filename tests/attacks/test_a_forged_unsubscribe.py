"""A rival writes "unsubscribe" in the names of others, whose addresses they know.

In that of contacts, so that they never answer; of the study's own contact, so that no question is passed on any more; of a coordinator, so
that nobody reads the digest.
"""

from __future__ import annotations

import pytest

from tests.attacks.scene import COORDINATOR, EVIL, FOCAL, STAFF, Scene, person


@pytest.mark.parametrize("address", [person(5), person(7), FOCAL, STAFF, COORDINATOR])
def test_a_forged_unsubscribe_suppresses_nobody_and_asks_at_most_once(scene: Scene, address: str) -> None:
    """However often it comes, and where the domain has no DMARC to say that it is forged. What is asked carries no token."""
    for _ in range(3):
        scene.write(address, subject="unsubscribe", text="unsubscribe", host=EVIL)
    assert scene.suppressed() == set()
    asked = [one for one in scene.left() if one.to == address and one.to not in (STAFF, COORDINATOR)]
    assert len(asked) <= 1
    assert not [one for one in asked for number in range(40) if one.says(scene.token(number))]
    assert scene.remind() == set(range(40))


def test_after_a_forged_unsubscribe_of_the_staff_questions_are_still_passed_on(scene: Scene) -> None:
    """Staff are never suppressed by a message, not even by one that is authenticated."""
    scene.write(STAFF, text="unsubscribe", host=EVIL)
    scene.write(STAFF, text="unsubscribe")
    scene.left()
    scene.reply(5, person(5), text="May we send the figures for 2011 later?")
    assert [one.to for one in scene.passed_on()] == [STAFF]


def test_a_reply_to_a_letter_of_ours_unsubscribes(scene: Scene) -> None:
    """Whoever has the letter's tag has the letter."""
    scene.reply(5, person(5), text="Please unsubscribe me.")
    assert scene.suppressed() == {person(5)}
    assert 5 not in scene.remind()


@pytest.mark.parametrize("number", [5, 7])
def test_a_contact_whose_mail_server_vouches_for_them_unsubscribes(scene: Scene, number: int) -> None:
    """With a message of their own, by DMARC, or by SPF where the domain has none."""
    scene.write(person(number), text="unsubscribe")
    assert scene.suppressed() == {person(number)}
