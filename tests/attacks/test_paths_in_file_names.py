"""An intruder wants a file of theirs to lie somewhere on the server, and writes a path where a name should be.

In the attachment, in a zip, with drives and devices of Windows, with a NUL.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from demo import respondents
from tests.attacks.books import guessed
from tests.attacks.scene import Scene, person

NAMES = (
    "../../../../evil.xlsx",
    "/tmp/evil-of-the-attacks.xlsx",  # noqa: S108 - it must not be written
    "..\\..\\..\\evil.xlsx",
    "C:\\Windows\\evil.xlsx",
    "\\\\server\\share\\evil.xlsx",
    "~/evil.xlsx",
    "CON.xlsx",
    "a/../../evil.xlsx",
    ".evil.xlsx",
)


def beside(scene: Scene) -> set[Path]:
    """Return what lies beside the installation, and in the places that the names lead to."""
    places = [*scene.home.parent.iterdir(), *scene.home.parent.parent.iterdir(), *Path("/tmp").glob("evil*"), *Path.home().glob("evil*")]  # noqa: S108 - as above
    return {path for path in places if path != scene.home}


@pytest.mark.parametrize("name", NAMES)
def test_a_path_in_a_name_leads_nowhere(scene: Scene, name: str) -> None:
    """As an attachment and in a zip: nothing is written there, and what goes back has a plain name."""
    before = beside(scene)
    book = scene.workbook(5, share_cross_border=140.0)
    scene.reply(5, person(5), (name, book))
    scene.reply(6, person(6), ("answers.zip", respondents.zipped([(name, scene.workbook(6, share_cross_border=140.0))])))
    assert beside(scene) == before
    assert not list(scene.home.rglob("*evil*"))
    assert scene.states(5) == ["queried"]
    names = [attached for one in scene.left() for attached, _ in one.letter.attachments]
    assert len(names) >= 2
    assert not [one for one in names if "/" in one or "\\" in one or ".." in one or ":" in one or one.startswith((".", "~"))]


def test_what_goes_back_has_a_name_that_its_sender_knows(scene: Scene) -> None:
    """Or that of the reference."""
    scene.reply(5, person(5), ("Réponses de l'organisation 5.xlsx", scene.workbook(5, share_cross_border=140.0)))
    (back,) = scene.left()
    name, _ = back.letter.workbook or ("", b"")
    assert "Réponses de l'organisation 5" in name or guessed(5) in name
