"""A spy wants a macro to run at an organisation, and lets the study deliver it: from the United Nations it will be opened.

They put macros into a faulty workbook under a guessed reference. It comes back marked, also to the contact on record.
"""

from __future__ import annotations

from tests.attacks.books import guessed, with_macros
from tests.attacks.scene import Left, Scene, outsiders, person

CODE = b'Sub Auto_Open() Shell "calc.exe"'


def spread(left: list[Left]) -> list[str]:
    """Return to whom the macro went."""
    return [one.to for one in left if CODE in one.attached or b"vbaProject" in one.attached]


def test_a_macro_under_a_guessed_reference_goes_to_nobody(scene: Scene) -> None:
    """Nor does the workbook in which it came."""
    book = with_macros(scene.tokenless(5, share_cross_border=140.0), CODE)
    scene.write("spy@evil.example", (f"{guessed(5)}.xlsm", book))
    left = scene.left()
    assert not spread(left)
    assert not outsiders(left)
    assert not [one for one in left if one.letter.workbook]


def test_a_macro_with_the_token_goes_to_nobody_but_its_sender_and_not_even_to_them(scene: Scene) -> None:
    """What goes back has no active content; and who did not send the file gets none of it."""
    book = with_macros(scene.workbook(5, share_cross_border=140.0), CODE)
    scene.write("colleague@member5.example", ("answers.xlsm", book))
    assert not spread(scene.left())


def test_a_contact_whose_own_template_has_macros_gets_their_marked_workbook_back(scene: Scene) -> None:
    """Without the macros; their answers are read as ever."""
    book = with_macros(scene.workbook(5, share_cross_border=140.0), CODE)
    scene.reply(5, person(5), ("answers.xlsm", book))
    (back,) = scene.left()
    assert back.to == person(5)
    assert back.letter.workbook
    assert not spread([back])
    scene.reply(5, person(5), ("answers.xlsm", with_macros(scene.workbook(5, employees=505), CODE)))
    assert scene.answers() == {5: 505}
