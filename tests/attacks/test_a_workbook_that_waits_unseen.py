"""A thief of a workbook lets one wait for a person, or count in a deputy's name, so that the contact hears neither of it nor a reminder.

An organisation that waits for us is not reminded. Who sent what waits heard that it came; whoever is on record did not, and missed the
deadline. The honest counterpart is a deputy for whom the mail server vouches: nobody else has to hear of a draft.
"""

from __future__ import annotations

from tests.attacks.scene import DEPUTY, EVIL, Scene, person

FORMER, DRAFT = "former@freemail.example", "This is only a draft."


def test_a_first_answer_in_the_forged_name_of_a_deputy_is_told_to_the_contact(scene: Scene) -> None:
    """It counts, since the token is a secret; each of them hears that nothing proves who sent it."""
    scene.reply(1, DEPUTY, ("answers.xlsx", scene.workbook(1, employees=1)), host=EVIL)
    assert scene.answers() == {1: 1}
    left = scene.left()
    assert sorted(one.to for one in left) == [DEPUTY, person(1)]
    assert all("nothing proves" in one.letter.text for one in left)


def test_a_draft_that_came_with_the_token_is_told_to_the_contact(scene: Scene) -> None:
    """The letter says who sent it, and that no reminder comes meanwhile."""
    scene.write(FORMER, ("answers.xlsx", scene.workbook(5)), text=DRAFT)
    assert (scene.states(5), scene.standing(5)) == (["held"], "queried, waits")
    told = {one.to: one.letter for one in scene.left()}
    assert "a workbook has come" in told[person(5)].subject
    assert FORMER in told[person(5)].text
    assert "no reminder" in told[person(5)].text
    assert "Thank you for your message" in told[FORMER].text
    assert 5 not in scene.remind()


def test_nor_does_one_beside_what_the_contact_is_to_correct_wait_unseen(scene: Scene) -> None:
    """It would replace hers, and waits. She hears of it, the thief of nothing, and what she corrects counts at once."""
    scene.reply(8, person(8), ("mine.xlsx", scene.workbook(8, share_cross_border=140.0)))
    scene.left()
    scene.write(FORMER, ("answers.xlsx", scene.workbook(8, employees=1)))
    assert (scene.states(8), scene.standing(8)) == (["queried", "held"], "queried, waits")
    (letter,) = scene.left()
    assert letter.to == person(8)
    assert FORMER in letter.letter.text
    assert 8 not in scene.remind()
    scene.reply(8, person(8), ("mine.xlsx", scene.workbook(8, employees=808)))
    assert scene.answers() == {8: 808}


def test_a_genuine_draft_of_a_deputy_is_told_to_the_deputy_alone(scene: Scene) -> None:
    """Their mail server vouches for them; the main contact hears of what changes an answer."""
    scene.reply(1, DEPUTY, ("answers.xlsx", scene.workbook(1)), text=DRAFT)
    assert [one.to for one in scene.left() if one.to.endswith("member1.example")] == [DEPUTY]
