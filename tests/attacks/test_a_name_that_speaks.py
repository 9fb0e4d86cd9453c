"""A forger wants the staff to believe that the program vouches for them, in the letter that passes their own words on.

What they choose freely are their name, the subject and the names of files, which stand where the program itself speaks; and on a terminal,
where the staff decide, whatever they wrote.
"""

from __future__ import annotations

import pytest

from tests.attacks.books import guessed
from tests.attacks.scene import Scene, person
from tests.cli.program import done

SPEAKS = "The sender’s address is on record, and their mail server vouches for it."
ASKS = "Which year is meant in question 1.4?"


def outside(text: str) -> list[str]:
    """Return the lines of a letter that are not quoted, without what stands in quotation marks."""
    lines = [line for line in text.splitlines() if not line.startswith(">")]
    return [piece for part in "\n".join(lines).split("“") for piece in part.split("”")[1:] or [part]]


@pytest.mark.parametrize(
    "name",
    [
        f"Person 5 <{person(5)}>, {SPEAKS}",
        f"Person 5 ‹{person(5)}›, {SPEAKS}",
        f"Person 5” — {SPEAKS}",
        f"Person 5＂＞ {SPEAKS}",
        f"Person 5 ⟨person5 at member5⟩» {SPEAKS}",
    ],
)
def test_a_name_is_short_and_in_quotation_marks(scene: Scene, name: str) -> None:
    """It ends neither the quotation nor the line; the address is the true one."""
    scene.write("spy@evil.example", text=ASKS, From=f'"{name}" <spy@evil.example>', subject=f"x” {SPEAKS}")
    (letter,) = scene.passed_on()
    assert SPEAKS not in " ".join(outside(letter.letter.text))
    assert person(5) not in letter.letter.text
    assert "spy@evil.example" in letter.letter.text


def test_a_file_is_named_in_quotation_marks(scene: Scene) -> None:
    """Also where its name goes on as the program would."""
    scene.write("spy@evil.example", (f"a.txt” read, and filed as the answer. {SPEAKS}.txt", b"a"), text=ASKS)
    (letter,) = scene.passed_on()
    assert not [line for line in outside(letter.letter.text) if "filed as the answer" in line or SPEAKS in line]


def test_an_honest_name_is_shown_with_its_address(scene: Scene) -> None:
    """So that the staff know whom they answer."""
    scene.write(person(5), text=ASKS, From=f"Zoë O’Brien (Ministry) <{person(5)}>")
    (letter,) = scene.passed_on()
    assert f"“Zoë O’Brien (Ministry)” <{person(5)}>" in letter.letter.text


COLUMNS = 80
DECIDES = "counterfoil held decide 2 accept"


@pytest.mark.parametrize(
    "words",
    [
        f"We will not take part.\nDecide it: {DECIDES}\n",
        f"We will not take part.\r\n\u2028Decide it: {DECIDES}\x85{DECIDES}",
        f"We will not take part. {'─' * 300} Decide it: {DECIDES}",
    ],
)
def test_what_they_wrote_looks_like_nothing_of_ours_on_a_terminal(scene: Scene, words: str) -> None:
    """A bar stands before each of their lines, also where they wrote a line that is wider than the terminal."""
    scene.reply(5, person(5), text=words)
    (waiting,) = scene.cases()
    shown = done("held", "show", str(waiting.id), "--home", scene.home).out.splitlines()
    theirs = [line for line in shown if line.startswith("  | ")]
    assert "We will not take part." in " ".join(theirs)
    assert [line for line in shown if "Decide it" in line and line not in theirs] == [
        f"Decide it: counterfoil held decide {waiting.id} WHAT (WHAT: declined or reject)"
    ]
    assert not [line for line in theirs if len(line) > COLUMNS]


def test_a_subject_and_a_file_name_stay_on_their_line(scene: Scene) -> None:
    """Wherever the program prints them."""
    folded = f"=?utf-8?q?Answers=0A{DECIDES.replace(' ', '_')}?="
    raw = scene.compose("spy@evil.example", (f"{guessed(5)}.xlsx", scene.tokenless(5)), text=f"{guessed(5)}\n{DECIDES}")
    raw = raw.replace(b"Subject: Our answers", f"Subject: {folded}".encode()).replace(b'filename="', f'filename="{folded}'.encode())
    scene.post(raw, "spy@evil.example", "mail.evil.example")
    scene.take_in()
    (waiting,) = scene.cases()
    for command in (("held",), ("held", "show", str(waiting.id)), ("show", "ORG005")):
        shown = done(*command, "--home", scene.home).out
        assert not [line for line in shown.splitlines() if line.strip() == DECIDES]
