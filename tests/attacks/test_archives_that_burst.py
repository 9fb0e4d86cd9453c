"""A vandal wants the machine's memory and disk.

A small zip unpacks to gigabytes, or holds zips that hold zips, or ten thousand members.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from demo import respondents
from tests.attacks.scene import EVIL, Scene, person


def bomb() -> bytes:
    """Return a zip of 400 KB with a "workbook" of 400 MB of zeros."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package, package.open("questionnaire.xlsx", "w", force_zip64=True) as member:
        for _ in range(400):
            member.write(bytes(1024 * 1024))
    return packed.getvalue()


def bomb_within_a_workbook() -> bytes:
    """Return a package whose one sheet is that large."""
    return bomb().replace(b"questionnaire.xlsx", b"xl/workbookxxx.xml")


def nested() -> bytes:
    """Return a zip in a zip in a zip, two hundred deep."""
    data = respondents.zipped([("questionnaire.xlsx", b"no workbook")])
    for level in range(200):
        data = respondents.zipped([(f"{level}.zip", data)])
    return data


def crowded() -> bytes:
    """Return a zip of ten thousand members."""
    return respondents.zipped([(f"questionnaire {number}.xlsx", b"x") for number in range(10_000)])


@pytest.mark.parametrize("make", [bomb, bomb_within_a_workbook, nested, crowded])
def test_a_bomb_gets_one_state_and_the_next_message_is_read(scene: Scene, make: Callable[[], bytes]) -> None:
    """Under whatever name, it is refused with a sentence, and what lies behind it counts."""
    data = make()
    for name in ("answers.zip", "answers.xlsx", "answers.ods"):
        scene.post(scene.compose("vandal@evil.example", (name, data)), "vandal@evil.example", EVIL)
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=505)))
    assert len(scene.kinds()) == 4
    assert scene.answers() == {5: 505}


def test_eight_workbooks_in_a_zip_are_read(scene: Scene) -> None:
    """People pack what they send."""
    files = [(f"{number}.xlsx", scene.workbook(number, employees=100 + number)) for number in range(20, 28)]
    scene.write("focal@ministry.example", ("all.zip", respondents.zipped(files)))
    assert scene.answers() == {number: 100 + number for number in range(20, 28)}
