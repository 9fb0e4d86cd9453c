"""Answer cells that a respondent merged with others: nobody knows whether what is seen there answers both questions, so they are asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from questionnaire.pages import lay_out
from questionnaire.reading import Reading, read
from tests.questionnaire.reading.test_repeats import EQUIPMENT, TABLE, typed_in
from tests.questionnaire.repeat_samples import FIGURES
from tests.questionnaire.workbook_samples import LONG, LOSS, SAMPLE, fill, find, opened, personal, saved
from tests.workbooks.files import converted
from workbooks.caged.opening import look
from workbooks.cells import Workbook

STAFF, FOUNDED, VICTIM, OTHER = "Number of employees", "Date of foundation", LONG["en"], "Anything else?"
FILLED: dict[Any, Any] = {"Name of the respondent": "Ana", STAFF: 12, VICTIM: "No", LOSS["en"]: 5}


def returned(*areas: tuple[str, str], answers: dict[Any, Any] | None = None, beyond: int = 0) -> Any:
    """Return a filled workbook in which the answers to each two questions are one cell now, as Excel merges them."""
    book = opened(fill(personal(), FILLED if answers is None else answers))
    for first, last in areas:
        start, end = find(book, first), find(book, last)
        sheet = start.parent
        sheet.merge_cells(start_row=start.row, end_row=end.row, start_column=start.column + 1, end_column=end.column + 1 + beyond)
    return book


def reading(data: bytes, name: str = "back.xlsx") -> Reading:
    """Return what is read of a file."""
    workbook = look(data, name).result
    assert isinstance(workbook, Workbook)
    return read(workbook, SAMPLE, [lay_out(SAMPLE, "en")], today=date(2012, 3, 1))


def told(found: Reading) -> list[tuple[str | None, str]]:
    """Return which answers are told to lie beneath a merged cell, with the words."""
    return [(one.question, one.message) for one in found.findings if one.code == "answer_merged"]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_an_answer_that_a_merged_cell_swallowed_is_asked_about(kind: str, tmp_path: Path) -> None:
    """What stands in the one cell counts for its own question, and whether it answers the other one too, only they can tell."""
    data = saved(returned((STAFF, FOUNDED)))
    found = reading(data if kind == "xlsx" else converted(data, kind, tmp_path), f"back.{kind}")
    assert (found.answers["staff"], found.answers["founded"]) == (12, None)
    assert [question for question, _ in told(found)] == ["founded"]
    assert "\u201c12\u201d" in told(found)[0][1]


def test_cells_that_were_merged_for_more_room_are_no_matter() -> None:
    """Over the help beside the answer, say, which is no answer."""
    found = reading(saved(returned((STAFF, STAFF), beyond=1)))
    assert (found.answers["staff"], told(found)) == (12, [])


def test_blank_cells_that_were_merged_are_no_matter() -> None:
    """Nothing was answered there."""
    answers = {label: value for label, value in FILLED.items() if label != LOSS["en"]}
    found = reading(saved(returned((LOSS["en"], OTHER), answers=answers)))
    assert told(found) == []


def test_a_text_that_lies_beneath_a_merged_cell_does_not_count() -> None:
    """LibreOffice may keep what cells held that it merges; nobody sees it."""
    book = opened(fill(personal(), FILLED | {OTHER: "Nothing else"}))
    first, last = find(book, LOSS["en"]), find(book, OTHER)
    # Unlike `merge_cells`, this drops nothing.
    first.parent.merged_cells.add(f"C{first.row}:C{last.row}")
    found = reading(saved(book))
    assert (found.answers["loss"], found.answers["comment"]) == (5, None)
    assert [question for question, _ in told(found)] == ["comment"]


def test_marks_of_a_choice_of_several_that_became_one_cell_are_asked_about() -> None:
    """The first is marked, and whether the second one is, nobody can see."""
    book = opened(fill(personal(), FILLED | {VICTIM: "Yes", ("Which acts?", "Sending spam"): "x"}))
    first, last = (find(book, ("Which acts?", choice)) for choice in ("Sending spam", "Other"))
    first.parent.merge_cells(start_row=first.row, end_row=last.row, start_column=first.column + 1, end_column=first.column + 1)
    found = reading(saved(book))
    assert found.answers["acts"] is None
    assert [question for question, _ in told(found)] == ["acts"]


def test_a_cell_over_several_rows_of_a_table_is_asked_about_in_each() -> None:
    """Whoever merges the kind of three rows means it of all three, or has dropped two."""
    book = typed_in()
    column = next(one.column for one in TABLE.columns if one.question == "kind")
    book[EQUIPMENT].merge_cells(start_row=TABLE.first, end_row=TABLE.first + 2, start_column=column, end_column=column)
    workbook = look(saved(book), "back.xlsx").result
    assert isinstance(workbook, Workbook)
    found = read(workbook, FIGURES, [lay_out(FIGURES, "en")], today=date(2012, 3, 1))
    assert [found.answers[f"equipment[{number}].kind"] for number in (1, 2, 3)] == ["server", None, None]
    assert [question for question, _ in told(found)] == ["equipment[2].kind", "equipment[3].kind"]


def test_an_area_without_end_is_looked_at_no_longer_than_others() -> None:
    """All answers lie beneath it then."""
    book = opened(fill(personal(), FILLED))
    merged = find(book, STAFF).parent.merged_cells
    merged.ranges.clear()
    merged.add("A1:XFD1048576")
    assert [question for question, _ in told(reading(saved(book)))] == ["name", "founded", "role"]
