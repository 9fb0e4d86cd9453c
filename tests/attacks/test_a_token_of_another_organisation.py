"""Somebody has the token of one organisation, their own, and wants to speak for another.

They write the other's reference beside their token: on the cover, in the file's name, in the subject, in another place of the workbook.
"""

from __future__ import annotations

import pytest

from tests.attacks.books import changed, guessed, replaced
from tests.attacks.scene import Scene, person
from tests.workbooks.files import unzipped


def test_a_token_beside_the_reference_of_another_is_held(scene: Scene) -> None:
    """Whichever is meant, a person decides."""
    mixed = replaced(scene.workbook(5, employees=1), {guessed(5): guessed(6)})
    scene.write(person(5), ("answers.xlsx", mixed))
    assert scene.answers() == {}
    assert 6 in scene.remind()


def test_two_tokens_in_one_workbook_are_held(scene: Scene) -> None:
    """A hidden sheet, a constant and a property carry it; nobody guesses which is right."""
    whole = scene.workbook(6, employees=1)
    mine, theirs = scene.token(5).encode(), scene.token(6).encode()
    places = [name for name, part in unzipped(whole).items() if theirs in part]
    assert len(places) == 3
    for place in places:
        scene.write(person(5), ("answers.xlsx", changed(whole, place, lambda part: part.replace(theirs, mine))))
    assert scene.answers() == {}
    assert [case.kind for case in scene.cases()] == ["workbook"] * 3


@pytest.mark.parametrize("more", [{"subject": f"Answers of {guessed(6)}"}, {"text": f"This is for {guessed(6)}."}])
def test_the_reference_of_another_beside_a_workbook_is_held(scene: Scene, more: dict[str, str]) -> None:
    """The message and the workbook must not disagree."""
    scene.write(person(5), ("answers.xlsx", scene.workbook(5, employees=1)), **more)
    assert scene.answers() == {}


def test_the_answer_address_of_another_gives_no_right_to_its_answer(scene: Scene) -> None:
    """A workbook of one organisation, sent to the answer address of another, counts for neither."""
    scene.write(person(6), ("answers.xlsx", scene.tokenless(5, employees=1)), to=scene.letter(6).reply_to)
    assert scene.answers() == {}
    assert 5 in scene.remind()


def test_a_file_whose_name_was_changed_counts_by_its_token(scene: Scene) -> None:
    """People call their files what they like."""
    scene.write("colleague@freemail.example", ("final FINAL v2.xlsx", scene.workbook(5, employees=505)))
    assert scene.answers() == {5: 505}
