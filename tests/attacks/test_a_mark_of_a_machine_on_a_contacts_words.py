"""Whoever runs a contact's gateway or service desk marks what its people write as a machine's, so that it vanishes, or a robot is answered.

They need no secret: a rule on the way out puts `X-Autoreply`, `Auto-Submitted` or the name of a program for newsletters on whatever leaves.
The contact says no, asks something, or sends a workbook with mistakes, and believes that we know. Or their robot asks for the questionnaire
whenever a mail comes, so that two machines write to each other for ever. The honest counterparts are an absence, a receipt and a newsletter
with the same marks, which nobody has to read, and a person without a mark, who is answered.
"""

from __future__ import annotations

import pytest

from tests.attacks.scene import BOX, STAFF, Scene, outsiders, person

MARKS = {
    "generated": {"Auto-Submitted": "auto-generated"},
    "replied": {"Auto-Submitted": "auto-replied"},
    "autoreply": {"X-Autoreply": "yes"},
    "vacation": {"X-Vacation": "1", "Precedence": "auto_reply"},
    "newsletter": {"X-Mailer": "Bulk Mailer 3"},
    "subject": {"subject": "Automatic reply: the questionnaire"},
}
REFUSAL = "Dear Ms Keller,\n\nThank you for your letter. We will not take part in this survey.\n\nKind regards\nPerson"
QUESTION = "Dear Ms Keller,\n\nDoes question 4 include part-time staff?\n\nKind regards\nPerson"
STORY = "Our ministry has taken over the register. The figures of our house are kept by its fourth division.\n\nPerson"
AGAIN = "Please send us the questionnaire again, we have lost it."
OF_PROGRAMS = (
    "I am out of the office until 12 March. In urgent cases please turn to my colleague.",
    "Thank you for your message. Your request has been registered under the number 4711. Please do not reply to this message.",
)
FOOT = "\n\nTo unsubscribe from this newsletter click https://member6.example/u"
OFFER = "Spring sale!\n\nVisit https://shop.example/sale for all our offers.\n\nTo unsubscribe from this newsletter click https://shop.example/u"


@pytest.mark.parametrize("mark", MARKS)
def test_what_a_contact_says_reaches_a_person_whatever_marks_it_bears(scene: Scene, mark: str) -> None:
    """A refusal is a case, a question and a story are passed on; with our letter and without. Nobody else is written to."""
    for number in (5, 6):
        for text in (REFUSAL, QUESTION, STORY):
            if number == 5:
                scene.reply(5, person(5), text=text, **MARKS[mark])
            else:
                scene.write(person(6), text=text, **MARKS[mark])
            left = scene.left()
            assert [one.to for one in left] == [STAFF]
            assert all(line in left[0].letter.text for line in text.splitlines()[2:3])
        assert scene.standing(number) == "queried, waits"
    assert [str(one.kind) for one in scene.cases()] == ["decline", "decline"]


@pytest.mark.parametrize("mark", MARKS)
def test_what_programs_say_is_read_by_nobody(scene: Scene, mark: str) -> None:
    """The honest counterpart: an absence and the receipt of a desk, in a contact's name, are what they are."""
    for text in OF_PROGRAMS:
        scene.reply(5, person(5), text=text, **MARKS[mark])
        scene.write(person(6), text=text, **MARKS[mark])
    assert [one for one in scene.left() if one.to == STAFF] == []


def test_what_a_contact_sends_to_many_is_read_by_nobody(scene: Scene) -> None:
    """The honest counterpart: a newsletter, which tells how to get no more of it; a refusal with such a foot is read."""
    scene.write(person(5), text=OFFER, subject="Spring sale", **MARKS["newsletter"])
    assert scene.left() == []
    scene.write(person(6), text=REFUSAL + FOOT, **MARKS["newsletter"])
    assert [one.to for one in scene.left()] == [STAFF]


def test_a_robot_of_a_stranger_or_of_staff_is_passed_on_to_nobody(scene: Scene) -> None:
    """Else staff whose own robot answers what is passed on would be written to for ever."""
    for author in (STAFF, "robot@evil.example"):
        scene.write(author, text=STORY, **MARKS["autoreply"])
    assert scene.left() == []


@pytest.mark.parametrize("mark", ["generated", "autoreply", "newsletter"])
def test_mistakes_that_nobody_can_be_told_of_are_a_case(scene: Scene, mark: str) -> None:
    """Their workbook is taken in, and sent back to nobody, since a machine sent it: a person hears of it, once, however many there are."""
    for many in ("many", "some"):
        scene.write(person(5), ("answers.xlsx", scene.workbook(5, employees=many)), **MARKS[mark])
    assert scene.states(5) == ["superseded", "queried"]
    assert scene.left() == []
    (case,) = scene.cases()
    assert "mistakes" in str(case.reasons[0])


def test_mistakes_of_somebody_without_a_mark_are_told_to_them(scene: Scene) -> None:
    """The honest counterpart: no person of ours has to do anything."""
    scene.write(person(5), ("answers.xlsx", scene.workbook(5, employees="many")))
    assert [one.to for one in scene.left()] == [person(5)]
    assert scene.cases() == ()


@pytest.mark.parametrize("mark", ["generated", "replied", "autoreply", "newsletter"])
def test_a_robot_that_asks_for_the_questionnaire_gets_none(scene: Scene, mark: str) -> None:
    """Whoever hears of it is a person; somebody without a mark gets it at once, and so does a contact for whom another's robot asks."""
    for _ in range(3):
        scene.reply(5, person(5), text=AGAIN, **MARKS[mark])
    assert {one.to for one in scene.left()} == {STAFF}
    scene.reply(6, person(6), text=AGAIN)
    scene.reply(8, "desk@member8.example", text=AGAIN, to=BOX, **MARKS[mark])
    letters = scene.left()
    assert [one.to for one in letters if one.to != STAFF] == [person(6), person(8)]
    assert outsiders(letters) == []
