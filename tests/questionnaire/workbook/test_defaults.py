"""A default stands in its cell before anybody answers, and a question for reading alone is locked."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from domain.mail.reference import printed
from questionnaire.definition import Questionnaire
from questionnaire.in_part import InPart, read_in_part
from questionnaire.reading import Reading, read
from questionnaire.workbook.cover_words import Cover
from questionnaire.workbook.refill import filled_in
from questionnaire.workbook.stamp import Blank, Personal, make_blank
from questionnaire.xlsform import inspect
from tests.questionnaire.forms import ONE_SETTING, YES_NO, xlsx
from tests.questionnaire.workbook.test_repeats import all_by_libreoffice
from workbooks.annotate import fill
from workbooks.caged.opening import look
from workbooks.cells import Cell, CellValue, Workbook

TODAY = date(2026, 11, 27)
COVER = Cover(study_title="A study", sender="", deadline_text="", returns_to="", contact="")
HEAD = ("type", "name", "label", "default", "read_only", "relevant", "calculation")
FORM = xlsx(
    (
        HEAD,
        ("text", "remark", "Remark"),
        ("text", "country", "Country", "concat('=', 'Atlantis')"),
        ("integer", "year", "Year", "2026", "yes"),
        ("decimal", "rate", "Rate", "0.5"),
        ("date", "since", "Since", "2024-02-03"),
        ("date", "filled", "Filled in on", "today()"),
        ("select_one yes_no", "open", "Open?", "yes"),
        ("select_multiple yes_no", "kinds", "Kinds", "yes no"),
        ("integer", "next", "Next year", "${year} + 1"),
        ("text", "closing", "Why closed?", "Unknown", "", "${open} = 'no'"),
        ("calculate", "twice", "Twice", "", "", "", "${year} * 2"),
        ("begin_repeat", "staff", "Staff"),
        ("text", "who", "Who"),
        ("integer", "hours", "Hours", "40"),
        ("select_one yes_no", "paid", "Paid", "yes"),
        ("integer", "days", "Days", "${hours} div 8"),
        ("end_repeat",),
    ),
    YES_NO,
    ONE_SETTING,
)
LEFT = {
    "country": "=Atlantis", "year": 2026, "rate": 0.5, "since": date(2024, 2, 3), "open": "yes", "kinds": ("yes", "no"),
    "next": 2027, "twice": 4052,
}  # fmt: skip


def _form(data: bytes = FORM) -> Questionnaire:
    made = inspect(data, "f.xlsx")
    assert made.questionnaire, made.problems
    return made.questionnaire


def _copy(form: Questionnaire) -> tuple[Blank, bytes]:
    blank = make_blank(form, "en", COVER)
    return blank, blank.prefix + blank.stamp(Personal(printed("WAT27", 7), "a2b3c4d5e6f7g2h3", "A ministry"))


def _with(blank: Blank, copy: bytes, given: Mapping[str, CellValue]) -> bytes:
    cells: dict[Cell, CellValue] = {}
    for slot in blank.layout.slots:
        if slot.question in given:
            cells[Cell(slot.sheet, slot.row, slot.column)] = given[slot.question]
    for table in blank.layout.tables:
        for column in table.columns:
            if column.question in given:
                cells[Cell(table.sheet, table.first, column.column)] = given[column.question]
    return fill(copy, cells)


def _resaved(data: bytes) -> bytes:
    """Return a workbook as openpyxl saves it, without what its formulas give."""
    saved = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(data)).save(saved)
    return saved.getvalue()


def _read(form: Questionnaire, blank: Blank, data: bytes) -> Reading:
    workbook = look(data, "back.xlsx").result
    assert isinstance(workbook, Workbook)
    return read(workbook, form, [blank.layout], today=TODAY)


def _sheet(data: bytes, name: str = "General", *, results: bool = False) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=results)[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def _answers(reading: Reading) -> dict[str, object]:
    return {key: value for key, value in reading.answers.items() if value is not None}


def test_a_workbook_shows_defaults_as_people_would_write_them_and_locks_what_is_for_reading() -> None:
    """Choices stand as their labels, a text that begins with = is no formula, and what is worked out has its result beside it."""
    blank, copy = _copy(_form())
    sheet, shown = _sheet(copy), _sheet(copy, results=True)
    at = {slot.key: (slot.row, slot.column) for slot in blank.layout.slots}
    cells = {key: sheet.cell(*place) for key, place in at.items()}
    assert (cells["q_country"].value, cells["q_country"].data_type) == ("=Atlantis", "s")
    assert (cells["q_rate"].value, cells["q_since"].value) == (0.5, datetime(2024, 2, 3))  # noqa: DTZ001 - A cell has no zone.
    assert [cells[key].value for key in ("q_open", "q_kinds__yes", "q_kinds__no")] == ["Yes", "Yes", "Yes"]
    assert cells["q_filled"].value == "=TODAY()"
    assert shown.cell(*at["q_next"]).value == 2027
    locked = {key for key, cell in cells.items() if cell.protection.locked}
    assert locked == {"q_year"}
    assert cells["q_year"].border.left.style == "mediumDashed"


def test_a_workbook_in_which_only_defaults_stand_is_blank() -> None:
    """Nobody wrote anything, so that nobody answered; that holds without the results of formulas, too."""
    form = _form()
    blank, copy = _copy(form)
    for data in (copy, _resaved(copy)):
        reading = _read(form, blank, data)
        assert reading.blank
        assert not _answers(reading)


@pytest.mark.parametrize("resaved", [False, True])
def test_a_default_that_was_left_is_an_answer_once_anything_was_answered(*, resaved: bool) -> None:
    """It is one whether or not the program that saved the workbook worked the formulas out; that of a question not asked is none."""
    form = _form()
    blank, copy = _copy(form)
    data = _with(blank, copy, {"remark": "Fine"})
    reading = _read(form, blank, _resaved(data) if resaved else data)
    assert not reading.findings
    assert _answers(reading) == {**LEFT, "filled": TODAY, "remark": "Fine"}
    assert {"country", "rate", "next", "kinds"} <= reading.left
    assert "remark" not in reading.left


def test_a_default_that_was_written_over_or_cleared_is_none() -> None:
    """An answer goes before it, and a blank stays blank."""
    form = _form()
    blank, copy = _copy(form)
    reading = _read(form, blank, _with(blank, copy, {"country": "Utopia", "rate": "", "open": "No", "next": 2030}))
    assert not reading.findings
    assert {key: reading.answers[key] for key in ("country", "rate", "open", "next", "closing")} == {
        "country": "Utopia", "rate": None, "open": "no", "next": 2030, "closing": "Unknown",
    }  # fmt: skip


@pytest.mark.parametrize("written", [2027, "n.a.", ""])
def test_what_was_written_where_nothing_may_be_changed_is_told_and_does_not_count(written: CellValue) -> None:
    """The default counts on; also where the cell was cleared, or holds what could not be read."""
    form = _form()
    blank, copy = _copy(form)
    reading = _read(form, blank, _with(blank, copy, {"remark": "Fine", "year": written}))
    assert [(one.code, one.question, one.cell) for one in reading.findings] == [("read_only_changed", "year", "C5")]
    assert (reading.answers["year"], reading.answers["next"], reading.answers["twice"]) == (2026, 2027, 4052)


def test_a_question_for_reading_alone_without_a_default_asks_nothing_and_takes_nothing() -> None:
    """Other programs show it, and let nobody answer, so that nobody can be asked for it."""
    form = _form(
        xlsx((("type", "name", "label", "required", "readonly"), ("text", "a", "A"), ("text", "b", "B", "yes", "TRUE")), (), ONE_SETTING)
    )
    blank, copy = _copy(form)
    assert not _read(form, blank, _with(blank, copy, {"a": "Fine"})).findings
    reading = _read(form, blank, _with(blank, copy, {"a": "Fine", "b": "Written"}))
    assert [(one.code, one.question) for one in reading.findings] == [("read_only_changed", "b")]
    assert reading.answers["b"] is None


@pytest.mark.parametrize("resaved", [False, True])
def test_the_rows_of_a_table_show_their_defaults_once_they_are_begun(*, resaved: bool, tmp_path: Path) -> None:
    """A default begins no row; LibreOffice shows it beside an answer, and without its result it is worked out here."""
    form = _form()
    blank, copy = _copy(form)
    data = _with(blank, copy, {"who": "Ada"})
    data = _resaved(data) if resaved else all_by_libreoffice([data], tmp_path)[0]
    reading = _read(form, blank, data)
    rows = {key: value for key, value in _answers(reading).items() if key.startswith("staff[")}
    assert rows == {"staff[1].who": "Ada", "staff[1].hours": 40, "staff[1].paid": "yes", "staff[1].days": 5}
    assert not reading.findings


def test_a_fresh_workbook_with_the_answers_of_another_leaves_blank_what_was_cleared() -> None:
    """The defaults of the fresh workbook are not put in the place of what was there."""
    form = _form()
    blank, copy = _copy(form)
    given = {"country": None, "rate": None, "open": None, "kinds": ("no",), "remark": "Fine", "staff[1].who": "Ada", "staff[1].hours": None}
    anew = fill(copy, filled_in(form, blank.layout, given, {}))
    reading = _read(form, blank, anew)
    assert {key: reading.answers.get(key) for key in given} == given


def test_a_default_that_was_left_in_the_part_of_another_office_is_none_of_its_answers() -> None:
    """In what is everybody's it counts until somebody else says something."""
    rows = (
        ("type", "name", "label", "default", "excel::part"),
        ("begin_group", "all", "All"), ("text", "t", "T", "left"), ("end_group",),
        ("begin_group", "a", "A", "", "first"), ("text", "x", "X", "left"), ("end_group",),
        ("begin_group", "b", "B", "", "second"), ("text", "y", "Y", "left"), ("text", "z", "Z"), ("end_group",),
    )  # fmt: skip
    form = _form(xlsx(rows, (), ONE_SETTING))
    blank, copy = _copy(form)
    reading = _read(form, blank, _with(blank, copy, {"z": "Fine"}))
    mine = InPart(form, ("second",))
    assert _answers(read_in_part(reading, mine, {}, TODAY)) == {"t": "left", "y": "left", "z": "Fine"}
    assert _answers(read_in_part(reading, mine, {"t": "said"}, TODAY)) == {"y": "left", "z": "Fine"}


@pytest.mark.parametrize(
    ("kind", "default", "told"),
    [
        ("integer", "x", "is no integer"),
        ("integer", "1.5", "is no integer"),
        ("date", "tomorrow", "is no date"),
        ("select_one yes_no", "perhaps", "is no select_one"),
        ("select_one yes_no", "${other}", "not used on a select_one"),
        ("text", "once(random())", "cannot be worked out here"),
        ("text", "${last-saved#other}", "cannot be worked out here"),
        ("text", "${q}", "cannot be worked out here"),
        ("note", "words", "not used on a note"),
        ("calculate", "words", "not used on a calculation"),
    ],
)
def test_a_default_that_cannot_be_is_told_and_the_cell_starts_blank(kind: str, default: str, told: str) -> None:
    """The form is taken all the same, as other programs take it."""
    row = (kind, "q", "Q", default, "", "", "1" if kind == "calculate" else "")
    found = inspect(xlsx((HEAD, ("text", "other", "Other"), row), YES_NO, ONE_SETTING), "f.xlsx")
    assert found.questionnaire, found.problems
    assert found.questionnaire.by_name["q"].default is None
    assert any(told in one.message and one.column == "default" for one in found.problems), found.problems


def test_defaults_that_hang_on_each_other_are_broken_up() -> None:
    """A workbook would turn in a circle, where other programs look once."""
    rows = (HEAD, ("integer", "a", "A", "${b} + 1"), ("integer", "b", "B", "${a} + 1"))
    form = _form(xlsx(rows, (), ONE_SETTING))
    assert [bool(one.default) for one in form.questions] == [False, True]


@pytest.mark.parametrize(
    ("default", "value"), [("concat('a', 'b')", "ab"), ("'quoted'", "'quoted'"), ("10-12", "10-12"), ("Smith (Ann)", "Smith (Ann)")]
)
def test_a_default_that_hangs_on_nothing_is_a_plain_value(default: str, value: str) -> None:
    """Words with brackets or signs stay as they are, and a call that reads nothing is worked out once."""
    form = _form(xlsx((HEAD, ("text", "a", "A"), ("text", "q", "Q", default)), (), ONE_SETTING))
    blank, copy = _copy(form)
    assert _answers(_read(form, blank, _with(blank, copy, {"a": "Fine"}))) == {"a": "Fine", "q": value}


def test_a_workbook_that_was_made_before_cells_began_with_defaults_is_read_as_it_was() -> None:
    """Its cells were blank and open: what stands there was answered, and counts."""
    form = _form()
    blank, copy = _copy(form)
    earlier = replace(blank.layout, version=blank.layout.version.removesuffix("begun"))
    before = make_blank(replace(form, questions=tuple(replace(one, default=None, read_only=False) for one in form.questions)), "en", COVER)
    data = _with(before, before.prefix + before.stamp(Personal("", "", "")), {"year": 1999, "country": "=Atlantis"})
    workbook = look(data, "back.xlsx").result
    assert isinstance(workbook, Workbook)
    assert before.layout.version == earlier.version
    reading = read(workbook, form, [blank.layout, earlier], today=TODAY)
    assert not reading.findings
    assert _answers(reading) == {"year": 1999, "country": "=Atlantis", "twice": 3998}
    assert not _read(form, blank, _with(blank, copy, {"remark": "x"})).findings
