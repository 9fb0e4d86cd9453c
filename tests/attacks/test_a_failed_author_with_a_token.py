"""A thief has a stolen workbook with its token, and forges the contact in From, so that it seems to come from the earlier sender.

The agency's mail server says that From is forged: it may be a stranger to whom the workbook was forwarded, and it may be this.
"""

from __future__ import annotations

import pytest

from tests.attacks.scene import EVIL, Scene, person


def test_a_forged_author_replaces_nothing_though_the_token_is_right(scene: Scene) -> None:
    """The second workbook waits, and says that the author's address is forged."""
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=505)))
    scene.write(person(5), ("answers.xlsx", scene.workbook(5, employees=1)), host=EVIL)
    assert scene.answers() == {5: 505}
    (case,) = scene.cases()
    assert case.organisation == "ORG005"


@pytest.mark.parametrize("more", [{"Auto-Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"X-Auto-Response-Suppress": "All"}])
def test_nothing_changes_without_a_word_to_the_contact(unguarded: Scene, more: dict[str, str]) -> None:
    """Where nothing is configured, marks of a machine, which keep a receipt from its sender, keep nothing from whoever is on record."""
    unguarded.reply(5, person(5), ("answers.xlsx", unguarded.workbook(5, employees=505)))
    unguarded.left()
    unguarded.write(person(5), ("answers.xlsx", unguarded.workbook(5, employees=506)), host=EVIL, **more)
    assert unguarded.answers() == {5: 505} or person(5) in {one.to for one in unguarded.left()}


def test_a_genuine_second_version_replaces_the_first(scene: Scene) -> None:
    """From the same sender, without a person; the receipt says what changed."""
    for employees in (505, 506):
        scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=employees)))
    assert scene.answers() == {5: 506}
    assert scene.cases() == ()
    first, second = scene.left()
    assert (first.to, second.to) == (person(5), person(5))
    assert second.says("505")
    assert second.says("506")


def test_a_mailbox_of_a_provider_that_fails_dmarc_answers_first_with_the_token(scene: Scene) -> None:
    """Forwarding breaks signatures; the token proves what it was made for."""
    scene.reply(5, "colleague@member5.example", ("answers.xlsx", scene.workbook(5, employees=505)), host=EVIL)
    assert scene.answers() == {5: 505}
