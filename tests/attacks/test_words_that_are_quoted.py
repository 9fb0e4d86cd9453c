"""Nobody is evil: a reply quotes our letter, which says how to decline; a signature ends with a link to unsubscribe; a disclaimer forbids.

None of that are the writer's own words. A rival who may write into a thread would hide such words there as well.
"""

from __future__ import annotations

import pytest

from demo import respondents
from demo.respondents.clients import Style
from tests.attacks.scene import STAFF, Scene, person

BELOW = (
    "On 20 Feb 2012, UNODC wrote:\n> Should your organization prefer not to take part, a short reply is enough.\n> Please unsubscribe me.",
    "-----Original Message-----\nFrom: Other\nSent: Monday\nTo: Us\nSubject: x\n\nWe will not participate in this study.\nunsubscribe",
    "-- \nPerson 5\nTo unsubscribe from our newsletter reply with STOP\nunsubscribe",
    "Le 20 févr. 2012 à 10:00, UNODC a écrit :\n> Nous ne participerons pas à cette étude.\n> désabonnement",
    "If you no longer wish to receive emails from Member 5 Ltd, unsubscribe here: http://member5.example/u",
    "If you do not wish to get our news any more, reply with STOP and we will unsubscribe you.",
)


@pytest.mark.parametrize("below", BELOW)
def test_words_below_the_own_ones_decline_and_unsubscribe_nobody(scene: Scene, below: str) -> None:
    """The question above them is passed on, and it is the only thing that was said."""
    scene.reply(5, person(5), text=f"Which year is meant in question 1.4?\n\n{below}\n")
    assert scene.suppressed() == set()
    assert [case.kind for case in scene.cases() if case.kind == "decline"] == []
    assert [one.to for one in scene.passed_on()] == [STAFF]


@pytest.mark.parametrize("below", BELOW)
def test_they_hold_no_workbook_either(scene: Scene, below: str) -> None:
    """A short cover note above them is a cover note."""
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=505)), text=f"Please find our answers attached.\n\n{below}\n")
    assert scene.answers() == {5: 505}
    assert scene.suppressed() == set()


@pytest.mark.parametrize("style", ["outlook", "apple", "gmail"])
def test_the_whole_letter_quoted_by_a_mail_program_says_nothing(scene: Scene, style: Style) -> None:
    """Our own letter speaks of not taking part."""
    files = [("answers.xlsx", scene.workbook(5, employees=505))]
    text = "Please find our answers attached."
    letter = scene.letter(5)
    raw = respondents.answer(letter, sender=person(5), sender_name="P", text=text, files=files, now=scene.now, style=style)
    scene.post(raw, person(5), "mail.member5.example", letter.reply_to)
    scene.take_in()
    assert scene.answers() == {5: 505}
    assert scene.cases() == ()
    assert [one.to for one in scene.left()] == [person(5)]


def test_the_own_word_above_a_quotation_counts(scene: Scene) -> None:
    """Whoever wrote it meant it."""
    scene.reply(5, person(5), text=f"Unsubscribe\n\n{BELOW[0]}\n")
    assert scene.suppressed() == {person(5)}
