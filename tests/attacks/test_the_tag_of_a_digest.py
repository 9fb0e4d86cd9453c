"""Somebody got a digest that was forwarded too far, or a question that was passed on: letters of ours, with tags of ours.

These tags are about a report to the staff, and no secret of any organisation. They answer them in an organisation's name.
"""

from __future__ import annotations

import pytest

from demo.respondents import Received
from domain.letter import LetterKind
from service.installation.install import SAMPLE
from store import outbox
from tests.attacks.books import guessed
from tests.attacks.scene import COORDINATOR, STAFF, Scene, person

READER = "reader@evil.example"


def digest(scene: Scene) -> Received:
    """Let the next digest leave, and return it."""
    scene.now = scene.now.replace(day=5)
    scene.take_in()
    return next(one.letter for one in scene.left() if one.to == COORDINATOR)


def passed_on(scene: Scene) -> Received:
    """Let a question of an organisation be passed on, and return that letter."""
    scene.reply(5, person(5), text="Which year is meant in question 1.4?")
    (found,) = scene.passed_on()
    assert found.to == STAFF
    return found.letter


@pytest.mark.parametrize("leaked", [digest, passed_on])
def test_the_tag_of_a_letter_to_the_staff_proves_nothing_of_an_organisation(scene: Scene, leaked: type) -> None:
    """The workbook waits; nothing is declined, and nobody is suppressed."""
    letter = leaked(scene)
    thread = {"In-Reply-To": letter.message_id, "References": letter.message_id}
    scene.write(READER, (f"{guessed(5)}.xlsx", scene.tokenless(5, employees=1)), **thread)
    scene.write(READER, text=f"{guessed(6)}: we will not participate in this study.", **thread)
    scene.write(READER, text="unsubscribe", **thread)
    assert scene.answers() == {}
    assert scene.suppressed() == set()
    assert 6 in scene.remind()


@pytest.mark.parametrize("leaked", [digest, passed_on])
def test_letters_to_the_staff_carry_no_token(scene: Scene, leaked: type) -> None:
    """Neither in Reply-To nor in what they quote."""
    letter = leaked(scene)
    whole = letter.raw.decode("utf-8", "replace") + letter.text + letter.html
    assert not [number for number in range(40) if scene.token(number) in whole]


def test_a_reply_of_the_staff_is_theirs_and_of_no_organisation(scene: Scene) -> None:
    """A coordinator who answers a digest is no respondent."""
    letter = digest(scene)
    scene.write(COORDINATOR, text="Thank you, very good.", **{"In-Reply-To": letter.message_id})
    with scene.service.store.reading() as tx:
        replies = [one for one in outbox.of_studies(tx, [SAMPLE]) if one.kind is LetterKind.RECEIPT]
    assert replies == []
    scene.untouched()
