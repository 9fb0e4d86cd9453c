"""Somebody knows the tag of one letter: a reply to it stands in a public archive of a mailing list, with its In-Reply-To.

The tag is a secret about one letter to one organisation. They try it for other organisations, for addresses, and to replace an answer.
"""

from __future__ import annotations

from tests.attacks.books import guessed
from tests.attacks.reports import dsn
from tests.attacks.scene import EVIL, ORGANISATIONS, Scene, person

READER = "reader@evil.example"


def test_it_gives_no_right_to_another_organisation(scene: Scene) -> None:
    """Neither by a workbook nor by words; the others are reminded."""
    thread = {"In-Reply-To": scene.letter(5).message_id}
    scene.write(READER, (f"{guessed(6)}.xlsx", scene.tokenless(6, employees=1)), **thread)
    scene.write(READER, text=f"{guessed(6)} and {guessed(7)} will not participate in this study.", **thread)
    assert scene.answers() == {}
    assert scene.remind() >= {6, 7}


def test_it_does_not_replace_an_answer(scene: Scene) -> None:
    """Neither the earlier sender nor anybody on record wrote."""
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=505)))
    thread = {"In-Reply-To": scene.letter(5).message_id, "References": scene.letter(5).message_id}
    scene.write(READER, (f"{guessed(5)}.xlsx", scene.tokenless(5, employees=1)), **thread)
    assert scene.answers() == {5: 505}


def test_it_brings_nobody_the_token(scene: Scene) -> None:
    """Whoever has only the thread is never sent a workbook that has the token, or last round's values."""
    thread = {"In-Reply-To": scene.letter(5).message_id}
    scene.write(READER, text="Please send us the questionnaire again.", **thread)
    scene.write(READER, ("answers.xlsx", scene.tokenless(5, share_cross_border=140.0)), **thread)
    assert not [one for one in scene.left() if one.to == READER and (one.says(scene.token(5)) or one.says("7310005"))]


def test_a_report_with_one_tag_says_nothing_of_other_letters(scene: Scene) -> None:
    """Whatever addresses it names."""
    everybody = [person(number) for number in range(ORGANISATIONS)]
    scene.post(dsn(everybody, to=scene.letter(5).return_path), "", EVIL, scene.letter(5).return_path)
    scene.take_in()
    assert scene.suppressed() <= {person(5)}
    assert scene.remind() >= set(range(ORGANISATIONS)) - {5}


def test_a_colleague_answers_in_the_thread_after_the_token_was_lost(scene: Scene) -> None:
    """With the one organisation's reference, or with none."""
    thread = {"In-Reply-To": scene.letter(5).message_id}
    scene.write("colleague@member5.example", ("questionnaire.xlsx", scene.tokenless(5, employees=505)), **thread)
    assert scene.answers() == {5: 505}
    assert person(5) in {one.to for one in scene.left()}
