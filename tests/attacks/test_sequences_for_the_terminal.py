"""A prankster knows that the staff look at cases in a terminal, and writes for the terminal.

Sequences clear it, rename its window or hide a line; marks turn the order of letters round, so that a file seems to be another. They put
these into the subject, the name, the name of a file and the text.
"""

from __future__ import annotations

import pytest

from tests.attacks.books import guessed
from tests.attacks.scene import Scene, person
from tests.cli.program import counterfoil

ESCAPE, BELL, OVERRIDE, ISOLATE = "\x1b", "\x07", "\u202e", "\u2066"
BARE = str.maketrans("", "", f"{ESCAPE}{BELL}\x9b")  # What the library that writes the test's mail lets into a subject.
HOSTILE = f"Hello{ESCAPE}]0;root{BELL}{ESCAPE}[2J{ESCAPE}[8m {OVERRIDE}xslx.exe {ISOLATE}\x9b31m"


def encoded(text: str) -> str:
    """Return a text as an encoded word (RFC 2047), in which a header can carry anything."""
    return f"=?utf-8?q?{''.join(f'={byte:02X}' for byte in text.encode())}?="


@pytest.fixture
def written(scene: Scene) -> Scene:
    """Let the mail of the prankster have been taken in, and that of a colleague who is believed."""
    raw = scene.compose("prankster@evil.example", (f"{guessed(5)}.xlsx", scene.tokenless(5, employees=1)), text=f"{HOSTILE} {guessed(5)}")
    raw = raw.replace(b"Subject: Our answers", f"Subject: {encoded(HOSTILE)}".encode())
    raw = raw.replace(f'filename="{guessed(5)}.xlsx"'.encode(), f'filename="{encoded(HOSTILE)} {guessed(5)}.xlsx"'.encode())
    raw = raw.replace(b"From: prankster@evil.example", f"From: {encoded(HOSTILE)} <prankster@evil.example>".encode())
    scene.post(raw, "prankster@evil.example", "mail.evil.example")
    for number, text in (
        (6, f"We will not participate in this study, {HOSTILE}."),
        (8, f"Which year is meant in question 1.4, {HOSTILE}?"),
    ):
        scene.reply(number, f"colleague@member{number}.example", text=text, subject=HOSTILE.translate(BARE))
    return scene


@pytest.mark.parametrize(
    "command", [("held",), ("held", "--all"), ("held", "show", "1"), ("show", "ORG005"), ("status", "--all"), ("questions",), ("digest",)]
)
def test_no_sequence_reaches_the_terminal(written: Scene, command: tuple[str, ...]) -> None:
    """Whatever is looked at, in words and as JSON; what they wrote is shown all the same."""
    for more in ((), ("--json",)):
        ran = counterfoil(*command, "--home", written.home, *more)
        assert "Hello" in ran.out or command[0] in {"status", "digest"}, more
        for mark in (ESCAPE, BELL, OVERRIDE, ISOLATE, "\x9b"):
            assert mark not in ran.out + ran.err, (command, more)


def test_letters_of_every_language_are_shown(scene: Scene) -> None:
    """Arabic and accents are no sequences."""
    scene.reply(5, person(5), text="السادة المحترمون، هل يمكن التأجيل؟ Où est-ce ?", subject="سؤال عن الاستبيان")
    assert "سؤال عن الاستبيان" in counterfoil("show", "ORG005", "--home", scene.home).out
