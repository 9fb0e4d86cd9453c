"""Somebody wants a contact's question not to be read. They ask a lot in the contact's name, or the same before the contact does.

Each forged mail is passed on, with the warning that nothing proves it; when the genuine one comes, its budget shall be spent, or the staff
shall seem to have read it.
"""

from __future__ import annotations

from service.deciding.case_seen import case
from tests.attacks.books import guessed
from tests.attacks.scene import EVIL, STAFF, Scene, person

GENUINE = "What does “incident” mean in question 2.1?"


def forge(scene: Scene, sender: str, text: str) -> None:
    """Hand over a mail in somebody's name, about the fifth organisation."""
    scene.post(scene.compose(sender, text=text, subject=f"A question, {guessed(5)}"), "x@evil.example", EVIL)


def test_sixty_forged_questions_do_not_silence_a_contact(scene: Scene) -> None:
    """What the contact asks themselves is passed on at once, also for the other organisations."""
    for number in range(60):
        forge(scene, person(5) if number < 14 else f"a{number}@evil.example", f"What does question {number} mean, and who answers it?")
    scene.take_in()
    scene.left()
    scene.write(person(5), text=GENUINE)
    scene.reply(6, person(6), text=GENUINE)
    assert [(one.to, GENUINE in one.letter.text) for one in scene.passed_on()] == [(STAFF, True)] * 2


def test_what_is_vouched_for_waits_in_a_case_of_its_own(scene: Scene) -> None:
    """Whoever rejects what a forger wrote rejects nothing of the contact's, and sees every letter with its sender before."""
    for number in range(14):
        forge(scene, person(5), f"What does question {number} mean?")
    scene.take_in()
    for number in range(12):
        scene.write(person(5), text=f"What does the question with the number {number} mean?")
    with scene.service.store.reading() as tx:
        forged, vouched = (case(scene.service, tx, str(one.id)).letters for one in scene.cases() if one.kind == "replies")
    assert [(one.sender, one.proof) for one in forged] == [(person(5), "the sender is forged")] * 4
    assert [(one.sender, one.proof) for one in vouched] == [(person(5), "authenticated")] * 2
    assert [f"number {number}" in one.says for number, one in zip((10, 11), vouched, strict=True)] == [True] * 2


def test_a_forged_question_in_advance_does_not_suppress_the_genuine_one(scene: Scene) -> None:
    """The same words, but not the same proof: the staff read both."""
    forge(scene, person(5), GENUINE)
    scene.take_in()
    scene.write(person(5), text=GENUINE, subject=f"A question, {guessed(5)}")
    assert ["Take care" in one.letter.text for one in scene.passed_on()] == [True, False]
    scene.write(person(5), text=GENUINE, subject=f"Again, {guessed(5)}")
    forge(scene, person(5), GENUINE)
    scene.take_in()
    assert scene.passed_on() == []


def test_nor_does_one_with_a_stolen_token(scene: Scene) -> None:
    """Whoever has the token is believed; but they are not the contact."""
    scene.reply(5, person(5), text=GENUINE, host=EVIL)
    scene.reply(5, person(5), text=GENUINE)
    assert len(scene.passed_on()) == 2
