"""A newer edition in which years changed or questions moved: each is found by its words, wherever it stands, and nobody else is."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from xlsxwriter.worksheet import Worksheet

from questionnaire.adopted.layout import lay_out_adopted
from questionnaire.definition import Questionnaire
from questionnaire.items import parts
from questionnaire.renewal.wording import is_reworded
from questionnaire.xlsform import inspect, load
from service.authoring.adopting import adopt_workbooks
from service.authoring.files import beside
from service.authoring.renewal.renew import Renewed, renew
from tests.adopt.making import WHOLE, Maker

YES_NO = {"validate": "list", "source": ["Yes", "No"]}
SERVICES = ("Reading room", "Home delivery", "Mobile library", "Courses")
MONEY = ("Salaries", "Acquisitions", "Premises", "Licences")
STOCK = ("Books", "Periodicals", "Maps")
USE = ("Visits", "Loans")


def library(
    *,
    year: int = 2026,
    services: Sequence[str] = SERVICES,
    money: Sequence[str] = MONEY,
    stock: Sequence[str] = STOCK,
    use: Sequence[str] = USE,
    numbers: tuple[int, int] = (2, 6),
    use_on: str = "Money",
) -> bytes:
    """Return a form: services whose labels have numbers, stock by year, money and use numbered in a column of their own."""
    make = Maker("libraries")
    page, other = make.sheet("General"), make.sheet("Money")
    there = make.sheet("Use") if use_on == "Use" else other
    page.write("A1", f"LIBRARIES {year}", make.bold)
    page.write("A3", f"{numbers[0]}. SERVICES IN {year}", make.head)
    for place, service in enumerate(services, 1):
        page.write(f"A{3 + place}", f"{numbers[0]}.{place} {service}")
        make.ask(page, f"B{3 + place}", service, "select_one", rule=YES_NO)
    top = 5 + len(services)
    page.write(f"A{top}", "3. STOCK AT 31 DECEMBER", make.head)
    page.write_row(f"A{top + 1}", ["Material", year - 2, year - 1, year], make.head)
    for row, kind in enumerate(stock, top + 2):
        page.write(f"A{row}", kind)
        for letter in "BCD":
            make.ask(page, f"{letter}{row}", kind, "integer", rule=WHOLE)
    other.write("A1", f"{numbers[1]}. EXPENDITURE IN {year}", make.head)
    _numbered(make, other, numbers[1], money, 2)
    below = 1 if use_on == "Use" else 3 + len(money)
    there.write(f"A{below}", f"{numbers[1] + 1}. USE IN {year}", make.head)
    _numbered(make, there, numbers[1] + 1, use, below + 1)
    row = 5 + len(money) + len(use)
    other.write(f"A{row}", "4. STAFF", make.head)
    other.write_row(f"B{row + 1}", ["Kind", f"{year - 1} (as reported last year)", year], make.head)
    for number, kind in enumerate(("Full-time", "Part-time"), row + 2):
        other.write(f"B{number}", kind)
        for letter in "CD":
            make.ask(other, f"{letter}{number}", kind, "integer", rule=WHOLE)
    return make.done().data


def _numbered(make: Maker, page: Worksheet, section: int, labels: Sequence[str], top: int) -> None:
    for number, label in enumerate(labels, 1):
        page.write(f"A{top + number - 1}", f"{section}.{number}")
        page.write(f"B{top + number - 1}", label)
        make.ask(page, f"C{top + number - 1}", label, "integer", rule=WHOLE)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return the form of the edition of 2026, as its draft is, but that everything is required."""
    (tmp_path / "old.xlsx").write_bytes(library())
    adopt_workbooks([tmp_path / "old.xlsx"], tmp_path / "form.xlsx")
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    sheet = book["survey"]
    width = sheet.max_column + 1
    sheet.cell(1, width).value = "required"
    for row in range(2, sheet.max_row + 1):
        if not str(sheet.cell(row, 1).value).startswith(("begin", "end")):
            sheet.cell(row, width).value = "yes"
    book.save(tmp_path / "form.xlsx")
    return tmp_path / "form.xlsx"


def _onto(form: Path, data: bytes) -> tuple[Renewed, Questionnaire]:
    newer, target = form.with_name("new.xlsx"), form.with_name("form2.xlsx")
    newer.write_bytes(data)
    made = renew([newer], form, target)
    problems = inspect(target.read_bytes(), target.name, beside(target)).problems
    assert [one.message for one in problems if one.severity == "error"] == []
    return made, load(target.read_bytes(), target.name, beside(target))


def _cells(form: Questionnaire) -> dict[str, str]:
    return {one.name: one.cell for one in form.answerable}


def test_another_year_in_headings_loses_nobody(old: Path) -> None:
    """A column of the same year moves on with it; all else is where it stood, and is still required."""
    made, form = _onto(old, library(year=2027))
    assert [one.label for one in made.renewal.came] == ["2027"]
    assert (made.renewal.moved, made.renewal.gone, made.renewal.lost, made.renewal.guessed) == (("q_2025", "q_2026"), ("q_2024",), (), ())
    came = next(name for name, _ in made.came())
    assert {one.name for one in form.answerable if one.required is None} == {came}
    assert [one for one in made.news() if "look at it" in one] == []


def test_a_renumbered_section_is_the_same(old: Path) -> None:
    """Its numbers are told and carried over, and nobody must look."""
    made, form = _onto(old, library(numbers=(4, 8)))
    before = made.form
    assert (made.renewal.gone, made.renewal.came, made.renewal.moved, made.needs) == ((), (), (), 0)
    assert _cells(form) == _cells(before)
    assert "changed: salaries, number: 6.1 -> 8.1" in list(made.news())


@pytest.mark.parametrize(
    ("services", "money", "year"),
    [
        (SERVICES, (*MONEY[1:], MONEY[0]), 2026),
        ((*SERVICES[1:], SERVICES[0]), MONEY, 2026),
        ((SERVICES[0], *SERVICES[:0:-1]), MONEY[::-1], 2027),
    ],
)
def test_a_row_that_moved_in_a_numbered_list_is_itself_still(old: Path, services: Sequence[str], money: Sequence[str], year: int) -> None:
    """The words tell where it is now, not the number that stands there."""
    made, form = _onto(old, library(services=services, money=money, year=year))
    cells = _cells(form)
    assert {one: cells[one.lower()] for one in MONEY} == {one: f"Money!C{row}" for row, one in enumerate(money, 2)}
    there = {one: f"General!B{row}" for row, one in enumerate(services, 4)}
    named = {one: f"q_2_{number}_{one.lower().replace(' ', '_')}" for number, one in enumerate(SERVICES, 1)}
    assert {one: cells[named[one]] for one in SERVICES} == there
    assert (made.needs, made.renewal.guessed) == (0, ())


def test_what_stands_behind_a_question_that_went_moves_up(old: Path) -> None:
    """Nobody gets its place, and what came in the same list is new."""
    made, form = _onto(old, library(money=("Acquisitions", "Premises", "Licences", "Energy"), services=SERVICES[1:]))
    assert set(made.renewal.gone) == {"salaries", "q_2_1_reading_room"}
    assert [name for name, _ in made.came()] == ["energy"]
    assert _cells(form)["acquisitions"] == "Money!C2"
    assert _cells(form)["q_2_2_home_delivery"] == "General!B4"


def test_a_block_on_another_sheet_is_the_same(old: Path) -> None:
    """Its section was renumbered too, and the years are others."""
    made, form = _onto(old, library(use_on="Use", numbers=(2, 7), year=2027))
    assert (_cells(form)["visits"], _cells(form)["loans"]) == ("Use!C2", "Use!C3")
    assert made.renewal.gone == ("q_2024",)


def test_rows_of_a_matrix_in_another_order_stay_with_their_codes(old: Path) -> None:
    """The rows are named in the order of the list, wherever they stand."""
    made, form = _onto(old, library(stock=STOCK[::-1]))
    matrix = form.repeats[0]
    assert [one.label["en"] for one in matrix.instances] == list(STOCK)
    assert (matrix.rows, made.renewal.gone, made.renewal.lost) == ("13:13,12:12,11:11", (), ())
    labels = {one.name: one.label["en"] for one in matrix.instances}
    slots = [one for one in lay_out_adopted(form, "en").slots if one.item.startswith(f"{matrix.name}[")]
    assert len(slots) == 9
    assert [one.label for one in slots] == [labels[parts(one.item)[1]] for one in slots]


def test_a_question_that_only_a_person_asks_is_found_by_those_around_it(old: Path) -> None:
    """A column of figures that were printed is in no draft; its heading has another year now, and all moved down by a row."""
    (old.parent / "old.xlsx").write_bytes(printed := _with_printed(library()))
    book = openpyxl.load_workbook(old)
    book["settings"]["D2"] = f"old.xlsx sha256:{hashlib.sha256(printed).hexdigest()}"
    book.save(old)
    assert "Money!C13:C14" in {one.cell for one in load(old.read_bytes(), old.name, beside(old)).answerable}
    made, form = _onto(old, _with_printed(library(year=2027, money=("Energy", *MONEY))))
    assert {one.cell for one in form.answerable} >= {"Money!C14:C15", "Money!D14:D15"}
    assert made.renewal.gone == ("q_2024",)


def _with_printed(data: bytes) -> bytes:
    """Return a form in which figures stand in the column of last year, whose cells are locked."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book["Money"]
    for row in range(12, 17):
        if page.cell(row, 2).value in {"Full-time", "Part-time"}:
            page.cell(row, 3).value = row
            page.cell(row, 3).protection = openpyxl.styles.Protection(locked=True)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("old_label", "new_label", "is_other"),
    [
        ("2.1 Reading room", "2.4 Reading room", False),
        ("b) of which women", "c) of which women", False),
        ("2.5 tonnes or more", "3.5 tonnes or more", True),
        ("12 months", "24 months", True),
    ],
)
def test_the_number_of_a_question_is_none_of_its_words(old_label: str, new_label: str, is_other: bool) -> None:
    """An amount is."""
    assert is_reworded(old_label, new_label) is is_other
