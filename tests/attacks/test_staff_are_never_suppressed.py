"""A rival wants the study to run without its staff: no digest, no question, no case would be seen.

They have even a letter to a member of the staff, with its tag, and can report that it bounced, or that its reader complained.
"""

from __future__ import annotations

import pytest

from tests.attacks.reports import complaint, dsn, head
from tests.attacks.scene import BOX, COORDINATOR, EVIL, STAFF, Left, Scene, person


@pytest.fixture
def letters(scene: Scene) -> list[Left]:
    """Return letters to each of the staff."""
    scene.now = scene.now.replace(day=5)
    scene.take_in()
    found = scene.left()
    assert {STAFF, COORDINATOR} <= {one.to for one in found}
    return found


def reported(scene: Scene) -> None:
    """Assert that the staff are written to as ever."""
    assert scene.suppressed() == set()
    scene.left()
    scene.reply(5, person(5), text="Which year is meant in question 1.4?")
    assert [one.to for one in scene.passed_on()] == [STAFF]
    scene.now = scene.now.replace(day=12)
    scene.take_in()
    assert {STAFF, COORDINATOR} <= {one.to for one in scene.left()}


def test_a_report_with_the_letters_own_tag_suppresses_no_staff(scene: Scene, letters: list[Left]) -> None:
    """It is recorded, and a person sees it."""
    for one in letters:
        scene.post(dsn([one.to], to=one.letter.return_path), "", EVIL, one.letter.return_path)
    scene.take_in()
    reported(scene)


def test_a_complaint_with_the_letters_own_headers_suppresses_no_staff(scene: Scene, letters: list[Left]) -> None:
    """A slip in a mail program would do."""
    for one in letters:
        scene.post(complaint(one.to, returned=head(one.letter.raw, "delivered-to")), "", EVIL)
    scene.take_in()
    reported(scene)


def test_words_of_the_staff_suppress_no_staff(scene: Scene, letters: list[Left]) -> None:
    """Even genuine ones, in a reply; nor our own mailbox, whose address anyone can write."""
    for one in letters:
        scene.write(one.to, text="unsubscribe", **{"In-Reply-To": one.letter.message_id})
    scene.write(BOX, text="unsubscribe", host=EVIL)
    reported(scene)


def test_a_contact_whose_letter_bounces_is_suppressed(scene: Scene) -> None:
    """That is what reports are for."""
    letter = scene.letter(5)
    scene.post(dsn([person(5)], to=letter.return_path), "", "mail.member5.example", letter.return_path)
    scene.take_in()
    assert scene.suppressed() == {person(5)}
