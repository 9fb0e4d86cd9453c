"""What a newer edition does to checks and to whatever reads a question that went: the form that is written has no name that nobody has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl

from questionnaire.definition import Questionnaire
from questionnaire.xlsform import inspect, load
from service.authoring.adopting import adopt_workbooks
from service.authoring.files import beside
from service.authoring.renewal.renew import Renewed, renew
from tests.adopt.making import WHOLE, Maker

CHECK = "check_total_of_your_accounts_sum_of_the_above"
MONEY = ("Salaries", "Books", "Premises", "Licences")


def accounts(money: Sequence[str] = MONEY, *, shift: int = 0, checked: bool = True) -> bytes:
    """Return a form that asks for money by kind and for its total, and says whether they agree."""
    make = Maker("accounts")
    page = make.sheet("Money")
    page.write("A1", "EXPENDITURE", make.bold)
    top = 3 + shift
    for row, kind in enumerate(money, top):
        page.write(f"A{row}", kind)
        make.ask(page, f"B{row}", kind, "integer", rule=WHOLE)
    last = top + len(money)
    page.write(f"A{last}", "Sum of the above")
    page.write_formula(f"B{last}", f"=SUM(B{top}:B{last - 1})", make.grey, 0)
    page.write(f"A{last + 1}", "Total of your accounts")
    make.ask(page, f"B{last + 1}", "Total of your accounts", "integer", rule=WHOLE)
    if checked:
        page.write_formula(f"C{last + 1}", f'=IF(B{last + 1}=B{last},"OK","does not agree")', make.grey, "OK")
    return make.done().data


def _renewed(folder: Path, data: bytes, edits: Mapping[str, Mapping[str, str]] | None = None) -> tuple[Renewed, Questionnaire]:
    (folder / "old.xlsx").write_bytes(accounts())
    form, target = folder / "form.xlsx", folder / "form2.xlsx"
    adopt_workbooks([folder / "old.xlsx"], form)
    book = openpyxl.load_workbook(form)
    sheet = book["survey"]
    columns = {str(cell.value): place for place, cell in enumerate(sheet[1], 1)}
    for name, texts in (edits or {}).items():
        row = next((row for row in range(2, sheet.max_row + 1) if sheet.cell(row, columns["name"]).value == name), sheet.max_row)
        for column, text in texts.items():
            place = columns.setdefault(column, len(columns) + 1)
            sheet.cell(1, place).value = column
            sheet.cell(row, place).value = text
    book.save(form)
    (folder / "new.xlsx").write_bytes(data)
    made = renew([folder / "new.xlsx"], form, target)
    problems = inspect(target.read_bytes(), target.name, beside(target)).problems
    assert [one.message for one in problems if one.severity == "error"] == []
    return made, load(target.read_bytes(), target.name, beside(target))


def _read(form: Questionnaire) -> set[str]:
    (check,) = [one for one in form.questions if one.calculation]
    return set(check.calculation.reads) if check.calculation else set()


def test_a_check_adds_up_what_the_newer_edition_asks(tmp_path: Path) -> None:
    """What went is left out of the sum, and what came is in it: else each return would be asked about."""
    made, form = _renewed(tmp_path, accounts(("Books", "Premises", "Licences", "Energy"), shift=2))
    assert made.renewal.gone == ("salaries",)
    assert _read(form) == {"books", "premises", "licences", "energy", "total_of_your_accounts"}
    (check,) = [one for one in form.questions if one.calculation]
    assert check.cell == "Money!C10"
    assert [one for one in made.news() if one.startswith(f"changed: {check.name}, calculation:")]


def test_a_check_that_a_person_edited_is_disabled_where_it_reads_what_went(tmp_path: Path) -> None:
    """It is told, and whatever reads it goes with it."""
    edits = {CHECK: {"calculation": "${total_of_your_accounts} - ${salaries}"}, "books": {"relevant": f"${{{CHECK}}} > 1"}}
    made, form = _renewed(tmp_path, accounts(MONEY[1:]), edits)
    assert [one for one in form.questions if one.calculation] == []
    assert form.by_name["books"].relevant is None
    told = list(made.news())
    assert f"went: {CHECK}, which reads what went; its row is disabled" in told
    assert f"went: ${{{CHECK}}}, which the column relevant of books reads; it is cleared: ${{{CHECK}}} > 1" in told


def test_what_else_reads_a_question_that_went_is_cleared_and_told(tmp_path: Path) -> None:
    """A text says the label of it, as it would have been printed."""
    edits = {"books": {"constraint": ". <= ${salaries}", "hint::English (en)": "Less than ${salaries}"}, "premises": {"required": "yes"}}
    made, form = _renewed(tmp_path, accounts(MONEY[1:]), edits)
    assert (form.by_name["books"].constraint, form.by_name["books"].hint) == (None, {"en": "Less than [Salaries]"})
    assert form.by_name["premises"].required is not None
    assert "went: ${salaries}, which the column constraint of books reads; it is cleared: . <= ${salaries}" in list(made.news())


def test_a_check_that_the_workbook_makes_no_more_is_disabled(tmp_path: Path) -> None:
    """Its row stays, with all that a person wrote beside it."""
    made, form = _renewed(tmp_path, accounts(checked=False))
    assert [one for one in form.questions if one.calculation] == []
    assert f"went: {CHECK}, a check that the workbook makes no more; its row is disabled" in list(made.news())


def test_a_check_in_the_same_cells_is_left_alone(tmp_path: Path) -> None:
    """Nothing is told of it."""
    made, form = _renewed(tmp_path, accounts())
    assert (list(made.news()), len(_read(form))) == ([], 5)
