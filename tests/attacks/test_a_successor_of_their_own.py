"""A stranger wants to be written to in an organisation's place.

As its new contact, as its substitute, as whoever asks for the workbook again: whatever goes to them has the token and last round's values.
"""

from __future__ import annotations

import pytest

from demo import respondents
from tests.attacks.books import guessed
from tests.attacks.scene import EVIL, PLAIN, Scene, last_round, person

NEW, STRANGER = "new@evil.example", "stranger@evil.example"
TEXTS = (
    f"Person 5 has left. Please write to {NEW} from now on, who is responsible.",
    f"Please send the questionnaire again to {NEW}.",
    "Please send us the workbook again, we have lost it.",
    f"I have forwarded your message to {NEW}; please resend it there.",
)


@pytest.mark.parametrize("who", ["a stranger", "a forger", "another organisation"])
def test_nothing_goes_to_an_address_that_somebody_only_names(scene: Scene, who: str) -> None:
    """And each organisation is reminded as ever, at the address on record."""
    tried = dict(zip(PLAIN, TEXTS, strict=False))
    for number, text in tried.items():
        sender = {"a stranger": STRANGER, "a forger": person(number), "another organisation": person(39)}[who]
        scene.write(sender, subject=f"Questionnaire {guessed(number)}", text=text, host=EVIL if who == "a forger" else "")
    assert not {one.to for one in scene.left()} & {NEW, STRANGER}
    assert scene.remind() >= set(tried)
    last = {one.to for one in scene.left()}
    assert not last & {NEW, STRANGER}
    assert last >= {person(number) for number in tried}


def test_a_forged_absence_lets_no_reminder_wait(scene: Scene) -> None:
    """Nor does it make its substitute a contact."""
    text = f"I am out of office until 31 December 2012. Please contact {NEW} in my absence."
    raw = scene.compose(person(5), text=text, subject="Automatic reply: Questionnaire", **{"Auto-Submitted": "auto-replied"})
    scene.post(raw, "", EVIL)
    scene.take_in()
    assert 5 in scene.remind()
    assert NEW not in {one.to for one in scene.left()}


def test_the_contact_gets_the_workbook_again_at_once(scene: Scene) -> None:
    """At the address on record, with the token."""
    scene.reply(5, person(5), text="Could you please send us the workbook again? We have lost it.")
    again = [one for one in scene.left() if one.to == person(5)]
    assert [one.says(scene.token(5)) and one.says(last_round(5)) for one in again] == [True]


def test_the_contact_names_a_successor_and_a_person_decides(scene: Scene) -> None:
    """Until then nothing goes to the new address, and nobody is reminded."""
    scene.reply(5, person(5), text="I have changed position. My successor is Eva Novak, eva@member5.example. Please write to her.")
    assert "ORG005" in {case.organisation for case in scene.cases()}
    assert "eva@member5.example" not in {one.to for one in scene.left()}
    assert 5 not in scene.remind()


def test_a_genuine_absence_lets_the_reminder_wait(scene: Scene) -> None:
    """It answers a letter of ours, and says until when."""
    text = "I am out of office until 10 April 2012."
    letter = scene.letter(5)
    raw = respondents.out_of_office(letter, sender=person(5), sender_name="Person 5", text=text, now=scene.now.replace(day=20))
    scene.post(raw, "", "mail.member5.example", letter.return_path)
    scene.take_in()
    assert 5 not in scene.remind()
