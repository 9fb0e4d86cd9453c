"""A stranger has sent a workbook in an organisation's name, and knows that the next reminder asks whether it is theirs.

They answer for the organisation: "yes, it is ours".
"""

from __future__ import annotations

import pytest

from domain.case import CaseKind
from service.deciding.held import decide
from service.rulings.decided import Deciding
from tests.attacks.books import guessed
from tests.attacks.scene import EVIL, Scene, person

STRANGER = "stranger@evil.example"


@pytest.fixture
def asked(scene: Scene) -> Scene:
    """Let the stranger's workbook be held, and the reminder have gone out."""
    scene.write(STRANGER, (f"{guessed(5)}.xlsx", scene.tokenless(5, employees=1)))
    scene.left()
    scene.remind()
    return scene


def test_the_reminder_tells_who_sent_a_workbook_and_asks(asked: Scene) -> None:
    """Only that of the organisation in whose name it came; the stranger is told nothing."""
    told = {one.to: one for one in asked.left()}
    assert person(5) in told
    assert STRANGER in told[person(5)].letter.text
    assert STRANGER not in told[person(6)].letter.text
    assert STRANGER not in told


@pytest.mark.parametrize("sender", [STRANGER, person(5), person(6)])
def test_a_yes_without_the_reminders_tag_confirms_nothing(asked: Scene, sender: str) -> None:
    """Whoever writes it, in whoever's name."""
    asked.write(sender, subject=f"Re: reminder ({guessed(5)})", text="Yes, it is ours.", host=EVIL if sender == person(5) else "")
    assert asked.answers() == {}


def test_the_contacts_yes_lets_a_colleagues_workbook_count(asked: Scene) -> None:
    """They answer the reminder; the program records it as a decision, which can be undone."""
    reminder = next(one.letter for one in asked.left() if one.to == person(5))
    asked.write(person(5), text="Yes, it is ours.", subject=f"Re: {reminder.subject}", to=reminder.reply_to, **_thread(reminder.message_id))
    assert asked.answers() == {5: 1}


@pytest.mark.parametrize(
    "text",
    [
        "No, we have sent nothing. This is not ours!",
        "Yes, I saw that. Not ours.",
        "Yes, it is fake.",
        "Yes, this workbook is a forgery, please delete it",
        "OK",
    ],
)
def test_whatever_is_no_bare_yes_lets_nothing_count(asked: Scene, text: str) -> None:
    """A person reads it, and the case about the stranger's workbook waits on."""
    reminder = next(one.letter for one in asked.left() if one.to == person(5))
    asked.write(person(5), text=text, subject=f"Re: {reminder.subject}", to=reminder.reply_to, **_thread(reminder.message_id))
    assert asked.answers() == {}
    assert len(asked.passed_on()) == 1
    assert CaseKind.CLAIM in {case.kind for case in asked.cases()}


def test_a_yes_does_not_override_the_contacts_own_answer(asked: Scene) -> None:
    """It came with the yes, or before it: the contact's workbook counts, and a person asks which one they mean."""
    reminder = next(one.letter for one in asked.left() if one.to == person(5))
    again = {"subject": f"Re: {reminder.subject}", "to": reminder.reply_to, **_thread(reminder.message_id)}
    asked.write(person(5), ("answers.xlsx", asked.workbook(5, employees=77)), text="Yes, it is ours.", **again)
    assert asked.answers() == {5: 77}
    for text in ("Yes, we have sent it last week.", "Yes, it is ours."):
        asked.write(person(5), text=text, **again)
    assert asked.answers() == {5: 77}
    assert [case.kind for case in asked.cases()] == [CaseKind.CLAIM, *[CaseKind.REMARK] * 3]


def test_a_yes_to_two_workbooks_counts_neither(scene: Scene) -> None:
    """Not even the one that is left when a person has rejected the other: nobody knows which one was meant."""
    for number, sender in enumerate((STRANGER, "colleague@member5x.example"), start=1):
        scene.write(sender, (f"{guessed(5)}.xlsx", scene.tokenless(5, employees=number)))
    scene.left()
    scene.remind()
    reminder = next(one.letter for one in scene.left() if one.to == person(5))
    assert "colleague@member5x.example" in reminder.text
    decide(scene.service, Deciding(case=str(scene.cases()[1].id), what="reject", by="anna"), scene.now)
    again = {"subject": f"Re: {reminder.subject}", "to": reminder.reply_to, **_thread(reminder.message_id)}
    scene.write(person(5), text="Yes, it is ours.", **again)
    assert scene.answers() == {}
    assert len(scene.passed_on()) == 1


def _thread(identifier: str) -> dict[str, str]:
    return {"In-Reply-To": identifier, "References": identifier}
