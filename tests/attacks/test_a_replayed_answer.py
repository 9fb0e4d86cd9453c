"""A man in the middle has recorded the mail in which an organisation answered first, signature and all, and sends it again later.

The organisation has corrected itself meanwhile: the old figures were to count again.
"""

from __future__ import annotations

import pytest

from tests.attacks.scene import Scene, person


def recorded(scene: Scene) -> bytes:
    """Let an organisation answer and correct itself; return the first mail."""
    letter = scene.letter(5)
    first = scene.compose(person(5), ("answers.xlsx", scene.workbook(5, employees=505)), to=letter.reply_to)
    scene.post(first, person(5), "mail.member5.example", letter.reply_to)
    scene.take_in()
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=506)))
    assert scene.answers() == {5: 506}
    scene.left()
    return first


@pytest.mark.parametrize("host", ["mail.member5.example", "mail.evil.example"])
def test_the_same_file_again_changes_nothing(scene: Scene, host: str) -> None:
    """By the contact's own server or by another; with other fields or without; nor does it bring another receipt."""
    first = recorded(scene)
    for added in (b"", b"", b"X-Spam: no\r\n", b"Date: Fri, 01 Jan 2038 00:00:00 +0000\r\n", b"Message-ID: <new@x.example>\r\n"):
        scene.post(added + first, person(5), host, scene.letter(5).reply_to)
        scene.take_in()
    assert scene.answers() == {5: 506}
    assert scene.left() == []


def test_a_recorded_decline_changes_nothing_after_an_answer(scene: Scene) -> None:
    """It is a case, and the answer counts."""
    decline = scene.compose(person(5), text="We will not participate in this study.", to=scene.letter(5).reply_to)
    recorded(scene)
    scene.post(decline, person(5), "mail.member5.example", scene.letter(5).reply_to)
    scene.take_in()
    assert scene.answers() == {5: 506}


def test_a_third_version_of_the_contact_counts(scene: Scene) -> None:
    """A new workbook with the figures of the first is a new answer."""
    recorded(scene)
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=505, comments="We were right at first.")))
    assert scene.answers() == {5: 505}
