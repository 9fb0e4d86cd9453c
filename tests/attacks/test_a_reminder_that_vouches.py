"""A rival sends a workbook in a name that its contact trusts, and lets the reminder speak for it.

The reminder repeated whatever stood in From: the contact's own address, although the mail server had called it forged, the staff's, and
addresses that only look like these. "A workbook came from" you: who would not say yes?
"""

from __future__ import annotations

import pytest

from domain.case import CaseKind
from tests.attacks.books import guessed
from tests.attacks.scene import COORDINATOR, EVIL, FOCAL, STAFF, Scene, person


def claimed(scene: Scene, sender: str, number: int = 5, host: str = EVIL, employees: int = 1) -> None:
    """Let somebody send a workbook without a token in the name of an organisation."""
    scene.write(sender, (f"{guessed(number)}.xlsx", scene.tokenless(number, employees=employees)), host=host)


def reminder(scene: Scene, number: int = 5) -> str:
    """Return the text of the reminder to an organisation, on one line."""
    scene.left()
    assert number in scene.remind()
    (letter,) = (one.letter for one in scene.left() if one.to == person(number))
    return " ".join(letter.text.split())


def say_yes(scene: Scene, number: int = 5) -> None:
    """Let the contact answer the reminder with a yes."""
    scene.left()
    scene.remind()
    (letter,) = (one.letter for one in scene.left() if one.to == person(number))
    thread = {"In-Reply-To": letter.message_id, "subject": f"Re: {letter.subject}", "to": letter.reply_to}
    scene.write(person(number), text="Yes.", **thread)


@pytest.mark.parametrize("sender", [person(5), STAFF, COORDINATOR, FOCAL])
def test_of_what_the_mail_server_calls_forged_nothing_is_asked(scene: Scene, sender: str) -> None:
    """It stays a case for a person, which says so."""
    claimed(scene, sender)
    (case,) = (one for one in scene.cases() if one.kind is CaseKind.CLAIM)
    assert "forged" in " ".join(case.reasons)
    assert "workbook came" not in reminder(scene)


def test_a_yes_to_a_reminder_that_asks_nothing_lets_no_forgery_count(scene: Scene) -> None:
    """A contact who says yes to something else is read by a person."""
    claimed(scene, person(5))
    say_yes(scene)
    assert scene.answers() == {}


def test_of_a_contacts_own_name_that_nothing_proves_the_reminder_says_so(scene: Scene) -> None:
    """Their domain has no DMARC, so that no server can say whether it is they."""
    claimed(scene, person(7), 7)
    asked = reminder(scene, 7)
    assert f"names {person(7)} as its sender, which nothing proves" in asked
    assert f"came from {person(7)}" not in asked


@pytest.mark.parametrize("sender", [STAFF, COORDINATOR])
def test_a_name_of_ours_is_repeated_to_nobody(unguarded: Scene, sender: str) -> None:
    """Also where no mail server says anything."""
    claimed(unguarded, sender)
    assert "workbook came" not in reminder(unguarded)


def test_a_letter_that_only_looks_like_theirs_is_shown_as_its_number(scene: Scene) -> None:
    """The name is another one, and its reader sees it; the domain passes DMARC, since it is the forger's."""
    claimed(scene, "\u0440erson5@evil.example", host="mail.evil.example")
    asked = reminder(scene)
    assert "u0440erson5@evil.example" in asked
    assert "\u0440" not in asked


def test_of_a_long_domain_the_end_is_shown(scene: Scene) -> None:
    """That is whose it is."""
    domain = f"{'member5.example.' * 8}evil.example"
    claimed(scene, f"person5@{domain}", host=f"mail.{domain}")
    asked = reminder(scene)
    assert "evil.example" in asked
    assert "person5@member5.example" not in asked


def test_a_colleagues_own_workbook_counts_when_the_contact_says_yes(scene: Scene) -> None:
    """They wrote from home and lost the token: the one sentence names them, and a yes is enough. The contact gets the receipt."""
    claimed(scene, "colleague@freemail.example", host="mail.freemail.example", employees=505)
    say_yes(scene)
    assert scene.answers() == {5: 505}
    assert [one.to for one in scene.left()] == [person(5)]
