"""A vandal wants the service to stand still, and knows that it unpacks uuencode: a text of lines that each begin a file, and end none.

Each beginning is searched for its end to the end of the text: a megabyte of that takes hours, in the process that nobody may kill. What
lies behind it in the mailbox waits, also after a restart.
"""

from __future__ import annotations

import binascii

import pytest

from tests.attacks.program import collect
from tests.attacks.scene import EVIL, Scene, person

LINES = (
    "begin 644 a.xlsx\n",
    "begin 644 a.xlsx\n#86)C\n",
    "begin-base64 644 a.xlsx\n",
    "From - x\nbegin 644 a\n",
    ">> begin 644 a.xlsx\n",
)


@pytest.mark.parametrize("line", LINES)
def test_a_megabyte_of_beginnings_stops_nothing(scene: Scene, line: str) -> None:
    """The message gets a state, and the answer behind it counts."""
    scene.post(scene.compose("vandal@evil.example", text=line * (1_000_000 // len(line))), "vandal@evil.example", EVIL)
    scene.post(scene.compose(person(5), ("answers.xlsx", scene.workbook(5, employees=505))), person(5), "mail.member5.example")
    collect(scene.home)
    assert len(scene.kinds()) == 2
    assert scene.answers() == {5: 505}


def test_a_workbook_in_uuencode_is_read(scene: Scene) -> None:
    """Old gateways still send that."""
    data = scene.workbook(5, employees=505)
    lines = "\n".join(_line(data[at : at + 45]) for at in range(0, len(data), 45))
    scene.write(person(5), text=f"Our answers\n\nbegin 644 answers.xlsx\n{lines}\n`\nend\n")
    assert scene.answers() == {5: 505}


def _line(data: bytes) -> str:

    return binascii.b2a_uu(data, backtick=True).decode().rstrip("\n")
