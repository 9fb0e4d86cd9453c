"""Somebody unknown wants an organisation's workbook: with its token they could answer for it, and it shows last round's values.

They have seen one reference and write the next one into an OpenDocument file with a fault in it. A file that cannot be marked where it
stands is answered with a new workbook, which has both.
"""

from __future__ import annotations

from functools import cache

from tests.attacks.books import guessed
from tests.attacks.scene import EVIL, Scene, last_round, outsiders, person
from tests.programs import need
from tests.service.offices import convert

THIEF = "thief@evil.example"
_converted = cache(convert)


def test_nobody_gets_a_workbook_for_a_guessed_reference(scene: Scene) -> None:
    """Nothing goes to the thief, nor anywhere with the token or last round's values but to the contact."""
    need("soffice")
    scene.write(THIEF, (f"{guessed(5)}.ods", _converted(scene.tokenless(5, share_cross_border=140.0), "ods")))
    left = scene.left()
    assert not outsiders(left)
    assert not [one.to for one in left if one.to != person(5) and (one.says(scene.token(5)) or one.says(last_round(5)))]
    assert scene.answers() == {}
    assert 5 in scene.remind()


def test_nobody_gets_one_for_a_forged_author_either(unguarded: Scene) -> None:
    """Where nothing is configured, an answer still goes only to the address on record, and never to Reply-To."""
    need("soffice")
    book = _converted(unguarded.tokenless(5, share_cross_border=140.0), "ods")
    unguarded.write(person(5), (f"{guessed(5)}.ods", book), host=EVIL, **{"Reply-To": THIEF})
    assert not outsiders(unguarded.left())


def test_the_contact_gets_a_fresh_workbook_for_a_faulty_ods(scene: Scene) -> None:
    """With their own answers and marks, since they are on record."""
    need("soffice")
    scene.reply(5, person(5), ("answers.ods", _converted(scene.workbook(5, share_cross_border=140.0), "ods")))
    (back,) = scene.left()
    assert back.to == person(5)
    assert back.says(scene.token(5))
    assert scene.states(5) == ["queried"]
