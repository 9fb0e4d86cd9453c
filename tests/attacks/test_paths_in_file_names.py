"""An intruder wants a file of theirs to lie somewhere on the server, and writes a path where a name should be.

In the attachment, in a zip, with drives and devices of Windows, with a NUL.
"""

from __future__ import annotations

from pathlib import Path

from demo import respondents
from tests.attacks.scene import PLAIN, Scene, person

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


def test_a_path_in_a_name_leads_nowhere(scene: Scene) -> None:
    """As an attachment and in a zip: nothing is written there, and what goes back has a name of ours."""
    before = beside(scene)
    for number, name in zip(PLAIN, NAMES, strict=False):
        book = scene.workbook(number, share_cross_border=140.0)
        scene.reply(number, person(number), (name, book))
        other = scene.workbook(number, share_cross_border=141.0)
        scene.reply(number, person(number), ("answers.zip", respondents.zipped([(name, other)])))
        assert scene.states(number)[-1] == "queried"
    assert beside(scene) == before
    assert not list(scene.home.rglob("*evil*"))
    names = [attached for one in scene.left() for attached, _ in one.letter.attachments]
    assert len(names) >= len(NAMES)
    assert [one for one in names if not one.startswith("CYB12-")] == []


def test_the_letter_tells_its_reader_of_which_file_it_speaks(scene: Scene) -> None:
    """By the name that they gave it."""
    scene.reply(5, person(5), ("Réponses de l'organisation 5.xlsx", scene.workbook(5, share_cross_border=140.0)))
    (back,) = scene.left()
    assert "Réponses de l'organisation 5" in back.letter.text
    assert back.letter.workbook
