"""What is odd, flagged, edited or in parts is told by what it means, when the questionnaire has two versions or several offices."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from domain.letter import Letter, LetterKind
from service.authoring.drafts import apply
from service.installation.install import SAMPLE
from service.quality import outliers as quality_outliers
from service.quality.inquiries import load
from service.studies.previous import FILE
from service.studies.running import require_running
from store import outbox
from tests.service.installed import at
from tests.service.studies.test_versions import _LAWS_SECOND, _SECOND, _SECOND_CHANGES, FIRST, House, sent

MANY = 6
_RENAMED = tuple(tuple("events" if cell == "incidents" and place == 1 else cell for place, cell in enumerate(row)) for row in _SECOND)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Open an installation of six organisations that were sent the first form, version 2 of the study."""
    with sent(tmp_path, MANY) as found:
        yield found


def odd(house: House) -> list[quality_outliers.Odd]:
    """Return what looks odd today."""
    with house.service.store.reading() as tx:
        return list(quality_outliers.find(tx, require_running(house.service, tx, SAMPLE), at("04-10")))


def ask(house: House, found: list[quality_outliers.Odd], when: str) -> list[tuple[int, str]]:
    """Tick all that looks odd, load the sheet, and return the rows that are not asked about with the reasons."""
    book = openpyxl.load_workbook(io.BytesIO(quality_outliers.sheet(found, SAMPLE)))
    for row in range(2, len(found) + 2):
        book.worksheets[0].cell(row, 1).value = "x"
    book.save(house.home / "outliers.xlsx")
    return load(house.service, SAMPLE, house.home / "outliers.xlsx", at(when), by="Anna Berg").left_out


def inquiries(house: House) -> list[Letter]:
    """Return the letters that ask about answers."""
    with house.service.store.reading() as tx:
        return [
            one for number in range(MANY) for one in outbox.of_organisations(tx, [f"ORG{number:03d}"]) if one.kind is LetterKind.INQUIRY
        ]


def six_answers(house: House) -> None:
    """Let five organisations answer the first form, one of them oddly, and the last one the second form, in thousands."""
    for number in range(MANY - 1):
        house.answer(number, FIRST | {"Incidents recorded": 1_500_000 if number == 3 else 1000 + 100 * number}, "02-22", house.letters)
    house.write(_SECOND, _LAWS_SECOND, _SECOND_CHANGES)
    assert house.apply().code == 0
    house.send(house.fresh(MANY - 1, "03-26"), {"Number of staff": 12, "Incidents recorded": 1.35, "Is there a law?": "No"}, "03-27")


def test_a_value_is_odd_beside_those_of_another_version_in_one_unit(house: House) -> None:
    """Who answered in thousands is not odd beside who answered in single incidents, and the odd one is told in today's unit."""
    six_answers(house)
    (found,) = odd(house)
    assert (found.found.organisation, found.item, found.unit) == ("ORG003", "incidents", "thousands")
    assert (found.found.value, found.found.power) == (1500, 3)


def test_a_value_that_was_asked_about_is_not_asked_about_again_when_it_is_called_otherwise(house: House) -> None:
    """The inquiry was about the same answer, whatever name it has since; the sheet that is loaded again says when that was."""
    six_answers(house)
    assert ask(house, odd(house), "04-11") == []
    (letter,) = inquiries(house)
    (answer,) = letter.context["inquiry"]["answers"]  # type: ignore[index]
    assert (answer["item"], answer["value"]) == ("incidents", "1500 thousands")
    house.write(_RENAMED, _LAWS_SECOND, '\n[[changes]]\nrenamed = { incidents = "events" }\n')
    ran = house.apply("--by", "Anna Berg")
    assert ran.code == 0, ran.err
    (found,) = odd(house)
    assert (found.item, found.asked_at and found.asked_at.date().isoformat()) == ("events", "2012-04-11")
    ((_, why),) = ask(house, [found], "04-12")
    assert "they were asked about this value on 2012-04-11" in why


def test_an_inquiry_after_an_edit_says_what_counts_and_what_they_had_answered(house: House) -> None:
    """In the unit of today, also where the answer was given in another one; what was edited since can be asked about once more."""
    six_answers(house)
    ask(house, odd(house), "04-11")
    house.edit(3, "incidents", "1600", when="04-12")
    (found,) = odd(house)
    assert (found.found.value, found.asked_at) == (1600, None)
    ask(house, [found], "04-13")
    told = [one.context["inquiry"]["answers"][0] for one in inquiries(house)]  # type: ignore[index]
    assert [(one["value"], one["edited"], one["given"]) for one in told] == [
        ("1500 thousands", False, ""),
        ("1600 thousands", True, "1500 thousands"),
    ]
    assert "1500 thousands" in _text(house)


def _text(house: House) -> str:
    letters = house.office.letters(at("04-14"))
    (letter,) = [one for one in letters if "person3@" in str(one["To"]) and "1600" in str(one.get_body(("plain",)))]
    return " ".join(str(letter.get_body(("plain",)).get_content()).split())  # type: ignore[union-attr]


def test_the_next_round_shows_what_two_versions_said_with_its_flags(house: House) -> None:
    """Under the names and in the units of the last version: one organisation answered the first one with flags, another the second."""
    house.answer(0, FIRST | {"Number of staff": "12 p", "Incidents recorded": "1234 e"}, "02-22", house.letters)
    house.write(_SECOND, _LAWS_SECOND, _SECOND_CHANGES)
    assert house.apply().code == 0
    house.send(house.fresh(1, "03-26"), {"Number of staff": "14 b", "Incidents recorded": 2.5}, "03-27")
    folder = house.home / "studies" / "next"
    shutil.copytree(house.folder, folder)
    (folder / FILE).unlink()
    text = (folder / "study.toml").read_text(encoding="utf-8").replace(_SECOND_CHANGES, "")
    text = text.replace(f'id = "{SAMPLE}"', f'id = "next"\nprevious = "{SAMPLE}"')
    (folder / "study.toml").write_text(re.sub(r'(?m)^prefix = ".*"', 'prefix = "NXT"', text), encoding="utf-8")
    book = openpyxl.load_workbook(folder / "questionnaire.xlsx")
    survey = book["survey"]
    column = survey.max_column + 1
    for row, said in ((1, "previous"), (2, "yes"), (3, "yes")):
        survey.cell(row, column).value = said
    book.save(folder / "questionnaire.xlsx")
    apply(house.service, "next", at("05-01"), by="staff")
    with house.service.store.reading() as tx:
        shown = require_running(house.service, tx, "next").previous
    assert shown["ORG000"] == {"employees": "12", "employees@flag": "p", "incidents": "1.234", "incidents@flag": "e"}
    assert shown["ORG001"] == {"employees": "14", "employees@flag": "b", "incidents": "2.5"}
