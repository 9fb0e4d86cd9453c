"""Somebody keeps what a contact or a coordinator wrote to them, and hands it on to the study unchanged: the author's signature still holds.

They run a list, and a contact left it by writing "unsubscribe"; they asked whether somebody takes part in a fair; they were forwarded the
notice of a case, and ask its coordinator to write "accept" to them. Every check of a mail server is passed, since it really is their mail.
"""

from __future__ import annotations

import pytest

from tests.attacks.deciding import STRANGER, claim, decision, notices, told_at_once
from tests.attacks.scene import BOX, COORDINATOR, STAFF, Scene, person

ABOVE = f"To: {BOX}\r\n"


def hand_on(scene: Scene, sender: str, text: str, to: str = STRANGER, above: str = "", envelope: str = BOX, **more: str) -> None:
    """Hand over what somebody wrote `to` whom they wrote it, with a signature of their domain that holds, and these fields `above` it."""
    raw = above.encode() + scene.compose(sender, to=to, text=text, **more)
    scene.post(raw, sender, f"mail.{sender.rpartition('@')[2]}", envelope)
    scene.take_in()


@pytest.mark.parametrize("above", ["", ABOVE], ids=["as it was", "with our address above"])
def test_who_left_another_list_is_asked_whether_they_want_no_mail_of_ours(scene: Scene, above: str) -> None:
    """They get the reminder, unless they say yes."""
    hand_on(scene, person(5), "unsubscribe", above=above, subject="unsubscribe")
    assert scene.suppressed() == set()
    assert [one.letter.subject for one in scene.left() if one.to == person(5)] == ["Please confirm: no more letters about the study?"]
    assert 5 in scene.remind()


@pytest.mark.parametrize("above", ["", ABOVE], ids=["as it was", "with our address above"])
def test_who_declined_something_else_is_reminded(scene: Scene, above: str) -> None:
    """A person reads it, as words that nothing proves."""
    hand_on(scene, person(5), "We are sorry, but we will not participate.", above=above, subject="Re: Our fair")
    assert [one.to for one in scene.passed_on()] == [STAFF]
    assert 5 in scene.remind()


@pytest.mark.parametrize("above", [False, True], ids=["as it was", "with the address that decides above"])
def test_a_coordinators_word_to_somebody_else_decides_nothing(scene: Scene, above: bool) -> None:
    """They are asked whether it is meant."""
    told_at_once(scene)
    notice = claim(scene)
    field = f"To: {notice.answers_to}\r\n" if above else ""
    hand_on(scene, COORDINATOR, "accept", above=field, envelope=notice.answers_to, subject="Re: Could you write accept to me?")
    assert decision(scene) is None
    assert [one.letter.subject for one in notices(scene)] == ["Please confirm: case 1, accept"]


@pytest.mark.parametrize(
    ("to", "more"),
    [(BOX, {}), (COORDINATOR, {"Cc": BOX}), (f"Study team <{STAFF}>, {COORDINATOR}", {}), ("cyber@UNODC.example", {})],
    ids=["to us", "in Cc", "to staff", "to another address of ours"],
)
def test_what_was_written_to_us_counts(scene: Scene, to: str, more: dict[str, str]) -> None:
    """The honest mail that looks most like it: whoever of our domains is named, and wherever."""
    hand_on(scene, person(5), "unsubscribe", to=to, subject="unsubscribe", **more)
    assert scene.suppressed() == {person(5)}


def test_a_workbook_in_a_blind_copy_is_filed_by_its_token(scene: Scene) -> None:
    """A secret needs nobody's word."""
    raw = scene.compose(person(5), ("answers.xlsx", scene.workbook(5, employees=505)), to="boss@member5.example")
    scene.post(raw, person(5), "mail.member5.example", BOX)
    scene.take_in()
    assert scene.answers() == {5: 505}
