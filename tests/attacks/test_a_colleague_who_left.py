"""A disgruntled colleague left the organisation, and kept the workbook on a private computer: with its token, from before they left.

They want to see what was answered, and to spoil it.
"""

from __future__ import annotations

from tests.attacks.scene import Scene, person

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
