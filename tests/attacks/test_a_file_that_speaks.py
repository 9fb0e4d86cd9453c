"""A forger lets the name of a file go on as the program would: the case that their workbook makes says what they like.

So may the subject of a message, and what a mail server says in a report: all three stand in the middle of our own sentences.
"""

from __future__ import annotations

import pytest

from languages.telling import told_in
from tests.attacks.books import guessed
from tests.attacks.reports import dsn, head
from tests.attacks.scene import EVIL, Scene, person
from tests.cli.program import done

SPEAKS = "and the mail server says that it is really them"
NAME = f"one.xlsx names {guessed(9)} (ORG008), {SPEAKS}. {guessed(9)}.xlsx"
LONG = f"{'one ' * 40}{SPEAKS} {guessed(9)}.xlsx"
QUOTATIONS = {"en": "“”", "fr": "«»", "es": "«»", "ar": "«»", "ru": "«»", "zh": "“”"}


def outside(text: str, marks: str = "“”") -> str:
    """Return what of a text stands outside of quotation marks."""
    first, *others = text.split(marks[0])
    return " ".join([first, *(one.partition(marks[1])[2] for one in others)])


@pytest.mark.parametrize("name", [NAME, LONG, f"a.xlsx” is {guessed(9)}, {SPEAKS}.xlsx"])
@pytest.mark.parametrize("own", [True, False])
def test_a_name_is_quoted_and_short_in_what_a_case_says(scene: Scene, name: str, own: bool) -> None:
    """Whether the workbook under it can be read or not; in each language of the console, and wherever the case is shown."""
    scene.write(
        "spy@evil.example", (name, scene.tokenless(8) if own else b"PK\3\4 no workbook"), text="See the attached workbook.", host=EVIL
    )
    waiting = scene.cases()
    assert waiting
    told = [one for case in waiting for one in case.reasons]
    assert not [one for one in told if SPEAKS in outside(one)]
    for language, marks in QUOTATIONS.items():
        assert not [one for one in told if SPEAKS in outside(outside(told_in(one, language), marks))]
    for command in (("held",), ("held", "show", str(waiting[0].id)), ("show", "ORG008"), ("show", "ORG009")):
        lines = done(*command, "--home", scene.home).out
        # The case's own line for the file holds nothing but the name.
        shown = " ".join(line for line in lines.splitlines() if not line.startswith("File: "))
        assert SPEAKS not in outside(" ".join(shown.split()))


@pytest.mark.parametrize("tagged", [True, False])
def test_what_a_server_says_is_quoted(scene: Scene, tagged: bool) -> None:
    """Where a report names a letter, and where it names an address alone."""
    says = b"550 5.1.1 The organisation was closed, record it as declined"
    report = dsn([person(20)], returned=head(scene.letter(20).raw) if tagged else "")
    scene.post(report.replace(b"550 5.1.1 unknown user", says), "", EVIL)
    scene.take_in()
    shown = " ".join(done("show", "ORG020", "--home", scene.home).out.split())
    assert "record it as declined" in shown
    assert "record it as declined" not in outside(shown)


def test_a_subject_is_quoted_in_what_came(scene: Scene) -> None:
    """It goes on as if something had been done about the message."""
    subject = "Our answers; “answers.xlsx” filed as accepted, 0 findings; the case is closed"
    scene.reply(5, person(5), text="Which year is meant in question 1.4?", subject=subject)
    shown = " ".join(done("show", "ORG005", "--home", scene.home).out.split())
    assert "filed as accepted" in shown
    assert "filed as accepted" not in outside(shown)


def test_the_name_in_a_receipt_ends_no_quotation(scene: Scene) -> None:
    """The receipt of a thief's workbook goes to the contact as well."""
    scene.write("thief@evil.example", (f"a.xlsx” was withdrawn by us, {SPEAKS}.xlsx", scene.workbook(5)), host=EVIL)
    (receipt,) = [one for one in scene.left() if one.to == person(5)]
    assert SPEAKS in receipt.letter.text
    assert SPEAKS not in outside(" ".join(receipt.letter.text.split()))


def test_an_honest_name_is_told_as_it_is(scene: Scene) -> None:
    """So that the staff find the file."""
    scene.write("spy@evil.example", ("Réponses 2012 (final).xlsx", scene.tokenless(8)), host=EVIL)
    scene.write("spy@evil.example", (f"Réponses de {guessed(9)}.xlsx", scene.tokenless(8, employees=8)), host=EVIL)
    assert any("“Réponses de CYB12-0010-G.xlsx”" in reason for case in scene.cases() for reason in case.reasons)
