"""A stranger wants no mail to be read any more: they put a hundred characters into a cell that are read in more ways than anybody can try.

They know a printed reference and what the questionnaire asks; they need neither a token nor a workbook of ours. Figures in a row were
shared out between the words of a number in every possible way, and hyphens between the parts of a day. The service itself reads the
answers, before anybody asks whether the sender is believed: the message waited for ever, and all mail behind it with it.
"""

from __future__ import annotations

import openpyxl

from tests.attacks.books import guessed
from tests.attacks.program import collect
from tests.attacks.scene import EVIL, Scene, person
from tests.questionnaire.workbook_samples import fill, saved

SHEET = "About your organization"
STAFF, DAY, TELEPHONE = "Number of employees at the end of 2011", "Date of completion", "Telephone number, with the country code"
SECTOR, ACTS = "Main activity of your organization", "Which of these acts affected your organization or its customers in 2011?"
HOSTILE = (
    (STAFF, " ".join(["9999"] * 20)),
    (STAFF, "9" * 30_000 + "x"),
    (STAFF, "Z" + " 十亿" * 8_000),
    (STAFF, "一" * 5_000),
    (STAFF, "e" + "\u0315\u0300" * 15_000),
    (STAFF, "< " + "9." * 15_000 + "x"),
    (DAY, "三" + "-" * 8_000 + " "),
    (DAY, "x" + " ." * 15_000 + "y"),
    (SECTOR, "Other" + "\u0f73" * 30_000),
    (ACTS, "a" + " " * 30_000 + "b"),
)


def made_from_nothing(label: str, said: str) -> bytes:
    """Return what whoever has only seen the questions types by hand."""
    opened = openpyxl.Workbook()
    sheet = opened.worksheets[0]
    sheet.title = SHEET
    for row in ((label, said), ("Number of customers at the end of 2011", 1), ("Address of your website", "evil.example")):
        sheet.append(row)
    return saved(opened)


def test_no_text_of_a_cell_keeps_the_mail_behind_it_from_being_read(scene: Scene) -> None:
    """In a workbook under a guessed reference, and in one made from nothing: all are understood, and the answer behind them counts."""
    for number, (label, said) in enumerate(HOSTILE):
        for file in (fill(scene.tokenless(5), {label: said}), made_from_nothing(label, said)):
            raw = scene.compose(f"stranger{number}@evil.example", (f"{guessed(5)}.xlsx", file), subject=guessed(5))
            scene.post(raw, f"stranger{number}@evil.example", EVIL)
    scene.post(scene.compose(person(6), ("answers.xlsx", scene.workbook(6, employees=606))), person(6), "mail.member6.example")
    collect(scene.home)
    assert len(scene.kinds()) == 2 * len(HOSTILE) + 1
    assert scene.answers() == {6: 606}


def test_a_person_who_lists_several_figures_in_a_cell_is_asked_for_one(scene: Scene) -> None:
    """Figures of four years are no number: the letter quotes them and asks for one; telephone numbers in a row are a text as any other."""
    figures, numbers = "1200 1250 1310 1305", "+41 22 730 5111, +41 22 730 6222; 022 730 6333 / 022 730 6444"
    scene.reply(5, person(5), ("answers.xlsx", fill(scene.workbook(5), {STAFF: figures, TELEPHONE: numbers})))
    (letter,) = scene.left()
    assert letter.to == person(5)
    assert f"“{figures}” could not be read as a whole number." in letter.letter.text
    assert numbers not in letter.letter.text
    scene.reply(5, person(5), ("answers.xlsx", fill(scene.workbook(5, employees=505), {TELEPHONE: numbers})))
    assert scene.answers() == {5: 505}
