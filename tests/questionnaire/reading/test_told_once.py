"""A rule that a whole column breaks is told once: in the letter and on the sheet of findings, with every cell marked as before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.answer import AnswerValue
from domain.finding import Finding, Severity
from intake.deciding.said_besides import unconfirmed
from questionnaire.reading import Reading
from questionnaire.workbook.notice import marks, notice
from tests.questionnaire.reading.test_repeats import EQUIPMENT, GIVEN, OFFENCES, TABLE, reading_of, typed_in
from workbooks.caged.reader import Reader

BAD: Mapping[str, AnswerValue] = {"kind": "server", "model": "Alpha", "pieces": -2, "price": 1.5}
GOOD = {**BAD, "pieces": 2}


def returned(rows: Sequence[Mapping[str, AnswerValue]], given: Mapping[str, AnswerValue] = GIVEN) -> Reading:
    """Return what is read of a workbook with these rows in its table."""
    with Reader() as reader:
        return reading_of(reader, typed_in(tuple(rows), given))


def told(reading: Reading, code: str = "constraint") -> list[tuple[str, str]]:
    """Return the cells and the messages of the findings of a code, as the letter has them."""
    messages = {one.message for one in reading.findings if one.code == code}
    found = unconfirmed(reading.findings, "en")
    return [(one["cell"], one["message"]) for one in found if any(one["message"].startswith(each) for each in messages)]


def test_a_rule_that_all_rows_of_a_table_break_is_told_once_with_the_cells_of_the_others() -> None:
    """The letter and the sheet of findings name them; each cell is still marked, with its own comment."""
    reading = returned([BAD] * 24)
    column = next(one.column for one in TABLE.columns if one.question == "pieces")
    letter = "ABCDEFGHIJ"[column - 1]
    ((cell, message),) = told(reading)
    assert cell == f"{letter}{TABLE.first}"
    assert message.endswith(f"The same goes for {letter}{TABLE.first + 1}:{letter}{TABLE.first + 23}.")
    lines = [
        row for row in notice(reading.findings, reading.answers, "en").rows if row.cells[2] == EQUIPMENT and message in str(row.cells[4])
    ]
    assert len(lines) == 1
    assert len([one for one in marks(reading.findings, "en") if (one.sheet, one.column) == (EQUIPMENT, column)]) == 24


def test_rows_between_that_are_right_are_not_named() -> None:
    """The cells stand in runs."""
    reading = returned([BAD, BAD, GOOD, BAD, BAD, BAD, GOOD, BAD])
    first, letter = TABLE.first, "ABCDEFGHIJ"[next(one.column for one in TABLE.columns if one.question == "pieces") - 1]
    ((_, message),) = told(reading)
    cells = f"{letter}{first + 1}, {letter}{first + 3}:{letter}{first + 5}, {letter}{first + 7}"
    assert message.endswith(f"The same goes for {cells}.")


def test_a_few_and_what_is_no_error_are_told_one_by_one() -> None:
    """Three rows say what stands in each, and each warning is confirmed by itself."""
    assert [cell[1:] for cell, _ in told(returned([BAD] * 3))] == [str(TABLE.first + row) for row in range(3)]
    solved = {**GIVEN, **{f"offences[{year}].solved": 99 for year in (2009, 2010, 2011)}}
    doubts = [one for one in returned([GOOD], solved).findings if one.severity is Severity.WARNING and one.sheet == OFFENCES]
    assert len(doubts) == len([one for one in unconfirmed(doubts, "en") if one["sheet"] == OFFENCES]) == 3


def test_what_is_wrong_in_other_ways_is_told_apart() -> None:
    """Numbers that break the rule, and texts that are no numbers, ask for different things."""
    reading = returned([BAD] * 4 + [{**BAD, "pieces": "lots"}] * 4)
    assert len(told(reading)) == len(told(reading, "type")) == 1


def test_the_answers_of_a_row_that_was_deleted_are_told_once_by_their_labels() -> None:
    """They have no cells any more; with another remedy, and in another table, they are told apart."""
    gone = Finding(code="question_missing", severity=Severity.ERROR, message="The row is gone.", remedy="Put it back.", sheet="Ages")
    row = [replace(gone, question=f"ages[8].{one}", label=f"{one} (8)") for one in ("boys", "girls", "both", "staff")]
    others = [replace(one, question="rooms[8].area", label="area (8)") for one in row[:1]]
    (first, *rest) = unconfirmed([*row, *others], "en")
    assert first["message"] == "The row is gone. The same goes for girls (8), both (8), staff (8)."
    assert [one["label"] for one in rest] == ["area (8)"]
