"""A rival wants an organisation to have answered nonsense, and knows its reference and the address of its contact.

They write in the contact's name. The agency's mail server finds out, and says so in Authentication-Results, which nobody read.
"""

from __future__ import annotations

import pytest

from tests.attacks.books import guessed
from tests.attacks.scene import EVIL, Scene, person


def test_a_first_workbook_under_a_forged_author_is_held_and_says_why(scene: Scene) -> None:
    """The case says in a sentence what was missing, and the reminder goes out."""
    scene.write(person(5), (f"{guessed(5)}.xlsx", scene.tokenless(5, employees=1)), host=EVIL)
    assert scene.answers() == {}
    (case,) = scene.cases()
    assert case.organisation == "ORG005"
    assert "token" in " ".join(case.reasons)
    assert 5 in scene.remind()


@pytest.mark.parametrize("number", [5, 7])
def test_a_contact_whose_mail_server_vouches_for_them_answers_without_token_and_thread(scene: Scene, number: int) -> None:
    """A message of their own, in a workbook that lost its token: by DMARC, or by SPF where the domain has none."""
    scene.write(person(number), (f"{guessed(number)}.xlsx", scene.tokenless(number, employees=500 + number)))
    assert scene.answers() == {number: 500 + number}
    assert [one.to for one in scene.left()] == [person(number)]


def test_a_domain_without_dmarc_is_forged_from_another_server(scene: Scene) -> None:
    """SPF passes for the forger's own domain, which is not that of the author."""
    scene.write(person(7), (f"{guessed(7)}.xlsx", scene.tokenless(7, employees=1)), host=EVIL)
    assert scene.answers() == {}
    assert 7 in scene.remind()


def test_a_contact_may_replace_what_a_contact_sent(scene: Scene) -> None:
    """Both are on record, and authenticated."""
    scene.write(person(1), (f"{guessed(1)}.xlsx", scene.tokenless(1, employees=501)))
    scene.write("deputy@member1.example", (f"{guessed(1)}.xlsx", scene.tokenless(1, employees=502)))
    assert scene.answers() == {1: 502}
    assert person(1) in {one.to for one in scene.left()}
