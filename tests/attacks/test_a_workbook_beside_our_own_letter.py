"""A relay on the way to the agency dislikes the study. It has the letter that we sent to a contact, and wants her answer to vanish.

It puts her workbook into a copy of that letter: with our address, our identifier and our words, so that the program knows a letter of ours
that came back, and looks no further. The honest counterpart is a list or a rule of a mailbox that sends our letters back to us, with the
questionnaire that they brought.
"""

from __future__ import annotations

import email
import email.policy

import pytest

from tests.attacks.scene import EVIL, STAFF, Scene, person

LIST = "mail.member5.example"


def came_back(scene: Scene, *files: tuple[str, bytes]) -> bytes:
    """Return the letter that brought the questionnaire to an organisation as it left the house, and these files in it besides."""
    letter = scene.letter(5).raw.partition(b"Delivered-To:")[2].partition(b"\r\n")[2]
    if not files:
        return letter
    mail = email.message_from_bytes(letter, policy=email.policy.SMTP)
    for name, data in files:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


@pytest.mark.parametrize("host", [LIST, EVIL])
def test_a_workbook_in_a_copy_of_our_letter_does_not_vanish(scene: Scene, host: str) -> None:
    """It is read as whatever brings a workbook: it has the token, so that it counts, and the contact on record is told."""
    scene.post(came_back(scene, ("answers.xlsx", scene.workbook(5, employees=505))), f"x@{host.removeprefix('mail.')}", host)
    scene.take_in()
    assert scene.kinds() == ["return"]
    assert scene.answers() == {5: 505}
    assert {one.to for one in scene.left()} - {STAFF} == {person(5)}


def test_nor_does_one_that_a_person_must_look_at(scene: Scene) -> None:
    """What would replace an answer that counts is a case, as it is from any stranger."""
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=505)))
    scene.post(came_back(scene, ("answers.xlsx", scene.workbook(5, employees=506))), "x@evil.example", EVIL)
    scene.take_in()
    assert scene.answers() == {5: 505}
    assert "workbook" in {one.kind for one in scene.cases()}
    assert {one.organisation for one in scene.cases()} == {"ORG005"}


def test_a_copy_with_our_own_questionnaire_is_nothing(scene: Scene) -> None:
    """It has no file but ours, byte for byte; or none at all, since a list took it out."""
    scene.post(came_back(scene), "list@member5.example", LIST)
    scene.take_in()
    bare = email.message_from_bytes(came_back(scene), policy=email.policy.SMTP)
    bare.set_payload([part for part in bare.iter_parts() if part.get_content_disposition() != "attachment"])
    scene.post(bare.as_bytes(), "list@member5.example", LIST)
    scene.take_in()
    assert scene.kinds() == ["own", "own"]
    assert scene.left() == []
    assert scene.cases() == ()
