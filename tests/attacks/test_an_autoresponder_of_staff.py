"""Nobody is evil: a member of the staff goes on leave and has a mail program that answers without saying that it is one.

A question is passed on to them, the program answers to the study's mailbox, that is a "question" and is passed on to them, and so on for
ever. A contact's own robot that sends back whatever it gets is as bad.
"""

from __future__ import annotations

from tests.attacks.scene import STAFF, Scene, person

AWAY = "I have received your message and will come back to it as soon as I can."


def test_what_the_staff_write_is_never_passed_on_to_themselves(scene: Scene) -> None:
    """The loop ends with its first round."""
    scene.reply(5, person(5), text="May we send the figures for 2011 later?")
    for _ in range(6):
        passed = scene.passed_on()
        if not passed:
            break
        for one in passed:
            thread = {"In-Reply-To": one.letter.message_id, "subject": f"Re: {one.letter.subject}"}
            scene.write(STAFF, text=AWAY, to=one.letter.return_path, **thread)
    assert scene.passed_on() == []


def test_a_robot_that_sends_back_what_it_gets_is_not_answered_for_ever(scene: Scene) -> None:
    """Each time the workbook with its mistake comes back marked, it is sent to us again."""
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, share_cross_border=140.0)))
    rounds = 0
    while (back := [one.letter for one in scene.left() if one.to == person(5)]) and rounds < 20:
        rounds += 1
        name, data = back[0].workbook or ("answers.xlsx", scene.workbook(5, share_cross_border=140.0 + rounds))
        scene.reply(5, person(5), (name, data), text=back[0].text)
    assert rounds < 20


def test_two_questions_of_a_contact_are_both_passed_on(scene: Scene) -> None:
    """And the same words of another organisation too."""
    for number, text in ((5, "May we send the figures later?"), (5, "Which year is meant in 1.4?"), (6, "Which year is meant in 1.4?")):
        scene.reply(number, person(number), text=text)
    assert [one.to for one in scene.passed_on()] == [STAFF] * 3
