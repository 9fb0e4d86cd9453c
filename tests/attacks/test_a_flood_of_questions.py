"""A spammer has found the study's mailbox. Whatever is no workbook is a "question", and each of sixty is passed on to one person.

Nobody reads the seventh, and the one of a contact among them is lost.
"""

from __future__ import annotations

from tests.attacks.scene import EVIL, STAFF, Scene, person


def test_sixty_mails_of_one_sender_do_not_bring_sixty_to_the_staff(scene: Scene) -> None:
    """What is over the budget becomes a case, so that nothing is lost; a contact's question still comes through."""
    for number in range(60):
        scene.post(scene.compose("spam@evil.example", text=f"Dear friend, which of {number} offers do you want?"), "x@evil.example", EVIL)
    scene.take_in()
    assert len(scene.passed_on()) < 40
    assert 1 <= len(scene.cases()) <= 3
    scene.reply(5, person(5), text="Which year is meant in question 1.4?")
    assert [one.to for one in scene.passed_on()] == [STAFF]


def test_the_same_text_again_and_again_is_passed_on_once_a_day(scene: Scene) -> None:
    """A mail program that sends everything twice is no flood either."""
    for _ in range(5):
        scene.reply(5, person(5), text="Which year is meant in question 1.4?")
    assert [one.to for one in scene.passed_on()] == [STAFF]


def test_three_questions_of_a_contact_are_passed_on(scene: Scene) -> None:
    """Within minutes."""
    for number in range(3):
        scene.reply(5, person(5), text=f"Which year is meant in question 1.{number}?")
    assert [one.to for one in scene.passed_on()] == [STAFF] * 3
