"""Hostile mail: whatever comes in has one outcome, and the next is read. COUNTERFOIL_MUTATED=10000 tries as many as that."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from bench.hostile import MONSTERS, damaged_workbooks, mutated, outcome
from cage.cage import Cage, EndedError
from intake.understanding.caged import GivenUpError, examination_caged, examine_caged
from intake.understanding.examine import examine
from intake.understanding.modules import MODULES
from intake.understanding.receiving import Receiving
from tests.workbooks.files import ordinary, zipped
from workbooks.caged.opened import Opener
from workbooks.cells import Workbook
from workbooks.harmless import Fitness

pytestmark = pytest.mark.outside
MANY = int(os.environ.get("COUNTERFOIL_MUTATED", "60"))
SEEDS = [path.read_bytes() for path in sorted((Path(__file__).parents[1] / "intake" / "data").glob("*.eml"))]
SMALL = b"From: a@a.example\r\nSubject: a\r\n\r\nMay we answer later?\r\n"


@pytest.fixture(scope="module")
def cage() -> Iterator[Cage]:
    """Open the cage that messages are examined in."""
    with Cage(MODULES) as one:
        yield one


def test_the_cage_says_the_same_as_the_program_without_it(cage: Cage) -> None:
    """Whatever examining needs was there before the walls were raised."""
    for raw in SEEDS:
        assert examine_caged(cage, raw, Receiving()) == examine(raw, Opener(seconds=float("inf")), Receiving())


@pytest.mark.parametrize("text", ["May we answer by 15 March 2030?", "Notre réponse suivra le 3/4.", "سنرد قبل نهاية فبراير."])
def test_days_are_understood_in_the_cage(cage: Cage, text: str) -> None:
    """The names of days and months in all languages, and the order of their numbers, were read before the walls were raised."""
    raw = f"From: a@a.example\r\nSubject: a\r\nDate: Mon, 25 Feb 2030 10:00:00 +0100\r\n\r\n{text}\r\n".encode()
    assert examine_caged(cage, raw, Receiving()) == examine(raw, Opener(seconds=float("inf")), Receiving())


def test_domains_in_other_letters_are_understood_in_the_cage(cage: Cage) -> None:
    """The tables of IDNA were read before the walls were raised."""
    raw = "From: Eva <eva@m\u00fcnchen.example>\r\nSubject: a\r\n\r\nPlease write to my successor uwe@k\u00f6ln.example.\r\n".encode()
    examined = examine_caged(cage, raw, Receiving())
    assert examined == examine(raw, Opener(seconds=float("inf")), Receiving())
    assert examined.mail.sender == "eva@xn--mnchen-3ya.example"


@pytest.mark.parametrize("name", MONSTERS)
def test_a_monster_is_understood(cage: Cage, name: str) -> None:
    """As far as it goes; none is held, and the next is read."""
    assert not outcome(cage, MONSTERS[name]()).startswith("held")
    assert outcome(cage, SMALL) == "question"


def test_no_message_takes_ten_seconds_of_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is in it: its two tries have less together."""
    given: list[int] = []

    def ends(_: Cage, _job: str, _request: object, *, seconds: int) -> list[bytes]:
        given.append(seconds)
        raise EndedError(0, late=True, at=None)

    monkeypatch.setattr(Cage, "run", ends)
    with pytest.raises(GivenUpError):
        examine_caged(Cage(MODULES), SMALL, Receiving())
    assert len(given) == 2
    assert sum(given) < 10


@pytest.mark.parametrize("packed", [False, True], ids=["as it came", "out of a zip"])
def test_what_is_made_of_a_message_weighs_and_what_came_does_not(cage: Cage, packed: bool) -> None:
    """A zip of a few bytes may hold files of many millions, which came with nothing."""
    book, size = zipped({"a.xlsx": b"\0" * 3_000_000}), 3_000_000
    mail = EmailMessage()
    mail["From"] = "a@a.example"
    mail.set_content("Here it is.")
    mail.add_attachment(
        book if packed else b"\0" * size, maintype="application", subtype="octet-stream", filename="a.zip" if packed else "a.xlsx"
    )
    weight = examination_caged(cage, mail.as_bytes(), Receiving()).weight
    assert (weight > size) is packed


def test_a_damaged_message_is_understood(cage: Cage) -> None:
    """Whatever the damage: no message makes the program fail."""
    chance = random.Random(1)  # noqa: S311 - The same damage each time.
    for raw in mutated(SEEDS, MANY // 2, chance):
        assert not outcome(cage, raw).startswith("held"), raw
    for raw in damaged_workbooks([("a.xlsx", ordinary()), ("a.csv", b"a;b\n1;2\n")], MANY // 2, chance):
        assert not outcome(cage, raw).startswith("held"), raw
    assert outcome(cage, SMALL) == "question"


@pytest.mark.parametrize(("seconds", "fitness"), [(float("inf"), Fitness.HARMLESS), (0.0, Fitness.UNKNOWN)])
def test_files_are_looked_through_for_as_long_as_there_is_time(seconds: float, fitness: Fitness) -> None:
    """Forty files that are cheap to open may cost too much to look through: the rest is shown to nobody else, and the message lives."""
    mail = EmailMessage()
    mail["From"] = "a@a.example"
    mail.set_content("May we answer later?")
    mail.add_attachment(b"Our reasons.", maintype="text", subtype="plain", filename="reasons.txt")
    examined = examine(mail.as_bytes(), Opener(seconds=float("inf")), Receiving(), seconds=seconds)
    assert [file.looked.fitness for file in examined.files] == [fitness]


@pytest.mark.parametrize("asked", [True, False])
def test_looks_of_cells_leave_the_cage_only_where_they_are_asked_for(cage: Cage, asked: bool) -> None:
    """They are a third of what a return costs, and most studies ask nothing of them."""
    mail = EmailMessage()
    mail["From"] = "a@a.example"
    mail.set_content("Here it is.")
    mail.add_attachment(ordinary(), maintype="application", subtype="octet-stream", filename="a.xlsx")
    (file,) = examine_caged(cage, mail.as_bytes(), Receiving(with_looks=asked)).files
    assert isinstance(file.opened.result, Workbook)
    assert any(sheet.looks for sheet in file.opened.result.sheets) is asked
