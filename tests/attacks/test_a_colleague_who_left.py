"""A disgruntled colleague left the organisation, and kept the workbook on a private computer: with its token, from before they left.

They want to see what was answered, and to spoil it; or that nobody answers.
"""

from __future__ import annotations

import pytest

from tests.attacks.scene import EVIL, Scene, person

FORMER = "former@freemail.example"


def test_the_token_alone_does_not_replace_what_the_contact_sent(scene: Scene) -> None:
    """It is held; and they learn nothing of what counts."""
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=505_505)))
    scene.left()
    scene.write(FORMER, ("answers.xlsx", scene.workbook(5, employees=1)))
    assert scene.answers() == {5: 505_505}
    assert [case.organisation for case in scene.cases()] == ["ORG005"]
    told = [one for one in scene.left() if one.to == FORMER]
    assert not [one for one in told if one.says("505505") or one.says("505,505") or one.says("505 505")]


def test_it_does_not_with_a_second_version_after_a_first_one_that_waits(scene: Scene) -> None:
    """To have been held makes nobody an earlier sender."""
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=505)))
    for employees in (1, 2):
        scene.write(FORMER, ("answers.xlsx", scene.workbook(5, employees=employees)))
    assert scene.answers() == {5: 505}


def test_a_first_answer_with_the_token_is_told_to_the_contact(scene: Scene) -> None:
    """It may come from any colleague; whoever is on record sees it, and may replace it."""
    scene.write(FORMER, ("answers.xlsx", scene.workbook(5, employees=1)))
    assert person(5) in {one.to for one in scene.left()}
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=505)))
    assert scene.answers() == {5: 505}


def test_a_colleague_who_is_still_there_replaces_their_own_version(scene: Scene) -> None:
    """The contact is told of both, each time with what changed."""
    colleague = "colleague@member5.example"
    scene.reply(5, colleague, ("answers.xlsx", scene.workbook(5, employees=505)))
    scene.reply(5, colleague, ("answers.xlsx", scene.workbook(5, employees=506)))
    assert scene.answers() == {5: 506}
    assert sorted(one.to for one in scene.left()) == [colleague] * 2 + [person(5)] * 2


@pytest.mark.parametrize("with_workbook", [False, True])
def test_the_token_does_not_silence_the_last_contact_of_the_organisation(scene: Scene, *, with_workbook: bool) -> None:
    """Their domain has no DMARC, so that no server calls it forged: they are asked, and the organisation is reminded."""
    files = [("answers.xlsx", scene.workbook(7, employees=-5))] if with_workbook else []
    scene.write(person(7), *files, text="unsubscribe", host=EVIL, to=scene.letter(7).reply_to)
    assert scene.suppressed() == set()
    assert not scene.standing(7).startswith("declined")
    if not with_workbook:
        (asked,) = [one for one in scene.left() if one.to == person(7)]
        assert not asked.says(scene.token(7))
        assert 7 in scene.remind()


@pytest.mark.parametrize("by", ["their server", "the letter"])
def test_the_contact_themselves_stops_mailings_at_the_same_address(scene: Scene, by: str) -> None:
    """Where their own server sends it, or where it answers a letter to just them, as mail programs do wherever they send from."""
    if by == "the letter":
        scene.reply(7, person(7), text="unsubscribe", host="mail.hotel.example")
    else:
        scene.write(person(7), text="unsubscribe", to=scene.letter(7).reply_to)
    assert scene.suppressed() == {person(7)}
    assert 7 not in scene.remind()
