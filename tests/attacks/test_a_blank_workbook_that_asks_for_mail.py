"""A stranger wants to make us write: to them, so that they learn what we answer; to a victim, in whose name they write.

They send what is always answered: a blank workbook, a PDF, a picture, a broken or an encrypted file, under a guessed reference.
"""

from __future__ import annotations

from collections import Counter

from tests.attacks.books import guessed, replaced
from tests.attacks.scene import PLAIN, STAFF, Scene, last_round, outsiders, person

OTHERS = {
    "pdf": b"%PDF-1.4\n%%EOF\n",
    "png": b"\x89PNG\r\n\x1a\n",
    "docx": b"PK\x03\x04 broken",
    "xlsx": b"broken",
    "xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
}


def blank(scene: Scene) -> bytes:
    """Return a blank workbook under a guessed reference."""
    _, data = scene.letter(5).workbook or ("", b"")
    return replaced(data, {scene.token(5): "", last_round(5): ""})


def test_a_blank_workbook_of_a_stranger_is_not_answered(scene: Scene) -> None:
    """Nothing goes to an address that is not on record."""
    scene.write("stranger@evil.example", (f"{guessed(5)}.xlsx", blank(scene)))
    assert not outsiders(scene.left())
    assert 5 in scene.remind()


def test_a_file_that_cannot_be_read_of_a_stranger_is_not_answered(scene: Scene) -> None:
    """Each is held, and the organisations are reminded."""
    tried = dict(zip(PLAIN, OTHERS.items(), strict=False))
    for number, (kind, data) in tried.items():
        subject = f"Questionnaire {guessed(number)}"
        scene.write("stranger@evil.example", (f"{guessed(number)}.{kind}", data), subject=subject)
    assert not outsiders(scene.left())
    assert scene.remind() >= set(tried)


def test_the_contact_is_told_what_to_send_instead(scene: Scene) -> None:
    """They are on record, and their mail server vouches for them; the staff get to read each file."""
    tried = dict(zip(PLAIN, OTHERS.items(), strict=False))
    for number, (kind, data) in tried.items():
        scene.write(person(number), (f"{guessed(number)}.{kind}", data), subject=f"Questionnaire {guessed(number)}")
    assert Counter(one.to for one in scene.left()) == Counter([STAFF] * len(tried) + [person(number) for number in tried])


def test_a_colleague_who_sends_the_blank_workbook_with_its_token_is_told(scene: Scene) -> None:
    """Whoever proves the token is answered."""
    _, data = scene.letter(5).workbook or ("", b"")
    scene.reply(5, "colleague@member5.example", ("answers.xlsx", data))
    assert "colleague@member5.example" in {one.to for one in scene.left()}
