"""Cells that show their numbers in per cent: what people see there is what is read, and limits and checks are meant so."""

from __future__ import annotations

from questionnaire.adopt import adopt
from tests.adopt.making import Maker, Sample
from tests.adopt.returned import Sent, by_openpyxl, reading_of, sent
from workbooks.cells import Cell, CellValue

LIMITS = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 0.8, "error_message": "At most 80 %"}


def _sample() -> Sample:
    make = Maker("shares")
    page = make.sheet("A")
    for row, label in enumerate(("Renewable electricity", "Other electricity", "Staff"), 3):
        page.write(f"A{row}", label)
        make.ask(page, f"B{row}", label, "decimal", code="0" if row == 5 else "0%", rule=LIMITS if row == 3 else None)
    page.write("A8", "Check")
    page.write_formula("B8", '=IF(B3+B4=1,"OK","The shares do not add up")', make.grey, "OK")
    return make.done()


def _read(one: Sent, *values: CellValue) -> tuple[list[object], list[str]]:
    cells = {Cell("A", row, 2): value for row, value in enumerate(values, 3)}
    reading = reading_of(one, by_openpyxl(one.copy, cells))
    asked: list[object] = [reading.answers[name] for name in ("renewable_electricity", "other_electricity", "staff")]
    return asked, sorted({finding.code for finding in reading.findings})


def test_what_a_cell_shows_in_per_cent_is_read_as_that() -> None:
    """Half is seen as 50 %, and the form asks for per cent, so that nothing is in doubt; a plain cell beside it is as it was."""
    one = sent(_sample())
    questions = {question.name: question for question in one.form.answerable}
    assert questions["renewable_electricity"].unit == questions["other_electricity"].unit == {"en": "%"}
    assert not questions["staff"].unit
    assert _read(one, 0.5, 0.5, 7) == ([50.0, 50.0, 7.0], [])


def test_limits_and_checks_count_as_the_cells_do() -> None:
    """The validation allows up to 0.8, which is 80 %; shares that add up to 1 add up to 100 %."""
    one = sent(_sample())
    assert {question.kind.rule for question in adopt(one.sample.data, "x.xlsx").questions} == {". >= 0 and . <= 80", ""}
    assert _read(one, 0.8, 0.2, 7)[1] == []
    assert set(_read(one, 0.81, 0.19, 7)[1]) <= {"range", "constraint"}
    assert _read(one, 0.81, 0.19, 7)[1]
    assert _read(one, 0.5, 0.4, 7) == ([50.0, 40.0, 7.0], ["constraint"])
