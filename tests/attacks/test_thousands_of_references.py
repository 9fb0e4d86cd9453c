"""Somebody who has a script writes every serial number there may be, in one message with a zip of forty workbooks.

Each workbook was held against each reference, and each of these against every invitation, while the store was locked.
"""

from __future__ import annotations

from domain.mail.reference import printed
from domain.message import By
from intake.parsing.parse import parse
from intake.understanding.evidence.evidence import gather
from tests.attacks.books import PREFIX
from tests.attacks.scene import Scene, person
from tests.intake.scene import message
from tests.workbooks.files import zipped


def test_of_one_message_some_hundreds_of_references_are_looked_for() -> None:
    """In the order in which they stand."""
    written = [printed(PREFIX, number) for number in range(1000, 4000)]
    clues = gather(parse(message(text="\n".join(written))))
    found = [clue.value for clue in clues if clue.by is By.REFERENCE]
    assert found == written[: len(found)]
    assert 100 <= len(found) <= 500


def test_they_bring_no_organisation_an_answer(scene: Scene) -> None:
    """Forty workbooks beside three thousand references are for a person, and the next message is read."""
    books = zipped({f"{number}.xlsx": scene.tokenless(number, employees=1) for number in range(40)})
    scene.write("stranger@evil.example", ("all.zip", books), text="\n".join(printed(PREFIX, number) for number in range(1, 3000)))
    scene.reply(39, person(39), ("answers.xlsx", scene.workbook(39, employees=3939)))
    assert scene.answers() == {39: 3939}
