"""A note shows the answers that it mentions, once they are given."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from domain.mail.reference import printed
from questionnaire.definition import Questionnaire
from questionnaire.reading import LayoutState, read
from questionnaire.workbook.cover_words import Cover
from questionnaire.workbook.stamp import Blank, Personal, make_blank
from questionnaire.xlsform import inspect
from tests.questionnaire.forms import ONE_SETTING, YES_NO, xlsx
from tests.questionnaire.workbook.test_repeats import all_by_libreoffice
from workbooks.annotate import fill
from workbooks.caged.opening import look
from workbooks.cells import Cell, CellValue, Workbook

HEAD = ("type", "name", "label", "label::French (fr)", "calculation")
LONG = "Please look at this again. " * 12
NOTE = "Of ${town}, founded ${day}: ${people} people, ${share} %, ${town} again; ${open}; ${kinds}; ${twice} in all."
FORM = xlsx(
    (
        HEAD,
        ("text", "town", "Name of the town", "Nom de la ville"),
        ("date", "day", "Day", "Jour"),
        ("integer", "people", "People", "Habitants"),
        ("decimal", "share", "Share", "Part"),
        ("select_one yes_no", "open", 'Is it "open"?', "Ouvert ?"),
        ("select_multiple yes_no", "kinds", "Kinds", "Genres"),
        ("calculate", "twice", "", "", "${people} * 2"),
        ("note", "told", NOTE, "À ${town} : ${people}"),
        ("note", "long", f"{LONG}${{town}}", "Long"),
        ("note", "plain", "Plain words", "Simple"),
    ),
    YES_NO,
    ONE_SETTING,
)
GIVEN: dict[str, CellValue] = {
    "town": "Aville", "day": datetime(2026, 3, 4), "people": 1200, "share": 12.5, "open": "Yes", "kinds": "Yes",  # noqa: DTZ001 - A cell has no zone.
}  # fmt: skip
BLANK = 'Of [Name of the town], founded [Day]: [People] people, [Share] %, [Name of the town] again; [Is it "open"?]; [Kinds]; … in all.'
FILLED = "Of Aville, founded 2026-03-04: 1200 people, 12.5 %, Aville again; Yes; Yes; No; 2400 in all."
COVER = Cover(study_title="A study", sender="", deadline_text="", returns_to="", contact="")


def _form() -> Questionnaire:
    made = inspect(FORM, "f.xlsx").questionnaire
    assert made
    return made


def _copy(language: str) -> tuple[Blank, bytes]:
    blank = make_blank(_form(), language, COVER)
    return blank, blank.prefix + blank.stamp(Personal(printed("WAT27", 7), "a2b3c4d5e6f7g2h3", "A ministry"))


def _filled(blank: Blank, copy: bytes) -> bytes:
    return fill(copy, {Cell(slot.sheet, slot.row, slot.column): GIVEN[slot.question] for slot in blank.layout.slots})


def _texts(data: bytes) -> list[str]:
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_before_anything_is_answered_a_note_names_the_questions_also_in_a_preview() -> None:
    """What the formula gives is written beside it; nobody needs to be told of it as a fault of the form."""
    texts = _texts(_copy("en")[1])
    assert BLANK in texts
    assert f"{LONG}[Name of the town]" in texts
    assert "Plain words" in texts
    assert "À [Nom de la ville] : [Habitants]" in _texts(_copy("fr")[1])
    assert not [one for one in inspect(FORM, "f.xlsx").problems if "mentions" in one.message]


def test_a_note_shows_the_answers_and_is_none_itself(tmp_path: Path) -> None:
    """LibreOffice works the text out; read back, the workbook is as it was, with its answers and no findings."""
    blank, copy = _copy("en")
    (saved,) = all_by_libreoffice([_filled(blank, copy)], tmp_path)
    assert FILLED in _texts(saved)
    workbook = look(saved, "back.xlsx").result
    assert isinstance(workbook, Workbook)
    reading = read(workbook, _form(), [blank.layout], today=date(2026, 11, 27))
    assert (reading.layout, reading.findings) == (LayoutState.EXACT, ())
    assert {key: reading.answers[key] for key in ("town", "people", "open", "kinds", "twice")} == {
        "town": "Aville", "people": 1200, "open": "yes", "kinds": ("yes", "no"), "twice": 2400,
    }  # fmt: skip


@pytest.mark.parametrize("mentioned", ["${i}", "${r}", "${told}"])
def test_a_note_that_mentions_what_has_no_one_answer_names_it_and_is_told(mentioned: str) -> None:
    """A question of a repeat has several answers, a repeat or another note none."""
    rows = (
        ("begin_repeat", "r", "Rows"),
        ("integer", "i", "Item"),
        ("end_repeat",),
        ("note", "told", "A note"),
        ("note", "n", f"See {mentioned}"),
    )
    found = inspect(xlsx((("type", "name", "label"), ("text", "t", "T"), *rows), (), ONE_SETTING), "f.xlsx")
    assert found.questionnaire
    assert found.questionnaire.by_name["n"].mentions == {}
    assert found.questionnaire.by_name["n"].label["en"] in {"See [Item]", "See [Rows]", "See [A note]"}
    assert [one.row for one in found.problems if "mentions the answer" in one.message] == [7]
